"""Writes on accounts and sessions that actions share."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from council.accounts.models import Account, AccountState, Session
from council.accounts.passwords import token_hash
from council.accounts.queries import find_account, normalize_email
from council.clock import now
from council.extensions import db
from council.journal.steps import enqueue
from council.transactions import Conflict


def wait_turn(word: str) -> None:
    """Wait until no other action that waited for the same word is running.

    Looking for a name and then adding it must not be cut in two by another's adding the same; on
    SQLite the write transaction is alone already.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(word.encode()).digest()[:7], "big")
        db.session.execute(select(func.pg_advisory_xact_lock(number)))


def add_account(
    email: str, name: str, *, password_hash: str = "", confirmed: bool = True
) -> Account:
    """Add an account, or return the one this address has."""
    wait_turn("accounts")
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


def open_session(
    account: Account, token: str, *, hours: int, browser: str, network: str = ""
) -> Session:
    """Add a session that this token opens."""
    row = Session(
        token_hash=token_hash(token),
        account_id=account.id,
        browser=browser[:200],
        network=network,
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
    db.session.execute(query.values(ended_at=now()).execution_options(synchronize_session=False))


def refuse_served_link(account: Account, epoch: int) -> None:
    """Raise Conflict when a one-time link served, or died, since its page was opened."""
    if account.epoch != epoch:
        raise Conflict(_("Ce lien a déjà servi : demandez-en un nouveau."))


def owe_invitation(account: Account, context: dict[str, str]) -> None:
    """Owe an invited person a link to choose a name and a password; each call owes a new one."""
    enqueue(
        "mail",
        f"mail:invitation:{account.id}:{now().isoformat()}",
        {
            "template": "invitation",
            "account_id": account.id,
            "context": context,
            "link": {"purpose": "invitation", "id": account.id},
        },
    )


def owe_notice(
    account: Account, template: str, *, email: str | None = None, to_account: bool = True
) -> None:
    """Owe a person a mail about their own account, to an older address if one is given."""
    payload: dict[str, object] = {"template": template, "context": {"name": account.name}}
    if to_account:
        payload["account_id"] = account.id
    if email is not None:
        payload["email"] = email
    enqueue("mail", f"mail:{template}:{account.id}:{account.epoch}", payload)
