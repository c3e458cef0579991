"""Rows of mails for tests; each commits."""

from __future__ import annotations

import itertools

from council.accounts.models import Account
from council.clock import now
from council.extensions import db
from council.journal.models import OutboxMessage
from council.journal.steps import enqueue

_numbers = itertools.count(1)


def refused_mail(person: Account) -> OutboxMessage:
    """A mail to a person that their server refused for good."""
    key = f"mail:refused:{next(_numbers)}"
    payload = {"template": "password_changed", "account_id": person.id, "context": {}}
    enqueue("mail", key, payload)
    row = db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.dedupe_key == key)).one()
    row.attempts, row.given_up_at, row.last_error = 3, now(), "550 adresse inconnue"
    db.session.commit()
    return row
