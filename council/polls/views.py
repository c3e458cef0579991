"""Polls: list, page, drafts, conduct, ballots."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request
from flask import url_for as address
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from council import clock
from council.access import check, current_viewer, public, requires
from council.chain.queries import timeline_of
from council.discussion.queries import thread_of
from council.extensions import db
from council.markdown import render_markdown
from council.meetings.calendar import calendar as calendar_file
from council.meetings.calendar import event
from council.organizations.queries import colleges
from council.polls import (
    actions,
    policies,
    queries,
    queries_results,
    queries_rules,
    words,
    words_results,
)
from council.polls.forms import (
    PollForm,
)
from council.polls.models import STATE_LABELS, STATE_TONES, Phase, Poll, RollEntry
from council.polls.queries_recusals import recusals_of
from council.polls.recusals import recusals_shown
from council.records.models import Record, RecordKind
from council.records.queries import find_record
from council.records.titles import titles_of
from council.requests.queries import answers_for
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
SOURCES = {"sujet": RecordKind.SUBJECT, "chantier": RecordKind.ROADMAP_ITEM}


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
    phase = poll.phase(at)
    roll = queries.roll_of(poll)
    mine = [entry for entry in roll if policies.may_use_seat(viewer, entry)]
    names = {entry.college_key: entry.college_name for entry in roll}
    events = queries.events_of(poll)
    timeline, thread = timeline_of(poll.id, viewer), thread_of(poll.id, viewer)
    facts = {
        "poll": poll,
        "follow": thread.follow,
        "at": at,
        "phase": phase,
        "roll": roll,
        "mine": mine,
        "names": names,
        "rule_lines": words.rule_lines(poll.rule, names),
        "meanings": words.choice_meanings(poll),
        "choices": words.CHOICES,
        "extensions": events.extensions,
        "incidents": events.incidents,
        **_recusals(poll, events.recusals, {e.organization_id: e.organization_name for e in roll}),
        "timeline": timeline,
        "thread": thread,
        "answers": answers_for([step["id"] for step in timeline], viewer),
        **_sources(poll),
        **_said(poll, phase, at),
    }
    return facts | _result(poll, mine, names, at)


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
        "may": _conduct(poll, at),
        "cast": {},
        "outcome": None,
    }


def _sources(poll: Poll) -> dict[str, Any]:
    sources = queries.sources_of(poll, current_viewer())
    return {"sources": sources, "titles": titles_of(sources)}


def _conduct(poll: Poll, at: Any) -> dict[str, Any]:
    viewer = current_viewer()
    return {
        "edit": policies.can_edit_poll(viewer, poll),
        "open": policies.can_open_poll(viewer, poll),
        "extend": policies.can_extend_poll(viewer, poll, at),
        "suspend": policies.can_suspend_poll(viewer, poll, at),
        "resume": policies.can_resume_poll(viewer, poll),
        "cancel": policies.can_cancel_poll(viewer, poll, at),
        "vote": policies.can_vote(poll, at),
    }


def _result(poll: Poll, mine: list[RollEntry], names: dict[str, str], at: Any) -> dict[str, Any]:
    viewer = current_viewer()
    seen = policies.can_see_result(viewer, poll, bool(mine), at)
    if not seen:
        return {"seen": seen, "cast": queries.ballots_for(mine)}
    box = queries.box_of(poll)
    outcome = queries_results.outcome_of(poll, box)
    voted = queries_results.chair_voted(viewer, box)
    result = outcome.result
    columns, rows = words_results.counters_table(result, names)
    return {
        "seen": seen,
        "box": box,
        "cast": {row.entry.id: row for row in box if row.entry.id in {e.id for e in mine}},
        "outcome": outcome,
        "outcome_label": words_results.OUTCOMES[result.outcome],
        "outcome_tone": words_results.OUTCOME_TONES[result.outcome],
        "sentence": words_results.outcome_sentence(result),
        "conditions": [(c, words_results.condition_sentence(c, names)) for c in result.conditions],
        "columns": columns,
        "rows": rows,
        "bars": words_results.bars(result),
        "settle": policies.can_record_casting_vote(viewer, poll, result.outcome, voted),
    }


def drafted_recusals(poll: Poll, seats: Any) -> dict[str, Any]:
    """Return the recusals of a poll that is being prepared, and those its chain suggests."""
    bodies = {seat.organization_id: name for seat, _college, name in seats}
    return _recusals(poll, recusals_of(poll), bodies)


@bp.get("/scrutins/<ref:reference>/calendrier.ics")
@public
def calendar(reference: str):
    """Give the closing as a calendar file."""
    poll = poll_of(reference)
    if poll.closes_at is None:
        abort(404)
    base = current_app.config["COUNCIL_BASE_URL"].rstrip("/")
    title = _("Clôture du scrutin %(reference)s : %(title)s", reference=reference, title=poll.title)
    closing = event(
        uid=f"{poll.record.uid}@{urlsplit(base).hostname}",
        title=title,
        url=base + page_of(poll),
        starts=poll.closes_at - timedelta(minutes=30),
        ends=poll.closes_at,
        made_at=poll.called_at or poll.created_at,
        sequence=len(queries.events_of(poll)[0]),
    )
    return Response(calendar_file([closing], name=title), mimetype="text/calendar")


def _source() -> Record | None:
    for name, kind in SOURCES.items():
        reference = request.args.get(name)
        if reference:
            return find_record(kind, reference, current_viewer()) or abort(404)
    return None


def _draft_form(**kwargs: Any) -> PollForm:
    form = PollForm(**kwargs)
    form.rule.choices = [SelectChoice(rule.key, rule.name) for rule in queries_rules.rules()]
    return form


@bp.route("/scrutins/nouveau", methods=["GET", "POST"])
@requires("registered")
def new():
    """Prepare a poll, born from a subject or an item of the road map when the address says so."""
    viewer, source = current_viewer(), _source()
    check(policies.can_draft_poll(viewer))
    form = _draft_form()
    if form.validate_on_submit():
        body = render_markdown(form.text.data)
        poll = form.run(
            actions.draft_poll,
            form.fields(),
            body=body,
            rule_key=form.rule.data,
            author=viewer,
            born_from=source,
        )
        if poll is not None:
            flash(_("Le projet de scrutin est enregistré. Rien n’est figé avant son ouverture."))
            return redirect(page_of(poll), 303)
    titles = titles_of([source]) if source is not None else {}
    page = render_template("polls/edit.html", form=form, poll=None, source=source, titles=titles)
    return page, form.status


@bp.get("/scrutins/brouillons/<uid:uid>")
@requires("registered")
def show_draft(uid: str):
    """Show a draft to the council: rule in words, and who would be on the roll."""
    poll = draft_of(uid)
    if poll.reference:
        return redirect(page_of(poll), 303)
    viewer, at = current_viewer(), moment()
    names = {college.key: college.name for college in colleges()}
    seats = queries.seats_for(poll.rule)
    phase = poll.phase(at)
    return render_template(
        "polls/draft.html",
        poll=poll,
        label=STATE_LABELS[phase],
        tone=STATE_TONES[phase],
        seats=seats,
        would_vote=words.would_vote(viewer, seats, poll.rule),
        rule_lines=words.rule_lines(poll.rule, names),
        meanings=words.choice_meanings(poll),
        choices=words.CHOICES,
        **_sources(poll),
        **drafted_recusals(poll, seats),
        may=_conduct(poll, at),
    )


@bp.route("/scrutins/brouillons/<uid:uid>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit(uid: str):
    """Edit a draft; somebody else's change meanwhile is a conflict, not a loss."""
    poll, viewer = draft_of(uid), current_viewer()
    check(policies.can_edit_poll(viewer, poll))
    form = _draft_form(
        obj=poll,
        rule=poll.rule_key,
        meaning_for=poll.meaning("for"),
        meaning_against=poll.meaning("against"),
    )
    if request.method == "GET":
        form.rule.data = poll.rule_key
    if form.validate_on_submit() and _edited(form, poll):
        flash(_("Le projet de scrutin est enregistré."))
        return redirect(page_of(poll), 303)
    return render_template("polls/edit.html", form=form, poll=poll, source=None), form.status


def _edited(form: PollForm, poll: Poll) -> Poll | None:
    return form.run(
        actions.edit_poll,
        poll,
        form.fields(),
        body=render_markdown(form.text.data),
        rule_key=form.rule.data,
        author=current_viewer(),
        seen_version=form.seen_version,
    )
