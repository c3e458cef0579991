"""One-time links: signed, derived when a mail is sent, never stored.

A link holds the id of what it is about and its epoch. It works once, because the act it serves
raises the epoch; every older link then dies too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import current_app
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from council.accounts.models import Account
from council.clock import now
from council.extensions import db


@dataclass(frozen=True)
class Purpose:
    """What a link is for: its address, how to read the epoch of an id, how long it lives."""

    path: str
    epoch_of: Callable[[int], int | None]
    max_age: timedelta


@dataclass(frozen=True)
class Link:
    """What a valid link is about, and the epoch it was made in, to be checked under the lock."""

    id: int
    epoch: int


# Headers of a page reached by a one-time link: its address leaves the page by no other way.
SECRET_PAGE = {"Referrer-Policy": "no-referrer", "Cache-Control": "private, no-store"}

PURPOSES: dict[str, Purpose] = {}
# Purpose → id → address within the site, None when there is nothing to link to any more.
LINKS: dict[str, Callable[[int], str | None]] = {}


def register(
    purpose: str, *, path: str, epoch_of: Callable[[int], int | None], max_age: timedelta
) -> None:
    """Declare a kind of link; `path` holds `{token}`, `epoch_of` answers None for no such id."""
    PURPOSES[purpose] = Purpose(path, epoch_of, max_age)
    LINKS[purpose] = partial(link_path, purpose)


class _Signer(TimestampSigner):
    """Signs with the time of the house's clock."""

    def get_timestamp(self) -> int:
        """Return the present second."""
        return int(now().timestamp())


def _signer(purpose: str) -> URLSafeTimedSerializer:
    secret = current_app.config["SECRET_KEY"]
    return URLSafeTimedSerializer(secret, salt=f"link:{purpose}", signer=_Signer)


def link_path(purpose: str, id: int) -> str | None:
    """Return the address of a fresh link, None when its object no longer exists."""
    epoch = PURPOSES[purpose].epoch_of(id)
    if epoch is None:
        return None
    return PURPOSES[purpose].path.format(token=_signer(purpose).dumps([id, epoch]))


def read_link(purpose: str, token: str, max_age: timedelta | None = None) -> Link | None:
    """Return what a link is about; None when it is forged, too old, or has served already."""
    declared = PURPOSES[purpose]
    seconds = int((max_age or declared.max_age).total_seconds())
    try:
        id, epoch = _signer(purpose).loads(token, max_age=seconds)
    except (BadData, ValueError, TypeError):
        return None
    return Link(id, epoch) if declared.epoch_of(id) == epoch else None


def _account_epoch(account_id: int) -> int | None:
    account = db.session.get(Account, account_id)
    return account.epoch if account is not None else None


register(
    "reset-password",
    path="/mot-de-passe-oublie/{token}",
    epoch_of=_account_epoch,
    max_age=timedelta(hours=2),
)
register(
    "invitation",
    path="/invitation/{token}",
    epoch_of=_account_epoch,
    max_age=timedelta(days=7),
)
register(
    "change-email",
    path="/compte/adresse/{token}",
    epoch_of=_account_epoch,
    max_age=timedelta(days=1),
)
