"""The links that end mails in one click, without signing in: signed, good for a year."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from flask import current_app

from council.accounts.links import link_path, register
from council.accounts.models import Account
from council.extensions import db
from council.notifications.events import Family
from council.notifications.models_searches import SavedSearch

PURPOSE = "unsubscribe"
STOP_ALERT = "stop_alert"
YEAR = timedelta(days=366)


def _epoch_of(account_id: int) -> int | None:
    # Unsubscribing twice changes nothing, so a link serves as often as it is followed.
    account = db.session.get(Account, account_id)
    return 0 if account is not None and account.is_active else None


def _search_epoch(search_id: int) -> int | None:
    return 0 if db.session.get(SavedSearch, search_id) is not None else None


register(PURPOSE, path="/desabonnement/{token}", epoch_of=_epoch_of, max_age=YEAR)
register(STOP_ALERT, path="/alerte/{token}", epoch_of=_search_epoch, max_age=YEAR)


def _whole(path: str | None) -> str:
    return f"{current_app.config['COUNCIL_BASE_URL'].rstrip('/')}{path}" if path else ""


def unsubscribe_address(account_id: int, family: Family | None = None) -> str:
    """Return the whole address that ends one family of mails, or every one a person may end."""
    whole = _whole(link_path(PURPOSE, account_id))
    return f"{whole}?{urlencode({'famille': family})}" if whole and family else whole


def stop_address(search_id: int) -> str:
    """Return the whole address that ends the mails of a saved search, "" when it is gone."""
    return _whole(link_path(STOP_ALERT, search_id))
