"""Searches that a person keeps, and what they were told of each."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db
from council.records.models import new_uid, sentence


class Alert(StrEnum):
    """When what is new in a search is told by mail."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


class SavedSearch(db.Model):
    """A search kept by a person: its words and filters, as its address says them."""

    __tablename__ = "saved_searches"
    __table_args__ = (
        UniqueConstraint("account_id", "address", name="one_saved_search_per_address"),
        sentence("saved_searches_have_a_known_alert", "alert", Alert),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    # What follows « /recherche? », in one order whatever the order typed.
    address: Mapped[str] = mapped_column(String(1500))
    alert: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # The day whose news were looked for last, in Paris.
    looked_on: Mapped[date]

    def as_data(self) -> dict[str, str]:
        """Return what the person's own copy of their data says of it."""
        return {
            "address": f"/recherche?{self.address}",
            "alert": self.alert,
            "saved_at": self.created_at.isoformat(),
        }


class ToldResult(db.Model):
    """A result that a saved search has told, or that was there when it was saved: never again."""

    __tablename__ = "told_results"

    search_id: Mapped[int] = mapped_column(
        ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True
    )
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True)
