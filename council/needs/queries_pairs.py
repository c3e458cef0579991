"""Reads on pairs of needs that look alike."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from council.extensions import db
from council.needs.models import OPEN_STATES, Need
from council.needs.models_pairs import PairScan, SimilarPair


def to_scan(limit: int) -> list[Need]:
    """Return the open needs whose present text was not compared with the others, oldest first."""
    return list(
        db.session.scalars(
            select(Need)
            .outerjoin(PairScan, PairScan.need_id == Need.id)
            .where(
                Need.state.in_(OPEN_STATES),
                or_(PairScan.need_id.is_(None), PairScan.row_version != Need.row_version),
            )
            .order_by(Need.id)
            .limit(limit)
        )
    )


def likely_pairs(limit: int) -> list[SimilarPair]:
    """Return the pairs of open needs that nobody dismissed, the most alike first."""
    low, high = aliased(Need), aliased(Need)
    query = (
        select(SimilarPair)
        .join(low, low.id == SimilarPair.low_id)
        .join(high, high.id == SimilarPair.high_id)
        .where(
            SimilarPair.dismissed_at.is_(None),
            low.state.in_(OPEN_STATES),
            high.state.in_(OPEN_STATES),
        )
        .order_by(SimilarPair.score_thousandths.desc(), SimilarPair.low_id, SimilarPair.high_id)
    )
    return list(db.session.scalars(query.limit(limit)))


def find_pair(low_id: int, high_id: int) -> SimilarPair | None:
    """Return a pair, dismissed or not."""
    return db.session.get(SimilarPair, (low_id, high_id))
