"""Meetings: when, for which college, what was on the table, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import PARIS, now
from council.extensions import UtcDateTime, db
from council.records.models import RecordMixin, VersionMixin, sentence


class MeetingKind(StrEnum):
    """Who sits: one college, or both."""

    ADMINISTRATIONS = "administrations"
    ECOSYSTEME = "ecosysteme"
    PLENARY = "plenary"


KIND_LABELS = {
    MeetingKind.ADMINISTRATIONS: _l("collège des administrations"),
    MeetingKind.ECOSYSTEME: _l("collège écosystème"),
    MeetingKind.PLENARY: _l("plénière"),
}


class MeetingState(StrEnum):
    """Where a meeting is in its life."""

    PLANNED = "planned"
    MOVED = "moved"
    CANCELLED = "cancelled"
    HELD = "held"


STATE_LABELS = {
    MeetingState.PLANNED: _l("prévue"),
    MeetingState.MOVED: _l("déplacée"),
    MeetingState.CANCELLED: _l("annulée"),
    MeetingState.HELD: _l("tenue"),
}

STATE_TONES = {
    MeetingState.PLANNED: "info",
    MeetingState.MOVED: "warning",
    MeetingState.CANCELLED: "error",
    MeetingState.HELD: "success",
}


@dataclass(frozen=True)
class Transition:
    """One move of a meeting: what the button says, whether a reason is asked."""

    source: MeetingState
    target: MeetingState
    label: Any
    asks_reason: bool = False


TRANSITIONS = (
    Transition(MeetingState.PLANNED, MeetingState.HELD, _l("Noter comme tenue")),
    Transition(MeetingState.MOVED, MeetingState.HELD, _l("Noter comme tenue")),
    Transition(MeetingState.PLANNED, MeetingState.CANCELLED, _l("Annuler la séance"), True),
    Transition(MeetingState.MOVED, MeetingState.CANCELLED, _l("Annuler la séance"), True),
)


class Meeting(RecordMixin, db.Model):
    """A session: a day and two times of Paris; a moved one keeps its note on where it stood."""

    __tablename__ = "meetings"
    __table_args__ = (
        sentence("meetings_have_a_known_kind", "kind", MeetingKind),
        sentence("meetings_have_a_known_state", "state", MeetingState),
        CheckConstraint(
            "starts IS NULL OR ends IS NULL OR ends > starts", name="meetings_end_after_they_start"
        ),
        CheckConstraint(
            "state <> 'cancelled' OR note <> '' OR imported", name="a_cancelled_meeting_says_why"
        ),
    )

    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(10), default=MeetingState.PLANNED)
    held_on: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    agenda: Mapped[str] = mapped_column(Text, default="")
    agenda_html: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[str] = mapped_column(Text, default="")
    minutes_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    imported: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    row_version: Mapped[int] = mapped_column(default=1)

    @property
    def starts_at(self) -> datetime | None:
        """The moment it starts, aware; None when only the day is known."""
        return datetime.combine(self.held_on, self.starts, PARIS) if self.starts else None

    @property
    def ends_at(self) -> datetime | None:
        """The moment it ends, aware; None when unknown."""
        return datetime.combine(self.held_on, self.ends, PARIS) if self.ends else None


class MeetingVersion(VersionMixin, db.Model):
    """One state of a meeting; its number is the calendar's SEQUENCE."""

    __tablename__ = "meeting_versions"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number", name="one_meeting_version_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
