"""Pages by which the giver keeps a contribution up to date: addresses upstream, milestones."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.contributions import actions_upstream as actions
from council.contributions import policies_upstream as policies
from council.contributions.forges import question
from council.contributions.forms_upstream import (
    LinksForm,
    MilestonesForm,
    link_rows,
    milestone_rows,
)
from council.contributions.models import Contribution
from council.contributions.models_upstream import (
    UPSTREAM_KIND_LABELS,
    UPSTREAM_STATE_LABELS,
    UPSTREAM_STATE_TONES,
)
from council.contributions.queries import find_contribution
from council.contributions.queries_upstream import calendar_of
from council.contributions.views import bp


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "upstream_kinds": UPSTREAM_KIND_LABELS,
        "upstream_states": UPSTREAM_STATE_LABELS,
        "upstream_tones": UPSTREAM_STATE_TONES,
        "is_followed": _is_followed,
    }


def _is_followed(url: str) -> bool:
    return bool(current_app.config["FETCH"]) and (
        question(url, current_app.config["FORGES"]) is not None
    )


def _load(reference: str) -> Contribution:
    contribution = find_contribution(reference, current_viewer()) or abort(404)
    check(policies.can_follow_up(current_viewer(), contribution))
    return contribution


@bp.route("/<ref:reference>/liens", methods=["GET", "POST"])
@requires("registered")
def links(reference: str) -> Any:
    """Say where a contribution is in the project."""
    contribution = _load(reference)
    form = LinksForm(rows=link_rows(contribution.links), row_version=str(contribution.row_version))
    if form.validate_on_submit():
        done = form.run(
            actions.change_links,
            contribution,
            form.urls,
            form.kinds,
            seen=form.seen_version,
            author=current_viewer(),
        )
        if done is not None:
            return _back(reference, _("Adresses enregistrées."))
    page = render_template("contributions/links.html", form=form, contribution=contribution)
    return page, form.status


@bp.route("/<ref:reference>/jalons", methods=["GET", "POST"])
@requires("registered")
def milestones(reference: str) -> Any:
    """Write the milestones of a contribution, and which are done."""
    contribution = _load(reference)
    rows = milestone_rows(calendar_of(contribution.id).steps)
    form = MilestonesForm(rows=rows, row_version=str(contribution.row_version))
    if form.validate_on_submit():
        done = form.run(
            actions.change_milestones,
            contribution,
            form.steps(),
            seen=form.seen_version,
            author=current_viewer(),
        )
        if done is not None:
            return _back(reference, _("Calendrier enregistré."))
    page = render_template("contributions/milestones.html", form=form, contribution=contribution)
    return page, form.status


def _back(reference: str, message: str) -> Any:
    flash(message, "success")
    return redirect(url_for(".show", reference=reference), 303)
