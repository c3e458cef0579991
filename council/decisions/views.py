"""Pages of decisions: the register, one decision, its feed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from council.access import current_viewer, public
from council.chain.queries import timeline_of
from council.clock import now
from council.decisions import policies, queries, queries_changes, queries_life
from council.decisions.citations import inside_script
from council.decisions.models import (
    ACT_LABELS,
    ACT_VALUES,
    KIND_LABELS,
    SECTIONS,
    STATE_LABELS,
    STATE_TONES,
    TRANSITIONS,
    Decision,
    DecisionKind,
    DecisionState,
    Transition,
)
from council.decisions.models_changes import CHANGES
from council.decisions.words import citation_of
from council.discussion.queries import thread_of
from council.extensions import db
from council.feeds import Entry, atom
from council.organizations.queries import colleges
from council.organizations.viewer import ANONYMOUS, Viewer
from council.polls.models import DONE, Poll
from council.polls.policies import can_see_result
from council.polls.queries import my_entries
from council.polls.words_results import condition_sentence, outcome_sentence
from council.records.models import Attachment
from council.records.queries import attachments_of
from council.search.queries import Found, citing
from council.web import paginate

bp = Blueprint("decisions", __name__)


@bp.app_context_processor
def _words():
    return {
        "decision_kinds": KIND_LABELS,
        "decision_states": STATE_LABELS,
        "decision_tones": STATE_TONES,
        "decision_acts": ACT_LABELS,
        "act_values": ACT_VALUES,
        "decision_sections": SECTIONS,
        "decision_changes": CHANGES,
    }


def get_decision(reference: str) -> Decision:
    """Return the decision, or answer 404 when it does not exist or may not be seen."""
    return queries.find_decision(reference, current_viewer()) or abort(404)


def get_draft(uid: str) -> Decision:
    """Return the decision by its random name, or answer 404."""
    return queries.find_draft(uid, current_viewer()) or abort(404)


def page_of(decision: Decision) -> str:
    """Return the address of a decision's page: permanent once numbered."""
    if decision.reference:
        return url_for("decisions.show", reference=decision.reference)
    return url_for("decisions.show_draft", uid=decision.record.uid)


@bp.get("/decisions")
@public
def index():
    """List what was decided, latest first."""
    viewer = current_viewer()
    kind, year = request.args.get("nature", ""), request.args.get("annee", "")
    query = queries.published(
        viewer,
        kind=kind if kind in set(DecisionKind) else "",
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
    )
    return render_template(
        "decisions/index.html",
        page=paginate(query),
        kind=kind,
        year=year,
        years=queries.years(viewer),
        preparing=queries.in_preparation(viewer) if viewer.is_council else [],
        may_draft=policies.can_draft_decision(viewer),
    )


@bp.get("/decisions.atom")
@public
def feed():
    """Give the latest decisions as a feed, as everybody reads them."""
    decisions = db.session.scalars(queries.published(ANONYMOUS).limit(30)).all()
    return atom(_("Décisions"), "/decisions", [_entry(decision) for decision in decisions])


def _entry(decision: Decision) -> Entry:
    withdrawn = decision.state == DecisionState.WITHDRAWN
    gone = _("Retirée : %(reason)s", reason=decision.closing_reason)
    said = decision.outcome or decision.question or decision.title
    return Entry(
        uid=decision.record.uid,
        title=f"{decision.reference} – {decision.title}",
        path=page_of(decision),
        updated=decision.updated_at,
        published=decision.published_at,
        summary=gone if withdrawn else said,
        content="" if withdrawn else decision.body_html,
        rights=decision.licence,
        category=decision.kind,
    )


@bp.get("/decisions/<ref:reference>")
@public
def show(reference: str):
    """Show a decision for ever at the same address."""
    return _page(get_decision(reference))


@bp.get("/decisions/brouillons/<uid:uid>")
@public
def show_draft(uid: str):
    """Show a decision in preparation; once numbered, go to its permanent page."""
    decision = get_draft(uid)
    return redirect(page_of(decision), 301) if decision.reference else _page(decision)


