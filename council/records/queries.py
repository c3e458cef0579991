"""Reads on records: who may see them, and how to find one by its reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, or_, select

from council.extensions import db, likely
from council.records.models import (
    Attachment,
    LinkKind,
    Record,
    RecordKind,
    RecordLink,
    RecordReader,
)

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Return the one condition on `Record` that every surface uses: pages, search, exports."""
    levels = likely(Record.audience.in_(sorted(viewer.audience_levels)))
    if not viewer.reader_tokens:
        return levels
    named = exists().where(
        RecordReader.record_id == Record.id, RecordReader.token.in_(sorted(viewer.reader_tokens))
    )
    return or_(levels, named)


def find_record(kind: RecordKind, reference: str, viewer: Viewer) -> Record | None:
    """Return the record of that kind and reference if this viewer may see it."""
    return db.session.scalar(
        select(Record).where(Record.kind == kind, Record.reference == reference, visible_to(viewer))
    )


def may_see(record: Record, viewer: Viewer) -> bool:
    """Say whether this viewer may see this record."""
    return bool(
        db.session.scalar(select(Record.id).where(Record.id == record.id, visible_to(viewer)))
    )


def audience_tokens(record_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return for each record the tokens one of which a viewer must hold to see it."""
    ids = list(record_ids)
    tokens: dict[int, list[str]] = {
        record_id: [audience]
        for record_id, audience in db.session.execute(
            select(Record.id, Record.audience).where(Record.id.in_(ids))
        )
    }
    rows = select(RecordReader.record_id, RecordReader.token).where(RecordReader.record_id.in_(ids))
    for record_id, token in db.session.execute(rows):
        tokens[record_id].append(token)
    return tokens


def linked_ids(
    record_id: int, kind: LinkKind, *, kind_of: RecordKind | None = None, incoming: bool = False
) -> list[int]:
    """Return the ids linked from this record (or to it when `incoming`), oldest link first."""
    here, there = (
        (RecordLink.to_id, RecordLink.from_id)
        if incoming
        else (RecordLink.from_id, RecordLink.to_id)
    )
    query = (
        select(there)
        .join(Record, Record.id == there)
        .where(here == record_id, RecordLink.kind == kind)
        .order_by(RecordLink.id)
    )
    if kind_of is not None:
        query = query.where(Record.kind == kind_of)
    return list(db.session.scalars(query))


def find_attachment(record_id: int, uid: str) -> Attachment | None:
    """Return a document attached to a record, whatever became of it."""
    return db.session.scalar(
        select(Attachment).where(Attachment.record_id == record_id, Attachment.uid == uid)
    )


def attachments_of(record_id: int) -> list[Attachment]:
    """Return the documents attached to a record, oldest first."""
    return list(
        db.session.scalars(
            select(Attachment).where(Attachment.record_id == record_id).order_by(Attachment.id)
        )
    )


def find_numbered(reference: str, viewer: Viewer) -> Record | None:
    """Return the visible record of a number, whatever its kind and the case of its letters.

    Bodies and software have names instead of numbers: they are not looked for.
    """
    found = db.session.scalars(
        select(Record)
        .where(
            Record.reference.in_({reference, reference.upper()}),
            Record.kind.not_in([RecordKind.ORGANIZATION, RecordKind.SOFTWARE]),
            visible_to(viewer),
        )
        .order_by(Record.id)
    ).all()
    exact = [record for record in found if record.reference == reference]
    return next(iter([*exact, *found]), None)
