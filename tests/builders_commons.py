"""Builders of what rests on a software; each commits."""

from __future__ import annotations

from typing import Any

from council.extensions import db
from council.organizations.models import Organization
from council.records.models import LinkKind
from council.records.steps import link
from council.software.models import Software
from council.software.models_reliances import Reliance


def based_on(service: Software, *components: Software) -> None:
    """A service is based on components."""
    for component in components:
        link(service.record, component.record, LinkKind.BASED_ON)
    db.session.commit()


def reliance(
    commons: Software, body: Organization, name: str = "Affichage fictif", **columns: Any
) -> Reliance:
    """A public policy of a body relies on a commons."""
    row = Reliance(software_id=commons.id, organization_id=body.id, name=name, **columns)
    db.session.add(row)
    db.session.commit()
    return row
