"""Writes on decisions that several actions share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import func, select

from council.clock import now, today
from council.decisions.models import (
    ActKind,
    Decision,
    DecisionAct,
    DecisionState,
    DecisionVersion,
)
from council.decisions.queries import decided_records
from council.extensions import db
from council.markdown import Rendered
from council.needs.models import Need, NeedState
from council.needs.steps import move_need
from council.polls.models import Poll
from council.polls.steps import publish_result
from council.records.canonical import digest
from council.records.models import Audience, LinkKind, Record, RecordKind
from council.records.steps import give_reference, keep_reference, link, new_record, set_audience
from council.roadmap.models import ItemState, RoadmapItem
from council.roadmap.steps import move_item
from council.subjects.models import Subject, SubjectState
from council.subjects.steps import move_subject
from council.transactions import Invalid

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@dataclass(frozen=True)
class Texts:
    """What somebody writes of a decision."""

    kind: str
    title: str
    question: str = ""
    body: str = ""
    college: str = ""
    licence: str = "etalab-2.0"
    links: Sequence[str] = field(default_factory=tuple)


def add_draft(*, author: Viewer) -> Decision:
    """Add an empty decision that the council alone reads, and its author."""
    organization_id, software_id = author.acts_for
    record = new_record(
        RecordKind.DECISION, audience=Audience.COUNCIL, readers=[f"account:{author.account_id}"]
    )
    decision = Decision(
        id=record.id,
        record=record,
        title="",
        state=DecisionState.DRAFT,
        account_id=author.account_id,
        for_organization_id=organization_id,
        for_software_id=software_id,
    )
    db.session.add(decision)
    return decision


def write_texts(decision: Decision, texts: Texts, rendered: Rendered) -> None:
    """Put what was written, and its rendering, in a decision."""
    decision.kind, decision.title, decision.question = texts.kind, texts.title, texts.question
    decision.body, decision.body_html = texts.body, str(rendered.html)
    decision.renderer_version = rendered.version
    decision.college, decision.licence = texts.college, texts.licence
    decision.links = list(texts.links)


def publish(decision: Decision, poll: Poll | None, *, author: Viewer) -> DecisionVersion:
    """Give a decision its number and its public page, and show the poll it comes from."""
    give_reference(decision.record)
    set_audience(decision.record, Audience.PUBLIC)
    decision.state = DecisionState.PUBLISHED
    decision.published_at = now()
    decision.row_version += 1
    add_act(
        decision,
        ActKind.PUBLICATION,
        author=author,
        acted_on=today(),
        organization_id=author.acts_for[0],
    )
    if poll is not None:
        publish_result(poll)
    return add_version(decision, author=author, reason=_("publication"))


def move_what_is_decided(decision: Decision, poll: Poll | None, *, author: Viewer) -> list[Record]:
    """Plan the items and needs, answer the subjects that a published decision settles."""
    moved: list[Record] = []
    for record in decided_records(decision.id, poll.id if poll is not None else None):
        if record.kind == RecordKind.ROADMAP_ITEM:
            item = db.session.get_one(RoadmapItem, record.id)
            if item.state in {ItemState.PROPOSED, ItemState.STUDIED}:
                reason = decision.reference or ""
                moved += [record, *move_item(item, ItemState.PLANNED, author=author, reason=reason)]
        elif record.kind == RecordKind.SUBJECT:
            subject = db.session.get_one(Subject, record.id)
            if move_subject(subject, SubjectState.ANSWERED):
                moved.append(record)
        else:
            need = db.session.get_one(Need, record.id)
            if move_need(need, NeedState.PLANNED):
                moved.append(record)
    return moved


def replaced_by(decision: Decision, successor: Decision | None) -> None:
    """Write on both sides that a decision takes the place of another."""
    if successor is None or successor.id == decision.id:
        raise Invalid({"successor": _("Donnez le numéro de la décision qui la remplace.")})
    if successor.state != DecisionState.PUBLISHED:
        raise Invalid({"successor": _("La décision qui remplace doit être publiée.")})
    link(successor.record, decision.record, LinkKind.SUPERSEDES)


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
