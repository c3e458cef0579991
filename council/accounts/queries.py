"""Reads on accounts and sessions."""

from __future__ import annotations

from sqlalchemy import select

from council.accounts.models import Account, Session
from council.accounts.passwords import token_hash
from council.clock import now
from council.extensions import db
from council.journal.models import JournalEntry


def normalize_email(email: str) -> str:
    """Return the form in which addresses are kept and compared."""
    return email.strip().lower()


def find_account(email: str) -> Account | None:
    """Return the account of an address."""
    return db.session.scalar(select(Account).where(Account.email == normalize_email(email)))


def find_session(token: str) -> Session | None:
    """Return the live session a cookie's token opens: not ended, not expired."""
    return db.session.scalar(
        select(Session).where(
            Session.token_hash == token_hash(token),
            Session.ended_at.is_(None),
            Session.expires_at > now(),
        )
    )


def sessions_of(account_id: int) -> list[Session]:
    """Return a person's live sessions, latest first."""
    return list(
        db.session.scalars(
            select(Session)
            .where(
                Session.account_id == account_id,
                Session.ended_at.is_(None),
                Session.expires_at > now(),
            )
            .order_by(Session.id.desc())
        )
    )


def own_session(session_id: int, account_id: int | None) -> Session | None:
    """Return a live session of this person by its number."""
    if account_id is None:
        return None
    return next((row for row in sessions_of(account_id) if row.id == session_id), None)


def acts_of(account_uid: str) -> list[JournalEntry]:
    """Return every act of a person that the journal holds, oldest first."""
    return list(
        db.session.scalars(
            select(JournalEntry)
            .where(JournalEntry.actor == account_uid)
            .order_by(JournalEntry.sequence)
        )
    )
