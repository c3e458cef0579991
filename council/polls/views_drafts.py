"""Drafts of polls: choosing a rule, writing what is put to the vote, who would be on the roll."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from council.access import check, current_viewer, requires
from council.extensions import db
from council.markdown import render_markdown
from council.organizations.queries import colleges
from council.polls import actions, policies, queries, queries_rules, words
from council.polls.followups import may_put_to_vote, motion_on
from council.polls.forms_drafts import PollForm, form_for
from council.polls.guests import guests_shown
from council.polls.models import STATE_LABELS, STATE_TONES, Poll
from council.polls.queries_rules import ShownRule
from council.polls.views import (
    bp,
    conduct_of,
    draft_of,
    drafted_recusals,
    moment,
    page_of,
    second_shown,
    sources_shown,
)
from council.records.models import Record, RecordKind
from council.records.queries import find_record
from council.records.titles import titles_of

SOURCES = {
    "sujet": RecordKind.SUBJECT,
    "chantier": RecordKind.ROADMAP_ITEM,
    "scrutin": RecordKind.POLL,
}


def _source() -> Record | None:
    for name, kind in SOURCES.items():
        reference = request.args.get(name)
        if reference:
            return find_record(kind, reference, current_viewer()) or abort(404)
    return None


def _stopped(source: Record | None) -> Poll | None:
    """Return the poll that an objection stopped, whose text is put to the vote; Refused when this
    person does not, or nothing is."""
    if source is None or source.kind != RecordKind.POLL:
        return None
    poll = db.session.get_one(Poll, source.id)
    check(may_put_to_vote(poll, current_viewer(), moment()))
    return poll


def _chosen(poll: Poll | None) -> ShownRule | None:
    """Return the rule asked for, else the draft's own; None when there is none of that name."""
    asked = request.form.get("rule") or request.args.get("regle")
    return queries_rules.find_rule(asked or (poll.rule_key if poll is not None else ""))


def _draft_form(
    shown: ShownRule, poll: Poll | None = None, stopped: Poll | None = None
) -> PollForm:
    form = form_for(shown.rule)() if request.method == "POST" else _filled(shown, poll)
    rules = queries_rules.rules()
    if stopped is not None:
        rules = [one for one in rules if one.rule.method == "motion"]
        form.start_with(motion_on(stopped))
    form.rule.choices = [SelectChoice(one.key, one.name) for one in rules]
    if request.method == "GET":
        form.rule.data = shown.key
    return form


def _filled(rule: ShownRule, poll: Poll | None) -> PollForm:
    made = form_for(rule.rule)
    if poll is None:
        form = made()
        form.add_rows()
        return form
    form = made(data={n: getattr(poll, n) for n in ("title", "text", "shown_to", "row_version")})
    form.fill(poll)
    return form


def _asks_for_more(form: PollForm) -> bool:
    """Say whether only more rows, or another rule's form, were asked for; nothing is saved."""
    if request.method != "POST" or not request.form.keys() & {"more", "other_rule"}:
        return False
    form.add_rows()
    return True


@bp.route("/scrutins/nouveau", methods=["GET", "POST"])
@requires("registered")
def new():
    """Choose a rule, then prepare a poll, born from a subject or an item when the address says."""
    viewer, source, shown = current_viewer(), _source(), _chosen(None)
    check(policies.can_draft_poll(viewer))
    stopped = _stopped(source)
    if request.method == "GET" and shown is None:
        return _rules_page(stopped)
    shown = shown or queries_rules.rules()[0]
    form = _draft_form(shown, stopped=stopped)
    if not _asks_for_more(form) and form.validate_on_submit():
        body, rule = render_markdown(form.text.data), form.rule.data
        values = {"body": body, "rule_key": rule, "author": viewer, "born_from": source}
        poll = form.run(actions.draft_poll, form.fields(), **values)
        if poll is not None:
            flash(_("Le projet de scrutin est enregistré. Rien n’est figé avant son ouverture."))
            return redirect(page_of(poll), 303)
    titles = titles_of([source]) if source is not None else {}
    return _form_page(form, shown, source=source, titles=titles)


def _rules_page(stopped: Poll | None) -> str:
    names = {college.key: college.name for college in colleges()}
    used, others = queries_rules.rules_by_use()
    if stopped is not None:
        used, others = (
            [one for one in found if one.rule.method == "motion"] for found in (used, others)
        )
    return render_template(
        "polls/choose_rule.html",
        used=[(rule, words.summary(rule.rule, names)) for rule in used],
        others=[(rule, words.summary(rule.rule, names)) for rule in others],
        source={name: value for name in SOURCES if (value := request.args.get(name))},
    )


def _form_page(form: PollForm, shown: ShownRule, poll: Poll | None = None, **more: Any):
    names = {college.key: college.name for college in colleges()}
    facts = {"rule": shown.rule, "summary": words.summary(shown.rule, names), "source": None}
    page = render_template("polls/edit.html", form=form, poll=poll, **facts | more)
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
    seats, phase = queries.seats_for(poll.rule), poll.phase(at)
    return render_template(
        "polls/draft.html",
        poll=poll,
        label=STATE_LABELS[phase],
        tone=STATE_TONES[phase],
        seats=seats,
        would_vote=words.would_vote(viewer, seats, poll.rule),
        **guests_shown(poll, viewer),
        rule_lines=words.rule_lines(poll.rule, names),
        meanings=words.choice_meanings(poll),
        choices=words.choice_names(poll),
        **sources_shown(poll),
        **drafted_recusals(poll, seats),
        **second_shown(poll, viewer),
        may=conduct_of(poll, at),
    )


@bp.route("/scrutins/brouillons/<uid:uid>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit(uid: str):
    """Edit a draft; somebody else's change meanwhile is a conflict, not a loss."""
    poll, viewer = draft_of(uid), current_viewer()
    check(policies.can_edit_poll(viewer, poll))
    shown = _chosen(poll) or queries_rules.rules()[0]
    form = _draft_form(shown, poll)
    if not _asks_for_more(form) and form.validate_on_submit() and _edited(form, poll):
        flash(_("Le projet de scrutin est enregistré."))
        return redirect(page_of(poll), 303)
    return _form_page(form, shown, poll)


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
