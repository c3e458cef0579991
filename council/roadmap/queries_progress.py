"""Reads on how items go: milestones, what they gather and wait for, deliveries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from council.clock import today
from council.extensions import db
from council.introductions.queries import people_for
from council.needs.models import Endorsement
from council.organizations.viewer import REPRESENTING
from council.records.models import LinkKind, Record, RecordLink
from council.records.queries import visible_to as record_visible_to
from council.records.titles import titles_of
from council.roadmap.models import ItemState, RoadmapItem, RoadmapTarget
from council.roadmap.models_progress import ItemDelivery, Milestone
from council.roadmap.queries import source_needs
from council.roadmap.queries import visible_to as visible_items

if TYPE_CHECKING:
    from council.accounts.models import Account
    from council.organizations.viewer import Viewer

OVER = (ItemState.DELIVERED, ItemState.DROPPED)


@dataclass(frozen=True)
class Progress:
    """How many milestones were reached, of those that were not dropped."""

    reached: int
    total: int

    @property
    def percent(self) -> int:
        """The share reached, in whole percents, rounded down."""
        return self.reached * 100 // self.total if self.total else 0


def milestones_of(item_id: int) -> list[Milestone]:
    """Return the milestones of an item in their order."""
    return list(
        db.session.scalars(
            select(Milestone)
            .where(Milestone.item_id == item_id)
            .order_by(Milestone.position, Milestone.number)
        )
    )


def find_milestone(item_id: int, number: int) -> Milestone | None:
    """Return a milestone of an item by its number."""
    return db.session.scalar(
        select(Milestone).where(Milestone.item_id == item_id, Milestone.number == number)
    )


def progress_of(milestones: Iterable[Milestone]) -> Progress:
    """Return the progress that these milestones make; those dropped count for nothing."""
    kept = [row for row in milestones if row.dropped_on is None]
    return Progress(sum(row.done_on is not None for row in kept), len(kept))


def progress_by_item(items: Iterable[RoadmapItem]) -> dict[int, Progress]:
    """Return the progress of each item that has milestones; one query."""
    ids = [item.id for item in items]
    if not ids:
        return {}
    reached = func.sum(case((Milestone.done_on.is_not(None), 1), else_=0))
    rows = db.session.execute(
        select(Milestone.item_id, reached, func.count())
        .where(Milestone.item_id.in_(ids), Milestone.dropped_on.is_(None))
        .group_by(Milestone.item_id)
    )
    return {item_id: Progress(int(done), total) for item_id, done, total in rows}


def slips_by_item(items: Iterable[RoadmapItem]) -> dict[int, list[str]]:
    """Return the successive targets of the items whose target moved, oldest first; one query."""
    ids = [item.id for item in items]
    if not ids:
        return {}
    found: dict[int, list[str]] = {}
    rows = db.session.execute(
        select(RoadmapTarget.item_id, RoadmapTarget.due_label)
        .where(RoadmapTarget.item_id.in_(ids))
        .order_by(RoadmapTarget.item_id, RoadmapTarget.number)
    )
    for item_id, label in rows:
        found.setdefault(item_id, []).append(label)
    return {item_id: labels for item_id, labels in found.items() if len(labels) > 1}


def waiting_ids(items: Iterable[RoadmapItem], viewer: Viewer) -> set[int]:
    """Return the ids of the items that wait for another one, which this viewer may see and which
    is not delivered; one query."""
    ids = [item.id for item in items if item.state not in OVER]
    if not ids:
        return set()
    awaited, record = aliased(RoadmapItem), Record
    query = (
        select(RecordLink.from_id)
        .join(awaited, awaited.id == RecordLink.to_id)
        .join(record, record.id == RecordLink.to_id)
        .where(
            RecordLink.from_id.in_(ids),
            RecordLink.kind == LinkKind.DEPENDS_ON,
            awaited.state.not_in(OVER),
            record_visible_to(viewer),
        )
    )
    return set(db.session.scalars(query))


def delivery_of(item: RoadmapItem) -> ItemDelivery | None:
    """Return the note of a delivered item; none for one delivered elsewhere before."""
    if item.state != ItemState.DELIVERED:
        return None
    return db.session.get(ItemDelivery, item.id)


@dataclass(frozen=True)
class Source:
    """A need, contribution or subject that an item gathers."""

    record: Record
    title: str


def sources_of(item_id: int, viewer: Viewer) -> list[Source]:
    """Return what an item gathers and this viewer may see, oldest link first; two queries."""
    records = list(
        db.session.scalars(
            select(Record)
            .join(RecordLink, RecordLink.to_id == Record.id)
            .where(
                RecordLink.from_id == item_id,
                RecordLink.kind == LinkKind.BORN_FROM,
                record_visible_to(viewer),
            )
            .order_by(RecordLink.id)
        )
    )
    titles = titles_of(records)
    return [Source(record, titles.get(record.id, "")) for record in records]


def gathered(item_id: int) -> list[Record]:
    """Return every record an item gathers, whoever may see them."""
    return list(
        db.session.scalars(
            select(Record)
            .join(RecordLink, RecordLink.to_id == Record.id)
            .where(RecordLink.from_id == item_id, RecordLink.kind == LinkKind.BORN_FROM)
            .order_by(RecordLink.id)
        )
    )


def people_waiting(item_id: int) -> list[Account]:
    """Return the people of every body that holds or endorses a need an item gathers, or gives a
    contribution it gathers, and of the item's own."""
    needs = [need.id for need in source_needs(item_id)]
    endorsers = select(Endorsement.organization_id).where(
        Endorsement.need_id.in_(needs), Endorsement.withdrawn_at.is_(None)
    )
    bodies = set(db.session.scalars(endorsers))
    ids = [item_id, *needs, *(record.id for record in gathered(item_id))]
    held = select(Record.organization_id, Record.software_id).where(Record.id.in_(ids))
    for organization_id, software_id in db.session.execute(held):
        bodies |= {number for number in (organization_id, software_id) if number is not None}
    return people_for(bodies)


