"""Reads on reuses and on the reviews asked after a delivery."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, raiseload, selectinload

from council.accounts.models import Account
from council.clock import now, today
from council.contributions.models import (
    Contribution,
    ContributionMove,
    ContributionState,
    Outcome,
)
from council.extensions import db
from council.needs.models import Need, NeedState
from council.organizations.models import Mandate, Organization
from council.organizations.viewer import REPRESENTING
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to as record_visible_to
from council.reuses.models import Reuse, ReuseState, ReuseVersion, ReviewDue
from council.software.models import Software

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

MOST = 50


def visible_to(viewer: Viewer) -> Select[tuple[Reuse]]:
    """Return the reuses this viewer may see, drafts of their own bodies included."""
    return select(Reuse).join(Reuse.record).where(record_visible_to(viewer))


def _shown() -> Sequence[Any]:
    return (
        joinedload(Reuse.record),
        joinedload(Reuse.holder_organization).raiseload("*"),
        selectinload(Reuse.software).raiseload("*"),
        raiseload("*"),
    )


def listed(
    viewer: Viewer, *, software: str = "", organization: str = "", words: str = ""
) -> Select[tuple[Reuse]]:
    """Return the published reuses, newest first, with what a row shows loaded; `software` and
    `organization` are readable references."""
    query = visible_to(viewer).where(Reuse.state == ReuseState.PUBLISHED)
    if software:
        query = query.where(Reuse.id.in_(_linked_to(RecordKind.SOFTWARE, software)))
    if organization:
        body = aliased(Record)
        query = query.join(body, body.id == Record.organization_id).where(
            body.reference == organization
        )
    for word in words.split()[:6]:
        query = query.where(
            or_(
                Reuse.title.icontains(word, autoescape=True),
                Reuse.body.icontains(word, autoescape=True),
                Reuse.hosting.icontains(word, autoescape=True),
            )
        )
    return query.options(*_shown()).order_by(Reuse.published_at.desc(), Reuse.id.desc())


def _linked_to(kind: RecordKind, reference: str) -> Any:
    return (
        select(RecordLink.from_id)
        .join(Record, Record.id == RecordLink.to_id)
        .where(
            RecordLink.kind == LinkKind.ABOUT, Record.kind == kind, Record.reference == reference
        )
    )


def choices_of(viewer: Viewer) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the software and the organizations that published reuses name: reference, name."""
    published = visible_to(viewer).where(Reuse.state == ReuseState.PUBLISHED)
    ids = published.with_only_columns(Reuse.id, maintain_column_froms=True)
    tool = aliased(Record)
    software = db.session.execute(
        select(tool.reference, Software.name)
        .join(Software, Software.id == tool.id)
        .join(RecordLink, RecordLink.to_id == tool.id)
        .where(RecordLink.kind == LinkKind.ABOUT, RecordLink.from_id.in_(ids))
        .distinct()
        .order_by(Software.name)
    )
    body, held = aliased(Record), aliased(Record)
    organizations = db.session.execute(
        select(body.reference, Organization.name)
        .join(Organization, Organization.id == body.id)
        .join(held, held.organization_id == body.id)
        .where(held.id.in_(ids))
        .distinct()
        .order_by(Organization.name)
    )
    return [(r, n) for r, n in software], [(r, n) for r, n in organizations]


def _whole(query: Select[tuple[Reuse]]) -> Reuse | None:
    eager = (
        joinedload(Reuse.record),
        joinedload(Reuse.holder_organization),
        selectinload(Reuse.software),
    )
    return db.session.scalars(query.options(*eager)).unique().one_or_none()


def find_reuse(reference: str, viewer: Viewer) -> Reuse | None:
    """Return a visible reuse by its reference."""
    return _whole(visible_to(viewer).where(Record.reference == reference))


def find_draft(uid: str, viewer: Viewer) -> Reuse | None:
    """Return a draft by its random identifier, for the people of the body that writes it."""
    return _whole(visible_to(viewer).where(Record.uid == uid, Reuse.state == ReuseState.DRAFT))


def drafts_of(viewer: Viewer) -> list[Reuse]:
    """Return the drafts this person may finish, newest first."""
    if viewer.is_anonymous:
        return []
    query = visible_to(viewer).where(Reuse.state == ReuseState.DRAFT)
    return list(db.session.scalars(query.order_by(Reuse.id.desc())))


def answering(need_id: int, viewer: Viewer) -> list[Reuse]:
    """Return the published reuses that answer a need, those with a review first; one query and
    one for their software."""
    query = (
        visible_to(viewer)
        .join(RecordLink, RecordLink.from_id == Reuse.id)
        .where(
            RecordLink.to_id == need_id,
            RecordLink.kind == LinkKind.ANSWERS,
            Reuse.state == ReuseState.PUBLISHED,
        )
        .options(*_shown())
        .order_by(Reuse.reviewed_at.is_(None), Reuse.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query).unique())


def needs_of(reuse: Reuse, viewer: Viewer) -> list[Need]:
    """Return the needs a reuse answers, as this viewer may see them."""
    query = (
        select(Need)
        .join(Need.record)
        .join(RecordLink, RecordLink.to_id == Need.id)
        .where(
            RecordLink.from_id == reuse.id,
            RecordLink.kind == LinkKind.ANSWERS,
            record_visible_to(viewer),
        )
        .order_by(RecordLink.id)
    )
    return list(db.session.scalars(query))


