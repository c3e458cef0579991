"""Reads on shared fundings: what each reader may know of the pledges, and what they come to.

A pledge's amount may be kept to some readers. Whoever may not read one of the amounts in force gets
a count made of the others alone: it is right (« au moins »), since a pledge more never makes
another stop counting, and it tells nothing of what is hidden, whatever is compared with it from
day to day. Only whether the estimate is covered is told to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from council.accounts.models import Account
from council.clock import today
from council.contributions.models import PriceVisibility
from council.contributions.models_funding import (
    Funding,
    FundingMove,
    FundingPhase,
    FundingShare,
    FundingState,
    Pledge,
)
from council.contributions.queries import Act, Receivers, acts_of, receivers_of
from council.contributions.sharing import Count, Why, count_pledges
from council.extensions import db
from council.organizations.models import Organization
from council.organizations.viewer import SECRETARIAT_READER
from council.records.models import Record, RecordKind
from council.records.queries import visible_to as record_visible_to
from council.records.titles import titles_of

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@dataclass(frozen=True)
class Line:
    """One body's pledge in force as a reader sees it; `why` is None when it may not be told."""

    order: int
    pledge: Pledge
    organization: str
    reference: str
    is_readable: bool
    why: Why | None


@dataclass(frozen=True)
class Shown:
    """A funding as one reader sees it.

    `count` is made of what the reader may read; it is the whole when `is_exact`.
    """

    funding: Funding
    record: Record
    lines: tuple[Line, ...]
    count: Count
    is_exact: bool
    phase: FundingPhase

    @property
    def is_reached(self) -> bool:
        """Say whether the estimate is covered, hidden amounts included."""
        return self.phase in {FundingPhase.REACHED, FundingPhase.ACCEPTED}

    @property
    def hidden(self) -> int:
        """How many pledges in force this reader may not read the amount of."""
        return sum(not line.is_readable for line in self.lines)

    @property
    def shown_cents(self) -> int:
        """What to show as gathered: the financed amount once accepted, for who may read it."""
        if self.is_exact and self.funding.financed_cents is not None:
            return self.funding.financed_cents
        return self.count.total

    def line_of(self, organization_id: int) -> Line | None:
        """Return the pledge in force of a body."""
        found = (line for line in self.lines if line.pledge.organization_id == organization_id)
        return next(found, None)


@dataclass(frozen=True)
class Revision:
    """One moment of one body's pledge, for the history."""

    pledge: Pledge
    organization: str
    person: str
    is_readable: bool


def in_force() -> ColumnElement[bool]:
    """Return the condition of the pledges in force: the latest revision, not withdrawn."""
    later = aliased(Pledge)
    return and_(
        ~Pledge.withdrawn,
        ~exists().where(
            later.funding_id == Pledge.funding_id,
            later.organization_id == Pledge.organization_id,
            later.revision > Pledge.revision,
        ),
    )


def _with_pledges() -> Select[Any]:
    first = aliased(Pledge)
    body = aliased(Record)
    came = (
        select(func.min(first.id))
        .where(
            first.funding_id == Pledge.funding_id,
            first.organization_id == Pledge.organization_id,
        )
        .correlate(Pledge)
        .scalar_subquery()
    )
    return (
        select(Funding, Record, Pledge, Organization.name, body.reference, came)
        .join(Record, Record.id == Funding.record_id)
        .outerjoin(Pledge, and_(Pledge.funding_id == Funding.id, in_force()))
        .outerjoin(Organization, Organization.id == Pledge.organization_id)
        .outerjoin(body, body.id == Organization.id)
        .order_by(Funding.id, came)
    )


def shown(query: Select[Any], viewer: Viewer, day: date | None = None) -> list[Shown]:
    """Return the fundings of a query as a reader sees them, oldest first; two queries at most."""
    found: dict[int, tuple[Funding, Record, list[Any]]] = {}
    for funding, record, pledge, name, reference, order in db.session.execute(query):
        _funding, _record, rows = found.setdefault(funding.id, (funding, record, []))
        if pledge is not None:
            rows.append((order, pledge, name, reference))
    kept = [
        record.id
        for _funding, record, rows in found.values()
        if record.kind == RecordKind.CONTRIBUTION
        and any(row[1].visibility != PriceVisibility.PUBLIC for row in rows)
    ]
    receivers = receivers_of(kept) if kept else {}
    return [
        _as_seen(funding, record, rows, receivers.get(record.id, Receivers()), viewer, day)
        for funding, record, rows in found.values()
    ]


def _as_seen(
    funding: Funding,
    record: Record,
    rows: Sequence[Any],
    receivers: Receivers,
    viewer: Viewer,
    day: date | None,
) -> Shown:
    day = funding.counting_day(day or today())
    terms = {order: pledge.terms(order, funding) for order, pledge, *_names in rows}
    readable = {
        order
        for order, pledge, *_names in rows
        if may_read_amount(viewer, pledge, funding, record, receivers)
    }
    whole = count_pledges(terms.values(), estimate=funding.estimate_cents, day=day)
    is_exact = len(readable) == len(terms)
    seen = (
        whole
        if is_exact
        else count_pledges(
            [terms[order] for order in sorted(readable)], estimate=funding.estimate_cents, day=day
        )
    )
    lines = tuple(
        Line(order, pledge, name, reference, order in readable, _told(order, pledge, seen, whole))
        for order, pledge, name, reference in rows
    )
    phase = funding.phase(whole.is_reached, day)
    return Shown(funding, record, lines, seen, is_exact, phase)


