"""What the worker does for notifications: entries become mails and summaries, and are sent."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from flask import current_app

from council.accounts.links import link_path
from council.accounts.models import Account, AccountState
from council.clock import now
from council.discussion.queries_follows import ended_by
from council.extensions import db
from council.journal.models import JournalEntry, OutboxMessage
from council.journal.worker import Refusal, finish, renew
from council.notifications.actions import forget_old_digests, forget_person, make_digest, owe
from council.notifications.batches import owed_in_batch
from council.notifications.circles import may_be_told, people_in, subject_of, subjects_of
from council.notifications.details import DETAILS
from council.notifications.digests import digest_context
from council.notifications.events import Family, family_of
from council.notifications.mail import compose, is_refused_for_good, is_silence, send
from council.notifications.models import Digest, Frequency
from council.notifications.notice import Notice
from council.notifications.queries_choices import frequencies_for
from council.notifications.queries_digests import accounts_due, entries_unread, old_digests
from council.notifications.rules import BATCHES
from council.notifications.telling import notices_of, said
from council.notifications.timing import Cut, last_cut
from council.notifications.unsubscribing import unsubscribe_address
from council.organizations.queries import viewer_for
from council.records.addresses import path_of_record
from council.records.models import Record
from council.records.queries import may_see
from council.records.titles import titles_of

# How long one mail may keep a worker: each answer of a slow server may take mail.TIMEOUT_SECONDS.
SENDING = timedelta(minutes=5)
# Mails that find a silent server before the rest of the batch waits without trying.
MOST_SILENCES = 3


@dataclass
class Owed:
    """What one journal entry owes: mails now, events kept for summaries."""

    mails: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)


def notify(messages: Sequence[OutboxMessage]) -> dict[int, str]:
    """Owe each person a journal entry concerns, and who may see its subject, a mail or a line."""
    for sequence in [message.payload["sequence"] for message in messages]:
        entry = db.session.get(JournalEntry, sequence)
        if entry is None:
            continue
        if entry.kind == "account.closed" and entry.actor:
            forget_person(entry.actor)
        owed = _owed_in_batch(entry) if entry.kind in BATCHES else _owed(entry)
        if owed.mails or owed.items:
            owe(owed.mails, owed.items)
    return {}


def _owed_in_batch(entry: JournalEntry) -> Owed:
    """Return what an act on many records owes: a mail to those concerned, a line to followers."""
    owed, family = Owed(owed_in_batch(entry)), family_of(entry.kind)
    written = {mail["payload"]["account_id"] for mail in owed.mails}
    chosen, (number, notice) = frequencies_for(family), notices_of(entry.kind)[-1]
    for record in subjects_of(entry):
        ended = ended_by(record.id)
        for account in people_in(notice.circles, entry, [record]):
            wanted = chosen.get(account.id) != Frequency.NONE and account.id not in ended
            if wanted and account.id not in written and may_be_told(account, entry, record):
                owed.items.append(_item(entry, record, number, family, account))
    return owed


def _owed(entry: JournalEntry) -> Owed:
    records = subjects_of(entry) if notices_of(entry.kind) else []
    if not records:
        return Owed()
    first, family = subject_of(entry, records), family_of(entry.kind)
    ended, chosen = ended_by(first.id), frequencies_for(family)
    owed, told = Owed(), set[int]()
    for number, notice in notices_of(entry.kind):
        for account in people_in(notice.circles, entry, records):
            # Whatever the circles, an entry is told to a person once, by its first notice.
            if account.id in told or not may_be_told(account, entry, first):
                continue
            told.add(account.id)
            when = chosen.get(account.id, Frequency.DAILY)
            if notice.at_once:
                owed.mails.append(_mail(entry, first, notice, number, account, None))
            elif account.id in ended or when == Frequency.NONE:
                continue
            elif when == Frequency.AT_ONCE:
                owed.mails.append(_mail(entry, first, notice, number, account, family))
            else:
                owed.items.append(_item(entry, first, number, family, account))
    return owed


def _mail(
    entry: JournalEntry,
    record: Record,
    notice: Notice,
    number: int,
    account: Account,
    family: Family | None,
) -> dict[str, Any]:
    days = current_app.config[notice.delay_setting] if notice.delay_setting else 0
    context = {
        "title": titles_of([record]).get(record.id, ""),
        "reference": record.reference or "",
        "path": path_of_record(record),
        "sentence": said(notice, entry),
        "days": days,
    }
    payload = {
        "template": notice.template,
        "account_id": account.id,
        "sequence": entry.sequence,
        "record_id": record.id,
        "context": context,
    }
    if family is not None:
        payload["family"] = family
    return {"key": f"mail:{entry.sequence}:{number}:{account.id}", "payload": payload}


def _item(
    entry: JournalEntry, record: Record, number: int, family: Family, account: Account
) -> dict[str, Any]:
    return {
        "account_id": account.id,
        "sequence": entry.sequence,
        "record_id": record.id,
        "family": family,
        "notice": number,
        "at": datetime.fromisoformat(entry.at),
    }


Composer = Callable[[OutboxMessage], "EmailMessage | None"]


def deliver(messages: Sequence[OutboxMessage], composed: Composer) -> dict[int, str | None]:
    """Send what is owed; what the server refuses is tried again later, alone.

    Each is marked as done on acceptance, so a batch cut in the middle repeats none of them; one
    whose lease ran out meanwhile is left to who has it. A server that stays silent is not asked
    for each mail of the batch.
    """
    failures: dict[int, str | None] = {}
    silences, last = 0, ""
    for number, attempts in [(message.id, message.attempts) for message in messages]:
        if silences >= MOST_SILENCES:
            failures[number] = last
            continue
        if not renew(number, attempts, SENDING):
            failures[number] = None
            continue
        try:
            mail = composed(db.session.get_one(OutboxMessage, number))
            if mail is not None:
                send(mail)
        except Exception as error:  # one mail's failure must not stop the others; it is kept
            db.session.rollback()
            if not isinstance(error, OSError | smtplib.SMTPException | ValueError):
                current_app.logger.exception("mail %s", number)
            last = repr(error)
            silences = silences + 1 if is_silence(error) else 0
            failures[number] = Refusal(last) if is_refused_for_good(error) else last
        else:
            silences = 0
            finish([number])
    return failures


def send_mails(messages: Sequence[OutboxMessage]) -> dict[int, str | None]:
    """Send the mails owed one by one."""
    return deliver(messages, _composed)


def _composed(message: OutboxMessage) -> EmailMessage | None:
    payload = message.payload
    context: dict[str, Any] | None = dict(payload.get("context", {}))
    to, unsubscribe = payload.get("email", ""), ""
    if "account_id" in payload:
        account = db.session.get(Account, payload["account_id"])
        if account is None or account.state == AccountState.CLOSED:
            return None
        context = _still_to_tell(account, payload)
        to = to or account.email
        if "family" in payload:
            unsubscribe = unsubscribe_address(account.id, Family(payload["family"]))
    link = payload.get("link")
    if link is not None and context is not None:
        # Made here and nowhere else: a one-time link is never stored.
        path = link_path(link["purpose"], link["id"])
        if path is None:
            return None
        context["link"] = current_app.config["COUNCIL_BASE_URL"].rstrip("/") + path
    if context is None:
        return None
    detail = DETAILS.get(payload["template"])
    if detail is not None:
        context |= detail(payload["record_id"])
    key = message.dedupe_key
    return compose(payload["template"], to, context, key=key, unsubscribe=unsubscribe)


def _still_to_tell(account: Account, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a mail may still tell its reader, None when that is nothing."""
    context = {"name": account.name, **payload.get("context", {})}
    if "record_id" in payload:
        entry = db.session.get_one(JournalEntry, payload["sequence"])
        record = db.session.get_one(Record, payload["record_id"])
        return context if may_be_told(account, entry, record) else None
    if any("record_id" in item for item in context.get("items", ())):
        viewer = viewer_for(account)
        context["items"] = [
            item
            for item in context["items"]
            if may_see(db.session.get_one(Record, item["record_id"]), viewer)
        ]
        return context if context["items"] else None
    return context


