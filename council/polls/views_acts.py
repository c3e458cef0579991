"""Acts of a deliberation, and its debate."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask import url_for as address

from council.access import check, current_viewer, requires
from council.accounts.confirmation import confirm_password
from council.markdown import render_markdown
from council.polls import policies_acts, queries, queries_acts
from council.polls.actions_acts import contribute, do_act
from council.polls.forms_acts import ActForm, ContributionForm
from council.polls.models import Poll, RollEntry
from council.polls.models_acts import ACT_LABELS, ACT_VERBS, ActKind
from council.polls.views import bp, moment, page_of, poll_of


@bp.route("/scrutins/<ref:reference>/acte", methods=["GET", "POST"])
@requires("registered")
def act(reference: str):
    """Do the next act of a deliberation; one that was done meanwhile is said to be done."""
    poll, viewer = poll_of(reference), current_viewer()
    done, sent = queries_acts.acts_of(poll), request.form.get("kind", "")
    coming = queries_acts.next_act(poll, done, moment())
    kind = ActKind(sent) if sent in set(ActKind) else coming
    if kind is None or kind not in done:
        check(policies_acts.can_do_act(viewer, poll, kind or ActKind.VOTE_CLOSED, coming))
    else:
        check(policies_acts.may_conduct(viewer, poll))
    confirm_password(viewer, suite=request.path)
    form = ActForm.of(kind)
    if form.validate_on_submit():
        until = form.until.moment if "until" in form else None
        values = {"kind": kind, "until": until, "message": form.message.data or ""}
        if form.run(do_act, poll, author=viewer, **values) is not None:
            flash(str(ACT_LABELS[kind]), "success")
            return redirect(page_of(poll), 303)
    return _act_page(poll, kind, form), form.status


def _act_page(poll: Poll, kind: ActKind, form: ActForm) -> str:
    if kind == ActKind.VOTE_OPENED and request.method == "GET":
        form.until.process_data(poll.closing)
    facts = {"kind": kind, "verb": ACT_VERBS[kind]}
    return render_template("polls/do_act.html", poll=poll, form=form, **facts)


def _debate_page(poll: Poll, mine: list[RollEntry], form: Any) -> str:
    done = queries_acts.acts_of(poll)
    is_open = queries_acts.debate_is_open(done, poll, moment())
    writes = policies_acts.can_contribute(current_viewer(), poll, bool(mine), is_open)
    facts = {"said": queries_acts.debate_of(poll), "opened": done.get(ActKind.DEBATE_OPENED)}
    return render_template(
        "polls/debate.html", poll=poll, mine=mine, form=form, writes=writes, **facts
    )


@bp.get("/scrutins/<ref:reference>/debat")
@requires("registered")
def debate(reference: str):
    """Show the debate to the roll and to who conducts it."""
    poll, viewer = poll_of(reference), current_viewer()
    mine = queries.my_entries(poll, viewer)
    check(policies_acts.can_read_debate(viewer, poll, bool(mine)))
    return _debate_page(poll, mine, ContributionForm())


@bp.post("/scrutins/<ref:reference>/debat")
@requires("registered")
def contribute_to_debate(reference: str):
    """Write in the debate for one's seat, while it is open."""
    poll, viewer, form = poll_of(reference), current_viewer(), ContributionForm()
    mine = queries.my_entries(poll, viewer)
    is_open = queries_acts.debate_is_open(queries_acts.acts_of(poll), poll, moment())
    if form.is_submitted():
        check(policies_acts.can_contribute(viewer, poll, bool(mine), is_open))
    if form.validate_on_submit():
        asked = form.seat.data or mine[0].uid
        seat = next((entry for entry in mine if entry.uid == asked), None) or abort(404)
        values = {"seat": seat, "body": render_markdown(form.text.data), "text": form.text.data}
        if form.run(contribute, poll, author=viewer, **values) is not None:
            where = address("polls.debate", reference=reference)
            return redirect(f"{where}#contributions", 303)
    return _debate_page(poll, mine, form), form.status
