"""Writes on the catalogue that actions and imports share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from council.extensions import db
from council.organizations.viewer import Viewer
from council.records.canonical import digest
from council.records.models import Audience, RecordKind
from council.records.slugs import free_reference
from council.records.steps import new_record
from council.software.models import (
    Software,
    SoftwareKind,
    SoftwareStatus,
    SoftwareVersion,
    name_key,
)
from council.software.queries import software_named

# What a catalogue record says, besides the catalogue's own entry kept aside.
FIELDS = (
    "name",
    "kind",
    "status",
    "sill_id",
    "wikidata_id",
    "comptoir_id",
    "licence",
    "repository",
    "website",
    "documentation",
    "logo",
    "label_url",
    "summary",
    "summary_en",
    "function",
    "component",
    "sector",
    "working_group",
    "min_version",
    "max_version",
    "years",
    "parent_name",
    "similar_ids",
    "alias",
    "support",
    "usage",
)


def add_software(
    name: str,
    *,
    source_json: Mapping[str, Any] | None = None,
    to_complete: bool = False,
    **fields: Any,
) -> Software:
    """Add a catalogue record everybody may read, under a readable reference of its own."""
    record = new_record(
        RecordKind.SOFTWARE,
        audience=Audience.PUBLIC,
        reference=free_reference(RecordKind.SOFTWARE, name),
    )
    row = Software(
        id=record.id,
        name=name,
        kind=fields.pop("kind", SoftwareKind.SOFTWARE),
        status=fields.pop("status", SoftwareStatus.NONE),
        source_json=dict(source_json) if source_json is not None else None,
        to_complete=to_complete,
        **fields,
    )
    db.session.add(row)
    db.session.flush()
    return row


def find_or_add_software(name: str) -> tuple[Software, bool]:
    """Return the software of that name, whatever its spelling, and whether it was just added.

    One that is added carries its name alone and is marked to be completed.
    """
    found = software_named(name)
    if found is not None:
        return found, False
    return add_software(" ".join(name.split()), to_complete=True), True


def write_fields(row: Software, fields: Mapping[str, Any]) -> None:
    """Give a record new values; its reference stays, since addresses are permanent."""
    for field, value in fields.items():
        if field not in FIELDS:
            raise ValueError(field)
        setattr(row, field, value)
    row.name_key = name_key(row.name)


def add_version(row: Software, *, author: Viewer | None, reason: str = "") -> SoftwareVersion:
    """Keep the record's present state as its next version."""
    last = db.session.scalar(
        select(func.max(SoftwareVersion.number)).where(SoftwareVersion.software_id == row.id)
    )
    snapshot = {field: str(getattr(row, field)) for field in FIELDS}
    organization_id, software_id = author.acts_for if author is not None else (None, None)
    version = SoftwareVersion(
        software_id=row.id,
        number=(last or 0) + 1,
        snapshot=snapshot,
        sha256=digest(snapshot),
        reason=reason,
        account_id=author.account_id if author is not None else None,
        for_organization_id=organization_id,
        for_software_id=software_id,
    )
    db.session.add(version)
    return version


def lock_the_catalogue() -> None:
    """Hold every record until the action ends: two links drawn at once never make a circle."""
    db.session.execute(select(Software.id).order_by(Software.id).with_for_update()).all()
