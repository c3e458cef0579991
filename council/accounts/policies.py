"""What people may do with accounts, and when the password is asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.accounts.models import Session
from council.clock import now

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

CONFIRMED_FOR = timedelta(minutes=15)


def recently_confirmed(viewer: Viewer) -> Verdict:
    """Allow a grave act when the password was given in this session less than 15 minutes ago.

    Outside a session (command line, link in a mail) there is no password to ask: the caller
    vouches for the person.
    """
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.session_id is None:
        return yes()
    if viewer.confirmed_at is None or now() - viewer.confirmed_at > CONFIRMED_FOR:
        return no(_l("Confirmez votre mot de passe avant cet acte."))
    return yes()


def can_end_session(viewer: Viewer, session: Session) -> Verdict:
    """One ends one's own sessions."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if session.account_id != viewer.account_id:
        return no(_l("Cette connexion n’est pas la vôtre."))
    return yes()
