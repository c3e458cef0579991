"""Documents of the index, made from the database with a bounded number of queries a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from council.clock import PARIS
from council.decisions.models import Decision
from council.extensions import db
from council.organizations.models import Organization, Seat
from council.organizations.queries import current_seats
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import audience_tokens
from council.search.content import Content
from council.search.contents import BUILDERS
from council.search.engine import Document
from council.software.models import Software

BATCH = 200


def is_indexed() -> ColumnElement[bool]:
    """Return the condition on `Record`: what has a number, and projects of decisions."""
    return or_(Record.reference.is_not(None), Record.kind == RecordKind.DECISION)


def indexed_count() -> int:
    """Return how many records the index should hold."""
    return db.session.scalar(select(func.count()).select_from(Record).where(is_indexed())) or 0


def documents_of(ids: Iterable[int]) -> Iterator[Document]:
    """Give the documents of these records, those that are not indexed left out."""
    numbers = sorted(set(ids))
    for start in range(0, len(numbers), BATCH):
        # Nothing of an older transaction: what is read here is newer than the writer's lock.
        db.session.rollback()
        yield from _batch(numbers[start : start + BATCH])


def all_documents() -> Iterator[Document]:
    """Give the document of every record, in order; no transaction is held while it waits."""
    last = 0
    while True:
        ids = list(
            db.session.scalars(
                select(Record.id)
                .where(Record.id > last, is_indexed())
                .order_by(Record.id)
                .limit(BATCH)
            )
        )
        if not ids:
            return
        yield from documents_of(ids)
        last = ids[-1]


def _batch(ids: Sequence[int]) -> list[Document]:
    records = db.session.execute(
        select(
            Record.id, Record.kind, Record.reference, Record.organization_id, Record.software_id
        ).where(Record.id.in_(ids), is_indexed())
    ).all()
    tokens = audience_tokens(record.id for record in records)
    contents: dict[int, Content] = {}
    for kind in sorted({record.kind for record in records}):
        contents |= BUILDERS[kind]([record.id for record in records if record.kind == kind])
    software = _software_of(records, contents)
    colleges = _colleges_of(records)
    bodies = _names(Organization, {record.organization_id for record in records})
    names = _names(Software, {number for numbers in software.values() for number in numbers})
    return [
        Document(
            id=record.id,
            reference=record.reference or "",
            kind=record.kind,
            title=contents[record.id].title,
            body="\n".join(text for text in contents[record.id].texts if text),
            audience=frozenset(tokens[record.id]),
            state=contents[record.id].state,
            organization=str(_body_of(record) or ""),
            software=tuple(str(number) for number in software[record.id]),
            names=tuple(
                name
                for name in (
                    bodies.get(record.organization_id, ""),
                    *(names.get(number, "") for number in software[record.id]),
                    *contents[record.id].words,
                )
                if name
            ),
            colleges=tuple(colleges.get(record.id, ())),
            tags=tuple(contents[record.id].tags),
            date=_day(contents[record.id].day),
            weight=contents[record.id].weight,
        )
        for record in records
        if record.id in contents
    ]


def _software_of(records: Sequence[Any], contents: dict[int, Content]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {record.id: [] for record in records}
    for record in records:
        content = contents.get(record.id)
        found[record.id] += [record.software_id] if record.software_id else []
        found[record.id] += list(content.software_ids) if content else []
    for source, target in db.session.execute(
        select(RecordLink.from_id, RecordLink.to_id)
        .join(Record, Record.id == RecordLink.to_id)
        .where(
            RecordLink.from_id.in_(list(found)),
            RecordLink.kind == LinkKind.ABOUT,
            Record.kind == RecordKind.SOFTWARE,
        )
        .order_by(RecordLink.id)
    ):
        found[source].append(target)
    return {number: list(dict.fromkeys(targets)) for number, targets in found.items()}


def _colleges_of(records: Sequence[Any]) -> dict[int, list[str]]:
    """Return the keys of the colleges of decisions, and of the bodies that hold seats."""
    of = {kind: [r.id for r in records if r.kind == kind] for kind in RecordKind}
    found: dict[int, list[str]] = {}
    if of[RecordKind.DECISION]:
        rows = select(Decision.id, Decision.college).where(
            Decision.id.in_(of[RecordKind.DECISION]), Decision.college != ""
        )
        for number, college in db.session.execute(rows):
            found[number] = [college]
    if of[RecordKind.ORGANIZATION]:
        seats = current_seats().where(Seat.organization_id.in_(of[RecordKind.ORGANIZATION]))
        for seat in db.session.scalars(seats.order_by(Seat.id)):
            found.setdefault(seat.organization_id, []).append(seat.college.key)
    return found


def _names(entity: Any, ids: set[int | None]) -> dict[int | None, str]:
    wanted = [number for number in ids if number is not None]
    if not wanted:
        return {}
    rows = db.session.execute(select(entity.id, entity.name).where(entity.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def _body_of(record: Any) -> int | None:
    number = record.id if record.kind == RecordKind.ORGANIZATION else record.organization_id
    return int(number) if number is not None else None


def _day(moment: date | datetime | None) -> date | None:
    return moment.astimezone(PARIS).date() if isinstance(moment, datetime) else moment
