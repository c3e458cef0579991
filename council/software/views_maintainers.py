"""Pages about the maintainers of a software: saying that one is, where to write to them."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.extensions import db
from council.organizations.policies_maintainers import can_ask_for_check
from council.organizations.proofs import proof_word
from council.organizations.queries_maintainers import waiting_claim
from council.software import actions_maintainers as actions
from council.software import policies_maintainers as policies
from council.software.forms_maintainers import ClaimForm, ContactForm
from council.software.models_contacts import SoftwareContact
from council.software.places import places
from council.software.views import bp, load


@bp.route("/<ref:reference>/contact", methods=["GET", "POST"])
@requires("registered")
def contact(reference: str) -> Any:
    """Keep the private address to which questions to the maintainers may be sent."""
    viewer, software = current_viewer(), load(reference)
    check(policies.can_keep_contact(viewer, software))
    known = db.session.get(SoftwareContact, software.id)
    form = ContactForm(email=known.email if known is not None else "")
    if form.validate_on_submit():
        done = form.run(actions.keep_contact, software, email=form.email.data or "", author=viewer)
        if done is not None:
            flash(_("Adresse enregistrée."), "success")
            return redirect(url_for(".show", reference=reference), 303)
    return render_template("software/contact.html", form=form, software=software), form.status


@bp.route("/<ref:reference>/mainteneurs/demander", methods=["GET", "POST"])
@requires("registered")
def claim(reference: str) -> Any:
    """Say that one maintains a software, then see what was found that shows it."""
    viewer, software = current_viewer(), load(reference)
    check(policies.can_claim(viewer, software))
    proof = waiting_claim(viewer.email, software.id)
    if proof is not None:
        return _claimed(software, proof)
    form = ClaimForm()
    if form.validate_on_submit():
        message = form.message.data or ""
        done = form.run(actions.claim_software, software, message=message, claimant=viewer)
        if done is not None:
            flash(_("Demande %(number)s reçue.", number=done.number), "success")
            return redirect(url_for(".claim", reference=reference), 303)
    return render_template("software/claim.html", form=form, software=software), form.status


def _claimed(software: Any, proof: Any) -> str:
    return render_template(
        "software/claimed.html",
        software=software,
        proof=proof,
        word=proof_word(proof.application),
        pages=places(software.repository, software.website, current_app.config["FORGES"]),
        may_check=can_ask_for_check(current_viewer(), proof),
    )
