"""Recusals: a body of the roll does not take part in a poll, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db
from council.journal.models import make_append_only
from council.records.models import ActMixin


class Recusal(ActMixin, db.Model):
    """A body leaves one poll, before or during the vote: said by itself, or established.

    Its seats of the roll count as « déportés ». `withdrawn_ballot_id` is the ballot that no longer
    counts when one had been cast.
    """

    __tablename__ = "recusals"
    __table_args__ = (
        UniqueConstraint("poll_id", "organization_id", name="one_recusal_per_organization"),
        CheckConstraint("reason <> ''", name="a_recusal_says_why"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    # Established by the chair or the secretariat, rather than said by the body itself.
    established: Mapped[bool]
    withdrawn_ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballots.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


make_append_only("recusals")
