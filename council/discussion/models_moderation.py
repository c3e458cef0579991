"""Reports of comments, what moderation decided in public, and threads opened to everybody."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.discussion.models import Comment
from council.extensions import UtcDateTime, db
from council.records.models import sentence


class ModerationKind(StrEnum):
    """What moderation decides."""

    HIDDEN = "hidden"
    RESTORED = "restored"
    KEPT = "kept"
    RELEASED = "released"
    REFUSED = "refused"
    MAINTAINED = "maintained"


MODERATION_LABELS = {
    ModerationKind.HIDDEN: _l("commentaire masqué"),
    ModerationKind.RESTORED: _l("commentaire affiché à nouveau"),
    ModerationKind.KEPT: _l("signalement examiné, commentaire gardé"),
    ModerationKind.RELEASED: _l("commentaire publié après relecture"),
    ModerationKind.REFUSED: _l("commentaire non publié après relecture"),
    ModerationKind.MAINTAINED: _l("décision maintenue après un nouvel examen"),
}


class ModerationAct(db.Model):
    """One decision of the public log: what, when, why; who decided is not shown."""

    __tablename__ = "moderation_acts"
    __table_args__ = (
        sentence("moderation_acts_have_a_known_kind", "kind", ModerationKind),
        CheckConstraint(
            "kind IN ('restored', 'released') OR reason <> ''", name="moderation_says_why"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    comment: Mapped[Comment] = relationship(lazy="raise_on_sql")


class CommentReport(db.Model):
    """A person says that a comment should be looked at; open until moderation decides."""

    __tablename__ = "comment_reports"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="a_report_says_why"),
        Index(
            "one_open_report_per_person_and_comment",
            "comment_id",
            "account_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index("ix_comment_reports_account_id_created_at", "account_id", "created_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ThreadOpening(db.Model):
    """The thread of a record, opened to every registered person or closed again."""

    __tablename__ = "thread_openings"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("records.id"), primary_key=True, autoincrement=False
    )
    is_open: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
