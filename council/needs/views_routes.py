"""Pages of routes to an answer: proposed, judged by the holder, withdrawn."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.needs import actions_routes as actions
from council.needs import policies_routes as policies
from council.needs.forms import ReasonNeededForm
from council.needs.forms_routes import JudgeForm, RouteForm
from council.needs.models import Need
from council.needs.models_routes import KIND_LABELS, NeedRoute, RouteKind, RouteVerdict
from council.needs.queries_routes import find_route
from council.needs.views import bp, load
from council.software.queries import all_names

# What the address says of the kind of route → the kind.
NATURES = {
    "logiciel": RouteKind.EXISTING,
    "amont": RouteKind.UPSTREAM,
    "marche": RouteKind.CONTRACT,
}


def _to(need: Need) -> Any:
    address = url_for("needs.show", reference=need.reference, _anchor="pistes")
    return redirect(address, 303)


def _route(need: Need, uid: str) -> NeedRoute:
    return find_route(need.id, uid) or abort(404)


@bp.route("/<ref:reference>/pistes/proposer", methods=["GET", "POST"])
@requires("registered")
def propose_route(reference):
    """Propose a route to an answer, of the kind that the address says."""
    viewer, need = current_viewer(), load(reference)
    check(policies.can_propose_route(viewer, need))
    kind = NATURES.get(request.args.get("nature", ""), RouteKind.EXISTING)
    form = RouteForm()
    form.shape(viewer, kind)
    if form.validate_on_submit():
        content, body = _content(form, kind), form.body.data
        if form.run(actions.propose_route, need, content, author=viewer, body=body):
            flash(_("La piste est proposée ; le porteur du besoin en est averti."), "success")
            return _to(need)
    natures = {name: KIND_LABELS[k] for name, k in NATURES.items()}
    shown = {"need": need, "kind": kind, "natures": natures, "labels": KIND_LABELS}
    names = all_names(viewer)
    return render_template("needs/propose_route.html", form=form, names=names, **shown), form.status


def _content(form: RouteForm, kind: RouteKind) -> actions.RouteContent:
    names = ("text", "link", "version", "contract", "lot", "contractor")
    typed = {name: form.typed(name) for name in names}
    return actions.RouteContent(kind=kind, software=form.found, **typed)


@bp.route("/<ref:reference>/pistes/<uid:uid>/avis", methods=["GET", "POST"])
@requires("registered")
def judge_route(reference, uid):
    """Say for the holder whether a route answers the need."""
    viewer, need = current_viewer(), load(reference)
    route = _route(need, uid)
    check(policies.can_judge_route(viewer, need, route))
    form = JudgeForm()
    if form.validate_on_submit():
        verdict, reason = RouteVerdict(form.verdict.data), form.reason.data
        if form.run(actions.judge_route, route, author=viewer, verdict=verdict, reason=reason):
            flash(_("Votre avis sur la piste est enregistré."), "success")
            return _to(need)
    return _page("needs/judge_route.html", form, need, route)


@bp.route("/<ref:reference>/pistes/<uid:uid>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw_route(reference, uid):
    """Take a route back, with its reason."""
    viewer, need = current_viewer(), load(reference)
    route = _route(need, uid)
    check(policies.can_withdraw_route(viewer, route))
    form = ReasonNeededForm()
    if form.validate_on_submit() and form.run(
        actions.withdraw_route, route, author=viewer, reason=form.reason.data
    ):
        flash(_("La piste est retirée."), "success")
        return _to(need)
    return _page("needs/withdraw_route.html", form, need, route)


def _page(template: str, form: Any, need: Need, route: NeedRoute) -> Any:
    page = render_template(template, form=form, need=need, route=route, labels=KIND_LABELS)
    return page, form.status
