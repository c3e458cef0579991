"""Pages of the road map: the board, the time line, one item, its acts."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from council.access import check, current_viewer, public, requires
from council.chain.queries import timeline_of
from council.contributions.panels import funding_of
from council.discussion.queries import thread_of
from council.extensions import db
from council.records.models import RecordKind
from council.roadmap import actions, policies, queries, queries_progress
from council.roadmap.forms import DependenciesForm, EditForm, MoveForm, ProposeForm, values_of
from council.roadmap.models import STATE_LABELS, STATE_TONES

SOURCE_LABELS = {
    RecordKind.NEED: _l("Besoin"),
    RecordKind.CONTRIBUTION: _l("Contribution"),
    RecordKind.SUBJECT: _l("Sujet"),
}

bp = Blueprint("roadmap", __name__, url_prefix="/feuille-de-route")


@bp.context_processor
def _labels():
    return {"labels": STATE_LABELS, "tones": STATE_TONES}


def load(reference):
    """Return the item of that reference, or answer 404 when this visitor may not see it."""
    return queries.find_item(reference, current_viewer()) or abort(404)


@bp.get("")
@public
def index():
    """Show the road map as a board by stage."""
    viewer = current_viewer()
    chosen = {name: request.args.get(name, "")[:200] for name in ("etat", "theme", "q")}
    if request.args.get("vue") == "frise":
        kept = {name: value for name, value in chosen.items() if value}
        return redirect(url_for(".timeline", **kept), 301)
    query = queries.listed(viewer, state=chosen["etat"], theme=chosen["theme"], words=chosen["q"])
    items = db.session.scalars(query.limit(queries.MOST)).unique().all()
    return render_template(
        "roadmap/index.html",
        items=items,
        columns=queries.board(items),
        chosen=chosen,
        themes=queries.themes(viewer),
        can_propose=policies.can_propose(viewer),
        **facts_of(items),
    )


def facts_of(items):
    """Return what a card says beside its item: progress, moved targets, what it waits for."""
    return {
        "progress": queries_progress.progress_by_item(items),
        "slips": queries_progress.slips_by_item(items),
        "waiting": queries_progress.waiting_ids(items, current_viewer()),
    }


@bp.get("/<ref:reference>")
@public
def show(reference):
    """Show one item: its chain, its stages, every target date it has had."""
    viewer = current_viewer()
    item = load(reference)
    timeline = timeline_of(item.id, viewer)
    return render_template(
        "roadmap/show.html",
        item=item,
        moves=queries.history_of(item),
        versions=queries.versions_of(item),
        targets=queries.targets_of(item),
        awaited=queries.dependencies_of(item, viewer),
        awaiting=queries.dependents_of(item, viewer),
        can_edit=policies.can_edit(viewer, item),
        can_move=policies.can_move(viewer, item),
        can_prepare_poll=policies.can_prepare_poll(viewer, item),
        **_progress(item),
        timeline=timeline,
        thread=thread_of(item.id, viewer),
        **funding_of(queries.desk_of(item), viewer, timeline),
    )


@bp.get("/<ref:reference>/versions/<int(max=1000000):number>")
@public
def version(reference, number):
    """Show what an item said at a version."""
    item = load(reference)
    found = queries.find_version(item, number) or abort(404)
    return render_template("roadmap/version.html", item=item, version=found)


def _progress(item):
    viewer, milestones = current_viewer(), queries_progress.milestones_of(item.id)
    return {
        "milestones": milestones,
        "progress": queries_progress.progress_of(milestones),
        "sources": queries_progress.sources_of(item.id, viewer),
        "source_labels": SOURCE_LABELS,
        "delivery": queries_progress.delivery_of(item),
        "can_plan": policies.can_plan(viewer, item),
        "can_deliver": policies.can_deliver(viewer, item),
        "can_gather": policies.can_gather(viewer, item),
    }


@bp.route("/nouveau", methods=["GET", "POST"])
@requires("registered")
def new():
    """Propose an item."""
    viewer = current_viewer()
    check(policies.can_propose(viewer))
    given = [request.args.get(name, "")[:80] for name in ("besoin", "contribution", "sujet")]
    form = ProposeForm(sources=", ".join(reference for reference in given if reference))
    if form.validate_on_submit():
        facts = {"sources": form.references(), "reason": form.reason.data or ""}
        done = form.run(actions.propose_item, form.content(), **facts, proposer=viewer)
        if done is not None:
            flash(_("Chantier %(ref)s proposé.", ref=done.reference), "success")
            return redirect(url_for(".show", reference=done.reference), 303)
    return render_template("roadmap/new.html", form=form), form.status


@bp.route("/<ref:reference>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit(reference):
    """Change what an item says, or its target date."""
    viewer = current_viewer()
    item = load(reference)
    check(policies.can_edit(viewer, item))
    form = EditForm(**values_of(item))
    if form.validate_on_submit():
        facts = {"seen": form.seen_version, "reason": form.reason.data}
        done = form.run(actions.edit_item, item, form.content(), **facts, author=viewer)
        if done is not None:
            flash(_("Chantier modifié."), "success")
            return redirect(url_for(".show", reference=reference), 303)
    return render_template("roadmap/edit.html", form=form, item=item), form.status


@bp.route("/<ref:reference>/etat", methods=["GET", "POST"])
@requires("registered")
def move(reference):
    """Move an item to another stage."""
    viewer = current_viewer()
    item = load(reference)
    check(policies.can_move(viewer, item))
    form = MoveForm().offer(policies.other_stages(item))
    if form.validate_on_submit():
        facts = {"state": form.state.data, "reason": form.reason.data}
        done = form.run(actions.change_stage, item, **facts, mover=viewer)
        if done is not None:
            flash(_("État du chantier changé."), "success")
            return redirect(url_for(".show", reference=reference), 303)
    return render_template("roadmap/move.html", form=form, item=item), form.status


@bp.route("/<ref:reference>/dependances", methods=["GET", "POST"])
@requires("registered")
def dependencies(reference):
    """Say which other items one waits for."""
    viewer = current_viewer()
    item = load(reference)
    check(policies.can_edit(viewer, item))
    known = queries.dependencies_of(item, viewer)
    form = DependenciesForm(dependencies=", ".join(row.reference for row in known))
    if form.validate_on_submit():
        done = form.run(actions.set_dependencies, item, form.references(), author=viewer)
        if done is not None:
            flash(_("Dépendances enregistrées."), "success")
            return redirect(url_for(".show", reference=reference), 303)
    return render_template("roadmap/dependencies.html", form=form, item=item), form.status
