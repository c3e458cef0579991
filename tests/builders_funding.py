"""Builders of shared fundings and pledges; each commits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from council.clock import today
from council.contributions.models_funding import Funding, FundingMove, Pledge
from council.extensions import db
from council.organizations.models import Organization


def funding(row: Any, *, days: int = 30, **fields: Any) -> Funding:
    """An open funding of 30 000 € for a contribution, a need or an item."""
    values = {
        "scope": "L’export accessible, documenté et publié.",
        "estimate_cents": 30_000_00,
        "tax": "ttc",
        "deadline_on": today() + timedelta(days),
        "payee": "Éditions Fictives",
        "legal_frame": "commande",
        "if_missed": "lapse",
    } | fields
    opened = Funding(record_id=row.id, number=values.pop("number", 1), **values)
    db.session.add(opened)
    db.session.flush()
    db.session.add(FundingMove(funding_id=opened.id, state="opened"))
    db.session.commit()
    return opened


def pledge(opened: Funding, body: Organization, cents: int, **fields: Any) -> Pledge:
    """The next revision of what a body pledges; firm and public unless told otherwise."""
    values = {
        "kind": "firm",
        "visibility": "public",
        "legal_frame": "subvention",
        "round": opened.round,
    } | fields
    last = db.session.scalar(
        db.select(db.func.max(Pledge.revision)).where(
            Pledge.funding_id == opened.id, Pledge.organization_id == body.id
        )
    )
    row = Pledge(
        funding_id=opened.id,
        organization_id=body.id,
        revision=(last or 0) + 1,
        amount_cents=cents,
        **values,
    )
    db.session.add(row)
    db.session.commit()
    return row
