"""Questions sent by mail to maintainers who have no account, and what they answer by the link."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.extensions import UtcDateTime, db
from council.records.models import sentence
from council.requests.models import Answer, AnswerChoice, Request


class RequestInvitation(db.Model):
    """A request was sent to an address, which is shown to nobody but who may send it.

    The address is forgotten once it can serve no more: it is then empty.
    """

    __tablename__ = "request_invitations"
    __table_args__ = (
        Index("ix_request_invitations_request_id", "request_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    email: Mapped[str] = mapped_column(String(254))
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_on: Mapped[date]

    request: Mapped[Request] = relationship()


class PendingAnswer(db.Model):
    """What somebody answered by the link, until the address it was sent to confirms it."""

    __tablename__ = "pending_answers"
    __table_args__ = (
        sentence("pending_answers_have_a_known_choice", "choice", AnswerChoice),
        CheckConstraint(
            "(answer_id IS NULL) = (confirmed_at IS NULL)",
            name="a_confirmed_answer_is_published",
        ),
        Index(
            "one_published_answer_per_invitation",
            "invitation_id",
            unique=True,
            sqlite_where=text("answer_id IS NOT NULL"),
            postgresql_where=text("answer_id IS NOT NULL"),
        ),
        Index("ix_pending_answers_invitation_id", "invitation_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("request_invitations.id"))
    choice: Mapped[str] = mapped_column(String(16))
    since_version: Mapped[str] = mapped_column(String(60), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    days_hundredths: Mapped[int | None]
    links: Mapped[list[str]] = mapped_column(JSON, default=list)
    signed_as: Mapped[str] = mapped_column(String(160), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"))

    invitation: Mapped[RequestInvitation] = relationship()
    answer: Mapped[Answer | None] = relationship()
