"""What a service is based on, and what is based on a component; read both ways, to a depth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import CTE, Select, case, literal, or_, select

from council.extensions import db
from council.records.addresses import path_of
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to as record_visible_to
from council.software.models import Software, name_key

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

# Levels shown under a software, and levels followed to find whom a need concerns.
SHOWN_DEPTH = 3
MOST_DEPTH = 8
MOST_LINES = 60


@dataclass(frozen=True)
class TreeLine:
    """One software of a tree: how deep, and whether what is under it was shown already."""

    id: int
    name: str
    kind: str
    reference: str
    depth: int
    repeated: bool = False

    @property
    def path(self) -> str:
        """Where it is read."""
        return path_of(RecordKind.SOFTWARE, self.reference)


def _ends(*, up: bool) -> tuple[Any, Any]:
    return (RecordLink.to_id, RecordLink.from_id) if up else (RecordLink.from_id, RecordLink.to_id)


def _reached(ids: Iterable[int], *, up: bool, depth: int) -> CTE:
    """Every software reached from some, with the one it was reached from and how deep."""
    here, there = _ends(up=up)
    start: Any = select(
        Record.id.label("root"), Record.id.label("id"), literal(0).label("depth")
    ).where(Record.id.in_(sorted(set(ids))))
    chain = start.cte("based", recursive=True)
    # Depth bounds the walk even if a circle had been written by hand.
    return chain.union(
        select(chain.c.root, there, chain.c.depth + 1)
        .join(RecordLink, here == chain.c.id)
        .where(RecordLink.kind == LinkKind.BASED_ON, chain.c.depth < depth)
    )


def trees(
    ids: Iterable[int], viewer: Viewer, *, up: bool = False, depth: int = SHOWN_DEPTH
) -> dict[int, list[TreeLine]]:
    """Return what each software is based on (or, `up`, what is based on it), as a walk.

    One query. A software met twice is not opened twice; a walk is cut at MOST_LINES lines.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    here, there = _ends(up=up)
    chain = _reached(wanted, up=up, depth=depth - 1)
    rows = db.session.execute(
        select(here, Software.id, Software.name, Software.kind, Record.reference)
        .join(Software, Software.id == there)
        .join(Record, Record.id == Software.id)
        .where(
            RecordLink.kind == LinkKind.BASED_ON,
            here.in_(select(chain.c.id)),
            record_visible_to(viewer),
        )
        .order_by(Software.name_key, Software.id)
    )
    children: dict[int, list[Any]] = {}
    for parent, *child in rows:
        children.setdefault(parent, []).append(child)
    return {number: _walk(number, children, depth) for number in wanted}


def _walk(root: int, children: dict[int, list[Any]], depth: int) -> list[TreeLine]:
    lines: list[TreeLine] = []
    opened = {root}

    def go_down(parent: int, level: int) -> None:
        for number, name, kind, reference in children.get(parent, ()):
            if len(lines) >= MOST_LINES:
                return
            again = number in opened
            lines.append(TreeLine(number, name, kind, reference or "", level, again))
            if not again and level < depth:
                opened.add(number)
                go_down(number, level + 1)

    go_down(root, 1)
    return lines


def components_of(ids: Iterable[int]) -> dict[int, set[int]]:
    """Return the ids of everything each software is based on, at any depth; one query."""
    return _closure(ids, up=False)


def services_on(ids: Iterable[int]) -> dict[int, set[int]]:
    """Return the ids of everything that is based on each software, at any depth; one query."""
    return _closure(ids, up=True)


def _closure(ids: Iterable[int], *, up: bool) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {number: set() for number in ids}
    if found:
        chain = _reached(found, up=up, depth=MOST_DEPTH)
        for root, number in db.session.execute(select(chain.c.root, chain.c.id).distinct()):
            if number != root:
                found[root].add(number)
    return found


def bases_of(software_id: int, viewer: Viewer) -> list[Software]:
    """Return what a software is directly based on, by name."""
    linked = select(RecordLink.to_id).where(
        RecordLink.from_id == software_id, RecordLink.kind == LinkKind.BASED_ON
    )
    return list(
        db.session.scalars(
            select(Software)
            .join(Software.record)
            .where(Software.id.in_(linked), record_visible_to(viewer))
            .order_by(Software.name_key, Software.id)
        )
    )


def named(name: str, viewer: Viewer) -> list[Software]:
    """Return the visible software of that name, whatever its spelling, or of that address."""
    found = list(
        db.session.scalars(
            select(Software)
            .join(Software.record)
            .where(
                or_(Software.name_key == name_key(name), Record.reference == name),
                record_visible_to(viewer),
            )
            .order_by(Software.id)
            .limit(5)
        )
    )
    exact = [row for row in found if name in (row.name, row.reference)]
    return exact[:1] or found


@dataclass(frozen=True)
class ReachingNeed:
    """A need on a service, as it reaches a component below: which service it comes through."""

    record: Record
    via: str


def needs_through(software_id: int, viewer: Viewer, *, limit: int = 100) -> list[ReachingNeed]:
    """Return the needs on services based on a software, newest first; two queries.

    A need that cites the software itself is left out: its page lists it already.
    """
    above = services_on([software_id])[software_id]
    if not above:
        return []
    service = case((RecordLink.id.is_(None), Record.software_id), else_=RecordLink.to_id)
    rows = db.session.execute(
        _needs_about(above, viewer)
        .add_columns(Software.name)
        .join(Software, Software.id == service)
        .where(Record.id.not_in(_cites(software_id)))
        .order_by(Record.id.desc(), Software.name)
        .limit(limit)
    )
    found: dict[int, ReachingNeed] = {}
    for record, name in rows:
        known = found.get(record.id)
        via = f"{known.via}, {name}" if known is not None else name
        found[record.id] = ReachingNeed(record, via)
    return list(found.values())


def _needs_about(services: set[int], viewer: Viewer) -> Select[tuple[Record]]:
    cites = (
        (RecordLink.from_id == Record.id)
        & (RecordLink.kind == LinkKind.ABOUT)
        & RecordLink.to_id.in_(sorted(services))
    )
    return (
        select(Record)
        .outerjoin(RecordLink, cites)
        .where(
            Record.kind == RecordKind.NEED,
            Record.reference.is_not(None),
            or_(RecordLink.id.is_not(None), Record.software_id.in_(sorted(services))),
            record_visible_to(viewer),
        )
    )


def _cites(software_id: int) -> Select[tuple[int]]:
    other = RecordLink.__table__.alias("cited")
    return select(other.c.from_id).where(
        other.c.to_id == software_id, other.c.kind == LinkKind.ABOUT
    )
