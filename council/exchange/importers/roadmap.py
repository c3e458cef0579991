"""roadmap.csv: commitments of ministries on free software."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from council.exchange.kinds import BadRow, Bodies, Kind, text
from council.exchange.readers import read_csv
from council.records.due import NotADue, parse_due
from council.roadmap.models import RoadmapItem
from council.roadmap.steps import add_item, set_target

COLUMNS = ("organization", "theme", "title", "due")
REQUIRED = ("organization", "title")


def prepare(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check a row."""
    written = text(values, "due", most=40)
    try:
        due = parse_due(written)
    except NotADue as error:
        known = "S1 2026, 2026, CONT…"
        raise BadRow(f"due : « {written} » n’est pas une échéance ({known})") from error
    return {
        "organization": text(values, "organization", most=160, required=True),
        "theme": text(values, "theme"),
        "title": text(values, "title", most=600, required=True),
        "due": due,
    }


def create(fields: dict[str, Any], bodies: Bodies) -> RoadmapItem:
    """Add an item, held by its body."""
    return add_item(
        organization=bodies.organization(fields["organization"]),
        organization_label=fields["organization"],
        theme=fields["theme"],
        title=fields["title"],
        due=fields["due"],
    )


def change(
    item: RoadmapItem, fields: dict[str, Any], columns: Sequence[str], bodies: Bodies
) -> None:
    """Write the columns that changed in the file; a moved target stays in the history."""
    if "theme" in columns:
        item.theme = fields["theme"]
    if "due" in columns:
        set_target(item, fields["due"])
    item.row_version += 1


def row_of(item: RoadmapItem, source: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return an item as a row."""
    return {
        "organization": item.organization_label,
        "theme": item.theme,
        "title": item.title,
        "due": item.due_label,
    }


ROADMAP = Kind(
    name="roadmap",
    label=_l("Feuille de route"),
    columns=COLUMNS,
    required=REQUIRED,
    key=("organization", "title"),
    read=lambda data: read_csv(data, COLUMNS, REQUIRED),
    model=RoadmapItem,
    prepare=prepare,
    create=create,
    change=change,
    row_of=row_of,
)