def _told(order: int, pledge: Pledge, seen: Count, whole: Count) -> Why | None:
    """Whether a total is reached tells of the amounts in it: only the reader's own count may."""
    if order in seen.counted or pledge.minimum_cents is None or seen is whole:
        return whole.why[order]
    why = whole.why[order]
    return why if why in {Why.LAPSED, Why.TO_CONFIRM} else None


def may_read_amount(
    viewer: Viewer, pledge: Pledge, funding: Funding, record: Record, receivers: Receivers
) -> bool:
    """Say whether this reader may read what a body pledged: who decides on it must know it all."""
    if pledge.visibility == PriceVisibility.PUBLIC or viewer.is_secretariat:
        return True
    bodies = {pledge.organization_id, funding.payee_id, record.organization_id}
    bodies |= receivers.organization_ids
    if bodies & viewer.organization_ids:
        return True
    software = {record.software_id} | receivers.software_ids
    if not receivers.need_ids:
        software |= receivers.about_ids
    if software & viewer.software_ids:
        return True
    return pledge.visibility == PriceVisibility.COUNCIL and viewer.is_council


def fundings_of(record_ids: Iterable[int], viewer: Viewer) -> dict[int, Shown]:
    """Return the latest funding of each of these records, as a reader sees it."""
    ids = sorted(set(record_ids))
    if not ids:
        return {}
    later = aliased(Funding)
    latest = ~exists().where(later.record_id == Funding.record_id, later.number > Funding.number)
    query = _with_pledges().where(Funding.record_id.in_(ids), latest)
    return {row.record.id: row for row in shown(query, viewer)}


def find_funding(record: Record, viewer: Viewer, number: int | None = None) -> Shown | None:
    """Return a funding of a record by its number, the latest without one."""
    if number is None:
        return fundings_of([record.id], viewer).get(record.id)
    query = _with_pledges().where(Funding.record_id == record.id, Funding.number == number)
    return next(iter(shown(query, viewer)), None)


def numbers_of(record_id: int) -> list[Funding]:
    """Return every funding of a record, newest first."""
    query = select(Funding).where(Funding.record_id == record_id)
    return list(db.session.scalars(query.order_by(Funding.number.desc())))


def visible_to(viewer: Viewer) -> Select[tuple[Funding]]:
    """Return the fundings this reader may see: those of the records they may see."""
    return (
        select(Funding)
        .join(Record, Record.id == Funding.record_id)
        .where(record_visible_to(viewer))
    )


def listed(viewer: Viewer, *, ended: bool = False) -> Select[tuple[Funding]]:
    """Return the fundings a reader may see, the nearest deadline first; ended ones apart."""
    query = visible_to(viewer)
    if ended:
        query = query.where(Funding.state != FundingState.OPEN)
        return query.order_by(Funding.ended_at.desc(), Funding.id.desc())
    query = query.where(Funding.state == FundingState.OPEN)
    return query.order_by(Funding.deadline_on, Funding.id)


def as_seen(rows: Iterable[Funding], viewer: Viewer) -> list[Shown]:
    """Return fundings as a reader sees them, in the order given."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    views = shown(_with_pledges().where(Funding.id.in_(ids)), viewer)
    found = {view.funding.id: view for view in views}
    return [found[number] for number in ids]


def titles_for(views: Iterable[Shown]) -> dict[int, str]:
    """Return the titles of what these fundings are for, by record."""
    return titles_of(view.record for view in views)


def shares_of(funding: Funding) -> list[tuple[FundingShare, str, str]]:
    """Return who pays what of an accepted funding, with names and addresses, in order."""
    body = aliased(Record)
    rows = db.session.execute(
        select(FundingShare, Organization.name, body.reference)
        .join(Organization, Organization.id == FundingShare.organization_id)
        .join(body, body.id == Organization.id)
        .where(FundingShare.funding_id == funding.id)
        .order_by(FundingShare.position)
    )
    return [(share, name, str(reference)) for share, name, reference in rows]


def revisions_of(view: Shown, viewer: Viewer, receivers: Receivers) -> list[Revision]:
    """Return every revision of every pledge of a funding, newest first."""
    rows = db.session.execute(
        select(Pledge, Organization.name, Account.name)
        .join(Organization, Organization.id == Pledge.organization_id)
        .outerjoin(Account, Account.id == Pledge.account_id)
        .where(Pledge.funding_id == view.funding.id)
        .order_by(Pledge.id.desc())
    ).all()
    # A body that hides its amount today hid it before: an older revision tells no more.
    hiding = {line.pledge.organization_id for line in view.lines if not line.is_readable}
    return [
        Revision(
            pledge,
            name,
            person or "",
            pledge.organization_id not in hiding
            and may_read_amount(viewer, pledge, view.funding, view.record, receivers),
        )
        for pledge, name, person in rows
    ]


def history_of(funding: Funding) -> list[Act]:
    """Return what happened to a funding, newest first."""
    return acts_of(FundingMove, FundingMove.funding_id == funding.id)[::-1]


def pledged_by(organization_id: int, viewer: Viewer, *, most: int = 50) -> list[Shown]:
    """Return the fundings in which a body has a pledge in force, latest first."""
    mine = select(Pledge.funding_id).where(Pledge.organization_id == organization_id, in_force())
    query = (
        _with_pledges()
        .where(
            Funding.id.in_(mine), Funding.state != FundingState.CLOSED, record_visible_to(viewer)
        )
        .order_by(None)
        .order_by(Funding.id.desc())
    )
    return shown(query, viewer)[:most]


def untold(day: date) -> list[Shown]:
    """Return the open fundings the worker may have something to tell about, whatever the reader."""
    query = _with_pledges().where(
        Funding.state == FundingState.OPEN,
        Funding.told_reached_at.is_(None) | Funding.told_missed_at.is_(None),
    )
    return shown(query, SECRETARIAT_READER, day)
