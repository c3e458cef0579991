"""Writes on accounts and sessions that actions share."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from council.accounts.models import Account, AccountState, Session
from council.accounts.passwords import token_hash
from council.accounts.queries import find_account, normalize_email
from council.clock import now
from council.extensions import db


def add_account(
    email: str, name: str, *, password_hash: str = "", confirmed: bool = True
) -> Account:
    """Add an account, or return the one this address has."""
    account = find_account(email)
    if account is None:
        account = Account(
            email=normalize_email(email),
            name=name.strip(),
            password_hash=password_hash,
            state=AccountState.ACTIVE if password_hash else AccountState.INVITED,
            email_confirmed_at=now() if confirmed else None,
        )
        db.session.add(account)
        db.session.flush()
    return account


def open_session(account: Account, token: str, *, hours: int, browser: str) -> Session:
    """Add a session that this token opens."""
    row = Session(
        token_hash=token_hash(token),
        account_id=account.id,
        browser=browser[:200],
        expires_at=now() + timedelta(hours=hours),
    )
    db.session.add(row)
    db.session.flush()
    return row


def end_sessions(account: Account, *, but: int | None = None) -> None:
    """End every session of a person, except one."""
    query = update(Session).where(Session.account_id == account.id, Session.ended_at.is_(None))
    if but is not None:
        query = query.where(Session.id != but)
    db.session.execute(
        query.values(ended_at=now()).execution_options(synchronize_session=False)
    )
