"""Reads on what follows decisions: dissent, application, reviews due."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Select, or_, select

from council.clock import today
from council.decisions.models import (
    AWAITED,
    ActKind,
    ApplicationState,
    Decision,
    DecisionAct,
    DecisionState,
)
from council.decisions.queries import visible_to
from council.extensions import db
from council.organizations.models import Organization
from council.polls.models import Poll, PollState
from council.polls.models_statements import OutcomeStatement
from council.polls.queries import visible_to as visible_polls
from council.records.models import LinkKind, Record, RecordKind, RecordLink

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def dissented(decision_id: int, organization_id: int | None) -> bool:
    """Say whether a body has its note of dissent on a decision."""
    return (
        db.session.scalar(
            select(DecisionAct.id).where(
                DecisionAct.decision_id == decision_id,
                DecisionAct.kind == ActKind.DISSENT,
                DecisionAct.for_organization_id == organization_id,
            )
        )
        is not None
    )


def holder_of(decision: Decision) -> Organization | None:
    """Return the body that applies a decision."""
    number = decision.application_holder_id
    return db.session.get(Organization, number) if number is not None else None


def followed(
    viewer: Viewer, *, state: str = "", late: bool = False, day: date | None = None
) -> Select[tuple[Decision]]:
    """Return the published decisions whose application is followed, the most late first."""
    query = (
        visible_to(viewer)
        .where(Decision.state == DecisionState.PUBLISHED, Decision.application != "")
        .order_by(
            Decision.application.in_(AWAITED).desc(),
            Decision.application_due.is_(None),
            Decision.application_due,
            Decision.id,
        )
    )
    if state in set(ApplicationState):
        query = query.where(Decision.application == state)
    if late:
        query = query.where(
            Decision.application.in_(AWAITED), Decision.application_due < (day or today())
        )
    return query


def late_applications(viewer: Viewer) -> Select[tuple[Decision]]:
    """Return the decisions to apply whose day has passed: all for who conducts, else one's own."""
    query = followed(viewer, late=True)
    if viewer.is_secretariat or viewer.is_chair:
        return query
    held = [m.organization_id for m in viewer.mandates if m.organization_id is not None]
    return query.where(Decision.application_holder_id.in_(held))


def reviews_due(viewer: Viewer, day: date | None = None) -> Select[tuple[Decision]]:
    """Return the published decisions to look at again, the oldest date first."""
    return (
        visible_to(viewer)
        .where(Decision.state == DecisionState.PUBLISHED, Decision.review_on <= (day or today()))
        .order_by(Decision.review_on, Decision.id)
    )


def polls_without_outcome(viewer: Viewer) -> Select[tuple[Poll]]:
    """Return the counted polls whose outcome nobody wrote down, the oldest first.

    A decision born from it says it, so does a statement, or the vote that follows on the same text.
    """
    told = (
        select(RecordLink.to_id)
        .join(Record, Record.id == RecordLink.from_id)
        .where(
            RecordLink.kind == LinkKind.BORN_FROM,
            or_(Record.kind == RecordKind.DECISION, Record.kind == RecordKind.POLL),
        )
    )
    return (
        visible_polls(viewer)
        .where(
            Poll.state == PollState.COUNTED,
            Poll.id.not_in(told),
            Poll.id.not_in(select(OutcomeStatement.poll_id)),
        )
        .order_by(Poll.closes_at, Poll.id)
    )
