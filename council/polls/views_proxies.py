"""Proxies: letting another seat vote for one's own, for one poll."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from council.access import check, current_viewer, requires
from council.forms import ConfirmForm
from council.polls import actions_proxies as actions
from council.polls import policies, queries, queries_proxies
from council.polls.forms import ProxyForm
from council.polls.models import Poll, RollEntry
from council.polls.queries_recusals import recusals_of
from council.polls.views import bp, moment, page_of, poll_of


def _seat(poll: Poll) -> RollEntry:
    """Return the visitor's own seat that the address names, the first by default."""
    viewer, uid = current_viewer(), request.args.get("siege", "")
    roll = queries.roll_of(poll)
    mine = [entry for entry in roll if policies.may_use_seat(viewer, entry)]
    nobody = RollEntry(poll_id=0, organization_id=0, advisory=False)
    seat = next((e for e in mine if e.uid == uid), None if uid else (mine or [nobody])[0])
    check(policies.can_give_proxy(viewer, poll, seat or nobody, moment()))
    return seat or abort(404)


@bp.route("/scrutins/<ref:reference>/procuration", methods=["GET", "POST"])
@requires("registered")
def give_proxy(reference: str):
    """Choose which seat of the roll votes for one's own."""
    poll, viewer = poll_of(reference), current_viewer()
    seat, roll = _seat(poll), queries.roll_of(poll)
    known, form = queries_proxies.proxies_of(poll), ProxyForm()
    gone = {recusal.organization_id for recusal, _name in recusals_of(poll)}
    able = queries_proxies.may_hold(seat, roll, known, poll.rule.proxies, gone)
    # Sent twice, the same proxy is not an error.
    able += [row.holder for row in known if row.giver.id == seat.id and row.holder not in able]
    form.holder.choices = [
        SelectChoice(e.uid, f"{e.organization_name} ({e.college_name})") for e in able
    ]
    if form.validate_on_submit():
        holder = next(entry for entry in able if entry.uid == form.holder.data)
        if form.run(actions.give_proxy, poll, seat=seat, holder=holder, author=viewer):
            flash(_("La procuration est donnée à %(name)s.", name=holder.organization_name))
            return redirect(page_of(poll), 303)
    return _page(poll, seat, form, known), form.status


def _page(poll: Poll, seat: RollEntry, form: ProxyForm, known: Any) -> str:
    mine = next((row for row in known if row.giver.id == seat.id), None)
    values = {"form": form, "poll": poll, "seat": seat, "given": mine, "revoke": ConfirmForm()}
    return render_template("polls/proxy.html", back=page_of(poll), **values)


@bp.post("/scrutins/<ref:reference>/procuration/retirer")
@requires("registered")
def revoke_proxy(reference: str):
    """Take a proxy back."""
    poll, viewer, form = poll_of(reference), current_viewer(), ConfirmForm()
    seat = _seat(poll)
    if form.validate_on_submit() and form.run(actions.revoke_proxy, poll, seat=seat, author=viewer):
        flash(_("La procuration est retirée."))
    return redirect(page_of(poll), 303)
