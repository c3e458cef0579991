"""Pages about the maintainers of a software: where to write to them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.extensions import db
from council.software import actions_maintainers as actions
from council.software import policies_maintainers as policies
from council.software.forms_maintainers import ContactForm
from council.software.models_contacts import SoftwareContact
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
