"""One-time links: derived when a mail is sent, never stored, dead once used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

# Purpose → (endpoint that takes `token`, function id → the state the link dies with, or None).
LINKS: dict[str, tuple[str, Callable[[int], Any]]] = {}


def link_path(purpose: str, identifier: int) -> str | None:
    """Return the path of a fresh link, None when there is nothing left to use it on."""
    endpoint, state_of = LINKS[purpose]
    state = state_of(identifier)
    if state is None:
        return None
    with current_app.test_request_context():
        return url_for(endpoint, token=_signer(purpose).dumps([identifier, state]))


def read_link(purpose: str, token: str, *, max_age: int) -> int | None:
    """Return the id a link was made for; None when forged, too old (seconds), or used."""
    try:
        identifier, state = _signer(purpose).loads(token, max_age=max_age)
    except (BadSignature, ValueError, TypeError):
        return None
    if not isinstance(identifier, int) or LINKS[purpose][1](identifier) != state:
        return None
    return identifier


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"link:{purpose}")
