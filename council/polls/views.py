"""Polls: list, page, drafts, conduct, ballots."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask import url_for as address
from flask_babel import gettext as _

from council import clock
from council.access import current_viewer, public
from council.chain.queries import timeline_of
from council.discussion.queries import thread_of
from council.extensions import db
from council.meetings.calendar import calendar as calendar_file
from council.meetings.calendar import event
from council.polls import policies, queries, queries_belenios, queries_second, words, words_secret
from council.polls.deliberation import deliberation_shown
from council.polls.models import STATE_LABELS, STATE_TONES, Phase, Poll, RollEntry
from council.polls.objections import objections_shown
from council.polls.proxies import proxies_shown
from council.polls.queries_recusals import bodies_on, recusals_of
from council.polls.recusals import recusals_shown
from council.polls.results import result_shown
from council.records.titles import titles_of
from council.requests.queries import answers_for
from council.tally import lot
from council.web import paginate

bp = Blueprint("polls", __name__)

FILTERS = {
    "ouverts": "open",
    "a-venir": "coming",
    "clos": "closed",
    "projets": "draft",
    "suspendus": "suspended",
    "annules": "cancelled",
}


def poll_of(reference: str) -> Poll:
    """Return the poll of that reference, or answer 404 when it may not be seen."""
    return queries.find_poll(reference, current_viewer()) or abort(404)


def draft_of(uid: str) -> Poll:
    """Return the draft of that identifier, or answer 404 when it may not be seen."""
    return queries.find_draft(uid, current_viewer()) or abort(404)


def page_of(poll: Poll) -> str:
    """Return the address of a poll, called or still a draft."""
    if poll.reference:
        return address("polls.show", reference=poll.reference)
    return address("polls.show_draft", uid=poll.record.uid)


def moment() -> Any:
    """Return the moment by which polls are open or closed: the database's."""
    return clock.database_now(db.session())


@bp.get("/scrutins")
@public
def index():
    """List polls: open, coming, closed; with what each asks of the visitor."""
    viewer, at = current_viewer(), moment()
    state, q = request.args.get("etat", ""), request.args.get("q", "").strip()[:200]
    page = paginate(queries.list_polls(viewer, at, phase=FILTERS.get(state, ""), q=q))
    return render_template(
        "polls/index.html",
        page=page,
        at=at,
        mine=queries.my_states(page.rows, viewer),
        state=state,
        q=q,
        labels=STATE_LABELS,
        tones=STATE_TONES,
        may_draft=policies.can_draft_poll(viewer),
    )


@bp.get("/scrutins/<ref:reference>")
@public
def show(reference: str):
    """Show a poll: question, rule in words, roll, dates, and the result once it may be seen."""
    poll = poll_of(reference)
    return render_template("polls/show.html", **_facts(poll))


def _facts(poll: Poll) -> dict[str, Any]:
    viewer, at = current_viewer(), moment()
    phase, roll = poll.phase(at), queries.roll_of(poll)
    mine = _own_seats(poll, roll)
    names = {entry.college_key: entry.college_name for entry in roll}
    facts = {
        "poll": poll,
        "at": at,
        "phase": phase,
        "roll": roll,
        "mine": mine,
        "names": names,
        "rule_lines": words.rule_lines(poll.rule, names),
        "meanings": words.choice_meanings(poll),
        "choices": words.choice_names(poll),
        "told": words_secret.told_lines(poll.rule),
        "uncovered": words_secret.UNCOVERED,
        "lot_commitment": lot.commitment(poll.lot_seed) if poll.lot_seed else "",
        **proxies_shown(poll, mine, viewer, at),
        **objections_shown(poll, mine, viewer, at),
        **_around(poll, roll),
        **second_shown(poll, viewer),
        **deliberation_shown(poll, bool(mine), viewer, at),
        **belenios_shown(poll, viewer),
        **_said(poll, phase, at),
    }
    return facts | result_shown(poll, mine, names, at, viewer)


def _own_seats(poll: Poll, roll: list[RollEntry]) -> list[RollEntry]:
    """Return the seats the visitor votes for: their own, and those they carry by proxy."""
    viewer = current_viewer()
    if poll.rule.proxies:
        return queries.my_entries(poll, viewer)
    return [entry for entry in roll if policies.may_use_seat(viewer, entry)]