def late_milestones(viewer: Viewer, *, limit: int) -> list[tuple[Milestone, RoadmapItem]]:
    """Return the late milestones of the items held by the bodies this person represents, the
    latest first; one query, none for who represents nobody."""
    bodies = [m.organization_id for m in viewer.mandates if m.title in REPRESENTING]
    if not bodies:
        return []
    query = (
        select(Milestone, RoadmapItem)
        .join(RoadmapItem, RoadmapItem.id == Milestone.item_id)
        .join(Record, Record.id == Milestone.item_id)
        .where(
            Record.organization_id.in_(bodies),
            RoadmapItem.state.not_in(OVER),
            Milestone.done_on.is_(None),
            Milestone.dropped_on.is_(None),
            Milestone.due_ends_on < today(),
        )
        .order_by(Milestone.due_ends_on, Milestone.id)
    )
    rows = db.session.execute(query.limit(limit)).unique()
    return [(milestone, item) for milestone, item in rows]


def due_milestones(viewer: Viewer, *, most: int) -> list[tuple[Milestone, RoadmapItem]]:
    """Return the milestones with a date of the items this viewer may see, with their item, the
    nearest first; one query."""
    shown = visible_items(viewer).subquery()
    query = (
        select(Milestone, RoadmapItem)
        .join(RoadmapItem, RoadmapItem.id == Milestone.item_id)
        .where(
            Milestone.item_id.in_(select(shown.c.id)),
            Milestone.dropped_on.is_(None),
            Milestone.due_ends_on.is_not(None),
        )
        .order_by(Milestone.due_ends_on, Milestone.id)
    )
    rows = db.session.execute(query.limit(most)).unique()
    return [(milestone, item) for milestone, item in rows]
