"""Proxies: one seat of a roll votes for another, for one poll."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db
from council.records.models import ActMixin, new_uid, sentence


class ProxyEnd(StrEnum):
    """Why a proxy is over; empty while it is in force."""

    IN_FORCE = ""
    REVOKED = "revoked"
    OWN_BALLOT = "own_ballot"
    RECUSED = "recused"


class Proxy(ActMixin, db.Model):
    """The seat `giver_id` lets the seat `holder_id` vote for it: one hop, never passed on.

    The giver's own ballot ends it and wins over the one cast by it.
    """

    __tablename__ = "proxies"
    __table_args__ = (
        sentence("proxies_end_in_a_known_way", "ended", ProxyEnd),
        CheckConstraint("giver_id <> holder_id", name="no_proxy_to_oneself"),
        Index(
            "one_proxy_in_force_per_seat",
            "giver_id",
            unique=True,
            sqlite_where=text("ended = ''"),
            postgresql_where=text("ended = ''"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("roll_entries.id"))
    holder_id: Mapped[int] = mapped_column(ForeignKey("roll_entries.id"), index=True)
    ended: Mapped[str] = mapped_column(String(12), default=ProxyEnd.IN_FORCE)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
