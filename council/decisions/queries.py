"""Reads on decisions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from council.clock import now
from council.decisions.models import (
    PUBLIC_STATES,
    ActKind,
    Decision,
    DecisionAct,
    DecisionState,
    DecisionVersion,
)
from council.decisions.models_changes import CHANGES
from council.extensions import db
from council.organizations.models import Organization
from council.polls.models import CastingVote, Poll, PollResult, PollState
from council.polls.queries import box_of
from council.polls.queries_results import outcome_of
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to as record_visible_to
from council.tally import Result

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@dataclass(frozen=True)
class ShownAct:
    """A dated act, and the body it was done for, as written when it was imported."""

    act: DecisionAct
    body: str


@dataclass(frozen=True)
class Neighbours:
    """The poll a decision is born from; what it does to others, and what they do to it."""

    poll: Poll | None
    changes: list[tuple[LinkKind, Record]]
    changed_by: list[tuple[LinkKind, Record]]


def visible_to(viewer: Viewer) -> Select[tuple[Decision]]:
    """Return the decisions this viewer may see, drafts included when they may."""
    return select(Decision).join(Decision.record).where(record_visible_to(viewer))


def published(
    viewer: Viewer, *, kind: str = "", year: int | None = None, college: str = ""
) -> Select[tuple[Decision]]:
    """Return what everybody reads, latest adopted first."""
    query = (
        visible_to(viewer)
        .where(Decision.state.in_(PUBLIC_STATES), Record.reference.is_not(None))
        .order_by(Decision.adopted_on.desc(), Decision.id.desc())
    )
    if kind:
        query = query.where(Decision.kind == kind)
    if college:
        query = query.where(Decision.college == college)
    if year:
        query = query.where(Decision.adopted_on.between(date(year, 1, 1), date(year, 12, 31)))
    return query


def years(viewer: Viewer) -> list[int]:
    """Return the years in which something was adopted, latest first."""
    days = db.session.scalars(
        select(Decision.adopted_on)
        .join(Decision.record)
        .where(record_visible_to(viewer), Decision.state.in_(PUBLIC_STATES))
        .distinct()
    )
    return sorted({day.year for day in days if day is not None}, reverse=True)


def in_preparation(viewer: Viewer) -> list[Decision]:
    """Return the drafts, proposals and adopted decisions still to be published."""
    return list(
        db.session.scalars(
            visible_to(viewer)
            .where(
                Decision.state.in_(
                    [DecisionState.DRAFT, DecisionState.PROPOSED, DecisionState.ADOPTED]
                )
            )
            .order_by(Decision.updated_at.desc())
        )
    )


def find_decision(reference: str, viewer: Viewer) -> Decision | None:
    """Return a visible decision by its number, whatever was typed for it."""
    if "\x00" in reference:
        # PostgreSQL stores none, and refuses to look for one.
        return None
    return db.session.scalar(visible_to(viewer).where(Record.reference == reference))


def find_draft(uid: str, viewer: Viewer) -> Decision | None:
    """Return a visible decision by the random name of its record."""
    return db.session.scalar(visible_to(viewer).where(Record.uid == uid))


def versions_of(decision: Decision, viewer: Viewer) -> list[DecisionVersion]:
    """Return the frozen versions this viewer may read, latest first.

    What was written before publication stays preparatory: the council alone reads it.
    """
    query = select(DecisionVersion).where(DecisionVersion.decision_id == decision.id)
    if not viewer.is_council:
        query = query.where(DecisionVersion.created_at >= (decision.published_at or now()))
    return list(db.session.scalars(query.order_by(DecisionVersion.number.desc())))


def acts_of(decision_id: int) -> list[ShownAct]:
    """Return the dated acts on a decision, oldest first, with the body each was done for."""
    rows = db.session.execute(
        select(DecisionAct, Organization.name)
        .outerjoin(Organization, Organization.id == DecisionAct.for_organization_id)
        .where(DecisionAct.decision_id == decision_id)
        .order_by(DecisionAct.id)
    )
    return [ShownAct(act, act.by_label or name or "") for act, name in rows]


def neighbours_of(decision_id: int, viewer: Viewer) -> Neighbours:
    """Return the poll a decision is born from and the decisions it is tied to, in one query.

    The poll is returned whoever looks: the caller decides who reads its result.
    """
    rows = db.session.execute(
        select(Record, Poll, RecordLink.kind, RecordLink.to_id)
        .join(
            RecordLink,
            or_(
                and_(RecordLink.from_id == Record.id, RecordLink.to_id == decision_id),
                and_(RecordLink.to_id == Record.id, RecordLink.from_id == decision_id),
            ),
        )
        .outerjoin(Poll, Poll.id == Record.id)
        # The record is on the row already; joining it again would drop what is not a poll.
        .options(contains_eager(Poll.record))
        .where(
            or_(
                and_(RecordLink.kind.in_(CHANGES), record_visible_to(viewer)),
                and_(RecordLink.kind == LinkKind.BORN_FROM, RecordLink.from_id == decision_id),
            )
        )
        .order_by(RecordLink.id)
    ).all()
    linked = [
        (LinkKind(kind), record, to_id) for record, _poll, kind, to_id in rows if kind in CHANGES
    ]
    return Neighbours(
        poll=next((poll for _record, poll, _kind, _to in rows if poll is not None), None),
        changes=[(kind, record) for kind, record, to_id in linked if to_id != decision_id],
        changed_by=[(kind, record) for kind, record, to_id in linked if to_id == decision_id],
    )


def source_poll(decision_id: int) -> Poll | None:
    """Return the poll a decision is born from; the caller decides who reads its result."""
    return db.session.scalar(
        select(Poll)
        .options(joinedload(Poll.record))
        .join(RecordLink, RecordLink.to_id == Poll.id)
        .where(RecordLink.from_id == decision_id, RecordLink.kind == LinkKind.BORN_FROM)
        .order_by(RecordLink.id)
        .limit(1)
    )


def poll_facts(poll: Poll) -> dict[str, str]:
    """Return what names a vote and its result exactly, as a version freezes it."""
    sealed = db.session.scalar(select(PollResult.sha256).where(PollResult.poll_id == poll.id))
    return {
        "reference": poll.reference or "",
        "frozen_sha256": poll.frozen_sha256,
        "result_sha256": sealed or "",
    }


def poll_outcome(poll: Poll | None) -> str | None:
    """Return what a poll gave: None without a poll, "" while it is not counted."""
    if poll is None:
        return None
    if poll.state not in {PollState.COUNTED, PollState.PUBLISHED}:
        return ""
    return str(result_of(poll).outcome)


def result_of(poll: Poll) -> Result:
    """Return the result of a closed poll: the sealed one, else the one counted now."""
    sealed = db.session.scalar(
        select(PollResult.content)
        .outerjoin(CastingVote, CastingVote.poll_id == PollResult.poll_id)
        .where(PollResult.poll_id == poll.id, CastingVote.poll_id.is_(None))
    )
    if sealed is not None:
        return Result.from_json(json.loads(sealed))
    return outcome_of(poll, box_of(poll)).result


def decided_records(decision_id: int, poll_id: int | None) -> list[Record]:
    """Return the items, subjects and needs a decision settles: its sources, and its poll's."""
    sources = [decision_id] if poll_id is None else [decision_id, poll_id]
    settled = [RecordKind.ROADMAP_ITEM, RecordKind.SUBJECT, RecordKind.NEED]
    return list(
        db.session.scalars(
            select(Record)
            .join(RecordLink, RecordLink.to_id == Record.id)
            .where(
                RecordLink.from_id.in_(sources),
                RecordLink.kind == LinkKind.BORN_FROM,
                Record.kind.in_(settled),
            )
            .order_by(Record.id)
            .distinct()
        )
    )


def born_from(record_ids: list[int], viewer: Viewer) -> list[Decision]:
    """Return the visible decisions that say they come from these records."""
    return list(
        db.session.scalars(
            visible_to(viewer)
            .join(RecordLink, RecordLink.from_id == Decision.id)
            .where(RecordLink.to_id.in_(record_ids), RecordLink.kind == LinkKind.BORN_FROM)
            .order_by(Decision.id.desc())
        ).unique()
    )


def publication_asked_by(decision_id: int) -> DecisionAct | None:
    """Return the pending request to publish, None when nobody asked."""
    return db.session.scalar(
        select(DecisionAct)
        .where(
            DecisionAct.decision_id == decision_id, DecisionAct.kind == ActKind.PUBLICATION_ASKED
        )
        .order_by(DecisionAct.id.desc())
        .limit(1)
    )
