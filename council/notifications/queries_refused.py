"""Reads on the mails that were given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from council.accounts.models import Account
from council.extensions import db
from council.journal.models import OutboxMessage
from council.notifications.models import Digest

TOPICS = ("mail", "digest", "reminder")


@dataclass(frozen=True)
class RefusedMail:
    """A mail that was given up: for whom, to which address, about what, why."""

    number: int
    person: str
    address: str
    about: str
    error: str
    created_at: datetime
    given_up_at: datetime


def _given_up() -> Select[tuple[OutboxMessage]]:
    return select(OutboxMessage).where(
        OutboxMessage.given_up_at.is_not(None),
        OutboxMessage.done_at.is_(None),
        OutboxMessage.topic.in_(TOPICS),
    )


def given_up_mail(number: int) -> OutboxMessage | None:
    """Return a mail that was given up by its number."""
    return db.session.scalar(_given_up().where(OutboxMessage.id == number))


def count_given_up() -> int:
    """Return how many mails were given up and are still to be looked at."""
    return db.session.scalar(select(func.count()).select_from(_given_up().subquery())) or 0


def given_up(limit: int = 200) -> list[RefusedMail]:
    """Return the mails that were given up, latest first; what they say is not shown."""
    messages = list(db.session.scalars(_given_up().order_by(OutboxMessage.id.desc()).limit(limit)))
    if not messages:
        return []
    digests = {m.payload["digest_id"] for m in messages if "digest_id" in m.payload}
    owners = dict(
        db.session.execute(
            select(Digest.id, Digest.account_id).where(Digest.id.in_(sorted(digests)))
        ).all()
    )
    whose = {m.id: _account_id(m.payload, owners) for m in messages}
    people = {
        account.id: account
        for account in db.session.scalars(
            select(Account).where(Account.id.in_(sorted({n for n in whose.values() if n})))
        )
    }
    return [_refused(message, people.get(whose[message.id] or 0)) for message in messages]


def _account_id(payload: dict[str, Any], owners: dict[int, int]) -> int | None:
    number: int | None = payload.get("account_id") or owners.get(payload.get("digest_id", 0))
    return number


def _refused(message: OutboxMessage, account: Account | None) -> RefusedMail:
    context = message.payload.get("context", {})
    return RefusedMail(
        number=message.id,
        person=account.name if account else context.get("name", ""),
        address=message.payload.get("email") or (account.email if account else ""),
        about=context.get("reference") or context.get("title", ""),
        error=message.last_error,
        created_at=message.created_at,
        given_up_at=message.given_up_at or message.created_at,
    )
