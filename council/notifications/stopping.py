"""The link that ends the mails of one saved search, without signing in: good for a year."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from council.accounts.links import link_path, register
from council.extensions import db
from council.notifications.models_searches import SavedSearch

PURPOSE = "stop_alert"


def _epoch_of(search_id: int) -> int | None:
    # Stopping twice changes nothing, so a link serves as often as it is followed.
    return 0 if db.session.get(SavedSearch, search_id) is not None else None


register(PURPOSE, path="/alerte/{token}", epoch_of=_epoch_of, max_age=timedelta(days=366))


def stop_address(search_id: int) -> str:
    """Return the whole address that ends the mails of a search, "" when it is gone."""
    path = link_path(PURPOSE, search_id)
    return f"{current_app.config['COUNCIL_BASE_URL'].rstrip('/')}{path}" if path else ""
