"""Bringing in the maintainers of a software, and looking for what shows who they are."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from council.access import check
from council.accounts.queries import normalize_email
from council.clock import now
from council.journal.steps import write_entry
from council.organizations import policies_maintainers as policies
from council.organizations.models import Mandate, Title
from council.organizations.models_maintainers import MaintainerProof, ShownBy
from council.organizations.steps import add_mandate, welcome
from council.organizations.steps_maintainers import note_identity
from council.organizations.viewer import Viewer
from council.records.models import Record
from council.transactions import Invalid, action, lock, quiet_action

# A page is not read again at once because a button is pressed twice.
PAUSE = timedelta(minutes=1)


@action
def invite_maintainer(
    software: Record, *, email: str, name: str, label: str, reason: str = "", author: Viewer
) -> Mandate:
    """Mandate a person as maintainer of a software: its maintainers answer for who they invite,
    the secretariat says how it verified."""
    lock(software)
    check(policies.can_invite_maintainer(author, software.id))
    by_team = policies.maintains(author, software.id)
    if not by_team and not reason:
        raise Invalid({"reason": _("Dites comment vous avez vérifié qui est cette personne.")})
    if normalize_email(email) == author.email:
        raise Invalid({"email": _("On ne se mandate pas soi-même.")})
    account = welcome(email, name, inviter=author.name, body=label, title=Title.MAINTAINER)
    mandate = add_mandate(
        account, Title.MAINTAINER, software_id=software.id, granted_by=author.account_id
    )
    shown_by = ShownBy.MAINTAINER if by_team else ShownBy.SECRETARIAT
    note_identity(mandate, shown_by, reason="" if by_team else reason)
    write_entry(
        "mandate.granted",
        subjects=[software],
        actor=author,
        public={
            "mandate": mandate.uid,
            "title": Title.MAINTAINER,
            "account": account.uid,
            "shown_by": shown_by,
        },
        private=None if by_team else {"reason": reason},
    )
    return mandate


@quiet_action
def ask_for_check(proof: MaintainerProof, *, author: Viewer) -> MaintainerProof:
    """Have the worker look now for an applicant's word."""
    lock(proof)
    check(policies.can_ask_for_check(author, proof))
    if proof.checked_at is not None and now() - proof.checked_at < PAUSE:
        raise Invalid({"": _("Les pages viennent d’être lues : attendez une minute.")})
    proof.due_at = now()
    return proof
