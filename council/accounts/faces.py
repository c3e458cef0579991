"""What the pages of accounts share: their blueprint, opening a session, saying to wait."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_login import login_user

from council.accounts import actions, throttle
from council.accounts.confirmation import PasswordNeeded
from council.accounts.links import SECRET_PAGE
from council.accounts.models import Account
from council.accounts.passwords import new_token
from council.accounts.queries import find_session
from council.organizations.visitor import SignedIn

bp = Blueprint("accounts", __name__)


@bp.app_errorhandler(PasswordNeeded)
def ask_password(needed: PasswordNeeded):
    """Send a person to give their password again, then back."""
    return redirect(url_for("accounts.confirm", suite=needed.suite), 303)


def start_session(account: Account) -> None:
    """Open a session for a person who proved who they are; the cookie's content is new."""
    token = new_token()
    hours = current_app.config["COUNCIL_SESSION_HOURS"]
    browser = request.headers.get("User-Agent", "")
    network = throttle.network_key(request.remote_addr)
    session.clear()
    actions.sign_in(account, token=token, hours=hours, browser=browser, network=network)
    login_user(SignedIn(token, find_session(token)))


def link_expired():
    """Show that a one-time link no longer works, and what to do."""
    return render_template("accounts/link_expired.html"), 410, SECRET_PAGE
