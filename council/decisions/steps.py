"""Writes on decisions that several actions share."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import func, select

from council.clock import now, today
from council.decisions.masks import blacked_out, originals
from council.decisions.models import (
    SECTIONS,
    ActKind,
    Decision,
    DecisionAct,
    DecisionState,
    DecisionVersion,
)
from council.decisions.models_changes import DecisionOriginal
from council.decisions.queries import decided_records, poll_facts
from council.decisions.queries_changes import LONG_TEXTS, marked_texts
from council.extensions import db
from council.markdown import Rendered, render_markdown
from council.needs.models import Need, NeedState
from council.needs.steps import move_need
from council.polls.models import Poll
from council.polls.steps import publish_result
from council.records.canonical import canonical, digest
from council.records.models import Audience, Record, RecordKind
from council.records.steps import give_reference, keep_reference, new_record, set_audience
from council.roadmap.models import ItemState, RoadmapItem
from council.roadmap.steps import move_item
from council.subjects.models import Subject, SubjectState
from council.subjects.steps import move_subject

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


# What a version freezes beside its dates and its poll, in the order of comparisons.
FROZEN = (
    "title", "kind", "question", "context", "body", "rationale", "alternatives", "consequences",
    "outcome", "college", "licence", "signatory", "remedies",
)  # fmt: skip


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
    context: str = ""
    rationale: str = ""
    alternatives: str = ""
    consequences: str = ""
    signatory: str = ""
    remedies: str = ""
    review_on: date | None = None

    def read_by_all(self) -> Texts:
        """Return the texts with their marked passages blacked out; MaskUnclosed for a bad mark."""
        return replace(self, **{name: blacked_out(getattr(self, name)) for name in LONG_TEXTS})

    def rendered(self) -> dict[str, Rendered]:
        """Return the rendering of each text of SECTIONS: see `texts_rendered`."""
        return texts_rendered({name: getattr(self, name) for name in SECTIONS})


def texts_rendered(texts: Mapping[str, str]) -> dict[str, Rendered]:
    """Return the rendering of each text of SECTIONS as everybody reads it.

    MarkdownRefused for a text that cannot be rendered; slow, so done outside any transaction.
    """
    return {name: render_markdown(blacked_out(texts.get(name, ""))) for name in SECTIONS}


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


def write_texts(decision: Decision, texts: Texts, rendered: Mapping[str, Rendered]) -> None:
    """Put in a decision what was written as everybody reads it, and its rendering."""
    public = texts.read_by_all()
    decision.kind, decision.title, decision.question = public.kind, public.title, public.question
    for name in SECTIONS:
        setattr(decision, name, getattr(public, name))
    show_sections(decision, rendered)
    decision.college, decision.licence = public.college, public.licence
    decision.links = list(public.links)
    decision.signatory, decision.remedies = public.signatory, public.remedies
    decision.review_on = public.review_on


def show_sections(decision: Decision, rendered: Mapping[str, Rendered]) -> None:
    """Put the rendering of every text in a decision."""
    html = {name: str(rendered[name].html) for name in SECTIONS}
    decision.body_html = html.pop("body")
    decision.sections_html = {name: text for name, text in html.items() if text}
    decision.renderer_version = rendered["body"].version


def long_texts(texts: Texts) -> dict[str, str]:
    """Return the texts in which passages may be marked, by name."""
    return {name: getattr(texts, name) for name in LONG_TEXTS}


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
    facts = poll_facts(poll) if poll is not None else None
    return add_version(decision, author=author, reason=_("publication"), poll=facts)


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


def snapshot_of(
    decision: Decision, poll: Mapping[str, str] | None = None, commitment: str = ""
) -> dict[str, object]:
    """Return everything a reader of a decision relies on, as one value to freeze and hash.

    `poll` names the vote behind it: its reference, what was frozen at its call, its result.
    `commitment` is that of the texts whose passages are blacked out.
    """
    return {
        "reference": decision.reference or "",
        **{name: str(getattr(decision, name) or "") for name in FROZEN},
        "tally_published": bool(decision.tally_published),
        "links": list(decision.links or []),
        "adopted_on": decision.adopted_on.isoformat() if decision.adopted_on else "",
        "review_on": decision.review_on.isoformat() if decision.review_on else "",
        **({"poll": dict(poll)} if poll else {}),
        **({"originals": commitment} if commitment else {}),
    }


def add_version(
    decision: Decision,
    *,
    author: Viewer | None,
    reason: str = "",
    poll: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    last: int | None = None,
) -> DecisionVersion:
    """Freeze what the decision says now as its next version.

    `texts` are the long texts with their passages marked, when they were just written; else those
    of the version before are kept. `last` is the number of the version before, when it is known.
    """
    kept = originals(marked_texts(decision) if texts is None else texts)
    salt = secrets.token_hex(32)
    commitment = hashlib.sha256((salt + canonical(kept)).encode()).hexdigest() if kept else ""
    decision.updated_at = now()
    db.session.flush()
    if last is None:
        numbers = select(func.max(DecisionVersion.number))
        last = db.session.scalar(numbers.where(DecisionVersion.decision_id == decision.id))
    snapshot = snapshot_of(decision, poll, commitment)
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
    if kept:
        db.session.flush()
        db.session.add(
            DecisionOriginal(version_id=version.id, texts=kept, salt=salt, commitment=commitment)
        )
    return version


def add_act(
    decision: Decision,
    kind: ActKind,
    *,
    author: Viewer | None,
    acted_on: date | None,
    organization_id: int | None = None,
    by_label: str = "",
    value: str = "",
    text: str = "",
) -> DecisionAct:
    """Record one dated act on a decision."""
    act = DecisionAct(
        decision_id=decision.id,
        kind=kind,
        acted_on=acted_on,
        by_label=by_label,
        value=value,
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
    rendered: Mapping[str, Rendered],
    links: Sequence[str],
    source: str,
    **texts: str,
) -> Decision:
    """Add a decision that was published elsewhere, under its own number, with its known acts.

    `texts` are those of SECTIONS, the signatory and the remedies.
    """
    record = new_record(RecordKind.DECISION, audience=Audience.PUBLIC)
    keep_reference(record, number)
    decision = Decision(
        id=record.id,
        record=record,
        kind=kind,
        state=DecisionState.PUBLISHED,
        title=title,
        question=question,
        outcome=outcome,
        tally_published=False,
        college=college,
        licence=licence,
        links=list(links),
        source=source,
        adopted_on=adopted_on,
        published_at=datetime.combine(adopted_on, time(12), UTC),
        **texts,
    )
    show_sections(decision, rendered)
    db.session.add(decision)
    add_version(decision, author=None, texts={}, last=0)
    add_act(decision, ActKind.ADOPTION, author=None, acted_on=adopted_on)
    if endorsed_by:
        add_act(decision, ActKind.ENDORSEMENT, author=None, acted_on=None, by_label=endorsed_by)
    return decision
