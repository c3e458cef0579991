"""What follows a decision: notes of dissent, its application, its review."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.access import check
from council.clock import today
from council.decisions import policies
from council.decisions.models import (
    AWAITED,
    REVIEWS,
    ActKind,
    ApplicationState,
    Decision,
    DecisionAct,
)
from council.decisions.queries_life import dissented
from council.decisions.steps import add_act
from council.journal.steps import write_entry
from council.transactions import Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.models import Organization
    from council.organizations.viewer import Viewer


@action
def note_dissent(decision: Decision, *, author: Viewer, text: str) -> DecisionAct:
    """Add the note of a member body that disagrees: one a body, never changed, on the page."""
    lock(decision)
    check(policies.can_note_dissent(author, decision))
    organization_id = author.acts_for[0]
    if dissented(decision.id, organization_id):
        raise Invalid({"text": _("Votre organisme a déjà une note sur cette décision.")})
    act = add_act(
        decision,
        ActKind.DISSENT,
        author=author,
        acted_on=today(),
        organization_id=organization_id,
        text=text,
    )
    decision.row_version += 1
    write_entry(
        "decision.dissent_noted",
        subjects=[decision.record],
        actor=author,
        organization_id=organization_id,
    )
    return act


@action
def note_application(
    decision: Decision,
    *,
    author: Viewer,
    state: ApplicationState,
    due: date | None,
    holder: Organization | None,
    text: str,
) -> DecisionAct:
    """Say where the application of a published decision is, who holds it, for when."""
    lock(decision)
    check(policies.can_follow_application(author, decision))
    if state == ApplicationState.DROPPED and not text:
        raise Invalid({"text": _("Dites pourquoi la décision ne sera pas appliquée.")})
    conducts = author.is_secretariat or author.is_chair
    if not conducts and holder is not None and holder.id != decision.application_holder_id:
        raise Invalid({"holder": _("Le secrétariat choisit l’organisme qui applique.")})
    decision.application = str(state)
    decision.application_due = due if state in AWAITED else None
    if conducts:
        decision.application_holder_id = holder.id if holder is not None else None
    decision.row_version += 1
    act = add_act(
        decision,
        ActKind.APPLICATION,
        author=author,
        acted_on=today(),
        organization_id=author.acts_for[0],
        value=str(state),
        text=text,
    )
    write_entry(
        "decision.application_noted",
        subjects=[decision.record, *([holder.record] if holder is not None else [])],
        actor=author,
        public={"state": str(state), "due": due.isoformat() if due else ""},
    )
    return act


@action
def review_decision(
    decision: Decision, *, author: Viewer, conclusion: str, next_on: date | None, text: str
) -> DecisionAct:
    """Record that a published decision was looked at again, what for, and when it will be next."""
    lock(decision)
    check(policies.can_review_decision(author, decision))
    if conclusion not in REVIEWS:
        raise Invalid({"conclusion": _("Choisissez une conclusion.")})
    if next_on is not None and next_on <= today():
        raise Invalid({"next_on": _("Le prochain réexamen est dans l’avenir.")})
    decision.review_on = next_on
    decision.row_version += 1
    act = add_act(
        decision,
        ActKind.REVIEW,
        author=author,
        acted_on=today(),
        organization_id=author.acts_for[0],
        value=conclusion,
        text=text,
    )
    write_entry(
        "decision.reviewed",
        subjects=[decision.record],
        actor=author,
        public={"conclusion": conclusion, "next_on": next_on.isoformat() if next_on else ""},
    )
    return act
