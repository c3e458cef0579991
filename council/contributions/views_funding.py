"""Pages of shared fundings: the list, one funding, pledging, accepting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.clock import today
from council.contributions import actions_funding as actions
from council.contributions import policies_funding as policies
from council.contributions import queries_funding as queries
from council.contributions import words_funding as words
from council.contributions.amounts import typed
from council.contributions.forms_funding import (
    KIND_MEANINGS,
    AcceptFundingForm,
    AcceptReducedForm,
    BodyForm,
    CloseFundingForm,
    ExtendFundingForm,
    OpenFundingForm,
    PledgeForm,
    WithdrawPledgeForm,
    values_of,
)
from council.contributions.models_funding import (
    AMOUNT_VISIBILITY_LABELS,
    IF_MISSED_LABELS,
    MOVE_LABELS,
    PHASE_LABELS,
    PHASE_TONES,
    PLEDGE_KIND_LABELS,
    FundingPhase,
)
from council.contributions.queries_desks import Desk, find_desk
from council.contributions.queries_funding import Shown
from council.contributions.views import bp
from council.web import paginate


@bp.app_context_processor
def _words() -> dict[str, Any]:
    return {
        "funding_words": words,
        "phase_labels": PHASE_LABELS,
        "phase_tones": PHASE_TONES,
        "pledge_kinds": PLEDGE_KIND_LABELS,
    }


def _desk(reference: str) -> Desk:
    return find_desk(reference, current_viewer()) or abort(404)


def _load(reference: str, number: int | None = None) -> tuple[Desk, Shown]:
    desk = _desk(reference)
    view = queries.find_funding(desk.record, current_viewer(), number) or abort(404)
    return desk, view


@bp.get("/financements")
@public
def fundings():
    """List the shared fundings: those open, the nearest deadline first, or those that ended."""
    viewer, ended = current_viewer(), request.args.get("etat", "") == "termines"
    page = paginate(queries.listed(viewer, ended=ended))
    views = queries.as_seen(page.rows, viewer)
    return render_template(
        "contributions/fundings.html",
        page=page,
        views=views,
        titles=queries.titles_for(views),
        ended=ended,
    )


@bp.get("/<ref:reference>/financement")
@public
def funding(reference: str):
    """Show the latest funding of a contribution, a need or an item."""
    return _page(*_load(reference))


@bp.get("/<ref:reference>/financement/<int(max=1000000):number>")
@public
def funding_number(reference: str, number: int):
    """Show one funding, of now or of before."""
    return _page(*_load(reference, number))


def _page(desk: Desk, view: Shown) -> str:
    viewer, day = current_viewer(), today()
    return render_template(
        "contributions/funding.html",
        desk=desk,
        view=view,
        funding=view.funding,
        shares=queries.shares_of(view.funding) if view.phase == FundingPhase.ACCEPTED else [],
        revisions=queries.revisions_of(view, viewer, desk.receivers),
        history=queries.history_of(view.funding),
        numbers=queries.numbers_of(desk.record.id),
        acts=_acts(desk, view, day),
        if_missed=IF_MISSED_LABELS,
        amount_readers=AMOUNT_VISIBILITY_LABELS,
        move_labels=MOVE_LABELS,
    )


def _acts(desk: Desk, view: Shown, day: Any) -> list[tuple[str, str]]:
    viewer = current_viewer()
    mine = any(view.line_of(m.organization_id or 0) for m in viewer.mandates)
    pledge = _("Changer notre engagement") if mine else _("Nous engager")
    verbs = [
        ("accept_funding", _("Accepter le financement"),
         policies.can_accept_funding(viewer, desk, view)),
        ("maintain_pledge", _("Maintenir notre engagement"),
         policies.can_maintain_pledge(viewer, view, day)),
        ("pledge", pledge, policies.can_pledge(viewer, view, day)),
        ("withdraw_pledge", _("Retirer notre engagement"),
         policies.can_withdraw_pledge(viewer, view)),
        ("extend_funding", _("Repousser l’échéance"),
         policies.can_extend_funding(viewer, desk, view)),
        ("close_funding", _("Clore sans suite"), policies.can_close_funding(viewer, desk, view)),
    ]  # fmt: skip
    reference = desk.record.reference
    return [(url_for(f".{verb}", reference=reference), label) for verb, label, may in verbs if may]


@bp.route("/<ref:reference>/financement/ouvrir", methods=["GET", "POST"])
@requires("registered")
def open_funding(reference: str):
    """Open a funding, saying before anyone pledges what happens if it is not covered."""
    viewer, desk = current_viewer(), _desk(reference)
    latest = queries.find_funding(desk.record, viewer)
    check(policies.can_open_funding(viewer, desk, latest))
    form = OpenFundingForm(**_from_offer(desk))
    if form.validate_on_submit():
        done = form.run(actions.open_funding, desk.record, form.offer(), opener=viewer)
        if done is not None:
            return _back(desk, _("Financement ouvert aux engagements."))
    return _form_page(desk, form, _("Ouvrir un financement partagé"))


def _from_offer(desk: Desk) -> dict[str, Any]:
    """The price of an offer as a first estimate: who opens a funding on it may read it."""
    if request.method == "POST" or desk.price_cents is None:
        return {}
    return {"estimate": typed(desk.price_cents), "tax": desk.price_tax}


@bp.route("/<ref:reference>/financement/engagement", methods=["GET", "POST"])
@requires("registered")
def pledge(reference: str):
    """Pledge for a body, or replace its pledge."""
    viewer, (desk, view) = current_viewer(), _load(reference)
    check(policies.can_pledge(viewer, view, today()))
    mandates = policies.pledging_mandates(viewer, view.funding)
    known = view.line_of(mandates[0].organization_id or 0)
    filled = values_of(known.pledge) if known else {"legal_frame": view.funding.legal_frame}
    form = PledgeForm(**filled)
    form.among(mandates)
    if form.validate_on_submit():
        facts: dict[str, Any] = {"organization_id": form.organization_id, "author": viewer}
        if form.run(actions.make_pledge, view.funding, form.promise(), **facts) is not None:
            return _back(desk, _("Engagement enregistré. Il ne vaut ni commande ni marché."))
    title = _("Changer notre engagement") if known else _("Nous engager")
    return _form_page(desk, form, title, view, meanings=KIND_MEANINGS)


@bp.route("/<ref:reference>/financement/engagement/maintenir", methods=["GET", "POST"])
@requires("registered")
def maintain_pledge(reference: str):
    """Say that a pledge holds for the new deadline."""
    desk, view = _load(reference)
    check(policies.can_maintain_pledge(current_viewer(), view, today()))
    return _body_act(
        desk, view, BodyForm(), actions.maintain_pledge,
        (_("Maintenir notre engagement"), _("Engagement maintenu.")), dict,
    )  # fmt: skip


@bp.route("/<ref:reference>/financement/engagement/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw_pledge(reference: str):
    """Take a pledge back, with a reason."""
    desk, view = _load(reference)
    check(policies.can_withdraw_pledge(current_viewer(), view))
    form = WithdrawPledgeForm()
    return _body_act(
        desk, view, form, actions.withdraw_pledge,
        (_("Retirer notre engagement"), _("Engagement retiré.")),
        lambda: {"reason": form.reason.data},
    )  # fmt: skip


def _body_act(
    desk: Desk, view: Shown, form: Any, action: Any, said: tuple[str, str], facts: Callable[[], Any]
) -> Any:
    viewer = current_viewer()
    mandates = policies.pledging_mandates(viewer, view.funding)
    form.among([m for m in mandates if view.line_of(m.organization_id or 0)])
    if form.validate_on_submit():
        body = form.organization_id
        done = form.run(action, view.funding, organization_id=body, author=viewer, **facts())
        if done is not None:
            return _back(desk, said[1])
    return _form_page(desk, form, said[0], view)


@bp.route("/<ref:reference>/financement/accepter", methods=["GET", "POST"])
@requires("registered")
def accept_funding(reference: str):
    """Accept what is gathered and freeze who pays what."""
    viewer, (desk, view) = current_viewer(), _load(reference)
    check(policies.can_accept_funding(viewer, desk, view))
    reduced = view.phase != FundingPhase.REACHED
    form = AcceptReducedForm() if reduced else AcceptFundingForm()
    if form.validate_on_submit():
        scope = form.reduced_scope.data if isinstance(form, AcceptReducedForm) else ""
        done = form.run(actions.accept_funding, view.funding, reduced_scope=scope, receiver=viewer)
        if done is not None:
            return _back(desk, _("Financement accepté : qui paie quoi est figé."))
    return _form_page(desk, form, _("Accepter le financement"), view)


@bp.route("/<ref:reference>/financement/prolonger", methods=["GET", "POST"])
@requires("registered")
def extend_funding(reference: str):
    """Move a missed deadline."""
    viewer, (desk, view), form = current_viewer(), _load(reference), ExtendFundingForm()
    check(policies.can_extend_funding(viewer, desk, view))
    if form.validate_on_submit():
        facts = {"deadline_on": form.deadline_on.data, "reason": form.reason.data}
        if form.run(actions.extend_funding, view.funding, author=viewer, **facts) is not None:
            return _back(desk, _("Échéance repoussée : chaque organisme est prévenu."))
    return _form_page(desk, form, _("Repousser l’échéance"), view)


@bp.route("/<ref:reference>/financement/clore", methods=["GET", "POST"])
@requires("registered")
def close_funding(reference: str):
    """Close a funding without effect."""
    viewer, (desk, view), form = current_viewer(), _load(reference), CloseFundingForm()
    check(policies.can_close_funding(viewer, desk, view))
    if form.validate_on_submit():
        done = form.run(actions.close_funding, view.funding, reason=form.reason.data, author=viewer)
        if done is not None:
            return _back(desk, _("Financement clos."))
    return _form_page(desk, form, _("Clore sans suite"), view)


def _back(desk: Desk, message: str) -> Any:
    flash(message, "success")
    return redirect(url_for(".funding", reference=desk.record.reference), 303)


def _form_page(desk: Desk, form: Any, title: str, view: Shown | None = None, **more: Any) -> Any:
    page = render_template(
        "contributions/funding_form.html",
        desk=desk,
        view=view,
        form=form,
        title=title,
        if_missed=IF_MISSED_LABELS,
        meanings=more.get("meanings", {}),
    )
    return page, form.status
