"""Reads on objections: those that are cast, those that were closed, and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from council.accounts.models import Account
from council.extensions import db
from council.organizations.viewer import Viewer
from council.polls.models import Ballot, CurrentBallot, Poll, PollState, RollEntry
from council.polls.models_objections import OBJECTION, ObjectionClosing
from council.polls.queries import visible_to
from council.tally import METHODS, Rule


@dataclass(frozen=True)
class Objection:
    """The ballot that counts for a seat when it objects, with the act that closed it, if any."""

    entry: RollEntry
    ballot: Ballot
    person: str | None
    closing: ObjectionClosing | None
    closed_by: str | None

    @property
    def is_open(self) -> bool:
        """Say whether it stops the proposal."""
        return self.closing is None


def takes_objections(rule: Rule) -> bool:
    """Say whether a rule has objections that are closed."""
    return METHODS[rule.method].against == "objection"


def objections_of(poll: Poll, seats: Iterable[RollEntry] | None = None) -> list[Objection]:
    """Return the objections that count in a poll, of some seats or of all, in the roll's order.

    Before the closing, of all is only for who conducts the poll.
    """
    if not takes_objections(poll.rule):
        return []
    closer = aliased(Account)
    query = (
        select(RollEntry, Ballot, Account.name, ObjectionClosing, closer.name)
        .join(CurrentBallot, CurrentBallot.roll_entry_id == RollEntry.id)
        .join(Ballot, Ballot.id == CurrentBallot.ballot_id)
        .outerjoin(Account, Account.id == Ballot.account_id)
        .outerjoin(ObjectionClosing, ObjectionClosing.ballot_id == Ballot.id)
        .outerjoin(closer, closer.id == ObjectionClosing.account_id)
        .where(RollEntry.poll_id == poll.id, Ballot.content == OBJECTION)
        .order_by(RollEntry.position)
    )
    if seats is not None:
        query = query.where(RollEntry.id.in_([seat.id for seat in seats]))
    return [Objection(*row) for row in db.session.execute(query)]


def closed_seats(poll: Poll) -> frozenset[str]:
    """Return the seats whose objection was closed and not made again."""
    return frozenset(row.entry.uid for row in objections_of(poll) if not row.is_open)


def open_objections(viewer: Viewer, at: datetime) -> list[tuple[Poll, RollEntry]]:
    """Return the objections open in the polls that are open, by closing: only for who conducts
    each of them."""
    rows = db.session.execute(
        visible_to(viewer)
        .join(RollEntry, RollEntry.poll_id == Poll.id)
        .join(CurrentBallot, CurrentBallot.roll_entry_id == RollEntry.id)
        .join(Ballot, Ballot.id == CurrentBallot.ballot_id)
        .outerjoin(ObjectionClosing, ObjectionClosing.ballot_id == Ballot.id)
        .where(
            Poll.state == PollState.CALLED,
            Poll.opens_at <= at,
            Poll.closes_at > at,
            Ballot.content == OBJECTION,
            ObjectionClosing.ballot_id.is_(None),
        )
        .order_by(Poll.closes_at, RollEntry.position)
        .add_columns(RollEntry)
    )
    return [(poll, entry) for poll, entry in rows]
