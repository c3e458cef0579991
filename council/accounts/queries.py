"""Reads on accounts and sessions."""

from __future__ import annotations

from sqlalchemy import select

from council.accounts.models import Account, Session
from council.accounts.passwords import token_hash
from council.clock import now
from council.extensions import db


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
