"""Comments on any record, their earlier versions, and whom they mention."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.accounts.models import Account
from council.clock import now
from council.extensions import UtcDateTime, db
from council.records.models import ActMixin, new_uid


class Comment(ActMixin, db.Model):
    """What a person says about a record, for a body or as an individual.

    A comment withdrawn by its author or hidden by moderation keeps its place, without its text.
    One that waits to be read (`held_at`), or was refused then, is there for its author and the
    secretariat alone. `told_version` is the last version whose mentions were told.
    """

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint(
            "(hidden_at IS NULL) = (hidden_reason = '')", name="a_hidden_comment_has_its_reason"
        ),
        CheckConstraint(
            "(refused_at IS NULL) = (refused_reason = '')", name="a_refused_comment_has_its_reason"
        ),
        CheckConstraint(
            "refused_at IS NULL OR held_at IS NOT NULL", name="only_a_held_comment_is_refused"
        ),
        CheckConstraint(
            "(review_asked_at IS NULL) = (review_reason = '')", name="a_second_look_says_why"
        ),
        CheckConstraint(
            "review_answered_at IS NULL OR review_asked_at IS NOT NULL",
            name="only_a_second_look_asked_for_is_answered",
        ),
        CheckConstraint("quotes_id <> id", name="no_comment_quotes_itself"),
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
    quotes_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refused_reason: Mapped[str] = mapped_column(Text, default="")
    # Its author asks once that what moderation decided be looked at again.
    review_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_reason: Mapped[str] = mapped_column(Text, default="")
    review_answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column(default=1)
    told_version: Mapped[int] = mapped_column(default=0)

    account: Mapped[Account] = relationship(foreign_keys="Comment.account_id")

    @property
    def is_shown(self) -> bool:
        """Say whether the text is still to be read."""
        return self.withdrawn_at is None and self.hidden_at is None

    @property
    def is_waiting(self) -> bool:
        """Say whether it waits to be read before others see it."""
        return self.held_at is not None and self.refused_at is None and self.withdrawn_at is None


class CommentVersion(db.Model):
    """What a comment said before it was edited, since when."""

    __tablename__ = "comment_versions"
    __table_args__ = (
        Unique("comment_id", "number", name="one_comment_version_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[str] = mapped_column(String(20))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CommentMention(db.Model):
    """A person whom a comment names by `@Prénom-Nom`, from which version on."""

    __tablename__ = "comment_mentions"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    version: Mapped[int]
