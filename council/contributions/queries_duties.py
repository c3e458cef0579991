"""The shared fundings that wait for one person: to accept, to decide on, to maintain, soon over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import CompoundSelect, or_, select
from sqlalchemy.orm import aliased

from council.clock import today
from council.contributions.models_funding import (
    FUNDED_KINDS,
    Funding,
    FundingPhase,
    FundingState,
    Pledge,
)
from council.contributions.queries_funding import Shown, as_seen, in_force, titles_for, visible_to
from council.extensions import db
from council.organizations.viewer import REPRESENTING
from council.records.models import LinkKind, Record, RecordKind, RecordLink

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Waiting:
    """A funding that asks something of a person."""

    view: Shown
    title: str
    asks: str


def fundings_owed(viewer: Viewer, *, limit: int) -> list[Waiting]:
    """Return the open fundings that ask something of this person, by deadline; four queries,
    one when there is none."""
    bodies = sorted(
        m.organization_id
        for m in viewer.mandates
        if m.organization_id is not None and m.title in REPRESENTING
    )
    software = sorted(viewer.software_ids)
    if not (bodies or software or viewer.is_secretariat):
        return []
    decides = Funding.record_id.in_(_decided_by(bodies, software))
    pledged = select(Pledge.funding_id).where(Pledge.organization_id.in_(bodies), in_force())
    query = visible_to(viewer).where(Funding.state == FundingState.OPEN)
    if not viewer.is_secretariat:
        query = query.where(or_(decides, Funding.id.in_(pledged)))
    query = query.add_columns(decides).order_by(Funding.deadline_on, Funding.id)
    found: dict[Funding, bool] = dict(db.session.execute(query).all())  # type: ignore[arg-type]
    views = as_seen(found, viewer)
    asked = [(v, _asks(v, set(bodies), viewer.is_secretariat or found[v.funding])) for v in views]
    owed = [(view, asks) for view, asks in asked if asks][:limit]
    titles = titles_for(view for view, _asks in owed)
    return [Waiting(view, titles[view.record.id], asks) for view, asks in owed]


def _decided_by(bodies: list[int], software: list[int]) -> CompoundSelect[Any]:
    """The records whose funding these bodies and software decide on: what they hold, and the
    offers for their needs."""
    need = aliased(Record)
    answers = (
        select(RecordLink.from_id)
        .join(need, need.id == RecordLink.to_id)
        .where(
            RecordLink.kind == LinkKind.ANSWERS,
            need.kind == RecordKind.NEED,
            or_(need.organization_id.in_(bodies), need.software_id.in_(software)),
        )
    )
    held = select(Record.id).where(
        Record.kind.in_([kind for kind in FUNDED_KINDS if kind != RecordKind.CONTRIBUTION]),
        or_(Record.organization_id.in_(bodies), Record.software_id.in_(software)),
    )
    return answers.union(held)


def _asks(view: Shown, bodies: set[int], decides: bool) -> str:
    if view.phase == FundingPhase.REACHED:
        return "accept" if decides else ""
    if view.phase == FundingPhase.MISSED:
        return "decide" if decides else ""
    mine = [line.pledge for line in view.lines if line.pledge.organization_id in bodies]
    if any(pledge.round != view.funding.round for pledge in mine):
        return "maintain"
    return "near" if view.funding.deadline_on - today() <= SOON else ""
