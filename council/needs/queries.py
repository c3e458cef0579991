"""Reads on needs; `visible_to` is the one that pages, search, feeds, exports and counts use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CompoundSelect, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, raiseload, selectinload

from council.accounts.models import Account
from council.extensions import db, likely
from council.needs.models import (
    REQUIREMENTS,
    SETTLED_STATES,
    Endorsement,
    Need,
    NeedState,
    NeedTag,
    NeedVersion,
)
from council.organizations.models import Organization
from council.records.models import Audience, LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to as record_visible_to
from council.software.models import Software
from council.software.queries_holders import with_holder

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

# States of a need whose page shows those that look like it.
SHOWN_ALIKE = (NeedState.SUBMITTED, *SETTLED_STATES)
# Key of a sort in addresses → columns.
SORTS = {
    "recents": (Need.filed_on.desc(), Need.id.desc()),
    "anciens": (Need.filed_on.asc(), Need.id.asc()),
    "echeance": (Need.due_ends_on.asc().nulls_last(), Need.id),
    "titre": (Need.title_key, Need.id),
}


def visible_to(viewer: Viewer) -> Select[tuple[Need]]:
    """Return the needs this viewer may see, drafts of their own bodies included."""
    return (
        select(Need)
        .join(Need.record)
        .where(record_visible_to(viewer))
        .options(contains_eager(Need.record))
    )


def _whole(query: Select[tuple[Need]]) -> Select[tuple[Need]]:
    held = with_holder(query, Need.holder_organization, Need.holder_software)
    return held.options(selectinload(Need.software), selectinload(Need.tags))


def find_need(reference: str, viewer: Viewer) -> Need | None:
    """Return a visible need by its reference, with its holder and software."""
    return db.session.scalar(_whole(visible_to(viewer)).where(Record.reference == reference))


def needs_by_id(ids: Iterable[int], viewer: Viewer) -> dict[int, Need]:
    """Return the visible needs among these, with their holder and software."""
    query = _whole(visible_to(viewer)).where(Need.id.in_(sorted(ids)))
    return {need.id: need for need in db.session.scalars(query)}


def find_by_uid(uid: str, viewer: Viewer) -> Need | None:
    """Return a visible need, submitted or not, by its random identifier."""
    return db.session.scalar(_whole(visible_to(viewer)).where(Record.uid == uid))


def find_draft(uid: str, viewer: Viewer) -> Need | None:
    """Return a visible need that was not submitted yet, by its random identifier."""
    return db.session.scalar(
        _whole(visible_to(viewer)).where(Record.uid == uid, Need.state == NeedState.DRAFT)
    )


def listed(
    viewer: Viewer,
    *,
    q: str = "",
    states: Iterable[str] = (),
    organization: str = "",
    software: str = "",
    tag: str = "",
    calls: bool | None = None,
    sort: str = "recents",
) -> Select[tuple[Need]]:
    """Return submitted and later needs, filtered and sorted; `with_row` adds what a row shows.

    `organization` and `software` are readable references: the holder's, or of a software the need
    is about; `tag` is a normalized word; `calls` keeps calls for contribution, or leaves them out.
    """
    submitted = visible_to(viewer).where(likely(Record.reference.is_not(None)))
    query = submitted.order_by(*SORTS.get(sort, SORTS["recents"]))
    wanted = list(states)
    if wanted:
        query = query.where(Need.state.in_(wanted))
    for word in q.split()[:10]:
        query = query.where(
            or_(
                Need.title.icontains(word, autoescape=True),
                and_(
                    Need.state != NeedState.WITHDRAWN,
                    or_(
                        Need.summary.icontains(word, autoescape=True),
                        Need.body.icontains(word, autoescape=True),
                    ),
                ),
            )
        )
    if organization:
        body = _id_named(RecordKind.ORGANIZATION, organization)
        query = query.where(Record.organization_id == body)
    if software:
        query = query.where(Need.id.in_(_concerning(_id_named(RecordKind.SOFTWARE, software))))
    if tag:
        filed = select(NeedTag.need_id).where(NeedTag.tag == tag)
        query = query.where(Need.id.in_(filed))
    if calls is not None:
        has_software = Record.software_id.is_not(None)
        query = query.where(has_software if calls else ~has_software)
    return query


def with_row(query: Select[tuple[Need]]) -> Select[tuple[Need]]:
    """Return a query of needs with all that a row of a list shows, and nothing loaded later.

    Apart from the list's own query, so that its rows are counted and chosen without their holders.
    """
    held = with_holder(query, Need.holder_organization, Need.holder_software)
    return held.options(raiseload("*"))


def _id_named(kind: RecordKind, reference: str) -> int:
    # Asked first, so that the list is found by a number through its index; none has number 0.
    query = select(Record.id).where(Record.kind == kind, Record.reference == reference)
    return db.session.scalar(query) or 0


def _concerning(software_id: int) -> CompoundSelect[tuple[int]]:
    about = select(RecordLink.from_id).where(
        RecordLink.to_id == software_id, RecordLink.kind == LinkKind.ABOUT
    )
    return about.union_all(select(Record.id).where(Record.software_id == software_id))


def counts_by_state(viewer: Viewer) -> dict[str, int]:
    """Return how many submitted and later needs this viewer may see, by state.

    Counted as all of them less those that are not shown: the states of all are read from one
    index, and most needs are public.
    """
    every = select(Need.state, func.count()).group_by(Need.state)
    hidden = (
        select(Need.state, -func.count())
        .join(Need.record)
        .where(Record.id.in_(_not_listed(viewer)))
        .group_by(Need.state)
    )
    counts: Counter[str] = Counter()
    for state, count in db.session.execute(every.union_all(hidden)):
        counts[state] += count
    return {state: count for state, count in counts.items() if count}


def _not_listed(viewer: Viewer) -> CompoundSelect[tuple[int]]:
    needs = select(Record.id).where(Record.kind == RecordKind.NEED)
    others = sorted(set(Audience) - set(viewer.audience_levels))
    # By level first, an equality that the index answers; whoever is named there sees it.
    unseen = needs.where(Record.audience.in_(others), ~record_visible_to(viewer))
    return unseen.union(needs.where(Record.reference.is_(None)))


def waiting_needs(viewer: Viewer) -> list[Need]:
    """Return the needs that wait for the secretariat, oldest first; nothing for others."""
    if not viewer.is_secretariat:
        return []
    query = _whole(visible_to(viewer)).where(Need.state == NeedState.SUBMITTED)
    return list(db.session.scalars(query.order_by(Need.submitted_at, Need.id)))


def drafts_of(viewer: Viewer) -> list[Need]:
    """Return the drafts this person may go on with, newest first."""
    if viewer.is_anonymous:
        return []
    query = _whole(visible_to(viewer)).where(Need.state == NeedState.DRAFT)
    return list(db.session.scalars(query.order_by(Need.updated_at.desc(), Need.id.desc())))


def particulars(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a need says beside its texts, in words, from its columns by name.

    The same for a need, for one of its versions (an old one may lack a name), for a preview.
    """
    return {
        "requirements": [str(label) for name, label in REQUIREMENTS.items() if said.get(name)],
        "licence": said.get("imposed_licence") or "",
        "legal_frame": said.get("legal_frame") or "",
        "tags": list(said.get("tags") or ()),
    }


