"""Readable names for addresses."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select

from council.extensions import db
from council.records.models import Record, RecordKind


def slug_of(name: str, *, most: int = 60) -> str:
    """Return a name as an address writes it: lower case, without accents, words joined by « - »."""
    decomposed = unicodedata.normalize("NFKD", name.replace("+", " plus ").replace("#", " sharp "))
    plain = decomposed.encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:most].strip("-")


def free_reference(kind: RecordKind, name: str) -> str:
    """Return a readable reference that no record of that kind has: the name, numbered if taken."""
    base = slug_of(name) or kind.value.replace("_", "-")
    taken = set(
        db.session.scalars(
            select(Record.reference).where(
                Record.kind == kind, Record.reference.startswith(base, autoescape=True)
            )
        )
    )
    number, reference = 1, base
    while reference in taken:
        number += 1
        reference = f"{base}-{number}"
    return reference
