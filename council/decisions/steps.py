"""Writes on decisions that several actions share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from council.clock import now
from council.decisions.models import (
    ActKind,
    Decision,
    DecisionAct,
    DecisionState,
    DecisionVersion,
)
from council.extensions import db
from council.markdown import Rendered
from council.records.canonical import digest
from council.records.models import Audience, RecordKind
from council.records.steps import keep_reference, new_record

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def snapshot_of(decision: Decision) -> dict[str, object]:
    """Return everything a reader of a decision relies on, as one value to freeze and hash."""
    return {
        "reference": decision.reference or "",
        "kind": str(decision.kind),
        "title": decision.title,
        "question": decision.question or "",
        "body": decision.body or "",
        "outcome": decision.outcome or "",
        "tally_published": bool(decision.tally_published),
        "college": decision.college or "",
        "licence": decision.licence or "",
        "links": list(decision.links or []),
        "adopted_on": decision.adopted_on.isoformat() if decision.adopted_on else "",
    }


def add_version(decision: Decision, *, author: Viewer | None, reason: str = "") -> DecisionVersion:
    """Freeze what the decision says now as its next version."""
    decision.updated_at = now()
    db.session.flush()
    last = db.session.scalar(
        select(func.max(DecisionVersion.number)).where(DecisionVersion.decision_id == decision.id)
    )
    snapshot = snapshot_of(decision)
    version = DecisionVersion(
        decision_id=decision.id,
        number=(last or 0) + 1,
        snapshot=snapshot,
        reason=reason,
        sha256=digest(snapshot),
        renderer_version=decision.renderer_version or "",
        account_id=author.account_id if author is not None else None,
        for_organization_id=author.acts_for[0] if author is not None else None,
    )
    db.session.add(version)
    return version


def add_act(
    decision: Decision,
    kind: ActKind,
    *,
    author: Viewer | None,
    acted_on: date | None,
    organization_id: int | None = None,
    by_label: str = "",
    text: str = "",
) -> DecisionAct:
    """Record one dated act on a decision."""
    act = DecisionAct(
        decision_id=decision.id,
        kind=kind,
        acted_on=acted_on,
        by_label=by_label,
        text=text,
        account_id=author.account_id if author is not None else None,
        for_organization_id=organization_id,
    )
    db.session.add(act)
    return act


def add_imported_decision(
    *,
    number: str,
    kind: str,
    title: str,
    adopted_on: date,
    question: str,
    outcome: str,
    endorsed_by: str,
    college: str,
    licence: str,
    body: str,
    rendered: Rendered,
    links: Sequence[str],
    source: str,
) -> Decision:
    """Add a decision that was published elsewhere, under its own number, with its known acts."""
    record = new_record(RecordKind.DECISION, audience=Audience.PUBLIC)
    keep_reference(record, number)
    decision = Decision(
        id=record.id,
        record=record,
        kind=kind,
        state=DecisionState.PUBLISHED,
        title=title,
        question=question,
        body=body,
        body_html=str(rendered.html),
        renderer_version=rendered.version,
        outcome=outcome,
        tally_published=False,
        college=college,
        licence=licence,
        links=list(links),
        source=source,
        adopted_on=adopted_on,
        published_at=datetime.combine(adopted_on, time(12), UTC),
    )
    db.session.add(decision)
    add_version(decision, author=None)
    add_act(decision, ActKind.ADOPTION, author=None, acted_on=adopted_on)
    if endorsed_by:
        add_act(decision, ActKind.ENDORSEMENT, author=None, acted_on=None, by_label=endorsed_by)
    return decision
