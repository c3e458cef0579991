"""The secretariat's list of needs that look alike."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.needs import actions_pairs, policies, queries, queries_pairs
from council.needs.forms import ReasonNeededForm
from council.needs.views import bp

# The list is worked from its top: what is dismissed or merged leaves it.
MOST = 100


@bp.get("/paires")
@requires("secretariat")
def pairs():
    """List the pairs of open needs that look alike, with why, the most alike first."""
    found = queries_pairs.likely_pairs(MOST)
    ids = {number for pair in found for number in (pair.low_id, pair.high_id)}
    needs = queries.needs_by_id(ids, current_viewer())
    shown = [
        (needs[p.low_id], needs[p.high_id], p)
        for p in found
        if {p.low_id, p.high_id} <= needs.keys()
    ]
    return render_template("needs/pairs.html", pairs=shown)


@bp.route("/paires/<ref:low>/<ref:high>/ecarter", methods=["GET", "POST"])
@requires("secretariat")
def dismiss_pair(low, high):
    """Dismiss a pair, with its reason."""
    viewer = current_viewer()
    needs = sorted(
        (queries.find_need(reference, viewer) or abort(404) for reference in (low, high)),
        key=lambda need: need.id,
    )
    pair = queries_pairs.find_pair(needs[0].id, needs[1].id) or abort(404)
    check(policies.can_dismiss_pair(viewer))
    form = ReasonNeededForm()
    if form.validate_on_submit() and form.run(
        actions_pairs.dismiss_pair, pair, author=viewer, reason=form.reason.data
    ):
        flash(_("La paire est écartée : elle ne reviendra pas."), "success")
        return redirect(url_for("needs.pairs"), 303)
    return render_template("needs/dismiss_pair.html", form=form, needs=needs), form.status
