"""How an item goes: its milestones, and the note that tells what was delivered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now, today
from council.extensions import UtcDateTime, db
from council.records.due import DueMixin
from council.records.models import ActMixin


class Milestone(ActMixin, DueMixin, db.Model):
    """One step of an item: planned, then reached on a day or dropped for a reason.

    `number` is its name in addresses and never changes; `position` is its place in the list.
    """

    __tablename__ = "roadmap_milestones"
    __table_args__ = (
        UniqueConstraint("item_id", "number", name="one_milestone_per_number"),
        CheckConstraint("position >= 1", name="milestones_are_counted_from_one"),
        CheckConstraint(
            "done_on IS NULL OR dropped_on IS NULL", name="no_milestone_is_both_reached_and_dropped"
        ),
        CheckConstraint(
            "(dropped_on IS NULL) = (dropped_reason = '')", name="a_dropped_milestone_says_why"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("roadmap_items.id"))
    number: Mapped[int]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    done_on: Mapped[date | None]
    dropped_on: Mapped[date | None]
    dropped_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def is_open(self) -> bool:
        """Say whether it is still to be reached."""
        return self.done_on is None and self.dropped_on is None

    @property
    def is_late(self) -> bool:
        """Say whether it should have been reached by now."""
        return self.is_open and self.due_ends_on is not None and self.due_ends_on < today()


class ItemDelivery(ActMixin, db.Model):
    """What was delivered, for whom, where it is found; written once, when an item is delivered."""

    __tablename__ = "roadmap_deliveries"
    __table_args__ = (
        CheckConstraint("note <> ''", name="a_delivery_says_what_was_delivered"),
        CheckConstraint("for_whom <> ''", name="a_delivery_says_for_whom"),
    )

    item_id: Mapped[int] = mapped_column(
        ForeignKey("roadmap_items.id"), primary_key=True, autoincrement=False
    )
    note: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[str] = mapped_column(String(20))
    for_whom: Mapped[str] = mapped_column(String(300))
    links: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