def reuse_for(need_id: int, organization_id: int) -> Reuse | None:
    """Return the published reuse of a body that answers a need, the latest when several."""
    query = (
        select(Reuse)
        .join(Reuse.record)
        .join(RecordLink, RecordLink.from_id == Reuse.id)
        .where(
            RecordLink.to_id == need_id,
            RecordLink.kind == LinkKind.ANSWERS,
            Record.organization_id == organization_id,
            Reuse.state == ReuseState.PUBLISHED,
        )
        .order_by(Reuse.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


@dataclass(frozen=True)
class VersionLine:
    """One version of a reuse: what it said, when, who and why."""

    number: int
    at: datetime
    reason: str
    person: str
    body: str
    snapshot: dict[str, Any]
    sha256: str


def versions_of(reuse_id: int, number: int | None = None) -> list[VersionLine]:
    """Return the versions of a reuse, newest first; or the one of that number."""
    query = (
        select(ReuseVersion, Account.name, Organization.name)
        .outerjoin(Account, Account.id == ReuseVersion.account_id)
        .outerjoin(Organization, Organization.id == ReuseVersion.for_organization_id)
        .where(ReuseVersion.reuse_id == reuse_id)
        .order_by(ReuseVersion.number.desc())
    )
    if number is not None:
        query = query.where(ReuseVersion.number == number)
    return [
        VersionLine(
            version.number,
            version.created_at,
            version.reason,
            person or "",
            body or "",
            version.snapshot,
            version.sha256,
        )
        for version, person, body in db.session.execute(query)
    ]


@dataclass(frozen=True)
class Owed:
    """A review that is asked: of which need, after which delivery."""

    due: ReviewDue
    need: Need
    contribution: Contribution


def _owed() -> Select[Any]:
    return (
        select(ReviewDue, Need, Contribution)
        .join(Need, Need.id == ReviewDue.need_id)
        .join(Contribution, Contribution.id == ReviewDue.contribution_id)
        .join(Record, Record.id == Need.id)
    )


def find_due(number: int, viewer: Viewer) -> Owed | None:
    """Return a review that was asked, for whoever may see its need."""
    row = db.session.execute(
        _owed().where(ReviewDue.id == number, record_visible_to(viewer))
    ).one_or_none()
    return Owed(*row) if row is not None else None


def reviews_owed(viewer: Viewer, *, need_id: int | None = None, limit: int = MOST) -> list[Owed]:
    """Return the reviews that this person's bodies owe, oldest first; no query for who acts for
    none."""
    bodies = {
        mandate.organization_id
        for mandate in viewer.mandates
        if mandate.organization_id is not None and mandate.title in REPRESENTING
    }
    if not bodies:
        return []
    query = _owed().where(
        Record.organization_id.in_(sorted(bodies)),
        ReviewDue.given_at.is_(None),
        ReviewDue.declined_at.is_(None),
    )
    if need_id is not None:
        query = query.where(ReviewDue.need_id == need_id)
    rows = db.session.execute(query.order_by(ReviewDue.id).limit(limit))
    return [Owed(*row) for row in rows]


def to_ask(days: int, *, limit: int = 50) -> list[tuple[int, int]]:
    """Return the needs and deliveries whose review is to be asked now: confirmed for that many
    days as meeting the need at least in part, the need held by an organization, never asked."""
    asked = exists().where(
        ReviewDue.need_id == Need.id, ReviewDue.contribution_id == Contribution.id
    )
    rows = db.session.execute(
        select(Need.id, Contribution.id)
        .select_from(ContributionMove)
        .join(Contribution, Contribution.id == ContributionMove.contribution_id)
        .join(RecordLink, RecordLink.from_id == Contribution.id)
        .join(Need, Need.id == RecordLink.to_id)
        .join(Record, Record.id == Need.id)
        .where(
            ContributionMove.state == ContributionState.CONFIRMED,
            ContributionMove.created_at <= now() - timedelta(days=days),
            Contribution.state == ContributionState.CONFIRMED,
            Contribution.outcome.in_([Outcome.MET, Outcome.PARTLY_MET]),
            RecordLink.kind == LinkKind.ANSWERS,
            Need.state.not_in([NeedState.WITHDRAWN, NeedState.MERGED]),
            Record.organization_id.is_not(None),
            ~asked,
        )
        .distinct()
        .limit(limit)
    )
    return [(need, contribution) for need, contribution in rows]


def people_of(organization_ids: Iterable[int]) -> list[Account]:
    """Return the active people who act for these bodies, each once."""
    day = today()
    rows = db.session.scalars(
        select(Mandate)
        .options(joinedload(Mandate.account))
        .where(
            Mandate.organization_id.in_(sorted(organization_ids)),
            Mandate.title.in_(sorted(REPRESENTING)),
            Mandate.revoked_at.is_(None),
        )
        .order_by(Mandate.id)
    )
    found = {m.account_id: m.account for m in rows if m.is_current(day) and m.account.is_active}
    return list(found.values())
