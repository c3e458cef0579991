"""Reads on the road map: the list, the board by stage, the time line by half-year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select
from sqlalchemy.orm import joinedload, raiseload

from council.contributions.queries import Act, acts_of
from council.contributions.queries_desks import CLOSED_ITEMS, Desk
from council.extensions import db
from council.needs.models import Need
from council.records.due import CONTINUOUS
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to as record_visible_to
from council.roadmap.models import (
    ItemState,
    RoadmapItem,
    RoadmapMove,
    RoadmapTarget,
    RoadmapVersion,
)

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

SOURCE_KINDS = (RecordKind.NEED, RecordKind.CONTRIBUTION, RecordKind.SUBJECT)
# More than that on one board or time line is unreadable, and the list has pages.
MOST = 500


@dataclass
class Column:
    """One stage of the board, or one half-year of the time line, with its items in order."""

    key: str
    items: list[RoadmapItem] = field(default_factory=list)
    past: bool = False


def visible_to(viewer: Viewer) -> Select[tuple[RoadmapItem]]:
    """Return the items this viewer may see."""
    return select(RoadmapItem).join(RoadmapItem.record).where(record_visible_to(viewer))


def listed(
    viewer: Viewer, *, state: str = "", theme: str = "", words: str = ""
) -> Select[tuple[RoadmapItem]]:
    """Return the items, the nearest horizon first, with what a row shows loaded."""
    query = visible_to(viewer)
    if state:
        query = query.where(RoadmapItem.state == state)
    if theme:
        query = query.where(RoadmapItem.theme == theme)
    for word in words.split()[:6]:
        query = query.where(_mentions(word))
    return query.options(
        joinedload(RoadmapItem.record),
        joinedload(RoadmapItem.organization).raiseload("*"),
        raiseload("*"),
    ).order_by(RoadmapItem.due_ends_on.asc().nulls_last(), RoadmapItem.id)


def _mentions(word: str) -> ColumnElement[bool]:
    return or_(
        RoadmapItem.title.icontains(word, autoescape=True),
        RoadmapItem.body.icontains(word, autoescape=True),
        RoadmapItem.organization_label.icontains(word, autoescape=True),
    )


def themes(viewer: Viewer) -> list[tuple[str, int]]:
    """Return the themes in use with how many items this viewer sees in each."""
    rows = db.session.execute(
        select(RoadmapItem.theme, func.count())
        .join(RoadmapItem.record)
        .where(record_visible_to(viewer), RoadmapItem.theme != "")
        .group_by(RoadmapItem.theme)
        .order_by(RoadmapItem.theme)
    )
    return [(theme, count) for theme, count in rows]


def board(items: Iterable[RoadmapItem]) -> list[Column]:
    """Return items by stage, every stage of the machine in its order, empty ones included."""
    columns = {state: Column(state.value) for state in ItemState}
    for item in items:
        columns[ItemState(item.state)].items.append(item)
    return list(columns.values())


def half_year(day: date) -> str:
    """Return the half-year of a day as the council writes it: « S1 2026 »."""
    return f"S{1 if day.month <= 6 else 2} {day.year}"


def time_line(items: Iterable[RoadmapItem], today: date, also: Iterable[date] = ()) -> list[Column]:
    """Return items by the half-year in which they are due, then continuous ones, then undated.

    Half-years follow each other without a hole from the first to the last that is used, by an
    item or by the days of `also`.
    """
    by_half: dict[tuple[int, int], Column] = {}
    continuous, undated = Column(CONTINUOUS), Column("")
    for item in items:
        if item.due.is_continuous:
            continuous.items.append(item)
        elif item.due_ends_on is None:
            undated.items.append(item)
        else:
            day = item.due_ends_on
            by_half.setdefault(_half(day), Column(half_year(day))).items.append(item)
    for day in also:
        by_half.setdefault(_half(day), Column(half_year(day)))
    now = _half(today)
    columns = []
    for year, part in _halves(sorted(by_half)):
        column = by_half.get((year, part), Column(f"S{part} {year}"))
        column.past = (year, part) < now
        columns.append(column)
    return [*columns, *(column for column in (continuous, undated) if column.items)]


def _half(day: date) -> tuple[int, int]:
    return day.year, 1 if day.month <= 6 else 2


def _halves(used: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    if not used:
        return []
    first, last = used[0][0] * 2 + used[0][1] - 1, used[-1][0] * 2 + used[-1][1] - 1
    return [(number // 2, number % 2 + 1) for number in range(first, last + 1)]


def find_item(reference: str, viewer: Viewer) -> RoadmapItem | None:
    """Return a visible item by its reference, with its organization."""
    query = visible_to(viewer).where(Record.reference == reference)
    return (
        db.session.scalars(query.options(joinedload(RoadmapItem.organization)))
        .unique()
        .one_or_none()
    )


def desk_of(item: RoadmapItem) -> Desk:
    """Return what a shared funding asks of an item."""
    return Desk(item.record, item.title, item.state not in CLOSED_ITEMS)


def history_of(item: RoadmapItem) -> list[Act]:
    """Return the moves of an item, newest first; one query."""
    return acts_of(RoadmapMove, RoadmapMove.item_id == item.id)[::-1]


def versions_of(item: RoadmapItem) -> list[Act]:
    """Return who changed what an item says, newest first; one query."""
    return acts_of(RoadmapVersion, RoadmapVersion.item_id == item.id)[::-1]


def find_version(item: RoadmapItem, number: int) -> RoadmapVersion | None:
    """Return one version of an item."""
    return db.session.scalar(
        select(RoadmapVersion).where(
            RoadmapVersion.item_id == item.id, RoadmapVersion.number == number
        )
    )


def targets_of(item: RoadmapItem) -> list[RoadmapTarget]:
    """Return the target dates an item has had, oldest first."""
    return list(
        db.session.scalars(
            select(RoadmapTarget)
            .where(RoadmapTarget.item_id == item.id)
            .order_by(RoadmapTarget.number)
        )
    )


def sources_called(references: Sequence[str], viewer: Viewer) -> dict[str, Record]:
    """Return the visible needs, contributions and subjects of these references."""
    rows = db.session.scalars(
        select(Record).where(
            Record.reference.in_(list(references)),
            Record.kind.in_(SOURCE_KINDS),
            record_visible_to(viewer),
        )
    )
    return {str(record.reference): record for record in rows}


def source_needs(item_id: int) -> list[Need]:
    """Return the needs an item is born from, directly or through a contribution."""
    born = select(RecordLink.to_id).where(
        RecordLink.from_id == item_id, RecordLink.kind == LinkKind.BORN_FROM
    )
    answered: Any = select(RecordLink.to_id).where(
        RecordLink.from_id.in_(born), RecordLink.kind == LinkKind.ANSWERS
    )
    return list(
        db.session.scalars(
            select(Need).where(or_(Need.id.in_(born), Need.id.in_(answered))).order_by(Need.id)
        )
    )


def needs_of_source(record_id: int) -> list[Need]:
    """Return the need that a source is, or those that it answers when it is a contribution."""
    answered = select(RecordLink.to_id).where(
        RecordLink.from_id == record_id, RecordLink.kind == LinkKind.ANSWERS
    )
    query = select(Need).where(or_(Need.id == record_id, Need.id.in_(answered)))
    return list(db.session.scalars(query.order_by(Need.id)))


def gathered_ids(item_id: int) -> list[int]:
    """Return the ids of the records an item gathers, oldest link first."""
    query = select(RecordLink.to_id).where(
        RecordLink.from_id == item_id, RecordLink.kind == LinkKind.BORN_FROM
    )
    return list(db.session.scalars(query.order_by(RecordLink.id)))


def dependencies_of(item: RoadmapItem, viewer: Viewer) -> list[RoadmapItem]:
    """Return the visible items that one waits for, oldest first; one query."""
    linked = _linked(RecordLink.to_id, RecordLink.from_id == item.id)
    return list(db.session.scalars(_beside(linked, viewer)).unique())


def dependents_of(item: RoadmapItem, viewer: Viewer) -> list[RoadmapItem]:
    """Return the visible items that wait for one, oldest first; one query."""
    linked = _linked(RecordLink.from_id, RecordLink.to_id == item.id)
    return list(db.session.scalars(_beside(linked, viewer)).unique())


def _linked(end: Any, condition: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(end).where(condition, RecordLink.kind == LinkKind.DEPENDS_ON)


def _beside(ids: Select[tuple[int]], viewer: Viewer) -> Select[tuple[RoadmapItem]]:
    shown = visible_to(viewer).where(RoadmapItem.id.in_(ids)).order_by(RoadmapItem.id)
    return shown.options(joinedload(RoadmapItem.record), raiseload("*"))


def items_called(references: Sequence[str], viewer: Viewer) -> dict[str, RoadmapItem]:
    """Return the visible items of these references."""
    rows = db.session.scalars(
        visible_to(viewer)
        .where(Record.reference.in_(list(references)))
        .options(joinedload(RoadmapItem.record))
    ).unique()
    return {row.reference: row for row in rows}


def waits_for(item_id: int) -> set[int]:
    """Return the ids of every item one waits for, directly or not, whoever may see them."""
    chain = select(literal(item_id).label("id")).cte("awaited", recursive=True)
    chain = chain.union(
        select(RecordLink.to_id)
        .join(chain, RecordLink.from_id == chain.c.id)
        .where(RecordLink.kind == LinkKind.DEPENDS_ON)
    )
    return set(db.session.scalars(select(chain.c.id))) - {item_id}


def has_other_live_item(need_id: int, item_id: int) -> bool:
    """Say whether another item of the road map still carries a need."""
    live = [ItemState.PLANNED, ItemState.UNDER_WAY]
    query = (
        select(RoadmapItem.id)
        .join(RecordLink, RecordLink.from_id == RoadmapItem.id)
        .where(
            RecordLink.to_id == need_id,
            RecordLink.kind == LinkKind.BORN_FROM,
            RoadmapItem.id != item_id,
            RoadmapItem.state.in_(live),
        )
    )
    return db.session.scalar(query.limit(1)) is not None
