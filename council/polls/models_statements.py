"""What who conducts a poll says of its outcome, in words, once it is counted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db
from council.journal.models import make_append_only
from council.records.models import ActMixin


class OutcomeStatement(ActMixin, db.Model):
    """One statement; a later one takes its place on the page, none is lost."""

    __tablename__ = "outcome_statements"
    __table_args__ = (
        CheckConstraint("text <> ''", name="a_statement_says_something"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


make_append_only("outcome_statements")
