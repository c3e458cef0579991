"""Documents attached to decisions: reading, attaching, taking away."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.decisions import actions, policies
from council.decisions.forms import DocumentForm
from council.decisions.models import Decision
from council.decisions.views import bp, get_draft, page_of
from council.forms import ConfirmForm
from council.records.downloads import download
from council.records.models import Attachment, Audience
from council.records.queries import find_attachment
from council.records.uploads import discard, folder, quota


def _document(decision: Decision, uid: str) -> Attachment:
    found = find_attachment(decision.id, uid)
    if found is None or not policies.can_read_document(current_viewer(), decision, found):
        abort(404)
    return found


@bp.get("/decisions/documents/<uid:uid>/<uid:document>")
@public
def document(uid: str, document: str):
    """Give a document to who may read its decision, as a download."""
    decision = get_draft(uid)
    return download(_document(decision, document), public=decision.is_public)


@bp.get("/decisions/documents/<uid:uid>/joindre")
@requires("registered")
def attaching(uid: str):
    """Show the form that attaches a document."""
    decision = get_draft(uid)
    check(policies.can_attach_document(current_viewer(), decision))
    return render_template("decisions/attach.html", form=DocumentForm(), decision=decision)


@bp.post("/decisions/documents/<uid:uid>/joindre")
@requires("registered")
def attach(uid: str):
    """Attach a document whose content is of an accepted type."""
    decision = get_draft(uid)
    check(policies.can_attach_document(current_viewer(), decision))
    form = DocumentForm()
    if form.validate_on_submit() and form.run(_attach, decision, form) is not None:
        flash(_("Le document est joint."))
        return redirect(page_of(decision), 303)
    return render_template("decisions/attach.html", form=form, decision=decision), form.status


def _attach(decision: Decision, form: DocumentForm) -> Attachment:
    return actions.attach_document(
        decision,
        form.received(),
        author=current_viewer(),
        audience=Audience.COUNCIL if form.internal.data else Audience.PUBLIC,
        folder=folder(),
        quota=quota(),
    )


@bp.post("/decisions/documents/<uid:uid>/<uid:document>/retirer")
@requires("registered")
def remove_document(uid: str, document: str):
    """Take a document away before publication."""
    decision = get_draft(uid)
    _document(decision, document)
    check(policies.can_remove_document(current_viewer(), decision))
    form = ConfirmForm()
    if not form.validate_on_submit():
        abort(400)
    actions.remove_document(decision, document, author=current_viewer())
    discard(document)
    flash(_("Le document est retiré."))
    return redirect(page_of(decision), 303)
