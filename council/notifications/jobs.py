"""What the worker does for notifications: entries become mails owed, mails owed are sent."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from council.accounts.links import link_path
from council.accounts.models import Account, AccountState
from council.contributions.models import LEGAL_FRAME_LABELS
from council.extensions import db
from council.journal.models import JournalEntry, OutboxMessage
from council.journal.steps import enqueue
from council.journal.worker import finish
from council.notifications.batches import owed_in_batch
from council.notifications.circles import people_in, subjects_of
from council.notifications.details import DETAILS
from council.notifications.mail import compose, send
from council.notifications.rules import BATCHES, NOTICES, Notice
from council.organizations.queries import viewer_for
from council.records.addresses import path_of
from council.records.models import Record
from council.records.queries import may_see
from council.records.titles import titles_of
from council.transactions import quiet_action


def notify(messages: Sequence[OutboxMessage]) -> dict[int, str]:
    """Owe a mail to each person a journal entry concerns and who may see its subject."""
    for message in messages:
        entry = db.session.get(JournalEntry, message.payload["sequence"])
        if entry is None:
            continue
        owed = owed_in_batch(entry) if entry.kind in BATCHES else _owed(entry)
        if owed:
            owe(owed)
    return {}


def _owed(entry: JournalEntry) -> list[dict[str, Any]]:
    records = subjects_of(entry) if entry.kind in NOTICES else []
    if not records:
        return []
    first = _about(entry, records)
    context = {
        "title": titles_of([first]).get(first.id, ""),
        "reference": first.reference or "",
        "path": path_of(first.kind, first.reference, first.uid),
    }
    owed, told = [], set[int]()
    for number, notice in enumerate(NOTICES[entry.kind]):
        days = current_app.config[notice.delay_setting] if notice.delay_setting else 0
        for account in people_in(notice.circles, entry, records):
            # Whatever the circles, an entry is told to a person once, by its first notice.
            if account.id in told or not may_see(first, viewer_for(account)):
                continue
            told.add(account.id)
            values = {**context, "sentence": said(notice, entry), "days": days}
            owed.append(
                {
                    "key": f"mail:{entry.sequence}:{number}:{account.id}",
                    "payload": {
                        "template": notice.template,
                        "account_id": account.id,
                        "context": values,
                        "record_id": first.id,
                    },
                }
            )
    return owed


def _about(entry: JournalEntry, records: Sequence[Record]) -> Record:
    """Return the record a mail names: the one whose kind the entry says, not what moved with it."""
    noun = entry.kind.partition(".")[0]
    return next((record for record in records if record.kind == noun), records[0])


def said(notice: Notice, entry: JournalEntry) -> str:
    """Return the sentence of a notice, with the legal vehicle that the act named, if it did."""
    frame = json.loads(entry.public).get("legal_frame", "")
    if frame not in LEGAL_FRAME_LABELS or not entry.kind.endswith(".accepted"):
        return str(notice.sentence)
    vehicle = LEGAL_FRAME_LABELS[frame]
    return f"{notice.sentence} {_('Moyen juridique : %(frame)s.', frame=vehicle)}"


@quiet_action
def owe(owed: Sequence[dict[str, Any]]) -> None:
    """Put mails in the outbox; each is owed once."""
    for mail in owed:
        enqueue("mail", mail["key"], mail["payload"])


def send_mails(messages: Sequence[OutboxMessage]) -> dict[int, str]:
    """Send what is owed; what the server refuses is tried again later, alone.

    Each is marked as done on acceptance, so a batch cut in the middle repeats none of them.
    """
    failures: dict[int, str] = {}
    for message in messages:
        number = message.id
        try:
            _send(message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            failures[number] = repr(error)
        else:
            finish([number])
    return failures


def _send(message: OutboxMessage) -> None:
    payload = message.payload
    context = dict(payload.get("context", {}))
    to = payload.get("email", "")
    if "account_id" in payload:
        account = db.session.get(Account, payload["account_id"])
        if account is None or account.state == AccountState.CLOSED:
            return
        to = to or account.email
        context.setdefault("name", account.name)
    link = payload.get("link")
    if link is not None:
        # Made here and nowhere else: a one-time link is never stored.
        path = link_path(link["purpose"], link["id"])
        if path is None:
            return
        context["link"] = current_app.config["COUNCIL_BASE_URL"].rstrip("/") + path
    detail = DETAILS.get(payload["template"])
    if detail is not None:
        context |= detail(payload["record_id"])
    send(compose(payload["template"], to, context, key=message.dedupe_key))


TOPICS = {"notify": notify, "mail": send_mails}