def _citing(decision: Decision, viewer: Viewer) -> list[Found]:
    """Return what names this decision in its text; only what is numbered can be named."""
    return citing(decision.reference, viewer, but=decision.id) if decision.reference else []


def _page(decision: Decision) -> str:
    viewer = current_viewer()
    acts = queries.acts_of(decision.id)
    near = queries.neighbours_of(decision.id, viewer)
    versions = queries.versions_of(decision, viewer)
    names = {c.key: c.name for c in colleges()} if decision.college or near.poll else {}
    return render_template(
        "decisions/show.html",
        decision=decision,
        cited=_cited(decision, versions, near.poll),
        acts=acts,
        near=near,
        citing=_citing(decision, viewer),
        versions=versions,
        hidden=queries_changes.shown_versions(versions, viewer),
        declared=queries_changes.changes_of(decision.id) if not decision.is_public else [],
        holder=queries_life.holder_of(decision),
        documents=_documents(decision),
        college=names.get(decision.college, decision.college),
        poll=near.poll,
        result=_result(near.poll, names),
        may=_may(decision, near.poll),
        moves=_moves(decision),
        timeline=timeline_of(decision.id, viewer),
        thread=thread_of(decision.id, viewer),
    )


def _cited(decision: Decision, versions: list[Any], poll: Poll | None) -> dict[str, Any]:
    """Return how a public decision is cited, with what machines read of it."""
    if not decision.is_public:
        return {}
    made = citation_of(decision, versions[0] if versions else None, poll)
    data = Markup(inside_script(made.linked_data()))  # noqa: S704  nothing in it closes the element
    return {"by": made, "plain": made.plain(), "data": data}


def _documents(decision: Decision) -> list[Attachment]:
    viewer, found = current_viewer(), attachments_of(decision.id)
    return [each for each in found if policies.can_read_document(viewer, decision, each)]


def _moves(decision: Decision) -> list[Transition]:
    """Return the ways of taking a decision back that who conducts the council is offered."""
    viewer = current_viewer()
    if not (viewer.is_secretariat or viewer.is_chair):
        return []
    return [move for move in TRANSITIONS if move.source == decision.state and move.asks_reason]


def _may(decision: Decision, poll: Poll | None) -> dict[str, bool]:
    """Say what this visitor may do to a decision now."""
    viewer = current_viewer()
    # The count is read for who may adopt, when it still matters, and for nobody else.
    moving = policies.can_move_decision(viewer, decision, DecisionState.ADOPTED)
    outcome = queries.poll_outcome(poll) if moving else None
    verdicts = {
        "edit": policies.can_edit_decision(viewer, decision),
        "propose": policies.can_move_decision(viewer, decision, DecisionState.PROPOSED),
        "adopt": policies.can_adopt_decision(viewer, decision, poll_outcome=outcome),
        "endorse": policies.can_endorse_decision(viewer, decision),
        "publish": policies.can_publish_decision(viewer, decision),
        "attach": policies.can_attach_document(viewer, decision),
        "remove": policies.can_remove_document(viewer, decision),
        "dissent": policies.can_note_dissent(viewer, decision),
        "follow": policies.can_follow_application(viewer, decision),
        "review": policies.can_review_decision(viewer, decision),
        "black_out": policies.can_black_out(viewer, decision),
    }
    return {verb: bool(verdict) for verb, verdict in verdicts.items()}


def _result(poll: Poll | None, names: dict[str, str]) -> dict[str, Any] | None:
    """Return the sentence and conditions of a poll's result, when this visitor may read it."""
    if poll is None:
        return None
    viewer, at = current_viewer(), now()
    # The roll is read only when being on it is what lets the visitor in.
    seen = can_see_result(viewer, poll, False, at)
    if not seen and not (poll.phase(at) in DONE and my_entries(poll, viewer)):
        return None
    result = queries.result_of(poll)
    labels = poll.question.labels
    conditions = [(c, condition_sentence(c, names, labels)) for c in result.conditions]
    return {"sentence": outcome_sentence(result, labels), "conditions": conditions}
