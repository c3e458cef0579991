"""Reads on what people chose to receive."""

from __future__ import annotations

from sqlalchemy import select

from council.extensions import db
from council.notifications.events import Family
from council.notifications.models import Frequency, NotificationChoice


def frequencies_of(account_id: int) -> dict[Family, Frequency]:
    """Return a person's choice for every family; daily where they made none."""
    chosen = db.session.execute(
        select(NotificationChoice.family, NotificationChoice.frequency).where(
            NotificationChoice.account_id == account_id
        )
    )
    return {
        **dict.fromkeys(Family, Frequency.DAILY),
        **{Family(family): Frequency(frequency) for family, frequency in chosen},
    }


def frequencies_for(family: Family) -> dict[int, Frequency]:
    """Return the choices made for one family, by account; those absent made none."""
    chosen = db.session.execute(
        select(NotificationChoice.account_id, NotificationChoice.frequency).where(
            NotificationChoice.family == family
        )
    )
    return {account_id: Frequency(frequency) for account_id, frequency in chosen}
