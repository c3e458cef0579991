"""Reads on rules, polls, rolls, ballots and results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from council import tally
from council.accounts.models import Account
from council.extensions import db
from council.organizations.models import College, Organization, Seat, Title
from council.organizations.queries import current_seats
from council.organizations.viewer import Viewer
from council.polls.models import (
    Ballot,
    CurrentBallot,
    Poll,
    PollExtension,
    PollIncident,
    PollState,
    RollEntry,
)
from council.polls.models_recusals import Recusal
from council.polls.models_secret import PollSignature
from council.polls.queries_proxies import carried_seats, given_seats
from council.polls.voters import VOTING_TITLES, votes_somewhere, voting_organizations
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to as record_visible_to

# The seat that voted, by a named ballot or by signing for a secret one; no value when it did not.
VOTED = func.coalesce(CurrentBallot.roll_entry_id, PollSignature.roll_entry_id)


@dataclass(frozen=True)
class CastBallot:
    """One seat of the roll with the ballot that counts for it, if any, and who cast it.

    In a secret poll the ballot is nobody's: there is a signature instead.
    """

    entry: RollEntry
    ballot: Ballot | None
    person: str | None
    recusal: Recusal | None = None
    signature: PollSignature | None = None

    @property
    def voted(self) -> bool:
        """Say whether a ballot counts for the seat."""
        return self.ballot is not None or self.signature is not None

    @property
    def by_proxy(self) -> bool:
        """Say whether another seat cast the ballot."""
        if self.signature is not None:
            return self.signature.by_proxy
        return self.ballot is not None and self.ballot.proxy_id is not None

    @property
    def content(self) -> dict[str, Any] | None:
        """What the ballot holds, None when the seat did not vote."""
        return None if self.ballot is None else json.loads(self.ballot.content)

    @property
    def choice(self) -> str | None:
        """The one choice of the ballot, None when it holds something else or nothing."""
        return (self.content or {}).get("choice")


class Events(NamedTuple):
    """What happened to a poll besides ballots; recusals with the name of the body."""

    extensions: list[PollExtension]
    incidents: list[PollIncident]
    recusals: list[tuple[Recusal, str]]


def visible_to(viewer: Viewer) -> Select[tuple[Poll]]:
    """Return the polls this viewer may see."""
    return select(Poll).join(Poll.record).where(record_visible_to(viewer))


def list_polls(
    viewer: Viewer, at: datetime, *, phase: str = "", q: str = ""
) -> Select[tuple[Poll]]:
    """Return visible polls: drafts, open ones by closing, coming ones, then the latest closed."""
    called = Poll.state == PollState.CALLED
    conditions = {
        "open": and_(called, Poll.opens_at <= at, Poll.closes_at > at),
        "coming": and_(called, Poll.opens_at > at),
        "draft": Poll.state == PollState.DRAFT,
        "suspended": Poll.state == PollState.SUSPENDED,
        "cancelled": Poll.state == PollState.CANCELLED,
    }
    conditions["closed"] = Poll.state.in_([PollState.COUNTED, PollState.PUBLISHED]) | and_(
        called, Poll.closes_at <= at
    )
    rank = case(
        (conditions["open"], 0),
        (conditions["suspended"], 1),
        (conditions["coming"], 2),
        (conditions["draft"], 3),
        else_=4,
    )
    query = visible_to(viewer)
    if phase in conditions:
        query = query.where(conditions[phase])
    if q:
        query = query.where(Poll.title.icontains(q, autoescape=True))
    return query.order_by(
        rank, case((rank < 3, Poll.closes_at)), Poll.closes_at.desc(), Poll.id.desc()
    )


def find_poll(reference: str, viewer: Viewer) -> Poll | None:
    """Return a visible poll by its reference."""
    return db.session.scalar(
        visible_to(viewer).where(Record.kind == RecordKind.POLL, Record.reference == reference)
    )


def find_draft(uid: str, viewer: Viewer) -> Poll | None:
    """Return a visible poll by its uid; drafts have no reference yet."""
    return db.session.scalar(
        visible_to(viewer).where(Record.kind == RecordKind.POLL, Record.uid == uid)
    )


def roll_of(poll: Poll) -> list[RollEntry]:
    """Return the frozen roll, in its order."""
    return list(
        db.session.scalars(
            select(RollEntry).where(RollEntry.poll_id == poll.id).order_by(RollEntry.position)
        )
    )


def seats_for(rule: tally.Rule) -> list[tuple[Seat, College, str]]:
    """Return the seats that would be on the roll today, by college of the rule, then by name."""
    order = {college.key: number for number, college in enumerate(rule.colleges)}
    rows = db.session.execute(
        current_seats()
        .join(College, College.id == Seat.college_id)
        .join(Organization, Organization.id == Seat.organization_id)
        .where(College.key.in_(order))
        .add_columns(Organization.name)
    )
    found = [(seat, seat.college, name) for seat, name in rows]
    return sorted(found, key=lambda row: (order[row[1].key], row[2].casefold(), row[0].id))


def my_entries(poll: Poll, viewer: Viewer) -> list[RollEntry]:
    """Return the seats of the roll this viewer may vote for today."""
    if not votes_somewhere(viewer):
        return []
    return list(
        db.session.scalars(
            select(RollEntry)
            .where(RollEntry.poll_id == poll.id, _usable_by(viewer))
            .order_by(RollEntry.position)
        )
    )


def _usable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The seats of rolls a viewer may vote for: their own, and those they carry by proxy."""
    return or_(_own(viewer), carried_seats(viewer))


