"""People who have an account, and the sessions they opened."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.extensions import UtcDateTime, db
from council.records.models import new_uid, sentence


class AccountState(StrEnum):
    """Where an account is in its life."""

    INVITED = "invited"
    ACTIVE = "active"
    CLOSED = "closed"


class Account(db.Model):
    """A person: a name, an address (kept in lower case), a password; no role: see mandates."""

    __tablename__ = "accounts"
    __table_args__ = (
        sentence("accounts_have_a_known_state", "state", AccountState),
        CheckConstraint("email = lower(email)", name="addresses_are_in_lower_case"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default=AccountState.ACTIVE)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The address asked for, until the link sent there is followed.
    pending_email: Mapped[str] = mapped_column(String(254), default="")
    # Raised when the password or the address changes: every one-time link made before dies.
    epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def is_active(self) -> bool:
        """Say whether the person may sign in."""
        return self.state == AccountState.ACTIVE


class Session(db.Model):
    """A sign-in on one browser; the cookie holds a random token, the row its hash."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_account_ended", "account_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    acting_mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"))
    acts_as_individual: Mapped[bool] = mapped_column(default=False)
    browser: Mapped[str] = mapped_column(String(200), default="")
    # Keyed hash of the network it was opened from: a guesser elsewhere cannot shut its owner out.
    network: Mapped[str] = mapped_column(String(64), default="", index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    def as_data(self) -> dict[str, str]:
        """Return what is kept of this session about its person."""
        return {
            "browser": self.browser,
            "created_at": self.created_at.isoformat(),
            "seen_at": self.seen_at.isoformat(),
        }


class SignInAttempt(db.Model):
    """One try at something that can be abused, counted by a keyed hash of who tried and at what."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
