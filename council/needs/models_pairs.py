"""Pairs of needs that look alike, for the secretariat; a pair dismissed never comes again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db


class SimilarPair(db.Model):
    """Two needs that look alike, the older first, with why; kept once dismissed."""

    __tablename__ = "similar_pairs"
    __table_args__ = (
        CheckConstraint("low_id < high_id", name="a_pair_is_written_once"),
        CheckConstraint(
            "(dismissed_at IS NULL) = (dismissed_reason = '')",
            name="a_dismissed_pair_has_its_reason",
        ),
        Index("ix_similar_pairs_score", "score_thousandths"),
    )

    low_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), primary_key=True)
    high_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), primary_key=True, index=True)
    score_thousandths: Mapped[int]
    # Words, software and function in common, as `likeness` says them.
    reasons: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    dismissed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dismissed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    dismissed_reason: Mapped[str] = mapped_column(Text, default="")


class PairScan(db.Model):
    """The version of a need that was last compared with the others."""

    __tablename__ = "pair_scans"

    need_id: Mapped[int] = mapped_column(
        ForeignKey("needs.id"), primary_key=True, autoincrement=False
    )
    row_version: Mapped[int]
