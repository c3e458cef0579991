"""organizations.csv: name, kind, college, url, country."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from council.exchange.kinds import BadRow, Bodies, Kind, choice, text
from council.exchange.readers import read_csv
from council.organizations.models import Organization, OrganizationKind
from council.organizations.names import fault_of
from council.organizations.queries import organization_named, seats_of
from council.organizations.steps import add_organization, add_seat, find_or_add_college
from council.transactions import Invalid

COLUMNS = ("name", "kind", "college", "url", "country")


def web_address(values: Mapping[str, Any], column: str = "url") -> str:
    """Return an http(s) address as written, or an empty text."""
    value = text(values, column, most=500)
    if value and not re.match(r"https?://[^\s/]+", value):
        raise BadRow(f"{column} : une adresse http(s) est attendue")
    return value


def prepare(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check a row."""
    country = text(values, "country", most=2)
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        raise BadRow("country : deux lettres capitales sont attendues")
    name = text(values, "name", most=160, required=True)
    fault = fault_of(name)
    if fault is not None:
        raise BadRow(f"name : {fault}")
    return {
        "name": name,
        "kind": choice(values, "kind", [kind.value for kind in OrganizationKind]),
        "college": text(values, "college", most=40),
        "url": web_address(values),
        "country": country or "FR",
    }


def create(fields: dict[str, Any], bodies: Bodies) -> Organization:
    """Add an organization, or complete the one that another file had named."""
    known = organization_named(fields["name"])
    if known is None:
        try:
            known = add_organization(
                fields["name"], kind=fields["kind"], url=fields["url"], country=fields["country"]
            )
        except Invalid as invalid:
            raise BadRow(f"name : {' '.join(map(str, invalid.errors.values()))}") from invalid
    elif known.to_complete:
        known.kind, known.url, known.country = fields["kind"], fields["url"], fields["country"]
        known.to_complete = False
    else:
        raise BadRow(f"name : « {fields['name']} » existe déjà ici")
    _seat(known, fields["college"])
    return known


def change(
    organization: Organization, fields: dict[str, Any], columns: Sequence[str], bodies: Bodies
) -> None:
    """Write the columns that changed in the file."""
    for column in columns:
        if column == "college":
            _seat(organization, fields["college"])
        else:
            setattr(organization, column, fields[column])
    organization.row_version += 1


def _seat(organization: Organization, college: str) -> None:
    if college:
        add_seat(organization, find_or_add_college(college), confirmed=True)


def row_of(organization: Organization, source: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return an organization as a row; its college is that of its latest open seat."""
    seats = [seat for seat in seats_of(organization.id) if seat.ends_on is None]
    return {
        "name": organization.name,
        "kind": organization.kind,
        "college": seats[0].college.key if seats else "",
        "url": organization.url,
        "country": organization.country,
    }


ORGANIZATIONS = Kind(
    name="organizations",
    label=_l("Organismes"),
    columns=COLUMNS,
    required=("name", "kind"),
    key=("name",),
    read=lambda data: read_csv(data, COLUMNS, ("name", "kind")),
    model=Organization,
    prepare=prepare,
    create=create,
    change=change,
    row_of=row_of,
)
