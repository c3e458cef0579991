"""contributions.csv: corrections returned upstream under a support contract."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import object_session, selectinload

from council.contributions.models import Contribution, ContributionKind, ContributionState
from council.contributions.steps import add_delivered_contribution
from council.exchange.importers.needs import day
from council.exchange.kinds import BadRow, Bodies, Kind, as_written, choice, text
from council.exchange.readers import read_csv
from council.organizations.models import Organization
from council.records.models import Record

COLUMNS = ("organization", "software", "delivered_on", "title", "links", "kind")
REQUIRED = ("organization", "software", "delivered_on", "title", "kind")


def prepare(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check a row."""
    links = text(values, "links", most=5000).split()
    for link in links:
        if not re.match(r"https?://[^\s/]+", link):
            raise BadRow(f"links : « {link} » n’est pas une adresse http(s)")
    return {
        "organization": text(values, "organization", most=160, required=True),
        "software": text(values, "software", required=True),
        "delivered_on": day(values, "delivered_on"),
        "title": text(values, "title", most=400, required=True),
        "links": links,
        "kind": choice(values, "kind", [kind.value for kind in ContributionKind]),
    }


def create(fields: dict[str, Any], bodies: Bodies) -> Contribution:
    """Add a delivered contribution, held by its body, about its software."""
    return add_delivered_contribution(
        organization=bodies.organization(fields["organization"]),
        software=bodies.software_named(fields["software"]),
        title=fields["title"],
        kind=fields["kind"],
        delivered_on=fields["delivered_on"],
        upstream_links=fields["links"],
        offered_by_label=fields["organization"],
        software_label=fields["software"],
    )


def change(
    contribution: Contribution, fields: dict[str, Any], columns: Sequence[str], bodies: Bodies
) -> None:
    """Write the columns that changed in the file."""
    if "kind" in columns:
        contribution.kind = fields["kind"]
        contribution.row_version += 1


def row_of(contribution: Contribution, source: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a contribution as a row."""
    body = object_session(contribution).get(  # type: ignore[union-attr]
        Organization, contribution.record.organization_id or 0
    )
    links = " ".join(contribution.upstream_links)
    written = (source or {}).get("links", "")
    label = contribution.offered_by_label
    software = contribution.software_label
    return {
        "organization": label or (body.name if body is not None else ""),
        "software": as_written(software, source, "software") if software else "",
        "delivered_on": contribution.delivered_on.isoformat() if contribution.delivered_on else "",
        "title": contribution.title,
        "links": written if written.split() == contribution.upstream_links else links,
        "kind": contribution.kind,
    }


CONTRIBUTIONS = Kind(
    name="contributions",
    label=_l("Contributions"),
    columns=COLUMNS,
    required=REQUIRED,
    key=("organization", "software", "delivered_on", "title", "links"),
    read=lambda data: read_csv(data, COLUMNS, REQUIRED),
    model=Contribution,
    prepare=prepare,
    create=create,
    change=change,
    row_of=row_of,
    loads=(selectinload(Contribution.links),),
    only=(Record.reference.is_not(None), Contribution.state != ContributionState.DRAFT),
)
