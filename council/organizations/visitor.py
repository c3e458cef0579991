"""Who visits: turns the cookie of a request into its Viewer."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, current_app, g, request
from flask_login import UserMixin, current_user

from council.accounts.actions import touch_session
from council.accounts.models import Session
from council.accounts.queries import find_session
from council.clock import now
from council.extensions import login
from council.organizations.queries import viewer_of
from council.organizations.viewer import ANONYMOUS, Viewer

TOUCH_EVERY = timedelta(minutes=5)


class SignedIn(UserMixin):
    """What Flask-Login keeps: the session's random token, and its row."""

    def __init__(self, token: str, row: Session):
        self.token = token
        self.row = row

    def get_id(self) -> str:
        """Return what the cookie holds: a token that says nothing."""
        return self.token


@login.user_loader
def load_signed_in(token: str) -> SignedIn | None:
    """Return who a cookie's token signs in, None when the session ended, expired or idled."""
    row = find_session(token)
    idle = timedelta(minutes=current_app.config["COUNCIL_SESSION_IDLE_MINUTES"])
    if row is None or now() - row.seen_at > idle or not row.account.is_active:
        return None
    return SignedIn(token, row)


def init_visitor(app: Flask) -> None:
    """Build the Viewer before anything else looks at a request."""
    app.before_request(_load_viewer)


def _load_viewer() -> None:
    g.viewer = _viewer() if request.endpoint != "static" else ANONYMOUS


def _viewer() -> Viewer:
    # Without a cookie there is nobody to look for: the session is not even opened.
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return ANONYMOUS
    if not current_user.is_authenticated:
        return ANONYMOUS
    row = current_user.row
    if now() - row.seen_at > TOUCH_EVERY:
        touch_session(row.id)
    return viewer_of(row)
