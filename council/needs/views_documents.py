"""Documents attached to needs: reading, attaching, withdrawing."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.forms import ConfirmForm
from council.needs import actions_documents as actions
from council.needs import policies_documents as policies
from council.needs import queries
from council.needs.forms import DocumentReasonForm
from council.needs.models import Need, NeedState
from council.needs.views import bp
from council.records.addresses import path_of_record
from council.records.downloads import download
from council.records.models import Attachment, Audience
from council.records.queries import find_attachment
from council.records.uploads import DocumentForm, discard, folder, quota


def _need(uid: str) -> Need:
    return queries.find_by_uid(uid, current_viewer()) or abort(404)


def _document(need: Need, uid: str) -> Attachment:
    found = find_attachment(need.id, uid)
    if found is None or not policies.can_read_document(current_viewer(), need, found):
        abort(404)
    return found


def _back(need: Need) -> Any:
    return redirect(path_of_record(need.record), 303)


@bp.get("/documents/<uid:uid>/<uid:document>")
@public
def document(uid: str, document: str):
    """Give a document to who may read its need, as a download."""
    need = _need(uid)
    found = _document(need, document)
    shared = need.record.audience == Audience.PUBLIC and not found.is_withdrawn
    return download(found, public=shared)


@bp.route("/documents/<uid:uid>/joindre", methods=["GET", "POST"])
@requires("registered")
def attach(uid: str):
    """Attach a document whose content is of an accepted type."""
    need = _need(uid)
    check(policies.can_attach_document(current_viewer(), need))
    form = DocumentForm()
    if form.validate_on_submit() and form.run(_attach, need, form) is not None:
        flash(_("Le document est joint."), "success")
        return _back(need)
    return render_template("needs/attach.html", form=form, need=need), form.status


def _attach(need: Need, form: DocumentForm) -> Attachment:
    draft = need.state == NeedState.DRAFT
    verb = actions.attach_to_draft if draft else actions.attach_document
    return verb(need, form.received(), author=current_viewer(), folder=folder(), quota=quota())


@bp.route("/documents/<uid:uid>/<uid:document>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw_document(uid: str, document: str):
    """Withdraw a document with its reason; one of a draft is thrown away."""
    viewer, need = current_viewer(), _need(uid)
    found = _document(need, document)
    check(policies.can_withdraw_document(viewer, need, found))
    draft = need.state == NeedState.DRAFT
    form = ConfirmForm() if draft else DocumentReasonForm()
    if form.validate_on_submit():
        if draft:
            discard(actions.discard_document(need, found, author=viewer))
            done: Any = True
        else:
            reason = form.reason.data
            done = form.run(actions.withdraw_document, need, found, author=viewer, reason=reason)
        if done:
            flash(_("Le document est retiré."), "success")
            return _back(need)
    page = "needs/withdraw_document.html"
    return render_template(page, form=form, need=need, document=found), form.status
