"""The application with its locks taken away, for the tests that show what the locks are for.

Served by `gunicorn tests.polls.sabotage:app` on a throwaway database only.
"""

from __future__ import annotations

from typing import Any

from council import create_app, extensions
from council.extensions import db
from council.polls import actions, actions_proxies, steps


def _reload(thing: Any, *, read: bool = False) -> Any:
    db.session.refresh(thing)
    return thing


def _no_transaction(_connection: Any) -> None:
    """SQLite's write lock is its transaction: without BEGIN each statement stands alone."""


actions.lock = actions_proxies.lock = steps.lock = _reload  # type: ignore[attr-defined]
extensions._begin_sqlite = _no_transaction
app = create_app()
