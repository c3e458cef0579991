"""People around a poll: who answers an objection, who made the one that is closed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from sqlalchemy import select

from council.accounts.models import Account
from council.extensions import db
from council.journal.models import JournalEntry, JournalPrivate
from council.organizations.models import Title
from council.organizations.queries import people_with
from council.polls.models import Ballot, Poll, RollEntry
from council.polls.models_objections import OBJECTION

Mandated = Callable[[Iterable[int], Iterable[int]], list[Account]]
SeatUsers = Callable[[int | None], list[Account]]


def answering(entry: JournalEntry) -> list[Account]:
    """Return who conducts the poll when the ballot just cast is an objection, else nobody."""
    receipt = json.loads(entry.public).get("receipt", "")
    poll = db.session.scalar(
        select(Poll)
        .join(RollEntry, RollEntry.poll_id == Poll.id)
        .join(Ballot, Ballot.roll_entry_id == RollEntry.id)
        .where(Ballot.receipt == receipt, Ballot.content == OBJECTION)
    )
    if poll is None:
        return []
    conducting = [Title.CHAIR] + ([Title.SECRETARIAT] if poll.rule.opened_by != "chair" else [])
    return [account for title in conducting for account in people_with(title)]


def guests(poll_id: int, mandated: Mandated) -> list[Account]:
    """Return the people who give the opinions of a poll's guests."""
    rows = db.session.execute(
        select(RollEntry.organization_id, RollEntry.software_id).where(
            RollEntry.poll_id == poll_id, RollEntry.seat_id.is_(None)
        )
    ).all()
    watching = [
        account
        for body, _software in rows
        if body is not None
        for account in people_with(Title.OBSERVER, organization_id=body)
    ]
    return watching + mandated([], {software for _b, software in rows if software is not None})


def objector(entry: JournalEntry, seat_users: SeatUsers) -> list[Account]:
    """Return the people of the seat whose objection who conducts the poll closed."""
    private = db.session.get(JournalPrivate, entry.sequence)
    facts = json.loads(private.content) if private is not None else {}
    if facts.get("by_author", True):
        return []
    seat = select(RollEntry.organization_id).where(RollEntry.uid == facts["seat"])
    return seat_users(db.session.scalar(seat))
