"""Recusals: saying that one's body takes no part in a poll, or establishing it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from council.access import Refused, check, current_viewer, requires
from council.accounts.confirmation import confirm_password
from council.polls import actions_recusals as actions
from council.polls import policies, queries_recusals, words
from council.polls.forms import RecusalForm
from council.polls.models import Poll
from council.polls.views import bp, draft_of, moment, page_of, poll_of


@bp.route("/scrutins/<ref:reference>/deport", methods=["GET", "POST"])
@requires("registered")
def recuse(reference: str):
    """Leave a called poll, or have a body leave it."""
    return _recuse(poll_of(reference))


@bp.route("/scrutins/brouillons/<uid:uid>/deport", methods=["GET", "POST"])
@requires("registered")
def recuse_draft(uid: str):
    """Leave a poll that is being prepared."""
    return _recuse(draft_of(uid))


def _recuse(poll: Poll) -> Any:
    viewer, bodies = current_viewer(), queries_recusals.bodies_of(poll)
    gone = {row.organization_id for row, _name in queries_recusals.recusals_of(poll)}
    mine = _those_this_person_may_recuse(poll, bodies, gone)
    proposals = queries_recusals.proposals_for(poll, bodies, viewer, but=gone)
    form = RecusalForm(**_proposed(mine, proposals))
    form.organization.choices = [SelectChoice(str(body), bodies[body]) for body in mine]
    if not any(policies.may_recuse_own(viewer, body) for body in mine):
        confirm_password(viewer, suite=request.full_path.rstrip("?"))
    if form.validate_on_submit():
        facts = {"organization_id": int(form.organization.data), "reason": form.reason.data}
        if form.run(actions.recuse, poll, author=viewer, **facts) is not None:
            said = _("Le déport est enregistré : cet organisme ne prend pas part au vote.")
            flash(said, "success")
            return redirect(page_of(poll), 303)
    page = render_template(
        "polls/recusal.html",
        form=form,
        poll=poll,
        proposals=proposals,
        back=page_of(poll),
        recusal_reason=words.recusal_reason,
    )
    return page, form.status


def _those_this_person_may_recuse(poll: Poll, bodies: dict[int, str], gone: set[int]) -> list[int]:
    viewer, at = current_viewer(), moment()
    verdicts = {body: policies.can_recuse(viewer, poll, body, at) for body in bodies}
    mine = [body for body in bodies if verdicts[body] and body not in gone]
    if not mine:
        if any(verdicts.values()):
            raise Refused(_("Cet organisme s’est déjà déporté."))
        own = next((body for body in bodies if policies.may_recuse_own(viewer, body)), 0)
        check(policies.can_recuse(viewer, poll, own, at))
        raise Refused(_("Aucun organisme n’est sur la liste électorale de ce scrutin."))
    return sorted(mine, key=lambda body: not policies.may_recuse_own(viewer, body))


def _proposed(mine: list[int], proposals: list[Any]) -> dict[str, str]:
    """The body asked for in the address, or the first, with the reason the chain suggests."""
    asked = request.args.get("organisme", "")
    chosen = next((body for body in mine if str(body) == asked), mine[0])
    known = next((row for row in proposals if row.organization_id == chosen), None)
    reason = words.recusal_reason(known) if known is not None else ""
    return {"organization": str(chosen), "reason": reason}
