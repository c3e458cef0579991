"""Pages of contributions: the list, the offers, what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.chain.queries import timeline_of
from council.contributions import actions, policies, policies_upstream, queries
from council.contributions.forms import (
    AcceptForm,
    AskReasonForm,
    ConfirmDeliveryForm,
    DeliverForm,
    ReviseForm,
    values_of,
)
from council.contributions.models import (
    CODE_RIGHTS_LABELS,
    KIND_LABELS,
    LEGAL_FRAME_LABELS,
    OUTCOME_LABELS,
    PRICE_VISIBILITY_LABELS,
    STATE_LABELS,
    STATE_TONES,
    TAX_LABELS,
    ContributionState,
)
from council.contributions.panels import funding_of
from council.contributions.queries_desks import desk_of_offer
from council.contributions.queries_upstream import calendar_of
from council.discussion.queries import thread_of
from council.forms import ConfirmForm
from council.requests.policies import can_send
from council.roadmap.policies import can_propose
from council.web import paginate

bp = Blueprint("contributions", __name__, url_prefix="/contributions")


@bp.context_processor
def _labels() -> dict[str, Any]:
    return {
        "kind_labels": KIND_LABELS,
        "state_labels": STATE_LABELS,
        "state_tones": STATE_TONES,
        "tax_labels": TAX_LABELS,
        "rights_labels": CODE_RIGHTS_LABELS,
        "frame_labels": LEGAL_FRAME_LABELS,
        "outcome_labels": OUTCOME_LABELS,
        "visibility_labels": PRICE_VISIBILITY_LABELS,
        "side_labels": policies.SIDE_LABELS,
    }


def _load(reference: str) -> Any:
    return queries.find_contribution(reference, current_viewer()) or abort(404)


@bp.get("")
@public
def index():
    """List the contributions offered, newest first."""
    viewer = current_viewer()
    chosen = {name: request.args.get(name, "")[:200] for name in ("etat", "nature", "q")}
    page = paginate(
        queries.listed(viewer, state=chosen["etat"], kind=chosen["nature"], words=chosen["q"])
    )
    return render_template(
        "contributions/index.html",
        page=page,
        chosen=chosen,
        states=[state for state in ContributionState if state != ContributionState.DRAFT],
        can_draft=policies.can_draft(viewer),
    )


@bp.get("/<ref:reference>")
@public
def show(reference):
    """Show one contribution, its chain, and what may be done now."""
    viewer = current_viewer()
    contribution = _load(reference)
    receivers = queries.receivers_of([contribution.id])[contribution.id]
    timeline, history = timeline_of(contribution.id, viewer), queries.history_of(contribution)
    return render_template(
        "contributions/show.html",
        contribution=contribution,
        price=policies.price_for(viewer, contribution, receivers),
        acts=[*_acts(contribution, receivers, history), *_born(contribution)],
        calendar=calendar_of(contribution.id),
        history=history,
        accepted=policies.by_side(history, receivers),
        may_be_accepted_twice=policies.has_two_sides(receivers),
        timeline=timeline,
        thread=thread_of(contribution.id, viewer),
        **funding_of(desk_of_offer(contribution, receivers), viewer, timeline),
    )


def _acts(contribution: Any, receivers: Any, history: Any) -> list[tuple[str, Any]]:
    viewer = current_viewer()
    accepted = [act for act in history if act.state == ContributionState.ACCEPTED]
    follow_up = policies_upstream.can_follow_up(viewer, contribution)
    offered = [
        ("accept", _("Accepter"), policies.can_accept(viewer, contribution, receivers, accepted)),
        ("decline", _("Décliner"), policies.can_decline(viewer, contribution, receivers)),
        ("start", _("Commencer"), policies.can_start(viewer, contribution)),
        ("deliver", _("Dire que c’est livré"), policies.can_deliver(viewer, contribution)),
        ("confirm", _("Juger la livraison"), policies.can_confirm(viewer, contribution, receivers)),
        ("revise", _("Modifier l’offre"), policies.can_revise(viewer, contribution)),
        ("milestones", _("Tenir les jalons"), follow_up),
        ("links", _("Tenir les adresses dans le projet"), follow_up),
        ("withdraw", _("Retirer"), policies.can_withdraw(viewer, contribution)),
    ]
    links = [(f"contributions.{verb}", label) for verb, label, verdict in offered if verdict]
    return [
        (url_for(endpoint, reference=contribution.reference), label) for endpoint, label in links
    ]


def _born(contribution: Any) -> list[tuple[str, Any]]:
    """What a reader may begin from a contribution that is still alive."""
    viewer, reference = current_viewer(), contribution.reference
    if contribution.state in {"declined", "withdrawn", "confirmed"}:
        return []
    begun = [
        ("requests.new", _("Interroger les mainteneurs"), can_send(viewer)),
        ("roadmap.new", _("Proposer un chantier"), can_propose(viewer)),
    ]
    return [(url_for(to, contribution=reference), label) for to, label, may in begun if may]


@bp.get("/<ref:reference>/versions/<int(max=1000000):number>")
@public
def version(reference, number):
    """Show what a contribution said at a version; its price only to those who may read it."""
    contribution = _load(reference)
    receivers = queries.receivers_of([contribution.id])[contribution.id]
    found = queries.find_version(contribution, number) or abort(404)
    return render_template(
        "contributions/version.html",
        contribution=contribution,
        version=found,
        price=policies.can_see_version_price(current_viewer(), contribution, receivers, found),
    )


@bp.route("/<ref:reference>/modifier", methods=["GET", "POST"])
@requires("registered")
def revise(reference):
    """Change an offer nobody has answered yet."""
    viewer = current_viewer()
    contribution = _load(reference)
    check(policies.can_revise(viewer, contribution))
    form = ReviseForm(**values_of(contribution))
    if form.validate_on_submit():
        seen, reason = form.seen_version, form.reason.data
        done = form.run(
            actions.revise_contribution,
            contribution,
            form.content(),
            seen=seen,
            reason=reason,
            author=viewer,
        )
        if done is not None:
            return _back(done, _("Offre modifiée."))
    page = render_template("contributions/revise.html", form=form, contribution=contribution)
    return page, form.status


@bp.route("/<ref:reference>/accepter", methods=["GET", "POST"])
@requires("registered")
def accept(reference):
    """Accept an offer, naming the legal vehicle."""
    form, contribution = AcceptForm(), _load(reference)
    return _receive(
        contribution,
        form,
        partial(policies.can_accept, acceptances=queries.acceptances_of(contribution)),
        actions.accept_contribution,
        (_("Accepter l’offre"), _("Offre acceptée.")),
        lambda: {"legal_frame": form.legal_frame.data, "reason": form.reason.data or ""},
    )


@bp.route("/<ref:reference>/decliner", methods=["GET", "POST"])
@requires("registered")
def decline(reference):
    """Decline an offer, with a reason."""
    form = AskReasonForm()
    return _receive(
        _load(reference),
        form,
        policies.can_decline,
        actions.decline_contribution,
        (_("Décliner l’offre"), _("Offre déclinée.")),
        lambda: {"reason": form.reason.data},
    )


@bp.route("/<ref:reference>/confirmer", methods=["GET", "POST"])
@requires("registered")
def confirm(reference):
    """Say what a delivery is worth."""
    form = ConfirmDeliveryForm()
    return _receive(
        _load(reference),
        form,
        policies.can_confirm,
        actions.confirm_delivery,
        (_("Juger la livraison"), _("Livraison jugée.")),
        lambda: {"outcome": form.outcome.data, "reason": form.reason.data or ""},
    )


@bp.route("/<ref:reference>/commencer", methods=["GET", "POST"])
@requires("registered")
def start(reference):
    """Say that the work has begun."""
    return _give(
        _load(reference),
        ConfirmForm(),
        policies.can_start,
        actions.start_work,
        (_("Commencer le travail"), _("Travail commencé.")),
        dict,
    )


@bp.route("/<ref:reference>/livrer", methods=["GET", "POST"])
@requires("registered")
def deliver(reference):
    """Say what was delivered."""
    contribution = _load(reference)
    form = DeliverForm(upstream_links="\n".join(contribution.upstream_links))
    return _give(
        contribution,
        form,
        policies.can_deliver,
        actions.mark_delivered,
        (_("Dire que c’est livré"), _("Livraison annoncée.")),
        lambda: {
            "delivered_on": form.delivered_on.data,
            "upstream_links": form.upstream_links.links,
            "item": form.item.data or "",
        },
    )


@bp.route("/<ref:reference>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw(reference):
    """Withdraw an offer, with a reason."""
    form = AskReasonForm()
    return _give(
        _load(reference),
        form,
        policies.can_withdraw,
        actions.withdraw_contribution,
        (_("Retirer l’offre"), _("Offre retirée.")),
        lambda: {"reason": form.reason.data},
    )


Words = tuple[str, str]
Facts = Callable[[], dict[str, Any]]


def _receive(
    contribution: Any, form: Any, policy: Any, action: Any, words: Words, facts: Facts
) -> Any:
    viewer = current_viewer()
    check(policy(viewer, contribution, queries.receivers_of([contribution.id])[contribution.id]))
    return _run(contribution, form, action, words, facts, {"receiver": viewer})


def _give(
    contribution: Any, form: Any, policy: Any, action: Any, words: Words, facts: Facts
) -> Any:
    viewer = current_viewer()
    check(policy(viewer, contribution))
    return _run(contribution, form, action, words, facts, {"author": viewer})


def _run(
    contribution: Any, form: Any, action: Any, words: Words, facts: Facts, who: dict[str, Any]
) -> Any:
    if form.validate_on_submit():
        done = form.run(action, contribution, **facts(), **who)
        if done is not None:
            return _back(done, words[1])
    back = url_for(".show", reference=contribution.reference)
    return act_page(contribution, form, words[0], back)


def _back(contribution: Any, message: str) -> Any:
    flash(message, "success")
    return redirect(url_for(".show", reference=contribution.reference), 303)


def act_page(contribution: Any, form: Any, title: str, back: str) -> Any:
    """Show the form of an act on a contribution."""
    facts = {"contribution": contribution, "form": form, "title": title, "back": back}
    return render_template("contributions/act.html", **facts), form.status
