"""Writes on notices that actions share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from council.extensions import db
from council.notifications.events import Family
from council.notifications.models import DigestItem, Frequency, NotificationChoice


def insert(model: Any) -> Any:
    """Return an INSERT that can say what to do when the row is there, for either database."""
    name = db.session.get_bind().dialect.name
    return (postgresql if name == "postgresql" else sqlite).insert(model)


def choose(account_id: int, frequencies: Mapping[Family, Frequency]) -> None:
    """Note a person's choices; what waited in a family they no longer want is not told."""
    for family, frequency in frequencies.items():
        db.session.execute(
            insert(NotificationChoice)
            .values(account_id=account_id, family=family, frequency=frequency)
            .on_conflict_do_update(
                index_elements=["account_id", "family"], set_={"frequency": frequency}
            )
        )
    unwanted = [family for family, kept in frequencies.items() if kept == Frequency.NONE]
    db.session.execute(
        delete(DigestItem).where(
            DigestItem.account_id == account_id,
            DigestItem.family.in_(unwanted),
            DigestItem.digest_id.is_(None),
        )
    )
