"""The Belenios election by which a poll is held: its address, then its archive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from council.extensions import UtcDateTime, db
from council.records.models import ActMixin


class BeleniosElection(ActMixin, db.Model):
    """Where a poll encrypted end to end is voted, and the archive that was verified at its end."""

    __tablename__ = "belenios_elections"
    __table_args__ = (
        PrimaryKeyConstraint("poll_id", name="one_belenios_election_per_poll"),
        CheckConstraint(
            "archive_sha256 = '' OR (length(archive_sha256) = 64 AND archive IS NOT NULL)",
            name="an_archive_has_its_hash",
        ),
    )

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), autoincrement=False)
    url: Mapped[str] = mapped_column(String(300), default="")
    uuid: Mapped[str] = mapped_column(String(40), default="")
    archive: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    archive_sha256: Mapped[str] = mapped_column(String(64), default="")
    imported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
