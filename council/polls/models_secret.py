"""Secret votes: who signed, and what the box holds; two tables that share no key and no order."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, PrimaryKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from council.extensions import UtcDateTime, db
from council.records.models import ActMixin


class PollSignature(ActMixin, db.Model):
    """A seat that voted in a secret poll, by whom, on which day; the journal says no more."""

    __tablename__ = "poll_signatures"
    __table_args__ = (PrimaryKeyConstraint("roll_entry_id", name="one_signature_per_seat"),)

    roll_entry_id: Mapped[int] = mapped_column(ForeignKey("roll_entries.id"), autoincrement=False)
    signed_on: Mapped[date]
    by_proxy: Mapped[bool] = mapped_column(default=False)


class SecretBallot(db.Model):
    """One ballot in the box of a secret poll: no seat, no person, no time, no number.

    The whole box is written again in a random order at each cast, and under new keys when it is
    counted, so that neither the place nor the transaction of a row tells when it came.
    """

    __tablename__ = "secret_ballots"
    __table_args__ = (
        CheckConstraint("length(lookup) = 64", name="a_secret_ballot_is_found_by_a_hash"),
        CheckConstraint("length(proof) = 64", name="a_secret_ballot_has_a_proof"),
        {"sqlite_with_rowid": False},
    )

    # Found by the receipt while the vote is open; random once counted.
    lookup: Mapped[str] = mapped_column(String(64), primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    # What is counted apart: the college where the rule asks it, "advisory", or nothing.
    box: Mapped[str] = mapped_column(String(60))
    content: Mapped[str] = mapped_column(Text)
    proof: Mapped[str] = mapped_column(String(64))


class SecretScrub(db.Model):
    """When what the database keeps of earlier states was cleaned for a counted secret poll."""

    __tablename__ = "secret_scrubs"
    __table_args__ = (PrimaryKeyConstraint("poll_id", name="one_scrub_per_poll"),)

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), autoincrement=False)
    scrubbed_at: Mapped[datetime] = mapped_column(UtcDateTime)
