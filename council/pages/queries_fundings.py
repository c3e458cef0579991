"""Shared fundings of the figures page: what everybody may read, by software."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from council.contributions.models_funding import Funding, FundingPhase, FundingState
from council.contributions.queries_funding import as_seen, visible_to
from council.extensions import db
from council.organizations.viewer import ANONYMOUS
from council.records.models import LinkKind, RecordLink
from council.software.models import Software


@dataclass
class FundingFigures:
    """The fundings of one software and tax: how many, asked, gathered in public amounts, accepted;
    without a software, the empty name."""

    software: str
    reference: str
    tax: str
    count: int = 0
    accepted: int = 0
    asked: int = 0
    gathered: int = 0
    reserved: int = 0


def fundings_by_software() -> list[FundingFigures]:
    """Return what was asked and pledged in public, the most asked first; four queries."""
    query = visible_to(ANONYMOUS).where(Funding.state != FundingState.CLOSED).order_by(Funding.id)
    views = as_seen(db.session.scalars(query), ANONYMOUS)
    if not views:
        return []
    about = (
        select(RecordLink.from_id, Software)
        .join(Software, Software.id == RecordLink.to_id)
        .where(
            RecordLink.kind == LinkKind.ABOUT,
            RecordLink.from_id.in_([view.record.id for view in views]),
        )
        .order_by(RecordLink.id.desc())
    )
    named = dict(db.session.execute(about).all())
    found: dict[tuple[str, str], FundingFigures] = {}
    for view in views:
        software = named.get(view.record.id)
        name, tax = (software.name if software else ""), view.funding.tax
        address = str(software.reference) if software else ""
        row = found.setdefault((name, tax), FundingFigures(name, address, tax))
        row.count += 1
        row.accepted += view.phase == FundingPhase.ACCEPTED
        row.asked += view.funding.estimate_cents
        row.gathered += view.shown_cents
        row.reserved += view.hidden
    return sorted(found.values(), key=lambda row: (-row.asked, row.software, row.tax))
