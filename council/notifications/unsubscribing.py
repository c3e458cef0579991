"""The link that ends mails in one click, without signing in: signed, good for a year."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from flask import current_app

from council.accounts.links import link_path, register
from council.accounts.models import Account
from council.extensions import db
from council.notifications.events import Family

PURPOSE = "unsubscribe"


def _epoch_of(account_id: int) -> int | None:
    # Unsubscribing twice changes nothing, so a link serves as often as it is followed.
    account = db.session.get(Account, account_id)
    return 0 if account is not None and account.is_active else None


register(PURPOSE, path="/desabonnement/{token}", epoch_of=_epoch_of, max_age=timedelta(days=366))


def unsubscribe_address(account_id: int, family: Family | None = None) -> str:
    """Return the whole address that ends one family of mails, or every one a person may end."""
    path = link_path(PURPOSE, account_id)
    if path is None:
        return ""
    query = f"?{urlencode({'famille': family})}" if family else ""
    return f"{current_app.config['COUNCIL_BASE_URL'].rstrip('/')}{path}{query}"
