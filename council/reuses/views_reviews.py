"""The review after a delivery: given, changed, declined."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.records.addresses import path_of_record
from council.reuses import actions_reviews as actions
from council.reuses import policies, queries
from council.reuses.forms import DeclineReviewForm, ReviewForm, review_values
from council.reuses.views import bp, load_reuse, to_page


def _due(number: int) -> queries.Owed:
    return queries.find_due(number, current_viewer()) or abort(404)


@bp.route("/bilans/<int(max=999999999):number>", methods=["GET", "POST"])
@requires("registered")
def give_review(number):
    """Say what a delivery changed."""
    viewer, owed = current_viewer(), _due(number)
    check(policies.can_give_review(viewer, owed.need, owed.due))
    known = queries.reuse_for(owed.need.id, owed.need.record.organization_id or 0)
    form = ReviewForm(**review_values(known))
    if form.validate_on_submit():
        done = form.run(actions.give_review, owed.due, form.reviewed(), author=viewer)
        if done is not None:
            flash(_("Merci : votre bilan est publié."), "success")
            return to_page(done)
    return _page(form, owed=owed, reuse=known), form.status


@bp.route("/bilans/<int(max=999999999):number>/decliner", methods=["GET", "POST"])
@requires("registered")
def decline_review(number):
    """Say why no review will be given."""
    viewer, owed = current_viewer(), _due(number)
    check(policies.can_give_review(viewer, owed.need, owed.due))
    form = DeclineReviewForm()
    if form.validate_on_submit() and form.run(
        actions.decline_review, owed.due, reason=form.reason.data, author=viewer
    ):
        flash(_("C’est noté : ce bilan ne vous sera plus demandé."), "success")
        return redirect(path_of_record(owed.need.record), 303)
    return render_template("reuses/decline.html", form=form, owed=owed), form.status


@bp.route("/<ref:reference>/bilan", methods=["GET", "POST"])
@requires("registered")
def review(reference):
    """Add a review to one's reuse, or change it."""
    viewer, reuse = current_viewer(), load_reuse(reference)
    check(policies.can_edit_reuse(viewer, reuse))
    form = ReviewForm(**review_values(reuse))
    if form.validate_on_submit():
        seen = form.seen_version
        done = form.run(actions.review_reuse, reuse, form.reviewed(), seen=seen, author=viewer)
        if done is not None:
            flash(_("Votre bilan est publié."), "success")
            return to_page(done)
    return _page(form, owed=None, reuse=reuse), form.status


def _page(form: ReviewForm, **context: Any) -> str:
    return render_template("reuses/review.html", form=form, **context)
