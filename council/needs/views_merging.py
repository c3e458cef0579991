"""Pages of merges: proposed by the secretariat, answered body by body, undone."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.needs import actions_merging as actions
from council.needs import policies_merging as policies
from council.needs import queries, queries_merging
from council.needs.forms import ReasonNeededForm
from council.needs.forms_merging import AnswerMergeForm, MergeForm
from council.needs.models import Need
from council.needs.models_merging import MergeConsent, NeedMerge
from council.needs.views import bp, load


def _to(need: Need) -> Any:
    return redirect(url_for("needs.show", reference=need.reference, origine="oui"), 303)


def _merge_of(need: Need) -> NeedMerge:
    return queries_merging.merge_of(need.id) or abort(404)


@bp.route("/<ref:reference>/fusionner", methods=["GET", "POST"])
@requires("secretariat")
def propose_merge(reference):
    """Propose to merge a need into another, with the reason each body reads."""
    viewer, source = current_viewer(), load(reference)
    check(policies.can_propose_merge(viewer, source))
    form = MergeForm(target=request.args.get("avec", "")[:40])
    if form.validate_on_submit():
        target = queries.find_need(form.target.data.strip().upper(), viewer)
        if target is None:
            form.target.errors = [_("Aucun besoin visible ne porte ce numéro.")]
        elif form.run(
            actions.propose_merge, source, target, author=viewer, reason=form.reason.data
        ):
            flash(_("La fusion est proposée : chaque organisme est interrogé."), "success")
            return _to(source)
    return render_template("needs/merge.html", form=form, need=source), form.status


@bp.route("/<ref:reference>/fusion/<ref:body>", methods=["GET", "POST"])
@requires("registered")
def answer_merge(reference, body):
    """Confirm or decline the transfer of one's own body."""
    viewer, source = current_viewer(), load(reference)
    merge = _merge_of(source)
    line = next((c for c in queries_merging.consents_of(merge) if c.reference == body), None)
    consent: MergeConsent = line.consent if line is not None else abort(404)
    check(policies.can_answer_merge(viewer, merge, consent))
    form = AnswerMergeForm()
    if form.validate_on_submit():
        confirms = form.answer.data == "confirm"
        body_id = consent.body_id
        if form.run(actions.answer_merge, merge, body_id=body_id, author=viewer, confirms=confirms):
            flash(_("Votre réponse est enregistrée."), "success")
            return _to(source)
    page = "needs/answer_merge.html"
    return render_template(page, form=form, need=source, merge=merge, line=line), form.status


@bp.route("/<ref:reference>/fusion/annuler", methods=["GET", "POST"])
@requires("secretariat")
def undo_merge(reference):
    """Undo a merge, or take its proposal back, with the reason."""
    viewer, source = current_viewer(), load(reference)
    merge = _merge_of(source)
    check(policies.can_undo_merge(viewer, merge))
    form = ReasonNeededForm()
    if form.validate_on_submit() and form.run(
        actions.undo_merge, merge, author=viewer, reason=form.reason.data
    ):
        flash(_("La fusion est annulée ; tout est revenu à sa place."), "success")
        return _to(source)
    return render_template(
        "needs/undo_merge.html", form=form, need=source, merge=merge
    ), form.status
