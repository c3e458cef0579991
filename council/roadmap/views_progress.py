"""Pages of how an item goes: its milestones, what it gathers, its delivery."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.clock import today
from council.roadmap import actions_progress as actions
from council.roadmap import policies
from council.roadmap.forms_progress import (
    DeliverForm,
    GatherForm,
    MilestoneForm,
    ReachForm,
    ReasonNeededForm,
)
from council.roadmap.models import RoadmapItem
from council.roadmap.models_progress import Milestone
from council.roadmap.queries_progress import find_milestone, sources_of
from council.roadmap.views import bp, load

STEP = "/<ref:reference>/jalons/<int(max=9999):number>"


def _to(item: RoadmapItem, part: str) -> Any:
    return redirect(url_for("roadmap.show", reference=item.reference, _anchor=part), 303)


def _milestone(item: RoadmapItem, number: int) -> Milestone:
    return find_milestone(item.id, number) or abort(404)


@bp.route("/<ref:reference>/jalons/nouveau", methods=["GET", "POST"])
@requires("registered")
def add_milestone(reference):
    """Add a milestone."""
    viewer, item = current_viewer(), load(reference)
    check(policies.can_plan(viewer, item))
    form = MilestoneForm()
    if form.validate_on_submit() and form.run(
        actions.add_milestone, item, form.content(), author=viewer
    ):
        flash(_("Jalon ajouté."), "success")
        return _to(item, "jalons")
    return _milestone_page(form, item, _("Ajouter un jalon"))


@bp.route(STEP + "/modifier", methods=["GET", "POST"])
@requires("registered")
def edit_milestone(reference, number):
    """Change a milestone."""
    viewer, item = current_viewer(), load(reference)
    step = _milestone(item, number)
    check(policies.can_change_milestone(viewer, item, step))
    said = {"title": step.title, "due": step.due_label, "position": step.position}
    form = MilestoneForm(data={**said, "done_on": step.done_on})
    if form.validate_on_submit() and form.run(
        actions.edit_milestone, item, step, form.content(), author=viewer
    ):
        flash(_("Jalon modifié."), "success")
        return _to(item, "jalons")
    return _milestone_page(form, item, _("Modifier le jalon"))


@bp.route(STEP + "/atteint", methods=["GET", "POST"])
@requires("registered")
def reach_milestone(reference, number):
    """Say when a milestone was reached."""
    viewer, item = current_viewer(), load(reference)
    step = _milestone(item, number)
    check(policies.can_end_milestone(viewer, item, step))
    form = ReachForm(data={"done_on": today()})
    if form.validate_on_submit() and form.run(
        actions.reach_milestone, item, step, done_on=form.done_on.data, author=viewer
    ):
        flash(_("Jalon atteint."), "success")
        return _to(item, "jalons")
    return _milestone_page(form, item, _("Dire le jalon atteint"), step)


@bp.route(STEP + "/abandonner", methods=["GET", "POST"])
@requires("registered")
def drop_milestone(reference, number):
    """Drop a milestone, with the reason."""
    viewer, item = current_viewer(), load(reference)
    step = _milestone(item, number)
    check(policies.can_end_milestone(viewer, item, step))
    form = ReasonNeededForm()
    if form.validate_on_submit() and form.run(
        actions.drop_milestone, item, step, reason=form.reason.data, author=viewer
    ):
        flash(_("Jalon abandonné ; il reste lisible."), "success")
        return _to(item, "jalons")
    return _milestone_page(form, item, _("Abandonner le jalon"), step)


def _milestone_page(form: Any, item: RoadmapItem, heading: str, step: Any = None) -> Any:
    page = "roadmap/milestone.html"
    return render_template(page, form=form, item=item, heading=heading, step=step), form.status


@bp.route("/<ref:reference>/origines", methods=["GET", "POST"])
@requires("registered")
def gather(reference):
    """Say what an item gathers: needs, contributions, subjects."""
    viewer, item = current_viewer(), load(reference)
    check(policies.can_gather(viewer, item))
    form = GatherForm(data={"source": request.args.get("ajouter", "")[:40]})
    if form.validate_on_submit():
        wanted = form.source.data.upper()
        if form.run(actions.gather, item, wanted, reason=form.reason.data, author=viewer):
            flash(_("Le chantier réunit %(ref)s.", ref=wanted), "success")
            return _to(item, "origines")
    sources = sources_of(item.id, viewer)
    return render_template(
        "roadmap/gather.html", form=form, item=item, sources=sources
    ), form.status


@bp.route("/<ref:reference>/origines/<ref:source>/retirer", methods=["GET", "POST"])
@requires("registered")
def release(reference, source):
    """Take away something that an item gathers, with the reason."""
    viewer, item = current_viewer(), load(reference)
    found = [row for row in sources_of(item.id, viewer) if row.record.reference == source]
    line = found[0] if found else abort(404)
    check(policies.can_gather(viewer, item))
    form = ReasonNeededForm()
    if form.validate_on_submit() and form.run(
        actions.release, item, line.record, reason=form.reason.data, author=viewer
    ):
        flash(_("Le chantier ne réunit plus %(ref)s.", ref=source), "success")
        return _to(item, "origines")
    return render_template("roadmap/release.html", form=form, item=item, line=line), form.status


@bp.route("/<ref:reference>/livrer", methods=["GET", "POST"])
@requires("registered")
def deliver(reference):
    """Declare an item delivered, with the note sent to all who wait for it."""
    viewer, item = current_viewer(), load(reference)
    check(policies.can_deliver(viewer, item))
    form = DeliverForm()
    if form.validate_on_submit() and form.run(
        actions.deliver_item, item, form.delivery(), author=viewer
    ):
        flash(_("Chantier livré : la note part à tous ceux qui l’attendent."), "success")
        return _to(item, "livraison")
    return render_template("roadmap/deliver.html", form=form, item=item), form.status
