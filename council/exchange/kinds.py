"""What a kind of file is: its columns, its identity, how a row becomes a record and back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from council.exchange.readers import Sheet
from council.organizations.models import Organization
from council.organizations.queries import organization_named
from council.organizations.steps import add_organization
from council.records.canonical import canonical
from council.records.models import Record
from council.software.models import Software, name_key
from council.software.steps import find_or_add_software
from council.transactions import Invalid


class BadRow(ValueError):
    """A row cannot become a record; says which column and why."""


@dataclass
class Bodies:
    """The organizations and software that rows name, found once; unknown ones are added."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    software: dict[str, Software] = field(default_factory=dict)
    to_complete: list[str] = field(default_factory=list)
    added: list[Record] = field(default_factory=list)

    def organization(self, name: str) -> Organization:
        """Return the organization of that name, added « à compléter » when unknown."""
        key = name.strip().casefold()
        if key not in self.organizations:
            known = organization_named(name)
            if known is None:
                try:
                    known = add_organization(name.strip(), to_complete=True)
                except Invalid as invalid:
                    reasons = " ".join(map(str, invalid.errors.values()))
                    raise BadRow(f"« {name.strip()} » : {reasons}") from invalid
                self.to_complete.append(known.name)
                self.added.append(known.record)
            self.organizations[key] = known
        return self.organizations[key]

    def software_named(self, name: str) -> Software:
        """Return the software of that name, added « à compléter » when unknown."""
        key = name_key(name)
        if key not in self.software:
            found, is_new = find_or_add_software(name)
            if is_new:
                self.to_complete.append(found.name)
                self.added.append(found.record)
            self.software[key] = found
        return self.software[key]


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    `prepare` checks a row and returns what `create` and `change` write (outside any lock: texts
    are rendered there); it raises BadRow. `row_of` writes a record back as a row, identical to
    the one it came from when nobody changed it.
    """

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    key: tuple[str, ...]
    read: Callable[[bytes], Sheet]
    model: type[Any]
    prepare: Callable[[Mapping[str, Any]], dict[str, Any]]
    create: Callable[[dict[str, Any], Bodies], Any]
    change: Callable[[Any, dict[str, Any], Sequence[str], Bodies], None]
    row_of: Callable[[Any, Mapping[str, Any] | None], dict[str, Any]]
    label: Any = ""
    # Conditions that keep other nouns of the same table out of this kind's export.
    only: tuple[Any, ...] = ()
    # What each column holds, where the dictionary says it.
    meanings: Mapping[str, Any] = field(default_factory=dict)
    # What `row_of` reads beside the noun, loaded for a whole batch of an export.
    loads: tuple[Any, ...] = ()

    def key_hash(self, values: Mapping[str, Any]) -> str:
        """Return the hash of a row's key columns."""
        key = {name: values.get(name, "") for name in self.key}
        return hashlib.sha256(canonical(key).encode()).hexdigest()


def text(values: Mapping[str, Any], column: str, *, most: int = 200, required: bool = False) -> str:
    """Return a text column exactly as written; BadRow when it is missing, too long, not text."""
    value = values.get(column, "")
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise BadRow(f"{column} : un texte est attendu")
    if required and not value.strip():
        raise BadRow(f"{column} : valeur absente")
    if len(value) > most:
        raise BadRow(f"{column} : {len(value)} caractères, {most} au plus")
    if any(ord(c) < 32 and c not in "\n\r\t" for c in value):
        raise BadRow(f"{column} : caractère de contrôle")
    return value


def choice(values: Mapping[str, Any], column: str, allowed: Sequence[str]) -> str:
    """Return a column whose value is one of a list."""
    value = text(values, column)
    if value not in allowed:
        raise BadRow(f"{column} : « {value} » inconnu, attendu {', '.join(allowed)}")
    return value


def as_written(current: str, source: Mapping[str, Any] | None, column: str) -> str:
    """Return a name as the imported row spelled it, as long as it still names the same thing."""
    written = (source or {}).get(column)
    if isinstance(written, str) and name_key(written) == name_key(current):
        return written
    return current
