"""Saying what a software is based on, and which public policies rely on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import select

from council.access import check
from council.clock import now
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.queries import organization_named
from council.records.models import LinkKind
from council.records.steps import link, unlink
from council.software import policies_bases as policies
from council.software.models import Software
from council.software.models_reliances import Reliance
from council.software.queries_bases import bases_of, components_of, named
from council.software.queries_reliances import PUBLIC_BODIES, find_reliance, public_bodies_of
from council.software.steps import lock_the_catalogue
from council.transactions import Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.models import Organization
    from council.organizations.viewer import MandateFact, Viewer


@action
def add_base(software: Software, name: str, *, author: Viewer) -> Software:
    """Say that a software is based on another; a circle is refused, even drawn by two at once."""
    lock_the_catalogue()
    lock(software)
    check(policies.can_link_bases(author, software))
    component = _one_named(name, author)
    if component.id == software.id or software.id in components_of([component.id])[component.id]:
        sentence = _("S’appuyer sur « %(name)s » ferait un cercle.", name=component.name)
        raise Invalid({"component": sentence})
    if component.id in {row.id for row in bases_of(software.id, author)}:
        raise Invalid({"component": _("C’est déjà dit : « %(name)s ».", name=component.name)})
    link(software.record, component.record, LinkKind.BASED_ON)
    _journal("software.based", software, component, author)
    return component


@action
def remove_base(software: Software, component: Software, *, author: Viewer) -> Software:
    """Say that a software is no longer based on another."""
    lock_the_catalogue()
    lock(software)
    check(policies.can_link_bases(author, software))
    if component.id not in {row.id for row in bases_of(software.id, author)}:
        raise Invalid({"component": _("Ce lien a déjà été retiré.")})
    unlink(software.record, component.record, LinkKind.BASED_ON)
    _journal("software.unbased", software, component, author)
    return component


@action
def declare_reliance(
    software: Software, *, name: str, body: str, url: str = "", note: str = "", author: Viewer
) -> Reliance:
    """Say that a public policy of a body relies on a commons."""
    lock(software)
    check(policies.can_declare_reliance(author, public_bodies_of(author)))
    organization = _public_body(body)
    mandate = policies.declaring_mandate(author, organization.id)
    if mandate is None:
        raise Invalid({"body": _("Vous n’êtes pas mandaté par cet organisme.")})
    known = select(Reliance.id).where(
        Reliance.software_id == software.id,
        Reliance.organization_id == organization.id,
        Reliance.name == name,
        Reliance.withdrawn_at.is_(None),
    )
    if db.session.scalar(known) is not None:
        raise Invalid({"name": _("Cette politique est déjà inscrite ici.")})
    reliance = Reliance(
        software_id=software.id,
        organization_id=organization.id,
        name=name,
        url=url,
        note=note,
        account_id=author.account_id,
        for_organization_id=mandate.organization_id,
    )
    db.session.add(reliance)
    db.session.flush()
    write_entry(
        "reliance.declared",
        subjects=[software.record, organization.record],
        actor=author,
        public={"policy": name, "number": reliance.id},
        **_for(mandate),
    )
    return reliance


@action
def withdraw_reliance(reliance: Reliance, *, reason: str, author: Viewer) -> Reliance:
    """Say that a public policy no longer relies on a commons, and why; the row stays."""
    lock(reliance)
    check(policies.can_withdraw_reliance(author, reliance))
    if find_reliance(reliance.software_id, reliance.id) is None:
        raise Invalid({"reason": _("Cette politique a déjà été retirée.")})
    mandate = policies.declaring_mandate(author, reliance.organization_id)
    reliance.withdrawn_at = now()
    reliance.withdrawal_reason = reason
    reliance.withdrawn_by_id = author.account_id
    software = db.session.get_one(Software, reliance.software_id)
    write_entry(
        "reliance.withdrawn",
        subjects=[software.record],
        actor=author,
        public={"policy": reliance.name, "number": reliance.id},
        private={"reason": reason},
        **_for(mandate),
    )
    return reliance


def _one_named(name: str, viewer: Viewer) -> Software:
    found = named(name, viewer)
    if not found:
        sentence = _("Aucune fiche du catalogue ne porte ce nom : ajoutez-la d’abord.")
        raise Invalid({"component": sentence})
    if len(found) > 1:
        listed = ", ".join(str(row.reference) for row in found)
        raise Invalid({"component": _("Plusieurs fiches portent ce nom : %(refs)s.", refs=listed)})
    return found[0]


def _public_body(name: str) -> Organization:
    body = organization_named(name)
    if body is None:
        raise Invalid({"body": _("Aucun organisme ne porte ce nom.")})
    if body.kind not in PUBLIC_BODIES:
        raise Invalid({"body": _("Seul un organisme public a des politiques publiques.")})
    return body


def _journal(kind: str, software: Software, component: Software, author: Viewer) -> None:
    write_entry(
        kind,
        subjects=[software.record, component.record],
        actor=author,
        public={"software": str(software.reference), "component": str(component.reference)},
        **_for(policies.linking_mandate(author, software)),
    )


def _for(mandate: MandateFact | None) -> dict[str, int | None]:
    return {
        "organization_id": mandate.organization_id if mandate is not None else None,
        "software_id": mandate.software_id if mandate is not None else None,
    }
