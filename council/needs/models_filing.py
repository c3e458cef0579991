"""Needs filed for somebody else: what the organization answers when it is asked by mail."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.extensions import UtcDateTime, db
from council.needs.models import OPEN_STATES, Need, NeedState
from council.records.models import sentence

# States of a need that its organization may still confirm or deny.
ANSWERABLE = (NeedState.SUBMITTED, *OPEN_STATES)


class FilingAnswer(StrEnum):
    """What became of one mail that asks an organization whether a need is its own."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    REPLACED = "replaced"


ANSWER_LABELS: dict[str, Any] = {
    FilingAnswer.ASKED: _l("en attente de confirmation par l’organisme"),
    FilingAnswer.CONFIRMED: _l("confirmé par l’organisme"),
    FilingAnswer.DENIED: _l("démenti par l’organisme"),
}
ANSWER_TONES = {
    FilingAnswer.ASKED: "info",
    FilingAnswer.CONFIRMED: "success",
    FilingAnswer.DENIED: "error",
}


class FilingConfirmation(db.Model):
    """One question sent by mail; another question replaces the one that was not answered."""

    __tablename__ = "filing_confirmations"
    __table_args__ = (
        sentence("confirmations_have_a_known_answer", "answer", FilingAnswer),
        CheckConstraint(
            "(answer = 'asked') = (answered_at IS NULL)", name="an_answered_confirmation_is_dated"
        ),
        CheckConstraint("answer <> 'denied' OR reason <> ''", name="a_denial_says_why"),
        Index(
            "one_confirmation_asked_per_need",
            "need_id",
            unique=True,
            sqlite_where=text("answer = 'asked'"),
            postgresql_where=text("answer = 'asked'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    answer: Mapped[str] = mapped_column(String(10), default=FilingAnswer.ASKED)
    reason: Mapped[str] = mapped_column(Text, default="")
    # The version whose text the organization read when it answered; 0 before.
    version_number: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    need: Mapped[Need] = relationship()
