"""Who maintains a software today, and by what it is known."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from council.accounts.models import Account
from council.clock import today
from council.extensions import db
from council.organizations.models import Mandate, Title
from council.organizations.models_maintainers import MaintainerIdentity


@dataclass(frozen=True)
class Maintainer:
    """A person who maintains a software; `identity` is None for a mandate given before."""

    name: str
    identity: MaintainerIdentity | None


def maintainers_shown(software_id: int) -> list[Maintainer]:
    """Return the people who maintain a software today, each once, the first mandated first."""
    day = today()
    rows = db.session.execute(
        select(Mandate, Account, MaintainerIdentity)
        .join(Account, Account.id == Mandate.account_id)
        .outerjoin(MaintainerIdentity, MaintainerIdentity.mandate_id == Mandate.id)
        .where(
            Mandate.software_id == software_id,
            Mandate.title == Title.MAINTAINER,
            Mandate.revoked_at.is_(None),
        )
        .order_by(Mandate.id)
    )
    people = {
        account.id: Maintainer(account.name, identity)
        for mandate, account, identity in rows
        if mandate.is_current(day) and account.is_active
    }
    return list(people.values())
