"""What is done with the maintainers of a software."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council.access import check
from council.clock import now
from council.extensions import db
from council.journal.steps import write_entry
from council.software import policies_maintainers as policies
from council.software.models import Software
from council.software.models_contacts import SoftwareContact
from council.transactions import action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


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