def _awaited_from(viewer: Viewer) -> ColumnElement[bool]:
    """The same without their own seats whose vote they gave to another."""
    return or_(and_(_own(viewer), ~given_seats()), carried_seats(viewer))


def _own(viewer: Viewer) -> ColumnElement[bool]:
    """The seats of rolls a viewer is mandated for, as policies.may_use_seat says it of one."""
    voting = sorted(voting_organizations(viewer, *VOTING_TITLES))
    watching = sorted(voting_organizations(viewer, Title.OBSERVER))
    return or_(
        RollEntry.organization_id.in_(voting),
        and_(RollEntry.advisory, RollEntry.organization_id.in_(watching)),
        RollEntry.software_id.in_(sorted(viewer.software_ids)),
    )


def _takes_part() -> ColumnElement[bool]:
    """The seats of rolls whose body was not recused."""
    return ~exists().where(
        Recusal.poll_id == RollEntry.poll_id,
        Recusal.organization_id == RollEntry.organization_id,
    )


def ballots_for(entries: Iterable[RollEntry]) -> dict[int, CastBallot]:
    """Return the ballot that counts for each of these seats, by roll entry id."""
    known = {entry.id: entry for entry in entries}
    rows = (
        db.session.execute(_current_ballots().where(RollEntry.id.in_(sorted(known))))
        if known
        else ()
    )
    return {row[0].id: _cast(row) for row in rows}


def box_of(poll: Poll) -> list[CastBallot]:
    """Return the whole roll with the ballot that counts for each seat; never before closing."""
    rows = db.session.execute(_current_ballots().where(RollEntry.poll_id == poll.id))
    return [_cast(row) for row in rows]


def _cast(row: Any) -> CastBallot:
    entry, ballot, person, recusal, signature = row
    return CastBallot(entry, ballot, person, recusal, signature)


def _current_ballots() -> Select[tuple[RollEntry, Ballot, str, Recusal, PollSignature]]:
    voter = func.coalesce(Ballot.account_id, PollSignature.account_id)
    return (
        select(RollEntry, Ballot, Account.name, Recusal, PollSignature)
        .outerjoin(CurrentBallot, CurrentBallot.roll_entry_id == RollEntry.id)
        .outerjoin(Ballot, Ballot.id == CurrentBallot.ballot_id)
        .outerjoin(PollSignature, PollSignature.roll_entry_id == RollEntry.id)
        .outerjoin(Account, Account.id == voter)
        .outerjoin(
            Recusal,
            and_(
                Recusal.poll_id == RollEntry.poll_id,
                Recusal.organization_id == RollEntry.organization_id,
            ),
        )
        .order_by(RollEntry.position)
    )


