"""What people chose to receive, what waits for their next summary, what they were reminded of."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db
from council.notifications.events import Family
from council.records.models import sentence


class Frequency(StrEnum):
    """When a family of events reaches a person."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


class NotificationChoice(db.Model):
    """A person's choice for one family of events; daily while there is none."""

    __tablename__ = "notification_choices"
    __table_args__ = (
        sentence("choices_have_a_known_family", "family", Family),
        sentence("choices_have_a_known_frequency", "frequency", Frequency),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    family: Mapped[str] = mapped_column(String(20), primary_key=True)
    frequency: Mapped[str] = mapped_column(String(10))


class Digest(db.Model):
    """One summary owed to a person: at most one a day, whoever works and whenever."""

    __tablename__ = "digests"
    __table_args__ = (
        UniqueConstraint("account_id", "day", name="one_digest_per_person_and_day"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    day: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class DigestItem(db.Model):
    """One event kept for a person's summary; in one summary only, since it names at most one."""

    __tablename__ = "digest_items"
    __table_args__ = (
        Index(
            "ix_digest_items_waiting",
            "at",
            sqlite_where=text("digest_id IS NULL"),
            postgresql_where=text("digest_id IS NULL"),
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(ForeignKey("journal_entries.sequence"), primary_key=True)
    # An act on many records has one line for each of them.
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True)
    family: Mapped[str] = mapped_column(String(20))
    # By which of its kind's notices, which says it in the words that fit the person.
    notice: Mapped[int]
    # When the act was done, which says in which summary it belongs, however late it is read.
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id"), index=True)


class Reminded(db.Model):
    """That a person was reminded of one thing at one stage: never twice."""

    __tablename__ = "reminders"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    day: Mapped[date]
