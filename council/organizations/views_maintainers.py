"""Having the proof of a maintainer looked for again."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.forms import ConfirmForm
from council.organizations import actions_maintainers as actions
from council.organizations import policies_maintainers as policies
from council.organizations.faces import bp, load_application
from council.organizations.queries_maintainers import find_proof


@bp.post("/demander-un-compte/preuve/<uid:uid>")
@requires("registered")
def check_proof(uid: str) -> Any:
    """Look now for the word of an applicant on the pages of the software."""
    viewer, found = current_viewer(), load_application(uid)
    if not viewer.is_secretariat and viewer.email != found.email:
        abort(404)
    proof = find_proof(found.id) or abort(404)
    check(policies.can_ask_for_check(viewer, proof))
    form = ConfirmForm()
    if form.validate_on_submit():
        if form.run(actions.ask_for_check, proof, author=viewer) is not None:
            flash(_("Les pages du logiciel vont être lues : revenez dans un moment."), "success")
        else:
            flash(" ".join(str(sentence) for sentence in form.form_errors))
    if viewer.is_secretariat:
        return redirect(url_for("organizations.application", uid=uid), 303)
    return redirect(url_for("software.claim", reference=proof.software.reference), 303)
