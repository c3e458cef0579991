"""Writing records back as rows: the same columns as imports, in JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from council.exchange.datasets import Dataset
from council.exchange.kinds import Kind
from council.exchange.models import ImportKey
from council.extensions import db
from council.records.cells import neutralized
from council.records.models import Record
from council.records.queries import visible_to

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

BATCH = 500


def rows_of(kind: Kind | Dataset, viewer: Viewer) -> Iterator[dict[str, Any]]:
    """Yield every record of a kind that this viewer may see, as a row, oldest first.

    Read by batches, each in its own short transaction: a long download holds none open.
    """
    if isinstance(kind, Dataset):
        yield from kind.rows(viewer)
        return
    after = 0
    while True:
        nouns = list(
            db.session.scalars(
                select(kind.model)
                .join(Record, Record.id == kind.model.id)
                .where(visible_to(viewer), kind.model.id > after, *kind.only)
                .options(*kind.loads)
                .order_by(kind.model.id)
                .limit(BATCH)
            ).unique()
        )
        if not nouns:
            return
        payloads = _payloads(kind, [noun.id for noun in nouns])
        rows = [kind.row_of(noun, payloads.get(noun.id)) for noun in nouns]
        after = nouns[-1].id
        db.session.rollback()
        yield from rows


def _payloads(kind: Kind, ids: list[int]) -> dict[int, dict[str, Any]]:
    rows = db.session.execute(
        select(ImportKey.record_id, ImportKey.payload).where(
            ImportKey.kind == kind.name, ImportKey.record_id.in_(ids)
        )
    )
    return dict(rows.all())


def as_csv(kind: Kind | Dataset, viewer: Viewer, *, safe: bool) -> Iterator[str]:
    """Yield the CSV (RFC 4180) of a kind; `safe` neutralizes formulas, else exactly the rows."""
    yield _csv_line(list(kind.columns))
    for row in rows_of(kind, viewer):
        cells = [_cell(row.get(column, "")) for column in kind.columns]
        yield _csv_line([neutralized(cell) for cell in cells] if safe else cells)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _csv_line(cells: list[Any]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def as_json(kind: Kind | Dataset, viewer: Viewer) -> Iterator[str]:
    """Yield one JSON list of the rows of a kind, exactly as they are."""
    separator = "[\n"
    for row in rows_of(kind, viewer):
        yield separator + json.dumps(row, ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def as_json_lines(kind: Kind | Dataset, viewer: Viewer) -> Iterator[str]:
    """Yield one JSON object a line, exactly as they are."""
    for row in rows_of(kind, viewer):
        yield json.dumps(row, ensure_ascii=False) + "\n"
