"""Pages of a need before it is submitted: the guided form, the draft read again, its submission."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.extensions import db
from council.forms import ConfirmForm
from council.needs import actions, policies, queries
from council.needs.faces import documents_shown
from council.needs.forms import SOMEBODY_ELSE, NeedForm, NewNeedForm
from council.needs.models import Need
from council.needs.views import bp
from council.needs.views_writing import content_of, only_looks, writing_page
from council.organizations.models import Organization
from council.records.uploads import discard as discard_file
from council.search.likeness import Statement
from council.search.similar import SimilarNeed, similar_needs
from council.software.models import Software

# What an address may begin a need with: field → key.
GIVEN = {"software_names": "logiciel", "title": "titre"}


def _load(uid: str) -> Need:
    return queries.find_draft(uid, current_viewer()) or abort(404)


def _holder(form: NewNeedForm) -> Organization | Software:
    if form.holder.data == SOMEBODY_ELSE and form.found is not None:
        return form.found
    kind, _colon, number = form.holder.data.partition(":")
    if kind == "org":
        return db.session.get_one(Organization, int(number))
    return db.session.get_one(Software, int(number))


@bp.route("/nouveau", methods=["GET", "POST"])
@requires("registered")
def new():
    """Write a need: kept as a draft, read again, then submitted."""
    viewer = current_viewer()
    check(policies.can_draft_need(viewer))
    given = {name: request.args.get(key, "")[:200] for name, key in GIVEN.items()}
    form = NewNeedForm(**given)
    form.offer(viewer)
    if not only_looks() and form.validate_on_submit():
        content, holder = content_of(form), _holder(form)
        draft = form.run(actions.draft_need, content, holder=holder, author=viewer)
        if draft is not None:
            return redirect(url_for(".show_draft", uid=draft.record.uid), 303)
    return writing_page("needs/new.html", form, similar=_similar(form))


def _similar(form: NewNeedForm) -> list[SimilarNeed]:
    words = (form.title.data or "", form.body.data or "", form.function.data or "")
    title, body, function = (text[:2_000] for text in words)
    return similar_needs(Statement(title, body, functions=(function,)), current_viewer())


@bp.get("/brouillons")
@requires("registered")
def drafts():
    """List the drafts this person may go on with."""
    return render_template("needs/drafts.html", needs=queries.drafts_of(current_viewer()))


@bp.get("/brouillons/<uid:uid>")
@requires("registered")
def show_draft(uid):
    """Show a draft as it will be read, before it is submitted."""
    return _draft_page(_load(uid), ConfirmForm())


def _draft_page(need: Need, form: ConfirmForm) -> Any:
    may = policies.can_submit_need(current_viewer(), need)
    days = current_app.config["COUNCIL_NEED_DELAY_DAYS"]
    shown = {"need": need, "form": form, "may_submit": may, "days": days}
    shown |= {"said": queries.particulars_of(need), **documents_shown(need)}
    return render_template("needs/draft.html", **shown), form.status


@bp.route("/brouillons/<uid:uid>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit_draft(uid):
    """Change a draft."""
    viewer, need = current_viewer(), _load(uid)
    check(policies.can_submit_need(viewer, need))
    form = NeedForm()
    if not form.is_submitted():
        form.fill(need)
    if not only_looks() and form.validate_on_submit():
        content, seen = content_of(form), form.seen_version
        done = form.run(actions.edit_draft, need, content, author=viewer, seen_version=seen)
        if done is not None:
            return redirect(url_for(".show_draft", uid=uid), 303)
    return writing_page("needs/edit.html", form, need=need)


@bp.post("/brouillons/<uid:uid>/deposer")
@requires("registered")
def submit(uid):
    """Submit a draft; what is missing is said on the page of the draft."""
    viewer, need = current_viewer(), _load(uid)
    check(policies.can_submit_need(viewer, need))
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(actions.submit_need, need, author=viewer):
        flash(_("Votre besoin est déposé sous le numéro %(n)s.", n=need.reference), "success")
        return redirect(url_for(".show", reference=need.reference), 303)
    return _draft_page(need, form)


@bp.route("/brouillons/<uid:uid>/supprimer", methods=["GET", "POST"])
@requires("registered")
def discard(uid):
    """Throw a draft away, after a confirmation."""
    viewer, need = current_viewer(), _load(uid)
    check(policies.can_discard_draft(viewer, need))
    form = ConfirmForm()
    files = None
    if form.validate_on_submit():
        files = form.run(actions.discard_draft, need, author=viewer)
    if files is not None:
        for name in files:
            discard_file(name)
        flash(_("Le brouillon est supprimé."), "success")
        return redirect(url_for(".drafts"), 303)
    return render_template("needs/discard.html", form=form, need=need), form.status