def _around(poll: Poll, roll: list[RollEntry]) -> dict[str, Any]:
    """Return what happened to a poll and what is said of it: acts, recusals, chain, comments."""
    viewer, events = current_viewer(), queries.events_of(poll)
    timeline, thread = timeline_of(poll.id, viewer), thread_of(poll.id, viewer)
    bodies = bodies_on(roll)
    return {
        "follow": thread.follow,
        "extensions": events.extensions,
        "incidents": events.incidents,
        **_recusals(poll, events.recusals, bodies),
        "timeline": timeline,
        "thread": thread,
        "answers": answers_for([step["id"] for step in timeline], viewer),
        **sources_shown(poll),
    }


def _recusals(poll: Poll, known: Any, bodies: dict[int, str]) -> dict[str, Any]:
    if poll.reference:
        url = address("polls.recuse", reference=poll.reference)
    else:
        url = address("polls.recuse_draft", uid=poll.record.uid)
    return recusals_shown(poll, known, bodies, current_viewer(), moment(), url)


def _said(poll: Poll, phase: Phase, at: Any) -> dict[str, Any]:
    return {
        "label": STATE_LABELS[phase],
        "tone": STATE_TONES[phase],
        "may": conduct_of(poll, at),
        "cast": {},
        "outcome": None,
    }


def sources_shown(poll: Poll) -> dict[str, Any]:
    """Return the records a poll was born from, with their titles."""
    sources = queries.sources_of(poll, current_viewer())
    return {"sources": sources, "titles": titles_of(sources)}


def conduct_of(poll: Poll, at: Any) -> dict[str, Any]:
    """Return what the visitor may do to conduct a poll."""
    viewer = current_viewer()
    return {
        "edit": policies.can_edit_poll(viewer, poll),
        "open": policies.can_open_poll(viewer, poll),
        "extend": policies.can_extend_poll(viewer, poll, at),
        "suspend": policies.can_suspend_poll(viewer, poll, at),
        "resume": policies.can_resume_poll(viewer, poll),
        "cancel": policies.can_cancel_poll(viewer, poll, at),
        "vote": policies.can_vote(poll, at),
        "proxy": bool(poll.rule.proxies) and policies.phase_takes_proxies(poll.phase(at)),
    }


def belenios_shown(poll: Poll, viewer: Any) -> dict[str, Any]:
    """Return where a poll held in Belenios is voted, and whether the visitor conducts it."""
    if poll.rule.secrecy != "end_to_end":
        return {"belenios": None}
    told = queries_belenios.election_of(poll)
    conducts = bool(policies.can_hold_belenios(viewer, poll))
    return {"belenios": {"url": told.url if told else "", "conducts": conducts}}


def second_shown(poll: Poll, viewer: Any) -> dict[str, Any]:
    """Return the first and the second convocation of a poll, where this visitor sees them."""
    if poll.second_of_id is None and poll.rule.second_convocation is None:
        return {"first": None, "second": None}
    first = None
    if poll.second_of_id is not None:
        query = queries.visible_to(viewer).where(Poll.id == poll.second_of_id)
        first = db.session.scalar(query)
    return {"first": first, "second": queries_second.visible_second(poll, viewer)}


def drafted_recusals(poll: Poll, seats: Any) -> dict[str, Any]:
    """Return the recusals of a poll that is being prepared, and those its chain suggests."""
    bodies = {seat.organization_id: name for seat, _college, name in seats}
    return _recusals(poll, recusals_of(poll), bodies)


@bp.get("/scrutins/<ref:reference>/calendrier.ics")
@public
def calendar(reference: str):
    """Give the closing as a calendar file."""
    poll = poll_of(reference)
    if poll.closing is None:
        abort(404)
    base = current_app.config["COUNCIL_BASE_URL"].rstrip("/")
    title = _("Clôture du scrutin %(reference)s : %(title)s", reference=reference, title=poll.title)
    closing = event(
        uid=f"{poll.record.uid}@{urlsplit(base).hostname}",
        title=title,
        url=base + page_of(poll),
        starts=poll.closing - timedelta(minutes=30),
        ends=poll.closing,
        made_at=poll.called_at or poll.created_at,
        sequence=len(queries.events_of(poll)[0]),
    )
    return Response(calendar_file([closing], name=title), mimetype="text/calendar")
