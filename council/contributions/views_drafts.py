"""Drafts of offers: written, read again, offered or thrown away."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.contributions import actions, policies, queries
from council.contributions.forms import OfferForm, joined, values_of
from council.contributions.views import act_page, bp
from council.forms import ConfirmForm


def _draft(uid: str) -> Any:
    return queries.find_draft(uid, current_viewer()) or abort(404)


@bp.route("/nouvelle", methods=["GET", "POST"])
@requires("registered")
def new():
    """Write an offer: kept as a draft, read again, then offered."""
    viewer = current_viewer()
    check(policies.can_draft(viewer))
    form = OfferForm(
        needs=request.args.get("besoin", "")[:80], software=request.args.get("logiciel", "")[:200]
    )
    if form.validate_on_submit():
        draft = form.run(actions.draft_offer, form.content(), form.purpose(), author=viewer)
        if draft is not None:
            return redirect(url_for(".show_draft", uid=draft.record.uid), 303)
    mandate = policies.giving_mandate(viewer)
    return render_template("contributions/new.html", form=form, mandate=mandate), form.status


@bp.get("/brouillons/<uid:uid>")
@requires("registered")
def show_draft(uid):
    """Show a draft as it will be read, before it is offered."""
    viewer = current_viewer()
    contribution = _draft(uid)
    receivers = queries.receivers_of([contribution.id])[contribution.id]
    return render_template(
        "contributions/draft.html",
        contribution=contribution,
        needs=queries.needs_of(contribution, viewer),
        price=policies.price_for(viewer, contribution, receivers),
        can_offer=policies.can_offer(viewer, contribution),
        form=ConfirmForm(),
    )


@bp.route("/brouillons/<uid:uid>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit_draft(uid):
    """Change a draft."""
    viewer = current_viewer()
    contribution = _draft(uid)
    check(policies.can_edit_draft(viewer, contribution))
    aims = {
        "needs": joined(need.reference for need in queries.needs_of(contribution, viewer)),
        "software": joined(row.name for row in contribution.software),
    }
    form = OfferForm(**values_of(contribution), **aims)
    if form.validate_on_submit():
        texts = (form.content(), form.purpose())
        done = form.run(
            actions.edit_draft, contribution, *texts, seen=form.seen_version, author=viewer
        )
        if done is not None:
            return redirect(url_for(".show_draft", uid=uid), 303)
    mandate = policies.giving_mandate(viewer, contribution)
    return render_template("contributions/new.html", form=form, mandate=mandate), form.status


@bp.post("/brouillons/<uid:uid>/proposer")
@requires("registered")
def offer(uid):
    """Offer a draft."""
    viewer = current_viewer()
    contribution = _draft(uid)
    check(policies.can_offer(viewer, contribution))
    form = ConfirmForm()
    if form.validate_on_submit():
        done = form.run(actions.offer_contribution, contribution, author=viewer)
        if done is not None:
            flash(_("Offre %(ref)s proposée.", ref=done.reference), "success")
            return redirect(url_for(".show", reference=done.reference), 303)
    return act_page(contribution, form, _("Proposer l’offre"), url_for(".show_draft", uid=uid))


@bp.post("/brouillons/<uid:uid>/supprimer")
@requires("registered")
def discard(uid):
    """Throw a draft away."""
    viewer = current_viewer()
    contribution = _draft(uid)
    check(policies.can_edit_draft(viewer, contribution))
    form = ConfirmForm()
    if form.validate_on_submit():
        form.run(actions.discard_draft, contribution, author=viewer)
        flash(_("Brouillon supprimé."))
        return redirect(url_for(".index"), 303)
    return act_page(contribution, form, _("Supprimer"), url_for(".show_draft", uid=uid))
