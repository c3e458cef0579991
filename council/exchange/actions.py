"""Importing a file: all or nothing, twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from council.exchange.kinds import BadRow, Bodies, Kind
from council.exchange.models import ImportKey
from council.exchange.preparation import Prepared
from council.exchange.readers import RowError
from council.extensions import db
from council.journal.steps import write_entry
from council.records.models import Record
from council.transactions import action

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

Progress = Callable[[int, int], None]


@dataclass
class Report:
    """What an import did, or would do."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    to_complete: list[str] = field(default_factory=list)

    @classmethod
    def broken(cls, message: str) -> Report:
        """Return the report of a file that could not be read at all."""
        return cls(errors=[RowError(1, message)])

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [{"line": e.line, "message": e.message} for e in self.errors],
            "kept": self.kept,
            "to_complete": self.to_complete,
        }


class DryRun(Exception):
    """Carries the report of an import that was only tried."""

    def __init__(self, report: Report):
        super().__init__("dry run")
        self.report = report


@action
def import_rows(
    kind: Kind,
    rows: Iterable[Prepared],
    *,
    sha256: str,
    operator: Viewer | None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Write every row in one transaction, with one journal entry that holds the file's hash.

    A row known from an earlier import updates only the fields nobody changed here since; the
    others are listed in `kept`. With `dry_run`, raises DryRun(report) and nothing is kept.
    Raises ImportFailed naming the line when a row meets what the file could not tell.
    """
    rows = list(rows)
    report, bodies = Report(), Bodies()
    touched: list[Record] = []
    known = _known(kind)
    for number, row in enumerate(rows, start=1):
        imported = known.get((row.key_hash, row.occurrence))
        try:
            with db.session.no_autoflush:
                record = _write_row(kind, row, imported, bodies, report)
        except BadRow as error:
            report.errors.append(RowError(row.line, str(error)))
            raise ImportFailed(report) from error
        if record is not None:
            touched.append(record)
        if progress is not None:
            progress(number, len(rows))
    report.to_complete = bodies.to_complete
    if dry_run:
        raise DryRun(report)
    if touched:
        write_entry(
            "file.imported",
            subjects=[*touched, *bodies.added],
            actor=operator,
            public={
                "kind": kind.name,
                "sha256": sha256,
                "created": report.created,
                "updated": report.updated,
            },
        )
    return report


class ImportFailed(Exception):
    """A row could not be written; nothing was."""

    def __init__(self, report: Report):
        super().__init__("import failed")
        self.report = report


def _known(kind: Kind) -> dict[tuple[str, int], ImportKey]:
    keys = db.session.scalars(select(ImportKey).where(ImportKey.kind == kind.name))
    return {(key.key_hash, key.occurrence): key for key in keys}


def _write_row(
    kind: Kind, row: Prepared, imported: ImportKey | None, bodies: Bodies, report: Report
) -> Record | None:
    if imported is None:
        noun = kind.create(row.fields, bodies)
        db.session.add(
            ImportKey(
                kind=kind.name,
                key_hash=row.key_hash,
                occurrence=row.occurrence,
                record_id=noun.id,
                payload=row.values,
            )
        )
        report.created += 1
        return noun.record
    changed = [c for c in row.values if not _same(row.values[c], imported.payload.get(c))]
    if not changed:
        report.unchanged += 1
        return None
    noun = db.session.get_one(kind.model, imported.record_id)
    return _update(kind, row, noun, imported, changed, bodies, report)


def _same(one: Any, other: Any) -> bool:
    # A column that an older file did not have says what an empty one says.
    return (one or None) == (other or None)


def _update(
    kind: Kind,
    row: Prepared,
    noun: Any,
    imported: ImportKey,
    changed: list[str],
    bodies: Bodies,
    report: Report,
) -> Record | None:
    current = kind.row_of(noun, imported.payload)
    changed = [c for c in changed if not _same(row.values[c], current.get(c))]
    free = [c for c in changed if _same(current.get(c), imported.payload.get(c))]
    for column in changed:
        if column not in free:
            report.kept.append({"line": row.line, "reference": noun.reference, "column": column})
    if not free:
        report.unchanged += 1
        return None
    kind.change(noun, row.fields, free, bodies)
    imported.payload = {**imported.payload, **{c: row.values[c] for c in free}}
    report.updated += 1
    record: Record = noun.record
    return record
