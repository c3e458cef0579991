"""The front door: asking for an account, confirming one's address, deciding."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from flask import current_app
from flask_babel import gettext as _

from council.access import check
from council.accounts.models import AccountState
from council.accounts.queries import find_account
from council.clock import now
from council.extensions import db
from council.journal.steps import enqueue, write_entry
from council.organizations import policies
from council.organizations.models import (
    Application,
    ApplicationKind,
    ApplicationState,
    Mandate,
    Organization,
    Title,
)
from council.organizations.models_maintainers import ShownBy
from council.organizations.queries_maintainers import find_proof
from council.organizations.steps import add_mandate, add_organization, welcome
from council.organizations.steps_maintainers import (
    note_identity,
    receive_application,
    write_to_applicant,
)
from council.organizations.viewer import Viewer
from council.records.models import Record
from council.transactions import Conflict, Invalid, action, lock, quiet_action


@dataclass(frozen=True)
class Asked:
    """What an applicant writes; empty where the kind of account does not ask for it."""

    kind: str
    name: str
    email: str
    message: str = ""
    organization_name: str = ""
    organization_kind: str = ""
    siret: str = ""
    url: str = ""
    software_name: str = ""
    proof_url: str = ""


@quiet_action
def ask_account(asked: Asked) -> Application:
    """Keep an application until its address is confirmed by the link owed to it."""
    application = Application(**asdict(asked))
    db.session.add(application)
    db.session.flush()
    enqueue(
        "mail",
        f"mail:confirm-application:{application.id}",
        {
            "template": "confirm_application",
            "email": application.email,
            "context": {"name": application.name},
            "link": {"purpose": "confirm-application", "id": application.id},
        },
    )
    return application


@action
def submit_application(asked: Asked, *, author: Viewer) -> Application:
    """Submit the application of a signed-in person, whose address is confirmed already."""
    application = Application(**asdict(asked))
    db.session.add(application)
    receive_application(application)
    write_entry("application.received", subjects=(), actor=author, public=_facts(application))
    return application


@action
def confirm_application(application: Application) -> Application:
    """Submit an application whose link was followed; Conflict when it was already."""
    lock(application)
    if application.state != ApplicationState.TO_CONFIRM:
        raise Conflict(_("Cette demande est déjà confirmée."))
    receive_application(application)
    write_entry("application.received", subjects=(), actor=None, public=_facts(application))
    return application


def _facts(application: Application) -> dict[str, str | None]:
    return {"number": application.number, "kind": application.kind}


def _decide(application: Application, state: str, *, author: Viewer, reason: str = "") -> None:
    lock(application)
    check(policies.can_decide_application(author, application))
    application.state, application.decision_reason = state, reason
    application.decided_at, application.decided_by_id = now(), author.account_id


@action
def accept_personal(application: Application, *, author: Viewer) -> Application:
    """Open the account of a person who acts for nobody."""
    _decide(application, ApplicationState.ACCEPTED, author=author)
    known = find_account(application.email)
    if known is not None and known.state != AccountState.INVITED:
        raise Invalid({"": _("Cette adresse a déjà un compte : rattachez ou refusez la demande.")})
    site = current_app.config["COUNCIL_SITE_NAME"]
    welcome(application.email, application.name, inviter=author.name, body=site)
    write_entry("application.accepted", subjects=(), actor=author, public=_facts(application))
    return application


@action
def accept_organization(
    application: Application, *, name: str, kind: str, siret: str, author: Viewer
) -> Application:
    """Create the organization and make the applicant the manager of its mandates."""
    _decide(application, ApplicationState.ACCEPTED, author=author)
    organization = add_organization(name, kind, url=application.url, siret=siret)
    _mandate(application, organization.record, organization.name, Title.MANAGER, author=author)
    write_entry(
        "application.accepted",
        subjects=[organization.record],
        actor=author,
        public=_facts(application),
    )
    return application


@action
def accept_maintainer(
    application: Application, *, software: Record, label: str, reason: str = "", author: Viewer
) -> Application:
    """Make the applicant maintainer of a software: their word was found on its pages, or the
    secretariat says how it verified who they are."""
    _decide(application, ApplicationState.ACCEPTED, author=author)
    proof = find_proof(application.id)
    is_shown = proof is not None and proof.found_at is not None and proof.software_id == software.id
    if not is_shown and not reason:
        raise Invalid({"reason": _("Dites comment vous avez vérifié qui est cette personne.")})
    mandate = _mandate(application, software, label, Title.MAINTAINER, author=author)
    shown_by = ShownBy.REPOSITORY if is_shown else ShownBy.SECRETARIAT
    note_identity(mandate, shown_by, proof=proof if is_shown else None, reason=reason)
    write_entry(
        "application.accepted",
        subjects=[software],
        actor=author,
        public={**_facts(application), "shown_by": shown_by},
        private={"reason": reason} if reason else None,
    )
    return application


@action
def attach_application(
    application: Application, *, organization: Organization, title: str, author: Viewer
) -> Application:
    """Mandate the applicant for an organization that is known already."""
    _decide(application, ApplicationState.ATTACHED, author=author)
    if title not in {Title.REPRESENTATIVE, Title.MANAGER}:
        raise Invalid({"title": _("Ce mandat ne se donne pas ainsi.")})
    _mandate(application, organization.record, organization.name, title, author=author)
    write_entry(
        "application.attached",
        subjects=[organization.record],
        actor=author,
        public=_facts(application),
    )
    return application


def _mandate(
    application: Application, record: Record, body: str, title: str, *, author: Viewer
) -> Mandate:
    account = welcome(
        application.email, application.name, inviter=author.name, body=body, title=title
    )
    is_maintainer = title == Title.MAINTAINER
    mandate = add_mandate(
        account,
        title,
        organization_id=None if is_maintainer else record.id,
        software_id=record.id if is_maintainer else None,
        granted_by=author.account_id,
    )
    application.record_id = record.id
    return mandate


@action
def refuse_application(application: Application, *, reason: str, author: Viewer) -> Application:
    """Refuse with a reason, which is mailed to the applicant."""
    _decide(application, ApplicationState.REFUSED, author=author, reason=reason)
    write_to_applicant(application, "application_refused", {"reason": reason})
    write_entry(
        "application.refused",
        subjects=(),
        actor=author,
        public=_facts(application),
        private={"reason": reason},
    )
    return application


PATHS = {
    "personnel": ApplicationKind.PERSONAL,
    "organisme": ApplicationKind.ORGANIZATION,
    "mainteneur": ApplicationKind.MAINTAINER,
}
