"""What is done with the maintainers of a software."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.access import check
from council.clock import now
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.models import Application, ApplicationKind
from council.organizations.queries_maintainers import waiting_claim
from council.organizations.steps_maintainers import look_for_proof, receive_application
from council.software import policies_maintainers as policies
from council.software.models import Software
from council.software.models_contacts import SoftwareContact
from council.transactions import Conflict, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@action
def claim_software(software: Software, *, message: str, claimant: Viewer) -> Application:
    """Say that one maintains a software: the worker looks for proof, the secretariat decides."""
    lock(software)
    check(policies.can_claim(claimant, software))
    if waiting_claim(claimant.email, software.id) is not None:
        raise Conflict(_("Votre demande attend déjà sa réponse."))
    application = Application(
        kind=ApplicationKind.MAINTAINER,
        name=claimant.name,
        email=claimant.email,
        message=message,
        software_name=software.name[:160],
    )
    db.session.add(application)
    receive_application(application)
    look_for_proof(application, software.id)
    write_entry(
        "application.received",
        subjects=[software.record],
        actor=claimant,
        public={"number": application.number, "kind": application.kind},
    )
    return application


@action
def keep_contact(software: Software, *, email: str, author: Viewer) -> Software:
    """Keep the private address of a software's maintainers, or forget it when it is empty."""
    lock(software)
    check(policies.can_keep_contact(author, software))
    contact = db.session.get(SoftwareContact, software.id)
    if not email:
        if contact is not None:
            db.session.delete(contact)
    else:
        contact = contact or SoftwareContact(software_id=software.id)
        contact.email, contact.changed_at, contact.changed_by_id = email, now(), author.account_id
        db.session.add(contact)
    write_entry(
        "software.contact_changed",
        subjects=[software.record],
        actor=author,
        public={"name": software.name, "known": bool(email)},
        private={"email": email},
    )
    return software
