"""What the secretariat does with the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from council.access import check
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.viewer import Viewer
from council.records.steps import bump
from council.software import policies, steps
from council.software.models import Software
from council.transactions import Conflict, Invalid, action, lock


@action
def create_software(fields: Mapping[str, Any], *, author: Viewer) -> Software:
    """Add a record to the catalogue, with its first version."""
    check(policies.can_add_software(author))
    _check_sill_id(fields["sill_id"], None)
    row = steps.add_software(**fields)
    version = steps.add_version(row, author=author)
    _journal(row, "software.added", author, version.number)
    return row


@action
def edit_software(
    software: Software,
    fields: Mapping[str, Any],
    *,
    author: Viewer,
    seen_version: int,
    reason: str,
) -> Software:
    """Change a catalogue record, as a new version; Conflict when somebody else just did."""
    lock(software)
    check(policies.can_edit_software(author, software))
    _check_sill_id(fields["sill_id"], software.id)
    if not bump(software, Software.row_version, seen_version):
        raise Conflict(
            _("Cette fiche a été modifiée par quelqu’un d’autre pendant que vous l’écriviez."),
            ours=_as_text(fields),
            theirs=_as_text({name: getattr(software, name) for name in fields}),
        )
    steps.write_fields(software, fields)
    software.to_complete = False
    version = steps.add_version(software, author=author, reason=reason)
    _journal(software, "software.edited", author, version.number)
    return software


def _check_sill_id(sill_id: str, own_id: int | None) -> None:
    if not sill_id:
        return
    other = db.session.scalar(select(Software).where(Software.sill_id == sill_id))
    if other is not None and other.id != own_id:
        sentence = _("C’est déjà celui de « %(name)s ».", name=other.name)
        raise Invalid({"sill_id": sentence})


def _as_text(fields: Mapping[str, Any]) -> str:
    return "\n".join(f"{name} : {value}" for name, value in fields.items() if value)


def _journal(row: Software, kind: str, author: Viewer, version: int) -> None:
    public = {"name": row.name, "version": version}
    write_entry(kind, subjects=[row.record], actor=author, public=public)
