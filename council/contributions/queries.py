"""Reads on contributions: who may see them, and whom they are for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from council.accounts.models import Account
from council.clock import today
from council.contributions.models import (
    Contribution,
    ContributionMove,
    ContributionState,
    ContributionVersion,
)
from council.extensions import db
from council.needs.models import Need
from council.organizations.models import Organization
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to as record_visible_to
from council.software.models import Software, name_key

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@dataclass
class Receivers:
    """Whom a contribution is for: holders of its needs, software it is about."""

    need_ids: set[int] = field(default_factory=set)
    organization_ids: set[int] = field(default_factory=set)
    software_ids: set[int] = field(default_factory=set)
    about_ids: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Act:
    """One act on a contribution or an item: when, what, why, in whose name."""

    at: datetime
    state: str
    reason: str
    person: str
    body: str
    number: int = 0
    legal_frame: str = ""
    organization_id: int | None = None
    software_id: int | None = None


def visible_to(viewer: Viewer) -> Select[tuple[Contribution]]:
    """Return the contributions this viewer may see, drafts of their own bodies included."""
    return select(Contribution).join(Contribution.record).where(record_visible_to(viewer))


def in_state(state: str) -> ColumnElement[bool]:
    """Return the condition for a state of today, lapsed being computed from the validity."""
    passed = and_(Contribution.valid_until.is_not(None), Contribution.valid_until < today())
    if state == ContributionState.LAPSED:
        return and_(Contribution.state == ContributionState.OFFERED, passed)
    if state == ContributionState.OFFERED:
        return and_(Contribution.state == state, ~passed | Contribution.valid_until.is_(None))
    return Contribution.state == state


def listed(
    viewer: Viewer, *, state: str = "", kind: str = "", words: str = ""
) -> Select[tuple[Contribution]]:
    """Return the published contributions, newest first, with what a row shows loaded."""
    query = visible_to(viewer).where(Contribution.state != ContributionState.DRAFT)
    if state:
        query = query.where(in_state(state))
    if kind:
        query = query.where(Contribution.kind == kind)
    for word in words.split()[:6]:
        query = query.where(_mentions(word))
    newest = func.coalesce(Contribution.delivered_on, func.date(Contribution.offered_at))
    return query.options(*_shown()).order_by(newest.desc(), Contribution.id.desc())


def _mentions(word: str) -> ColumnElement[bool]:
    return or_(
        Contribution.title.icontains(word, autoescape=True),
        Contribution.offered_by_label.icontains(word, autoescape=True),
        Contribution.software_label.icontains(word, autoescape=True),
        Contribution.supplier.icontains(word, autoescape=True),
    )


def _shown() -> Sequence[Any]:
    return (
        joinedload(Contribution.record),
        joinedload(Contribution.holder_organization).raiseload("*"),
        joinedload(Contribution.holder_software).raiseload("*"),
        selectinload(Contribution.software).raiseload("*"),
        joinedload(Contribution.record),
        raiseload("*"),
    )


def find_contribution(reference: str, viewer: Viewer) -> Contribution | None:
    """Return a visible contribution by its reference."""
    query = visible_to(viewer).where(Record.reference == reference)
    return db.session.scalars(query.options(*_whole())).unique().one_or_none()


def find_draft(uid: str, viewer: Viewer) -> Contribution | None:
    """Return a draft by its random identifier, for the people of the body that writes it."""
    query = visible_to(viewer).where(
        Record.uid == uid, Contribution.state == ContributionState.DRAFT
    )
    return db.session.scalars(query.options(*_whole())).unique().one_or_none()


def _whole() -> Sequence[Any]:
    return (
        joinedload(Contribution.holder_organization),
        joinedload(Contribution.holder_software),
        joinedload(Contribution.software),
        selectinload(Contribution.links),
    )


def drafts_of(viewer: Viewer) -> list[Contribution]:
    """Return the drafts this person may finish, newest first."""
    if viewer.is_anonymous:
        return []
    query = visible_to(viewer).where(Contribution.state == ContributionState.DRAFT)
    return list(db.session.scalars(query.order_by(Contribution.id.desc())))


def receivers_of(ids: Iterable[int]) -> dict[int, Receivers]:
    """Return for each contribution whom it is for; one query."""
    found = {number: Receivers() for number in ids}
    rows = db.session.execute(
        select(RecordLink.from_id, RecordLink.kind, Record)
        .join(Record, Record.id == RecordLink.to_id)
        .where(
            RecordLink.from_id.in_(found),
            RecordLink.kind.in_([LinkKind.ANSWERS, LinkKind.ABOUT]),
            Record.kind.in_([RecordKind.NEED, RecordKind.SOFTWARE]),
        )
    )
    for number, kind, record in rows:
        found[number] = _received(found[number], kind, record)
    return found


def _received(receivers: Receivers, kind: str, record: Record) -> Receivers:
    if kind == LinkKind.ABOUT:
        receivers.about_ids.add(record.id)
        return receivers
    receivers.need_ids.add(record.id)
    if record.organization_id is not None:
        receivers.organization_ids.add(record.organization_id)
    if record.software_id is not None:
        receivers.software_ids.add(record.software_id)
    return receivers


def answering(need_id: int, viewer: Viewer) -> list[Contribution]:
    """Return the contributions offered for a need, oldest first, as this viewer may see them."""
    query = (
        visible_to(viewer)
        .join(RecordLink, RecordLink.from_id == Contribution.id)
        .where(
            RecordLink.to_id == need_id,
            RecordLink.kind == LinkKind.ANSWERS,
            Contribution.state != ContributionState.DRAFT,
        )
        .options(*_shown())
        .order_by(Contribution.id)
    )
    return list(db.session.scalars(query).unique())


def about(software_id: int, viewer: Viewer, *, limit: int = 50) -> list[Contribution]:
    """Return the contributions about a software, newest first."""
    query = (
        listed(viewer)
        .join(RecordLink, RecordLink.from_id == Contribution.id)
        .where(RecordLink.to_id == software_id, RecordLink.kind == LinkKind.ABOUT)
        .limit(limit)
    )
    return list(db.session.scalars(query).unique())


def needs_of(contribution: Contribution, viewer: Viewer) -> list[Need]:
    """Return the needs a contribution answers, as this viewer may see them."""
    query = (
        select(Need)
        .join(Need.record)
        .join(RecordLink, RecordLink.to_id == Need.id)
        .where(
            RecordLink.from_id == contribution.id,
            RecordLink.kind == LinkKind.ANSWERS,
            record_visible_to(viewer),
        )
        .order_by(RecordLink.id)
    )
    return list(db.session.scalars(query))


def needs_called(references: Sequence[str], viewer: Viewer) -> dict[str, Need]:
    """Return the visible needs of these references."""
    query = (
        select(Need)
        .join(Need.record)
        .where(Record.reference.in_(references), record_visible_to(viewer))
    )
    return {str(need.reference): need for need in db.session.scalars(query)}


def software_called(name: str, viewer: Viewer) -> list[Software]:
    """Return the visible software of that name or readable reference, whatever the spelling."""
    query = (
        select(Software)
        .join(Software.record)
        .where(
            or_(Software.name_key == name_key(name), Record.reference == name),
            record_visible_to(viewer),
        )
        .order_by(Software.id)
        .limit(5)
    )
    found = list(db.session.scalars(query))
    exact = [row for row in found if name in (row.name, row.reference)]
    return exact[:1] or found


def history_of(contribution: Contribution) -> list[Act]:
    """Return what happened to a contribution and its versions, newest first; two queries."""
    moves = acts_of(ContributionMove, ContributionMove.contribution_id == contribution.id)
    versions = acts_of(ContributionVersion, ContributionVersion.contribution_id == contribution.id)
    return sorted([*moves, *versions], key=lambda act: act.at, reverse=True)


def acceptances_of(contribution: Contribution) -> list[Act]:
    """Return who accepted an offer, oldest first: the need's holder, the maintainer, or both."""
    return acts_of(
        ContributionMove,
        and_(
            ContributionMove.contribution_id == contribution.id,
            ContributionMove.state == ContributionState.ACCEPTED,
        ),
    )


def acts_of(model: Any, condition: ColumnElement[bool]) -> list[Act]:
    """Return the rows of a table of acts with the names of who acted, oldest first."""
    rows = db.session.execute(
        select(model, Account.name, Organization.name, Software.name)
        .outerjoin(Account, Account.id == model.account_id)
        .outerjoin(Organization, Organization.id == model.for_organization_id)
        .outerjoin(Software, Software.id == model.for_software_id)
        .where(condition)
        .order_by(model.id)
    )
    return [
        Act(
            at=row.created_at,
            state=getattr(row, "state", ""),
            reason=row.reason,
            person=person or "",
            body=organization or software or "",
            number=getattr(row, "number", 0),
            legal_frame=getattr(row, "legal_frame", "") or "",
            organization_id=row.for_organization_id,
            software_id=row.for_software_id,
        )
        for row, person, organization, software in rows
    ]


def find_version(contribution: Contribution, number: int) -> ContributionVersion | None:
    """Return one version of a contribution; its price is the caller's to mask."""
    return db.session.scalar(
        select(ContributionVersion).where(
            ContributionVersion.contribution_id == contribution.id,
            ContributionVersion.number == number,
        )
    )
