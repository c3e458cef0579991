"""Who asked to hear of which record, and who asked not to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db


class Follow(db.Model):
    """A person's wish about one record: to hear of it and of what is born from it, or no longer.

    `ended_at` says « no longer »: it also silences what would come by the record's origins or by
    the person's part in it.
    """

    __tablename__ = "follows"
    __table_args__ = (
        UniqueConstraint("account_id", "record_id", name="one_follow_per_person_and_record"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