def send_digests(messages: Sequence[OutboxMessage]) -> dict[int, str | None]:
    """Send the summaries owed; one that has nothing left to tell is not sent."""
    return deliver(messages, _summary)


def _summary(message: OutboxMessage) -> EmailMessage | None:
    digest = db.session.get(Digest, message.payload["digest_id"])
    account = db.session.get(Account, digest.account_id) if digest is not None else None
    if digest is None or account is None or not account.is_active:
        return None
    context = digest_context(digest, account)
    if context is None:
        return None
    context["name"] = account.name
    unsubscribe = unsubscribe_address(account.id)
    key = message.dedupe_key
    return compose("digest", account.email, context, key=key, unsubscribe=unsubscribe)


def present_cut() -> Cut:
    """Return the latest moment summaries were due."""
    return last_cut(now(), current_app.config["COUNCIL_DIGEST_HOUR"])


def plan_digests() -> int:
    """Owe each person the summary of the day, once every act done before its hour was read."""
    cut = present_cut()
    due = accounts_due(cut)
    if not due or entries_unread(cut):
        return 0
    return sum(make_digest(account_id, cut) for account_id in due)


def forget_digests() -> None:
    """Delete old summaries; reads only while there is none."""
    if old_digests():
        forget_old_digests()


TOPICS = {"notify": notify, "mail": send_mails, "digest": send_digests}
PERIODIC = (plan_digests, forget_digests)