def particulars_of(need: Need) -> dict[str, Any]:
    """Return what a need says beside its texts."""
    names = (*REQUIREMENTS, "imposed_licence", "legal_frame")
    return particulars({**{name: getattr(need, name) for name in names}, "tags": need.tag_words})


@dataclass(frozen=True)
class EndorsementLine:
    """One endorsement as its page shows it."""

    id: int
    organization_id: int
    organization: str
    reference: str
    kind: str
    version_number: int
    agents_concerned: int | None
    conditions: str
    note: str
    at: datetime


def endorsements_of(need_id: int) -> list[EndorsementLine]:
    """Return the endorsements in force of a need, oldest first."""
    rows = db.session.execute(
        select(Endorsement, Organization.name, Organization.kind, Record.reference)
        .join(Organization, Organization.id == Endorsement.organization_id)
        .join(Record, Record.id == Endorsement.organization_id)
        .where(Endorsement.need_id == need_id, Endorsement.withdrawn_at.is_(None))
        .order_by(Endorsement.id)
    )
    return [
        EndorsementLine(
            id=row.id,
            organization_id=row.organization_id,
            organization=name,
            reference=reference or "",
            kind=kind,
            version_number=row.version_number,
            agents_concerned=row.agents_concerned,
            conditions=row.conditions,
            note=row.note,
            at=row.created_at,
        )
        for row, name, kind, reference in rows
    ]


def endorsement_of(need_id: int, organization_id: int) -> Endorsement | None:
    """Return an organization's endorsement in force of a need."""
    return db.session.scalar(
        select(Endorsement).where(
            Endorsement.need_id == need_id,
            Endorsement.organization_id == organization_id,
            Endorsement.withdrawn_at.is_(None),
        )
    )


@dataclass(frozen=True)
class Support:
    """How many organizations endorse a need, and whether one of the reader's does."""

    count: int = 0
    is_mine: bool = False


def support_of(need_ids: Iterable[int], viewer: Viewer) -> dict[int, Support]:
    """Return the support of each need that has some; one query."""
    own = Endorsement.organization_id.in_(sorted(viewer.organization_ids))
    rows = db.session.execute(
        select(Endorsement.need_id, func.count(), func.sum(case((own, 1), else_=0)))
        .where(Endorsement.need_id.in_(list(need_ids)), Endorsement.withdrawn_at.is_(None))
        .group_by(Endorsement.need_id)
    )
    return {need_id: Support(count, bool(mine)) for need_id, count, mine in rows}


@dataclass(frozen=True)
class VersionLine:
    """One version of a need: what it says, when, who and why."""

    number: int
    at: datetime
    reason: str
    person: str
    body: str
    snapshot: dict[str, Any]
    sha256: str


def versions_of(need_id: int, number: int | None = None) -> list[VersionLine]:
    """Return the versions of a need, newest first; or the one of that number."""
    query = (
        select(NeedVersion, Account.name, Organization.name, Software.name)
        .outerjoin(Account, Account.id == NeedVersion.account_id)
        .outerjoin(Organization, Organization.id == NeedVersion.for_organization_id)
        .outerjoin(Software, Software.id == NeedVersion.for_software_id)
        .where(NeedVersion.need_id == need_id)
        .order_by(NeedVersion.number.desc())
    )
    if number is not None:
        query = query.where(NeedVersion.number == number)
    return [
        VersionLine(
            number=version.number,
            at=version.created_at,
            reason=version.reason,
            person=person or "",
            body=organization or software or "",
            snapshot=version.snapshot,
            sha256=version.sha256,
        )
        for version, person, organization, software in db.session.execute(query)
    ]
