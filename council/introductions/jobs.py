"""What the worker does for introductions: the mail to both contacts, and what time asks."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import current_app

from council.clock import now, today
from council.extensions import db
from council.introductions import actions_following as actions
from council.introductions import queries
from council.introductions.actions import CONTACTS_TOPIC
from council.introductions.models import Introduction
from council.journal.models import OutboxMessage
from council.journal.worker import finish
from council.notifications.mail import compose, send
from council.organizations.viewer import ANONYMOUS
from council.records.addresses import path_of_record

# Done at each turn of the worker, so that many at once do not hold back the mails.
MOST = 50


def follow() -> None:
    """Do what time asks of introductions: each once, whatever the number of workers."""
    lists: tuple[tuple[list[Introduction], Callable[[Introduction], bool]], ...] = (
        (queries.expired(today(), limit=MOST), actions.expire_introduction),
        (_due(queries.to_ask, "COUNCIL_INTRODUCTION_DAYS"), actions.ask_outcome),
        (_due(queries.to_remind, "COUNCIL_INTRODUCTION_REMINDER_DAYS"), actions.remind_outcome),
        (_due(queries.to_close, "COUNCIL_INTRODUCTION_SILENCE_DAYS"), actions.close_unanswered),
        (_due(queries.to_erase, "COUNCIL_INTRODUCTION_CONTACT_DAYS"), actions.erase_old_contacts),
    )
    for introductions, act in lists:
        for introduction in introductions:
            act(introduction)


def _due(query: Any, setting: str) -> list[Introduction]:
    before = now() - timedelta(days=int(current_app.config[setting]))
    found: list[Introduction] = query(before, limit=MOST)
    return found


def put_in_touch(messages: Sequence[OutboxMessage]) -> dict[int, str]:
    """Write one mail to both contacts, the mission in copy; what is refused is tried again later.

    Each is marked as done on acceptance, so that a batch cut in the middle repeats none.
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
    introduction = db.session.get(Introduction, message.payload["introduction_id"])
    if introduction is None or introduction.accepted_at is None:
        return
    lines = [line for line in queries.parties_of(introduction.id) if line.party.has_contact]
    if len(lines) != 2:
        return
    addresses = dict.fromkeys(line.party.contact_email for line in lines)
    context = {
        "lines": lines,
        "needs": [
            (need.title, need.reference, path_of_record(need.record))
            for need in queries.needs_of(introduction, ANONYMOUS)
        ],
        "introduction": introduction,
        "path": path_of_record(introduction.record),
        "days": current_app.config["COUNCIL_INTRODUCTION_DAYS"],
        "operator": current_app.config["COUNCIL_OPERATOR"],
    }
    mail = compose("introduction", ", ".join(addresses), context, key=message.dedupe_key)
    mail["Cc"] = current_app.config["COUNCIL_CONTACT"]
    send(mail)


TOPICS = {CONTACTS_TOPIC: put_in_touch}
PERIODIC = (follow,)
