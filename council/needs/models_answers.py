"""The official answer to a need: prepared privately, published, then amended by versions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.extensions import UtcDateTime, db
from council.needs.models import Need
from council.records.due import DueMixin
from council.records.models import ActMixin, VersionMixin, new_uid, sentence


class OfficialState(StrEnum):
    """What is answered, in one word."""

    WILL_BE_DONE = "will_be_done"
    PLANNED = "planned"
    UNDER_STUDY = "under_study"
    NOT_RETAINED = "not_retained"
    ALREADY_MET = "already_met"
    DIRECTED = "directed"


OFFICIAL_LABELS = {
    OfficialState.WILL_BE_DONE: _l("sera fait"),
    OfficialState.PLANNED: _l("programmé"),
    OfficialState.UNDER_STUDY: _l("à l’étude"),
    OfficialState.NOT_RETAINED: _l("non retenu"),
    OfficialState.ALREADY_MET: _l("déjà satisfait"),
    OfficialState.DIRECTED: _l("orienté ailleurs"),
}

OFFICIAL_TONES = {
    OfficialState.WILL_BE_DONE: "success",
    OfficialState.PLANNED: "success",
    OfficialState.UNDER_STUDY: "info",
    OfficialState.NOT_RETAINED: "warning",
    OfficialState.ALREADY_MET: "success",
    OfficialState.DIRECTED: "info",
}


class OfficialAnswer(ActMixin, DueMixin, db.Model):
    """The one official answer of a need; private until `published_at`, versioned from then on.

    The act columns say who wrote it last, and for which body.
    """

    __tablename__ = "official_answers"
    __table_args__ = (
        sentence("official_answers_have_a_known_state", "state", OfficialState),
        CheckConstraint("cost_cents IS NULL OR cost_cents >= 0", name="costs_are_positive"),
        CheckConstraint("cost_tax IN ('none', 'ht', 'ttc')", name="costs_have_a_known_tax"),
        CheckConstraint(
            "published_at IS NULL OR text <> ''", name="a_published_answer_says_something"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    cost_cents: Mapped[int | None] = mapped_column(BigInteger)
    cost_tax: Mapped[str] = mapped_column(String(4), default="none")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    row_version: Mapped[int] = mapped_column(default=1)

    need: Mapped[Need] = relationship()

    @property
    def is_published(self) -> bool:
        """Say whether readers of the need read it."""
        return self.published_at is not None


class OfficialAnswerVersion(VersionMixin, db.Model):
    """What an official answer said, from its publication on."""

    __tablename__ = "official_answer_versions"
    __table_args__ = (
        UniqueConstraint("answer_id", "number", name="one_answer_version_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("official_answers.id"))


class ReminderStage(StrEnum):
    """Which reminder of an official answer still owed was sent."""

    HALF = "half"
    LATE = "late"


class AnswerReminder(db.Model):
    """A reminder that was sent for a need; none is sent twice."""

    __tablename__ = "answer_reminders"
    __table_args__ = (sentence("reminders_have_a_known_stage", "stage", ReminderStage),)

    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(4), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