def events_of(poll: Poll) -> Events:
    """Return the extensions, incidents and recusals of a poll, oldest first; one query, all few."""
    rows = db.session.execute(
        select(PollExtension, PollIncident, Recusal, Organization.name)
        .select_from(Poll)
        .outerjoin(PollExtension, PollExtension.poll_id == Poll.id)
        .outerjoin(PollIncident, PollIncident.poll_id == Poll.id)
        .outerjoin(Recusal, Recusal.poll_id == Poll.id)
        .outerjoin(Organization, Organization.id == Recusal.organization_id)
        .where(Poll.id == poll.id)
    ).all()
    extensions = {row[0].id: row[0] for row in rows if row[0] is not None}
    incidents = {row[1].id: row[1] for row in rows if row[1] is not None}
    recusals = {row[2].id: (row[2], row[3]) for row in rows if row[2] is not None}
    return Events(
        [extensions[n] for n in sorted(extensions)],
        [incidents[n] for n in sorted(incidents)],
        [recusals[n] for n in sorted(recusals)],
    )


def my_states(polls: Sequence[Poll], viewer: Viewer) -> dict[int, tuple[int, int]]:
    """Return for each poll the number of seats this viewer may vote for, and of those that did."""
    if not votes_somewhere(viewer) or not polls:
        return {}
    rows = db.session.execute(
        select(RollEntry.poll_id, func.count(RollEntry.id), func.count(VOTED))
        .outerjoin(CurrentBallot, CurrentBallot.roll_entry_id == RollEntry.id)
        .outerjoin(PollSignature, PollSignature.roll_entry_id == RollEntry.id)
        .where(
            RollEntry.poll_id.in_([poll.id for poll in polls]),
            _usable_by(viewer),
            _takes_part(),
        )
        .group_by(RollEntry.poll_id)
    )
    return {poll_id: (seats, voted) for poll_id, seats, voted in rows}


def ballots_owed(viewer: Viewer, at: datetime) -> list[tuple[Poll, RollEntry]]:
    """Return the open polls and the seats for which this viewer may still vote, by closing."""
    found = _open_seats(viewer, at, VOTED.is_(None))
    # Who voted in Belenios is not known here.
    return [(poll, entry) for poll, entry in found if poll.rule.secrecy != "end_to_end"]


def seats_of_open_polls(viewer: Viewer, at: datetime) -> list[tuple[Poll, RollEntry]]:
    """Return the same whether or not a ballot was cast for the seat, by closing."""
    return _open_seats(viewer, at)


def _open_seats(
    viewer: Viewer, at: datetime, *conditions: ColumnElement[bool]
) -> list[tuple[Poll, RollEntry]]:
    if not votes_somewhere(viewer):
        return []
    rows = db.session.execute(
        visible_to(viewer)
        .join(RollEntry, RollEntry.poll_id == Poll.id)
        .outerjoin(CurrentBallot, CurrentBallot.roll_entry_id == RollEntry.id)
        .outerjoin(PollSignature, PollSignature.roll_entry_id == RollEntry.id)
        .where(
            Poll.state == PollState.CALLED,
            Poll.opens_at <= at,
            Poll.closes_at > at,
            _awaited_from(viewer),
            _takes_part(),
            *conditions,
        )
        .order_by(Poll.closes_at, RollEntry.position)
        .add_columns(RollEntry)
    )
    return [(poll, entry) for poll, entry in rows]


def sources_of(poll: Poll, viewer: Viewer) -> list[Record]:
    """Return the visible records this poll was born from, oldest link first."""
    return list(
        db.session.scalars(
            select(Record)
            .join(RecordLink, RecordLink.to_id == Record.id)
            .where(
                RecordLink.from_id == poll.id,
                RecordLink.kind == LinkKind.BORN_FROM,
                record_visible_to(viewer),
            )
            .order_by(RecordLink.id)
        )
    )


def due_polls(at: datetime) -> list[Poll]:
    """Return the closed polls that nobody sealed yet; those of Belenios wait for their archive."""
    found = db.session.scalars(
        select(Poll)
        .where(Poll.state == PollState.CALLED, Poll.closes_at <= at)
        .order_by(Poll.closes_at)
    )
    return [poll for poll in found if poll.rule.secrecy != "end_to_end"]
