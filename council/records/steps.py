"""Writes on records that every action shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from council.clock import today
from council.extensions import db
from council.records.models import (
    Audience,
    LinkKind,
    Record,
    RecordKind,
    RecordLink,
    RecordReader,
    ReferenceCounter,
)

# Kind → prefix of its references and least number of digits. Organizations and software have
# no number: their reference is a readable name.
PREFIXES = {
    RecordKind.NEED: ("B", 4),
    RecordKind.INTRODUCTION: ("M", 4),
    RecordKind.CONTRIBUTION: ("C", 4),
    RecordKind.REUSE: ("U", 4),
    RecordKind.PROGRAM: ("P", 4),
    RecordKind.REQUEST: ("D", 4),
    RecordKind.ROADMAP_ITEM: ("F", 4),
    RecordKind.SUBJECT: ("Q", 4),
    RecordKind.MEETING: ("R", 4),
    RecordKind.POLL: ("S", 4),
    RecordKind.DECISION: ("CLL", 3),
}


def new_record(
    kind: RecordKind,
    *,
    audience: Audience,
    organization_id: int | None = None,
    software_id: int | None = None,
    readers: Iterable[str] = (),
    reference: str | None = None,
) -> Record:
    """Add a record, with its holder always among its readers."""
    record = Record(
        kind=kind,
        audience=audience,
        organization_id=organization_id,
        software_id=software_id,
        reference=reference,
    )
    db.session.add(record)
    db.session.flush()
    tokens = set(readers)
    if organization_id is not None:
        tokens.add(f"org:{organization_id}")
    if software_id is not None:
        tokens.add(f"record:{software_id}")
    add_readers(record, tokens)
    return record


def add_readers(record: Record, tokens: Iterable[str]) -> None:
    """Let these named readers see the record, whatever its audience."""
    known = set(
        db.session.scalars(select(RecordReader.token).where(RecordReader.record_id == record.id))
    )
    db.session.add_all(
        RecordReader(record_id=record.id, token=token) for token in sorted(set(tokens) - known)
    )


def remove_readers(record: Record, tokens: Sequence[str]) -> None:
    """Take these named readers away."""
    db.session.execute(
        delete(RecordReader).where(
            RecordReader.record_id == record.id, RecordReader.token.in_(tokens)
        )
    )


def set_audience(record: Record, audience: Audience) -> None:
    """Widen or narrow who sees the record."""
    record.audience = audience


def give_reference(record: Record, *, year: int | None = None) -> str:
    """Give the record the next number of its kind and year, without holes; Paris year.

    The counter's row stays locked until the action ends, so an action that fails gives its
    number back. A record that has a reference keeps it.
    """
    if record.reference is None:
        kind = RecordKind(record.kind)
        prefix, digits = PREFIXES[kind]
        year = today().year if year is None else year
        counter = _locked_counter(kind, year)
        counter.last += 1
        record.reference = f"{prefix}-{year}-{counter.last:0{digits}d}"
    return record.reference


def keep_reference(record: Record, reference: str) -> None:
    """Give an imported record its own number, and raise the counter above it when it is ours."""
    record.reference = reference
    prefix, _ = PREFIXES[RecordKind(record.kind)]
    match = re.fullmatch(rf"{prefix}-(\d{{4}})-(\d{{3,9}})", reference, re.ASCII)
    if match:
        counter = _locked_counter(RecordKind(record.kind), int(match[1]))
        counter.last = max(counter.last, int(match[2]))


def next_number(kind: str, year: int) -> int:
    """Return the next number of a numbered thing that is no record, without holes."""
    counter = _locked_counter(kind, year)
    counter.last += 1
    return counter.last


def _locked_counter(kind: str, year: int) -> ReferenceCounter:
    name = db.session.get_bind().dialect.name
    insert = (postgresql if name == "postgresql" else sqlite).insert(ReferenceCounter)
    db.session.execute(insert.values(kind=str(kind), year=year, last=0).on_conflict_do_nothing())
    return db.session.scalars(
        select(ReferenceCounter)
        .where(ReferenceCounter.kind == kind, ReferenceCounter.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def link(source: Record, target: Record, kind: LinkKind) -> None:
    """Link two records; linking them twice changes nothing."""
    known = db.session.scalar(
        select(RecordLink.id).where(
            RecordLink.from_id == source.id,
            RecordLink.to_id == target.id,
            RecordLink.kind == kind,
        )
    )
    if known is None:
        db.session.add(RecordLink(from_id=source.id, to_id=target.id, kind=kind))


def unlink(source: Record, target: Record, kind: LinkKind) -> None:
    """Remove a link."""
    db.session.execute(
        delete(RecordLink).where(
            RecordLink.from_id == source.id,
            RecordLink.to_id == target.id,
            RecordLink.kind == kind,
        )
    )


def bump(row: Any, column: Any, seen: int) -> bool:
    """Raise an object's `row_version` if it is still the one seen; say whether it was."""
    result = db.session.execute(
        update(type(row))
        .where(type(row).id == row.id, column == seen)
        .values({column: seen + 1})
        .execution_options(synchronize_session="fetch")
    )
    return result.rowcount == 1
