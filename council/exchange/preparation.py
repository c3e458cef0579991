"""Checking every row of a file before anything is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from council.exchange.kinds import BadRow, Kind
from council.exchange.readers import RowError, Sheet


@dataclass(frozen=True)
class Prepared:
    """A row that was checked, and its identity."""

    line: int
    values: dict[str, Any]
    fields: dict[str, Any]
    key_hash: str
    occurrence: int


def prepare(kind: Kind, sheet: Sheet) -> tuple[list[Prepared], list[RowError]]:
    """Check every row outside any lock; return what can be written and what is wrong."""
    errors = list(sheet.errors)
    seen: Counter[str] = Counter()
    prepared = []
    for row in sheet.rows:
        try:
            fields = kind.prepare(row.values)
            key_hash = kind.key_hash(row.values)
        except BadRow as error:
            errors.append(RowError(row.line, str(error)))
            continue
        except TypeError:
            errors.append(RowError(row.line, "nombre à virgule non prévu dans la clé"))
            continue
        seen[key_hash] += 1
        prepared.append(Prepared(row.line, row.values, fields, key_hash, seen[key_hash]))
    return prepared, errors
