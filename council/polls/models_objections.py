"""Objections closed: the act by which one no longer stops a proposal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, PrimaryKeyConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db
from council.journal.models import make_append_only
from council.records.canonical import canonical
from council.records.models import ActMixin

# What a ballot that objects holds, whatever the method.
OBJECTION = canonical({"choice": "objection"})


class ObjectionClosing(ActMixin, db.Model):
    """One objection closed, by its author or with a reason by who conducts the poll.

    The ballot stays; a later ballot of the same seat is another one, open if it objects.
    """

    __tablename__ = "objection_closings"
    __table_args__ = (
        PrimaryKeyConstraint("ballot_id", name="one_closing_per_objection"),
        CheckConstraint("by_author OR reason <> ''", name="who_conducts_says_why_it_closes"),
    )

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id"), autoincrement=False)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    by_author: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


make_append_only("objection_closings")
