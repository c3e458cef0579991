"""Ballots: choosing, confirming, the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import abort, redirect, render_template, request
from flask import url_for as address

from council.access import Refused, check, current_viewer, requires
from council.extensions import db
from council.polls import (
    actions,
    actions_secret,
    policies,
    queries,
    words,
    words_ballots,
    words_secret,
)
from council.polls.actions_refusals import note_refusal
from council.polls.forms_ballots import BallotForm, ballot_form
from council.polls.models import Phase, Poll, RollEntry
from council.polls.models_refusals import RefusalCause, cause_of
from council.polls.queries_proxies import carried_proxy, had_proxy, once_carried, proxies_of
from council.polls.queries_recusals import proposals_for
from council.polls.receipts import new_receipt, read_receipt, written
from council.polls.scrub import empty_log
from council.polls.views import bp, moment, page_of, poll_of
from council.polls.words_guests import weighs_apart
from council.polls.words_methods import HOW_TO_FILL
from council.tally import METHODS


def _seat(poll: Poll, uid: str | None) -> tuple[list[RollEntry], RollEntry]:
    """Return the visitor's seats in this poll and the one asked for, the first by default.

    That is one of their own where they have one. A seat whose vote they carried by a proxy that has
    ended is found too: the policy refuses it with the reason.
    """
    mine = queries.my_entries(poll, current_viewer())
    if not mine:
        no_seat = RollEntry(poll_id=0, organization_id=0, advisory=False)
        check(policies.can_cast_ballot(current_viewer(), poll, no_seat, moment()))
    viewer = current_viewer()
    mine.sort(key=lambda seat: not policies.may_use_seat(viewer, seat))
    asked = next((seat for seat in mine if seat.uid == uid), None if uid else mine[0])
    return mine, asked or once_carried(poll, uid or "", viewer) or abort(404)


def _check(poll: Poll, seat: RollEntry, known: queries.CastBallot) -> None:
    """Raise Refused unless the visitor may vote for a seat, their own or one they carry."""
    viewer = current_viewer()
    held = {"carried": carried_proxy(viewer, seat) is not None, "ended": _proxy_ended(seat)}
    recused = known.recusal is not None
    check(policies.can_cast_ballot(viewer, poll, seat, moment(), recused, **held))


def _proxy_ended(seat: RollEntry) -> bool:
    """Say whether the visitor has only a proxy that ended for a seat."""
    viewer = current_viewer()
    if policies.may_use_seat(viewer, seat) or carried_proxy(viewer, seat) is not None:
        return False
    return had_proxy(viewer, seat)


def _ballot_page(template: str, poll: Poll, seats: list[RollEntry], seat: RollEntry, form: Any):
    cast = queries.ballots_for([seat])[seat.id]
    shown = cast.content if template == "polls/receipt.html" else _typed(form)
    return render_template(
        template,
        poll=poll,
        seats=seats,
        seat=seat,
        form=form,
        cast=cast,
        said=words_ballots.content_said(poll, cast.content),
        lines=words_ballots.content_lines(poll, shown) if shown else [],
        method=METHODS[poll.rule.method],
        how_to_fill=HOW_TO_FILL[poll.rule.method],
        **_secrecy(poll, form, cast),
        meanings=words.choice_meanings(poll, advisory=seat.advisory),
        choices=words.choice_names(poll),
        absent=(weighs_apart if seat.advisory else words.weighs)(poll.rule, "absent"),
        changeable=policies.can_vote(poll, moment()),
        advisory=words.advisory_words(guest=seat.is_guest) if seat.advisory else "",
        **_by_whom(poll, seat),
    )


def _secrecy(poll: Poll, form: Any, cast: queries.CastBallot) -> dict[str, Any]:
    """What a secret ballot's pages tell besides: the receipt, and what secrecy does not cover."""
    if poll.rule.secrecy != "secret":
        return {"secret": False}
    typed = read_receipt(form.receipt.data or "") if form is not None else None
    return {
        "secret": True,
        "receipt": typed or new_receipt(),
        "written": written,
        "uncovered": words_secret.UNCOVERED,
        "told": words_secret.told_lines(poll.rule),
    }


