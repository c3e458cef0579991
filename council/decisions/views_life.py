"""What follows decisions: dissent, application, review, and the list of what is awaited."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from council.access import check, current_viewer, public, requires
from council.clock import today
from council.decisions import actions_life as actions
from council.decisions import policies, queries_life
from council.decisions.forms_life import ApplicationForm, DissentForm, ReviewForm
from council.decisions.models import (
    APPLICATION_LABELS,
    APPLICATION_TONES,
    AWAITED,
    ApplicationState,
    Decision,
)
from council.decisions.views import bp, get_draft, page_of
from council.extensions import db
from council.organizations.queries import find_organization, names_of
from council.organizations.queries import visible_to as visible_organizations
from council.web import paginate


@bp.app_context_processor
def _words():
    return {
        "application_states": APPLICATION_LABELS,
        "application_tones": APPLICATION_TONES,
        "awaited": AWAITED,
    }


def _act(form: Any, decision: Decision, act: str) -> Any:
    page = render_template("decisions/act.html", form=form, decision=decision, act=act)
    return page, form.status


@bp.route("/decisions/brouillons/<uid:uid>/desaccord", methods=["GET", "POST"])
@requires("registered")
def dissenting(uid: str):
    """Add a body's note of dissent."""
    viewer, decision = current_viewer(), get_draft(uid)
    check(policies.can_note_dissent(viewer, decision))
    form = DissentForm()
    if form.validate_on_submit() and form.run(
        actions.note_dissent, decision, author=viewer, text=form.text.data
    ):
        return redirect(page_of(decision) + "#desaccords", 303)
    return _act(form, decision, "dissent")


@bp.route("/decisions/brouillons/<uid:uid>/application", methods=["GET", "POST"])
@requires("registered")
def applying(uid: str):
    """Say where the application of a decision is."""
    viewer, decision = current_viewer(), get_draft(uid)
    check(policies.can_follow_application(viewer, decision))
    form = _application_form(decision)
    if form.validate_on_submit():
        chosen = find_organization(form.holder.data, viewer) if form.holder.data else None
        done = form.run(
            actions.note_application,
            decision,
            author=viewer,
            state=ApplicationState(form.state.data),
            due=form.due.data,
            holder=chosen,
            text=form.text.data or "",
        )
        if done is not None:
            return redirect(page_of(decision) + "#application", 303)
    return _act(form, decision, "application")


def _application_form(decision: Decision) -> ApplicationForm:
    """Return the form, as the application stands, with the bodies to choose from."""
    held = queries_life.holder_of(decision)
    holder = held.reference or "" if held is not None else ""
    form = ApplicationForm(
        state=decision.application or None, due=decision.application_due, holder=holder
    )
    bodies = db.session.scalars(visible_organizations(current_viewer())).unique().all()
    named = sorted((body.name, body.reference or "") for body in bodies)
    form.holder.choices = [
        SelectChoice(value="", label=_("aucun en particulier")),
        *(SelectChoice(value=reference, label=name) for name, reference in named),
    ]
    return form


@bp.route("/decisions/brouillons/<uid:uid>/reexamen", methods=["GET", "POST"])
@requires("registered")
def reviewing(uid: str):
    """Record what a review of a decision concludes."""
    viewer, decision = current_viewer(), get_draft(uid)
    check(policies.can_review_decision(viewer, decision))
    form = ReviewForm()
    if form.validate_on_submit():
        done = form.run(
            actions.review_decision,
            decision,
            author=viewer,
            conclusion=form.conclusion.data,
            next_on=form.next_on.data,
            text=form.text.data,
        )
        if done is not None:
            return redirect(page_of(decision) + "#actes", 303)
    return _act(form, decision, "review")


@bp.get("/decisions/application")
@public
def followed():
    """List the decisions whose application is followed, the late ones first."""
    viewer, state = current_viewer(), request.args.get("etat", "")
    late = state == "retard"
    page = paginate(queries_life.followed(viewer, state=state, late=late))
    holders = {d.application_holder_id for d in page.rows if d.application_holder_id is not None}
    return render_template(
        "decisions/followed.html",
        page=page,
        state=state,
        holders=names_of(holders),
        today=today(),
    )
