"""Components shared with partners abroad: who uses them, joint needs, choices ahead.

What is public alone is read, so that the page is the same for every reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select, union
from sqlalchemy.orm import aliased

from council.clock import now
from council.contributions.models import Contribution, ContributionState
from council.extensions import db
from council.needs.models import OPEN_STATES, Endorsement, Need
from council.organizations.models import Organization, OrganizationKind
from council.polls.models import Poll, PollState
from council.records.models import Audience, LinkKind, Record, RecordKind, RecordLink
from council.records.titles import titles_of
from council.reuses.models import Reuse, ReuseState
from council.roadmap.models import ItemState, RoadmapItem
from council.software.models import Software
from council.software.models_reliances import Reliance
from council.software.queries_bases import components_of

AGREED = (
    ContributionState.ACCEPTED,
    ContributionState.UNDER_WAY,
    ContributionState.DELIVERED,
    ContributionState.CONFIRMED,
)
LIVE = (ItemState.PROPOSED, ItemState.STUDIED, ItemState.PLANNED, ItemState.UNDER_WAY)
MOST = 100


@dataclass(frozen=True)
class Body:
    """An organization around a component or a need."""

    name: str
    reference: str
    country: str
    is_foreign: bool


@dataclass(frozen=True)
class Shared:
    """A component, or a need, with the bodies around it: those abroad first."""

    record: Record
    title: str
    bodies: Sequence[Body]
    summary_en: str = ""

    @property
    def is_joint(self) -> bool:
        """Say whether bodies of here and of elsewhere stand around it."""
        return len({body.is_foreign for body in self.bodies}) == 2


@dataclass(frozen=True)
class Ahead:
    """A choice to come: an item of the road map or a poll."""

    record: Record
    title: str


@dataclass(frozen=True)
class Partners:
    """What the page shows."""

    components: Sequence[Shared]
    needs: Sequence[Shared]
    ahead: Sequence[Ahead]


def partners() -> Partners:
    """Return what is shared with partners abroad; ten queries at most."""
    components = _components()
    needs = _needs()
    around = {row.record.id for row in (*components, *needs)}
    return Partners(components, needs, _ahead(around))


def _about(
    model: Any, *conditions: Any, kinds: Sequence[str] = (LinkKind.ABOUT,)
) -> Select[tuple[int, int]]:
    """Which body holds a public record of a kind that is about which software."""
    return (
        select(RecordLink.to_id.label("thing"), Record.organization_id.label("body"))
        .join(Record, Record.id == RecordLink.from_id)
        .join(model, model.id == Record.id)
        .where(
            RecordLink.kind.in_(kinds),
            Record.audience == Audience.PUBLIC,
            Record.reference.is_not(None),
            Record.organization_id.is_not(None),
            *conditions,
        )
    )


def _components() -> list[Shared]:
    """Software around which bodies of here and abroad stand, directly or through a service."""
    endorsed = (
        select(RecordLink.to_id.label("thing"), Endorsement.organization_id.label("body"))
        .join(Endorsement, Endorsement.need_id == RecordLink.from_id)
        .join(Record, Record.id == RecordLink.from_id)
        .where(
            RecordLink.kind == LinkKind.ABOUT,
            Record.audience == Audience.PUBLIC,
            Endorsement.withdrawn_at.is_(None),
        )
    )
    relied = select(Reliance.software_id, Reliance.organization_id).where(
        Reliance.withdrawn_at.is_(None)
    )
    pairs = union(
        _about(Reuse, Reuse.state == ReuseState.PUBLISHED),
        _about(Contribution, Contribution.state.in_(AGREED)),
        _about(Need, Need.state.in_(OPEN_STATES)),
        endorsed,
        relied,
    )
    users: dict[int, set[int]] = {}
    for software, body in db.session.execute(pairs):
        users.setdefault(software, set()).add(body)
    direct = {number: frozenset(bodies) for number, bodies in users.items()}
    for service, below in components_of(direct).items():
        for component in below:
            users.setdefault(component, set()).update(direct[service])
    return _joint(users, _named_software(users))


def _named_software(ids: Iterable[int]) -> dict[int, tuple[Record, str, str]]:
    rows = db.session.execute(
        select(Record, Software.name, Software.summary_en)
        .join(Software, Software.id == Record.id)
        .where(Software.id.in_(sorted(ids)), Record.audience == Audience.PUBLIC)
        .order_by(Software.name_key)
    )
    return {record.id: (record, name, summary) for record, name, summary in rows}


def _needs() -> list[Shared]:
    """Open needs that bodies of here and abroad hold or endorse."""
    public = and_(Record.audience == Audience.PUBLIC, Need.state.in_(OPEN_STATES))
    held = (
        select(Need.id, Record.organization_id)
        .join(Record, Record.id == Need.id)
        .where(public, Record.organization_id.is_not(None))
    )
    endorsed = (
        select(Endorsement.need_id, Endorsement.organization_id)
        .join(Need, Need.id == Endorsement.need_id)
        .join(Record, Record.id == Need.id)
        .where(public, Endorsement.withdrawn_at.is_(None))
    )
    # Only needs with a body abroad: ten thousand others are left where they are.
    abroad = select(Organization.id).where(Organization.kind == OrganizationKind.FOREIGN)
    pairs = union(held, endorsed).subquery()
    some = select(pairs.c.id).where(pairs.c.organization_id.in_(abroad))
    users: dict[int, set[int]] = {}
    rows = db.session.execute(
        select(pairs.c.id, pairs.c.organization_id).where(pairs.c.id.in_(some))
    )
    for need, body in rows:
        users.setdefault(need, set()).add(body)
    named = db.session.execute(
        select(Record, Need.title)
        .join(Need, Need.id == Record.id)
        .where(Need.id.in_(sorted(users)))
        .order_by(Need.id.desc())
        .limit(MOST)
    )
    return _joint(users, {record.id: (record, title, "") for record, title in named})


def _joint(users: dict[int, set[int]], named: dict[int, tuple[Record, str, str]]) -> list[Shared]:
    bodies = _bodies({body for number in named for body in users[number]})
    found = []
    for number, (record, title, summary) in named.items():
        around = [bodies[body] for body in users[number] if body in bodies]
        around.sort(key=lambda body: (not body.is_foreign, body.name))
        shared = Shared(record, title, around, summary)
        if shared.is_joint:
            found.append(shared)
    return found[:MOST]


def _bodies(ids: Iterable[int]) -> dict[int, Body]:
    rows = db.session.execute(
        select(Organization, Record.reference)
        .join(Record, Record.id == Organization.id)
        .where(Organization.id.in_(sorted(ids)), Record.audience == Audience.PUBLIC)
    )
    return {
        body.id: Body(
            body.name, reference or "", body.country, body.kind == OrganizationKind.FOREIGN
        )
        for body, reference in rows
    }


def _ahead(around: set[int]) -> list[Ahead]:
    """Live items and polls to come about these, directly or born from what is."""
    if not around:
        return []
    first, second = aliased(RecordLink), aliased(RecordLink)
    near = select(first.from_id).where(first.to_id.in_(sorted(around)))
    far = select(second.from_id).where(second.kind == LinkKind.BORN_FROM, second.to_id.in_(near))
    records = db.session.scalars(
        select(Record)
        .outerjoin(RoadmapItem, RoadmapItem.id == Record.id)
        .outerjoin(Poll, Poll.id == Record.id)
        .where(
            or_(Record.id.in_(near), Record.id.in_(far)),
            Record.kind.in_([RecordKind.ROADMAP_ITEM, RecordKind.POLL]),
            Record.audience == Audience.PUBLIC,
            Record.reference.is_not(None),
            or_(
                RoadmapItem.state.in_(LIVE),
                and_(Poll.state == PollState.CALLED, Poll.closes_at > now()),
            ),
        )
        .order_by(Record.kind, Record.id.desc())
        .limit(MOST)
    ).all()
    titles = titles_of(records)
    return [Ahead(record, titles.get(record.id, "")) for record in records]
