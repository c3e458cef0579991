"""Conduct of polls: opening, extending, suspending, cancelling, settling a tie.

Each of these acts asks for the password again when it was not given lately.
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from council.access import check, current_viewer, requires
from council.accounts.confirmation import confirm_password
from council.polls import actions, policies, queries, queries_results
from council.polls.forms import ExtendForm, IncidentForm, OpenForm
from council.polls.forms_ballots import CastingVoteForm
from council.polls.guests import guests_shown
from council.polls.models import Phase, Poll
from council.polls.views import bp, draft_of, drafted_recusals, moment, page_of, poll_of


@bp.route("/scrutins/brouillons/<uid:uid>/ouvrir", methods=["GET", "POST"])
@requires("registered")
def open_poll(uid: str):
    """Freeze the draft and call the vote; the password is asked again."""
    poll, viewer, form = draft_of(uid), current_viewer(), OpenForm()
    check(policies.can_open_poll(viewer, poll))
    confirm_password(viewer, suite=request.path)
    if form.validate_on_submit():
        opened = form.run(
            actions.open_poll,
            poll,
            opener=viewer,
            closes_at=form.closes_at.moment,
            opens_at=form.opens_at.moment,
        )
        if opened is not None:
            flash(_("Le scrutin %(ref)s est convoqué et figé.", ref=poll.reference), "success")
            return redirect(page_of(poll), 303)
    seats = queries.seats_for(poll.rule)
    facts = {"seats": seats, **drafted_recusals(poll, seats), **guests_shown(poll, viewer)}
    return render_template("polls/open.html", form=form, poll=poll, **facts), form.status


def _act(form: Any, template: str, poll: Poll, action: Any, done: str, **more: Any) -> Any:
    """Run the act of a form on a poll, then go back to its page; or show the form."""
    if form.validate_on_submit():
        values = {name: value() for name, value in more.items()}
        if form.run(action, poll, **values) is not None:
            flash(done, "success")
            return redirect(page_of(poll), 303)
    return render_template(template, form=form, poll=poll, act=action.__name__), form.status


@bp.route("/scrutins/<ref:reference>/prolonger", methods=["GET", "POST"])
@requires("registered")
def extend(reference: str):
    """Move the closing later, with a reason."""
    poll, viewer = poll_of(reference), current_viewer()
    check(policies.can_extend_poll(viewer, poll, moment()))
    confirm_password(viewer, suite=request.path)
    form = ExtendForm(closes_at=poll.closing)
    return _act(
        form,
        "polls/act.html",
        poll,
        actions.extend_poll,
        _("La clôture est repoussée."),
        closes_at=lambda: form.closes_at.moment,
        reason=lambda: form.reason.data,
        author=lambda: viewer,
    )


@bp.route("/scrutins/<ref:reference>/suspendre", methods=["GET", "POST"])
@requires("registered")
def suspend(reference: str):
    """Suspend a poll because of an incident."""
    poll, viewer, form = poll_of(reference), current_viewer(), IncidentForm()
    check(policies.can_suspend_poll(viewer, poll, moment()))
    confirm_password(viewer, suite=request.path)
    return _act(
        form,
        "polls/act.html",
        poll,
        actions.suspend_poll,
        _("Le scrutin est suspendu."),
        reason=lambda: form.reason.data,
        author=lambda: viewer,
    )


@bp.route("/scrutins/<ref:reference>/reprendre", methods=["GET", "POST"])
@requires("registered")
def resume(reference: str):
    """Resume a suspended poll."""
    poll, viewer = poll_of(reference), current_viewer()
    check(policies.can_resume_poll(viewer, poll))
    confirm_password(viewer, suite=request.path)
    form = ExtendForm(closes_at=poll.closing)
    return _act(
        form,
        "polls/act.html",
        poll,
        actions.resume_poll,
        _("Le scrutin reprend."),
        closes_at=lambda: form.closes_at.moment,
        reason=lambda: form.reason.data,
        author=lambda: viewer,
    )


@bp.route("/scrutins/<ref:reference>/annuler", methods=["GET", "POST"])
@requires("registered")
def cancel(reference: str):
    """Cancel a poll that has not closed."""
    return _cancel(poll_of(reference))


@bp.route("/scrutins/brouillons/<uid:uid>/abandonner", methods=["GET", "POST"])
@requires("registered")
def give_up(uid: str):
    """Give a draft up."""
    return _cancel(draft_of(uid))


def _cancel(poll: Poll) -> AnyResponse | tuple[str, int]:
    viewer, form = current_viewer(), IncidentForm()
    check(policies.can_cancel_poll(viewer, poll, moment()))
    confirm_password(viewer, suite=request.path)
    return _act(
        form,
        "polls/act.html",
        poll,
        actions.cancel_poll,
        _("Le scrutin est annulé."),
        reason=lambda: form.reason.data,
        author=lambda: viewer,
    )


@bp.route("/scrutins/<ref:reference>/departager", methods=["GET", "POST"])
@requires("registered")
def settle(reference: str):
    """Record the chair's casting vote after an equal split."""
    poll, viewer = poll_of(reference), current_viewer()
    box = queries.box_of(poll) if poll.phase(moment()) == Phase.COUNTED else []
    result = queries_results.outcome_of(poll, box).result if box else None
    voted = queries_results.chair_voted(viewer, box)
    outcome = result.outcome if result is not None else ""
    check(policies.can_record_casting_vote(viewer, poll, outcome, voted))
    confirm_password(viewer, suite=request.path)
    form = CastingVoteForm.among(result.tied if result else (), poll.question.labels)
    return _act(
        form,
        "polls/act.html",
        poll,
        actions.record_casting_vote,
        _("La voix prépondérante est enregistrée."),
        choice=lambda: form.choice.data,
        reason=lambda: form.reason.data,
        chair=lambda: viewer,
    )