def _typed(form: BallotForm) -> dict[str, Any] | None:
    """Return a ballot that is whole and only waits to be confirmed, None for any other."""
    return form.content() if request.method == "POST" and not form.errors else None


def _by_whom(poll: Poll, seat: RollEntry) -> dict[str, Any]:
    """Whether the visitor votes for another's seat, or gave this one's vote to whom; a recusal is
    proposed to a body's own people."""
    if not policies.may_use_seat(current_viewer(), seat):
        return {"by_proxy": True, "given": "", "proposed": []}
    holders = [r.holder.organization_name for r in proxies_of(poll) if r.giver.id == seat.id]
    given = next(iter(holders), "")
    return {"by_proxy": False, "given": given, "proposed": _proposed(poll, seat)}


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
    _check(poll, seat, known)
    form = ballot_form(poll, seat.uid, signed=known.signature is not None)
    if known.content is not None:
        form.fill(known.content)
        form.reason.data = known.ballot.reason
    return _ballot_page("polls/ballot.html", poll, seats, seat, form)


@bp.post("/scrutins/<ref:reference>/bulletin")
@requires("registered")
def cast_ballot(reference: str):
    """Ask to confirm a ballot, then cast it; a late one is refused and the poll sealed."""
    poll = poll_of(reference)
    seats, seat = _seat(poll, request.form.get("seat"))
    known = queries.ballots_for([seat])[seat.id]
    form = ballot_form(poll, seat.uid, signed=known.signature is not None)
    valid = form.validate_on_submit()
    if valid and poll.phase(moment()) == Phase.CLOSED:
        actions.seal_poll(poll)
    with _counting_refusals(form, valid, poll, known):
        _check(poll, seat, known)
    if not valid or request.form.get("edit"):
        return _ballot_page("polls/ballot.html", poll, seats, seat, form), form.status
    if not form.confirmed.data:
        return _ballot_page("polls/confirm.html", poll, seats, seat, form)
    with _counting_refusals(form, valid, poll, known):
        cast = _cast(form, poll, seat)
    if cast is None:
        return _ballot_page("polls/ballot.html", poll, seats, seat, form), form.status
    if poll.rule.secrecy == "secret":
        return _ballot_page("polls/receipt_secret.html", poll, seats, seat, form)
    return redirect(address("polls.receipt", reference=reference, siege=seat.uid), 303)


def _cast(form: BallotForm, poll: Poll, seat: RollEntry) -> Any:
    """Cast what was confirmed; None when it is not received, with the sentence in the form."""
    values = {"seat": seat, "voter": current_viewer(), "content": form.content()}
    if poll.rule.secrecy != "secret":
        return form.run(actions.cast_ballot, poll, **values, reason=form.reason.data or "")
    receipt = form.receipt.data
    cast = form.run(actions_secret.cast_secret_ballot, poll, **values, receipt=receipt)
    if cast is None:
        lost = form.signed and form.receipt.errors
        note_refusal(poll, RefusalCause.NO_RECEIPT if lost else RefusalCause.INVALID)
    # What was written is no longer in the log that a copy of the files would hold.
    empty_log(db.engine)
    return cast


@contextmanager
def _counting_refusals(
    form: BallotForm, valid: bool, poll: Poll, known: queries.CastBallot
) -> Iterator[None]:
    """Count a ballot sent for good that is refused, by its cause; nothing else is kept of it."""
    sent = bool(form.confirmed.data) and not form.is_stale
    refused = sent and not valid
    try:
        yield
    except Refused:
        refused = sent
        raise
    finally:
        if refused:
            facts = {"recused": known.recusal is not None, "proxy_ended": _proxy_ended(known.entry)}
            cause = cause_of(poll, moment(), valid=valid, **facts)
            note_refusal(poll, cause)


@bp.get("/scrutins/<ref:reference>/bulletin/recu")
@requires("registered")
def receipt(reference: str):
    """Say that the seat's ballot counts, with its receipt."""
    poll = poll_of(reference)
    seats, seat = _seat(poll, request.args.get("siege"))
    if not queries.ballots_for([seat])[seat.id].voted:
        return redirect(page_of(poll), 303)
    secret = poll.rule.secrecy == "secret"
    page = "polls/receipt_secret.html" if secret else "polls/receipt.html"
    return _ballot_page(page, poll, seats, seat, None)
