"""Comments on any record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.accounts.models import Account
from council.clock import now
from council.extensions import UtcDateTime, db
from council.records.models import ActMixin, new_uid


class Comment(ActMixin, db.Model):
    """What a person says about a record, for a body or as an individual.

    A comment withdrawn by its author or hidden by moderation keeps its place, without its text.
    """

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint(
            "(hidden_at IS NULL) = (hidden_reason = '')", name="a_hidden_comment_has_its_reason"
        ),
        Index("ix_comments_record_id_id", "record_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[str] = mapped_column(String(20))
    council_only: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    row_version: Mapped[int] = mapped_column(default=1)

    account: Mapped[Account] = relationship(foreign_keys="Comment.account_id")

    @property
    def is_shown(self) -> bool:
        """Say whether the text is still to be read."""
        return self.withdrawn_at is None and self.hidden_at is None
