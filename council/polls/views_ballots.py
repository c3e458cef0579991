"""Ballots: choosing, confirming, the receipt."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request
from flask import url_for as address
from wtforms.fields.choices import SelectChoice

from council.access import check, current_viewer, requires
from council.polls import actions, policies, queries, words
from council.polls.forms_ballots import BallotForm
from council.polls.models import Phase, Poll, RollEntry
from council.polls.queries_recusals import proposals_for
from council.polls.views import bp, moment, page_of, poll_of


def _seat(poll: Poll, uid: str | None) -> tuple[list[RollEntry], RollEntry]:
    """Return the visitor's seats in this poll and the one asked for, the first by default."""
    mine = queries.my_entries(poll, current_viewer())
    if not mine:
        no_seat = RollEntry(poll_id=0, organization_id=0, advisory=False)
        check(policies.can_cast_ballot(current_viewer(), poll, no_seat, moment()))
    return mine, next(
        (seat for seat in mine if seat.uid == uid), None if uid else mine[0]
    ) or abort(404)


def _facts(poll: Poll, seat: RollEntry, known: queries.CastBallot) -> tuple[Any, ...]:
    return current_viewer(), poll, seat, moment(), known.recusal is not None


def _ballot_form(poll: Poll, seat: RollEntry) -> BallotForm:
    form = BallotForm(seat=seat.uid)
    form.choice.choices = [SelectChoice(c, words.CHOICES[c]) for c in poll.rule.choices]
    form.against_needs_reason = poll.rule.reason_required_on_against
    return form


def _ballot_page(template: str, poll: Poll, seats: list[RollEntry], seat: RollEntry, form: Any):
    return render_template(
        template,
        poll=poll,
        seats=seats,
        seat=seat,
        form=form,
        cast=queries.ballots_for([seat])[seat.id],
        meanings=words.choice_meanings(poll),
        choices=words.CHOICES,
        absent=words.weighs(poll.rule, "absent"),
        changeable=policies.can_vote(poll, moment()),
        advisory=words.advisory_words() if seat.advisory else "",
        proposed=_proposed(poll, seat),
    )


def _proposed(poll: Poll, seat: RollEntry) -> list[str]:
    """Why the chain suggests that this seat's body leaves the poll; empty when it does not."""
    body = {seat.organization_id: seat.organization_name}
    return [words.recusal_reason(row) for row in proposals_for(poll, body, current_viewer())]


@bp.get("/scrutins/<ref:reference>/bulletin")
@requires("registered")
def ballot(reference: str):
    """Show the ballot of a seat, with what each choice means and who already cast for it."""
    poll = poll_of(reference)
    seats, seat = _seat(poll, request.args.get("siege"))
    known = queries.ballots_for([seat])[seat.id]
    check(policies.can_cast_ballot(*_facts(poll, seat, known)))
    form = _ballot_form(poll, seat)
    if known.ballot is not None:
        form.choice.data, form.reason.data = known.choice, known.ballot.reason
    return _ballot_page("polls/ballot.html", poll, seats, seat, form)


@bp.post("/scrutins/<ref:reference>/bulletin")
@requires("registered")
def cast_ballot(reference: str):
    """Ask to confirm a ballot, then cast it; a late one is refused and the poll sealed."""
    poll, viewer = poll_of(reference), current_viewer()
    seats, seat = _seat(poll, request.form.get("seat"))
    form = _ballot_form(poll, seat)
    valid = form.validate_on_submit()
    if valid and poll.phase(moment()) == Phase.CLOSED:
        actions.seal_poll(poll)
    check(policies.can_cast_ballot(*_facts(poll, seat, queries.ballots_for([seat])[seat.id])))
    if not valid or request.form.get("edit"):
        return _ballot_page("polls/ballot.html", poll, seats, seat, form), form.status
    if not form.confirmed.data:
        return _ballot_page("polls/confirm.html", poll, seats, seat, form)
    values = {"content": {"choice": form.choice.data}, "reason": form.reason.data or ""}
    if form.run(actions.cast_ballot, poll, seat=seat, voter=viewer, **values) is None:
        return _ballot_page("polls/ballot.html", poll, seats, seat, form), form.status
    return redirect(address("polls.receipt", reference=reference, siege=seat.uid), 303)


@bp.get("/scrutins/<ref:reference>/bulletin/recu")
@requires("registered")
def receipt(reference: str):
    """Say that the seat's ballot counts, with its receipt."""
    poll = poll_of(reference)
    seats, seat = _seat(poll, request.args.get("siege"))
    if queries.ballots_for([seat])[seat.id].ballot is None:
        return redirect(page_of(poll), 303)
    return _ballot_page("polls/receipt.html", poll, seats, seat, None)
