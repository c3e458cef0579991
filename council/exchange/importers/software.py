"""The State's catalogue (SILL) as a JSON list of objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from council.exchange.kinds import BadRow, Bodies, Kind
from council.exchange.readers import read_json_list
from council.software.models import Software, SoftwareKind, SoftwareStatus
from council.software.queries import software_to_complete
from council.software.steps import add_software

# The catalogue's key → our column.
COLUMNS_OF = {
    "i": "name",
    "f": "function",
    "l": "licence",
    "st": "status",
    "c": "component",
    "se": "sector",
    "g": "working_group",
    "website": "website",
    "sources": "repository",
    "doc": "documentation",
    "logo": "logo",
    "la": "label_url",
    "fr-desc": "summary",
    "en-desc": "summary_en",
    "co": "comptoir_id",
    "id": "sill_id",
    "v-": "min_version",
    "v+": "max_version",
    "y": "years",
    "p": "parent_name",
    "si": "similar_ids",
    "a": "alias",
    "su": "support",
    "u": "usage",
}
# Ours, absent from the State's catalogue: what the record describes, a software when unsaid.
KIND_KEY = "kind"
OTHER_KEYS = (KIND_KEY, "frama")
LIMITS = {
    key: getattr(Software.__table__.c[column].type, "length", None) or 5000
    for key, column in COLUMNS_OF.items()
}


def prepare(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check a catalogue entry; unknown keys are kept with it as they are."""
    fields: dict[str, Any] = {}
    for key, column in COLUMNS_OF.items():
        value = values.get(key)
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise BadRow(f"{key} : un texte est attendu")
        if len(value) > LIMITS[key]:
            raise BadRow(f"{key} : {len(value)} caractères, {LIMITS[key]} au plus")
        if any(ord(c) < 32 and c not in "\n\r\t" for c in value):
            raise BadRow(f"{key} : caractère de contrôle")
        fields[column] = value
    for key in ("i", "id"):
        if not fields[COLUMNS_OF[key]].strip():
            raise BadRow(f"{key} : valeur absente")
    if fields["status"] not in {status.value for status in SoftwareStatus}:
        raise BadRow(f"st : « {fields['status']} » inconnu, attendu R, O ou FR")
    kind = values.get(KIND_KEY) or SoftwareKind.SOFTWARE
    if kind not in set(SoftwareKind):
        raise BadRow(f"{KIND_KEY} : « {kind} » inconnu, attendu {', '.join(SoftwareKind)}")
    fields["kind"] = str(kind)
    fields["source_json"] = dict(values)
    return fields


def create(fields: dict[str, Any], bodies: Bodies) -> Software:
    """Add a catalogue record, or complete the one that another file had named."""
    known = software_to_complete(fields["name"])
    if known is None:
        return add_software(**fields)
    for column, value in fields.items():
        setattr(known, column, value)
    known.to_complete = False
    return known


def change(
    software: Software, fields: dict[str, Any], columns: Sequence[str], bodies: Bodies
) -> None:
    """Write the keys that changed in the file."""
    source = dict(software.source_json or {})
    for key in columns:
        if key in COLUMNS_OF:
            setattr(software, COLUMNS_OF[key], fields[COLUMNS_OF[key]])
        elif key == KIND_KEY:
            software.kind = fields["kind"]
        source[key] = fields["source_json"][key]
    software.source_json = source
    software.row_version += 1


def row_of(software: Software, source: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the catalogue entry of a software: its own keys, with what was changed here since."""
    original = software.source_json
    if original is None:
        written = {key: getattr(software, column) for key, column in COLUMNS_OF.items()}
        return {**written, KIND_KEY: software.kind}
    row = dict(original)
    for key, column in COLUMNS_OF.items():
        value = getattr(software, column)
        if value != (original.get(key) or ""):
            row[key] = value
    if software.kind != (original.get(KIND_KEY) or SoftwareKind.SOFTWARE):
        row[KIND_KEY] = software.kind
    return row


SOFTWARE = Kind(
    name="software",
    label=_l("Logiciels"),
    columns=(*COLUMNS_OF, *OTHER_KEYS),
    required=("i", "id"),
    key=("id",),
    read=read_json_list,
    model=Software,
    prepare=prepare,
    create=create,
    change=change,
    row_of=row_of,
)
