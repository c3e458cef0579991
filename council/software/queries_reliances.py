"""Reads on the public policies that rely on a commons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, contains_eager

from council.extensions import db
from council.organizations.models import Organization, OrganizationKind
from council.organizations.viewer import REPRESENTING
from council.records.models import Record
from council.records.queries import visible_to as record_visible_to
from council.software.models import Software
from council.software.models_reliances import Reliance

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

# Bodies that have public policies.
PUBLIC_BODIES = (
    OrganizationKind.ADMINISTRATION,
    OrganizationKind.LOCAL_AUTHORITY,
    OrganizationKind.OPERATOR,
    OrganizationKind.FOREIGN,
)


def in_force(viewer: Viewer) -> Select[tuple[Reliance]]:
    """Return the policies in force that rely on a software this viewer may see, by name."""
    body = aliased(Record)
    return (
        select(Reliance)
        .join(Reliance.software)
        .join(Record, Record.id == Software.id)
        .join(Reliance.organization)
        .join(body, body.id == Organization.id)
        .where(Reliance.withdrawn_at.is_(None), record_visible_to(viewer))
        .options(
            contains_eager(Reliance.software).contains_eager(Software.record),
            contains_eager(Reliance.organization).contains_eager(Organization.record.of_type(body)),
        )
        .order_by(Reliance.name, Reliance.id)
    )


def reliances_on(software_id: int, viewer: Viewer) -> list[Reliance]:
    """Return the policies in force that rely on a software."""
    query = in_force(viewer).where(Reliance.software_id == software_id)
    return list(db.session.scalars(query))


def reliances_of(organization_id: int, viewer: Viewer) -> list[Reliance]:
    """Return the policies in force of an organization that rely on a commons."""
    query = in_force(viewer).where(Reliance.organization_id == organization_id)
    return list(db.session.scalars(query))


def find_reliance(software_id: int, number: int) -> Reliance | None:
    """Return a policy in force that relies on a software, by its number."""
    return db.session.scalar(
        select(Reliance).where(
            Reliance.id == number,
            Reliance.software_id == software_id,
            Reliance.withdrawn_at.is_(None),
        )
    )


def public_bodies_of(viewer: Viewer) -> list[Organization]:
    """Return the public bodies that this person represents, by name."""
    ids = {m.organization_id for m in viewer.mandates if m.title in REPRESENTING}
    if not ids:
        return []
    return list(
        db.session.scalars(
            select(Organization)
            .where(
                Organization.id.in_(sorted(number for number in ids if number is not None)),
                Organization.kind.in_(PUBLIC_BODIES),
            )
            .order_by(Organization.name)
        )
    )
