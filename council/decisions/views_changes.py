"""What a draft changes in other decisions; passages blacked out; versions side by side."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.decisions import actions_changes as actions
from council.decisions import policies, queries, queries_changes
from council.decisions.diffs import compared_snapshots
from council.decisions.forms_life import BlackOutForm, ChangeForm
from council.decisions.masks import blacked_out
from council.decisions.models import Decision, DecisionState, DecisionVersion
from council.decisions.models_changes import VersionWithdrawal
from council.decisions.steps import texts_rendered
from council.decisions.views import bp, get_decision, get_draft, page_of
from council.decisions.words import COMPARED, citation_of
from council.forms import ConfirmForm
from council.markdown import render_markdown
from council.records.models import LinkKind


@bp.route("/decisions/brouillons/<uid:uid>/changements", methods=["GET", "POST"])
@requires("registered")
def changing(uid: str):
    """Say in a draft what it will do to a published decision."""
    viewer, decision = current_viewer(), get_draft(uid)
    check(policies.can_edit_decision(viewer, decision))
    form = ChangeForm()
    number = form.target.data or request.args.get("numero", "")
    target = queries.find_decision(number.strip(), viewer) if number else None
    if request.method == "GET" and target is not None:
        form.target.data = target.reference
        form.body.data = queries_changes.marked_texts(target)["body"]
    if form.validate_on_submit():
        done = form.run(
            actions.declare_change,
            decision,
            author=viewer,
            kind=LinkKind(form.kind.data),
            target=target,
            body=form.body.data or "",
            rendered=render_markdown(blacked_out(form.body.data or "")),
        )
        if done is not None:
            return redirect(page_of(decision) + "#changements", 303)
    return render_template("decisions/change.html", form=form, decision=decision), form.status


@bp.post("/decisions/brouillons/<uid:uid>/changements/<int(max=1000000000):change>/retirer")
@requires("registered")
def drop_change(uid: str, change: int):
    """Take out of a draft what it would do to another decision."""
    decision = get_draft(uid)
    check(policies.can_edit_decision(current_viewer(), decision))
    if not ConfirmForm().validate_on_submit():
        abort(400)
    actions.drop_change(decision, change, author=current_viewer())
    return redirect(page_of(decision) + "#changements", 303)


@bp.route("/decisions/brouillons/<uid:uid>/occulter", methods=["GET", "POST"])
@requires("registered")
def blacking_out(uid: str):
    """Hide passages of a published decision."""
    viewer, decision = current_viewer(), get_draft(uid)
    check(policies.can_black_out(viewer, decision))
    form = BlackOutForm(row_version=decision.row_version)
    if request.method == "GET":
        form.show_texts(queries_changes.marked_texts(decision))
    if form.validate_on_submit():
        done = form.run(
            actions.black_out,
            decision,
            author=viewer,
            texts=form.long_texts(),
            rendered=texts_rendered(form.long_texts()),
            reason=form.reason.data or "",
            seen_version=form.seen_version,
        )
        if done is not None:
            flash(_("Les passages sont occultés ; les versions antérieures ne sont plus montrées."))
            return redirect(page_of(decision), 303)
    return render_template("decisions/black_out.html", form=form, decision=decision), form.status


def _versions(
    reference: str,
) -> tuple[Decision, dict[int, DecisionVersion], dict[int, VersionWithdrawal]]:
    """Return a decision, its versions by number, and those this visitor may no longer read."""
    viewer, decision = current_viewer(), get_decision(reference)
    if decision.state == DecisionState.WITHDRAWN and not viewer.is_council:
        abort(404)
    versions = queries.versions_of(decision, viewer)
    hidden = queries_changes.shown_versions(versions, viewer)
    return decision, {version.number: version for version in versions}, hidden


@bp.get("/decisions/<ref:reference>/versions/<int(max=1000000):number>")
@public
def version(reference: str, number: int):
    """Show one frozen version of a decision, or why it is no longer shown."""
    decision, versions, hidden = _versions(reference)
    found = versions.get(number) or abort(404)
    original = (
        queries_changes.original_of(found.id)
        if policies.can_read_original(current_viewer())
        else None
    )
    return render_template(
        "decisions/version.html",
        decision=decision,
        version=found,
        before=max((n for n in versions if n < number), default=None),
        withdrawal=hidden.get(found.id),
        original=original,
        names=COMPARED,
        cited=citation_of(decision, found, number=number) if decision.is_public else None,
    )


@bp.get(
    "/decisions/<ref:reference>/versions/<int(max=1000000):number>/depuis/<int(max=1000000):old>"
)
@public
def compare(reference: str, number: int, old: int):
    """Show what changed between two versions."""
    decision, versions, hidden = _versions(reference)
    before, after = versions.get(old) or abort(404), versions.get(number) or abort(404)
    if before.id in hidden or after.id in hidden:
        return redirect(url_for("decisions.version", reference=reference, number=old), 302)
    return render_template(
        "decisions/compare.html",
        decision=decision,
        before=before,
        after=after,
        changes=compared_snapshots(before.snapshot, after.snapshot, COMPARED),
    )
