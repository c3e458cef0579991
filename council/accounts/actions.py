"""What people do with their account."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.accounts.models import Account, AccountState, Session
from council.accounts.queries import find_account, normalize_email
from council.accounts.steps import (
    end_sessions,
    open_session,
    owe_notice,
    refuse_served_link,
    wait_turn,
)
from council.clock import now
from council.extensions import db
from council.journal.steps import enqueue, write_entry
from council.transactions import Invalid, action, lock, quiet_action

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@quiet_action
def sign_in(account: Account, *, token: str, hours: int, browser: str, network: str = "") -> int:
    """Open a session for a person whose password was checked; return its id."""
    return open_session(account, token, hours=hours, browser=browser, network=network).id


@quiet_action
def sign_out(session_id: int) -> None:
    """End a session; ending it twice changes nothing."""
    row = db.session.get(Session, session_id)
    if row is not None and row.ended_at is None:
        row.ended_at = now()


@quiet_action
def end_other_sessions(account_id: int, *, but: int | None) -> bool:
    """End every session of a person but the one they are using."""
    end_sessions(db.session.get_one(Account, account_id), but=but)
    return True


@quiet_action
def touch_session(session_id: int) -> None:
    """Note that a session is in use."""
    row = db.session.get(Session, session_id)
    if row is not None:
        row.seen_at = now()


@quiet_action
def confirm_session(session_id: int) -> bool:
    """Note that the password was just given again in this session."""
    db.session.get_one(Session, session_id).confirmed_at = now()
    return True


@quiet_action
def act_for(session_id: int, mandate_id: int | None) -> None:
    """Choose the mandate this session acts by; None: as an individual."""
    row = db.session.get_one(Session, session_id)
    row.acting_mandate_id = mandate_id
    row.acts_as_individual = mandate_id is None


@action
def rename_account(account: Account, *, name: str, author: Viewer) -> Account:
    """Change the name a person is shown by; acts already done show the new one too."""
    lock(account).name = name.strip()
    write_entry("account.renamed", subjects=(), actor=author)
    return account


@action
def change_password(account: Account, *, password_hash: str, author: Viewer) -> Account:
    """Change one's password: every other session ends and every link sent before dies."""
    lock(account).password_hash = password_hash
    account.epoch += 1
    end_sessions(account, but=author.session_id)
    owe_notice(account, "password_changed")
    write_entry("account.password_changed", subjects=(), actor=author)
    return account


@quiet_action
def ask_email_change(account: Account, *, email: str) -> bool:
    """Owe a link to the new address; nothing changes until it is followed.

    The answer is the same when the address has an account already: then nothing is sent.
    """
    lock(account).pending_email = normalize_email(email)
    account.epoch += 1
    if find_account(email) is None:
        enqueue(
            "mail",
            f"mail:change-email:{account.id}:{account.epoch}",
            {
                "template": "change_email",
                "account_id": account.id,
                "email": account.pending_email,
                "context": {},
                "link": {"purpose": "change-email", "id": account.id},
            },
        )
    return True


@action
def confirm_email_change(account: Account, *, epoch: int, author: Viewer) -> Account:
    """Take the new address, once its link was followed; the old one is told."""
    refuse_served_link(lock(account), epoch)
    wait_turn("accounts")
    taken = find_account(account.pending_email)
    if not account.pending_email or taken is not None:
        raise Invalid({"email": _("Cette adresse n’est plus disponible.")})
    old = account.email
    account.email, account.pending_email = account.pending_email, ""
    account.email_confirmed_at = now()
    account.epoch += 1
    owe_notice(account, "email_changed", email=old)
    write_entry("account.email_changed", subjects=(), actor=author)
    return account


@quiet_action
def ask_reset(account_id: int) -> bool:
    """Owe a link to whoever forgot a password; the same work for an unknown address (0)."""
    enqueue("password_reset", f"password-reset:{uuid.uuid4().hex}", {"account_id": account_id})
    return True


@action
def reset_password(account: Account, *, password_hash: str, epoch: int, author: Viewer) -> Account:
    """Take a new password by a mailed link; every session ends."""
    refuse_served_link(lock(account), epoch)
    if not account.is_active:
        raise Invalid({"password": _("Ce compte n’est pas ouvert.")})
    account.password_hash = password_hash
    account.epoch += 1
    end_sessions(account)
    owe_notice(account, "password_changed")
    write_entry("account.password_changed", subjects=(), actor=author)
    return account


@action
def activate_account(
    account: Account, *, name: str, password_hash: str, epoch: int, author: Viewer
) -> Account:
    """Open an invited person's account: their name, their password; the link proves the address."""
    refuse_served_link(lock(account), epoch)
    if account.state != AccountState.INVITED:
        raise Invalid({"password": _("Ce compte est déjà ouvert : connectez-vous.")})
    account.name = name.strip()
    account.password_hash = password_hash
    account.state = AccountState.ACTIVE
    account.email_confirmed_at = now()
    account.epoch += 1
    write_entry("account.activated", subjects=(), actor=author)
    return account


@action
def close_account(account: Account, *, author: Viewer) -> Account:
    """Close one's account for ever: the person is pseudonymised, public acts stay.

    Name and address leave the database; what was done stays under the organization it was done
    for. Mandates of a closed account are no longer in force.
    """
    lock(account)
    owe_notice(account, "account_closed", email=account.email, to_account=False)
    account.name = _("Compte clos %(number)s", number=account.uid[:6])
    account.email = f"clos-{account.uid}@compte.invalid"
    account.pending_email = ""
    account.password_hash = ""
    account.state = AccountState.CLOSED
    account.epoch += 1
    end_sessions(account)
    write_entry("account.closed", subjects=(), actor=author)
    return account
