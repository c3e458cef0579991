"""What people do with their account."""

from __future__ import annotations

from council.accounts.models import Account, Session
from council.accounts.steps import open_session
from council.clock import now
from council.extensions import db
from council.transactions import quiet_action


@quiet_action
def sign_in(account: Account, *, token: str, hours: int, browser: str) -> int:
    """Open a session for a person whose password was checked; return its id."""
    return open_session(account, token, hours=hours, browser=browser).id


@quiet_action
def sign_out(session_id: int) -> None:
    """End a session; ending it twice changes nothing."""
    row = db.session.get(Session, session_id)
    if row is not None and row.ended_at is None:
        row.ended_at = now()


@quiet_action
def touch_session(session_id: int) -> None:
    """Note that a session is in use."""
    row = db.session.get(Session, session_id)
    if row is not None:
        row.seen_at = now()


@quiet_action
def act_for(session_id: int, mandate_id: int | None) -> None:
    """Choose the mandate this session acts by; None: as an individual."""
    row = db.session.get_one(Session, session_id)
    row.acting_mandate_id = mandate_id
    row.acts_as_individual = mandate_id is None
