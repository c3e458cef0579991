"""Writes on applications and on how maintainers are known; no commit, no journal."""

from __future__ import annotations

from flask import current_app

from council.clock import now, today
from council.extensions import db
from council.journal.steps import enqueue
from council.organizations.models import (
    Application,
    ApplicationKind,
    ApplicationState,
    Mandate,
)
from council.organizations.models_maintainers import MaintainerIdentity, MaintainerProof, ShownBy
from council.organizations.proofs import proof_word
from council.records.steps import next_number


def receive_application(application: Application) -> None:
    """Number an application whose address is confirmed, and owe its applicant a mail."""
    year = today().year
    application.number = f"A-{year}-{next_number('application', year):04d}"
    application.state = ApplicationState.WAITING
    application.confirmed_at = now()
    context: dict[str, object] = {"days": current_app.config["COUNCIL_APPLICATION_DELAY_DAYS"]}
    if application.kind == ApplicationKind.MAINTAINER:
        db.session.flush()
        context["proof"] = proof_word(application)
    write_to_applicant(application, "application_received", context)


def write_to_applicant(application: Application, template: str, context: dict[str, object]) -> None:
    """Owe an applicant a mail about their application."""
    values = {"name": application.name, "number": application.number, **context}
    enqueue(
        "mail",
        f"mail:{template}:{application.number}",
        {"template": template, "email": application.email, "context": values},
    )


def look_for_proof(application: Application, software_id: int) -> MaintainerProof:
    """Have the worker look for an applicant's word on the pages of a software."""
    proof = MaintainerProof(application_id=application.id, software_id=software_id, due_at=now())
    db.session.add(proof)
    return proof


def note_identity(
    mandate: Mandate, shown_by: ShownBy, *, proof: MaintainerProof | None = None, reason: str = ""
) -> None:
    """Keep by what the identity behind a maintainer's mandate is known."""
    identity = MaintainerIdentity(mandate_id=mandate.id, shown_by=shown_by, reason=reason)
    if proof is not None and proof.found_at is not None:
        identity.url, identity.seen_at = proof.found_url, proof.found_at
    db.session.add(identity)
