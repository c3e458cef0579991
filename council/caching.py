"""HTTP caching of pages for readers without an account: strong validators, served from memory.

A page is kept with the number of the journal's last entry, so that any act makes it old at once,
and for a few seconds at most, for what changes without an act: dates that pass, the index. Its ETag
is a hash of its bytes: two hosts give the same, and it tells nothing of acts that are not public.
A reader who has the page gets 304 for one query, and so does whoever asks for it again. A front
cache may give it for a few seconds, without asking. What has a cookie, an authorization or a form
is never kept.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.security import safe_join

from council import clock
from council.extensions import db
from council.journal.models import JournalHead
from council.polls.models import Poll

MOST_PAGES = 300
LARGEST = 300_000
LONGEST_ADDRESS = 300
# How long a front cache gives a page without asking, in seconds; longer when the site is down.
SHARED = 5
WHEN_DOWN = 600
PRIVATE = "private, no-store"
FOR_EVER = "public, max-age=31536000, immutable"
# What each answer says of itself.
MADE_ANEW = frozenset({"content-length", "etag", "last-modified", "cache-control", "date"})


@dataclass(frozen=True)
class Kept:
    """A page as it was made: until which moment it may be given, and the journal it knew."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    modified: datetime
    sequence: int
    expires: datetime


class Pages:
    """The pages kept by one process, the least used forgotten first; safe among threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._pages: OrderedDict[str, Kept] = OrderedDict()

    def find(self, key: str) -> Kept | None:
        """Return a page that is kept, however old."""
        with self._guard:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: str, page: Kept) -> None:
        """Keep a page in the place of the one before."""
        with self._guard:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


def init_caching(app: Flask) -> None:
    """Have pages kept; called before anything else is asked of a request."""
    app.extensions["pages"] = Pages()
    app.before_request(_give_kept)
    app.after_request(_keep)
    app.url_defaults(_name_version)


def _name_version(endpoint: str, values: dict[str, Any]) -> None:
    """Put the hash of a file of ours in its address: an address never names two contents."""
    if endpoint == "static" and "filename" in values and "v" not in values:
        version = _version_of(str(current_app.static_folder), values["filename"])
        if version:
            values["v"] = version


@lru_cache(maxsize=200)
def _version_of(folder: str, filename: str) -> str:
    path = safe_join(folder, filename)
    try:
        return hashlib.sha256(Path(path or "").read_bytes()).hexdigest()[:12]
    except OSError:
        return ""


def _keep_file(response: Response) -> Response:
    filename = (request.view_args or {}).get("filename", "")
    named = request.args.get("v", "")
    if named and named == _version_of(str(current_app.static_folder), filename):
        response.headers["Cache-Control"] = FOR_EVER
    return response


def _give_kept() -> Response | None:
    if not _may_be_shared():
        return None
    try:
        g.sequence = db.session.scalar(select(JournalHead.sequence)) or 0
    except SQLAlchemyError:
        # The page will say that the database is busy, in words.
        db.session.rollback()
        return None
    page = _pages().find(_key())
    if page is None or page.sequence != g.sequence or page.expires <= clock.now():
        return None
    g.is_kept = True
    response = Response(page.body, headers=list(page.headers))
    return _validated(response, page)


def _keep(response: Response) -> Response:
    if request.endpoint == "static":
        return _keep_file(response)
    if g.get("is_kept"):
        return response
    if "Cache-Control" in response.headers:
        # The view has said it, as pages behind a secret link do.
        return response
    if not _may_be_shared() or response.status_code != 200 or "Set-Cookie" in response.headers:
        return _not_shared(response)
    if "sequence" not in g or response.is_streamed or response.direct_passthrough:
        return _shared(response, _expiry())
    body = response.get_data()
    if b'name="csrf_token"' in body:
        return _not_shared(response)
    etag = response.get_etag()[0] or hashlib.sha256(body).hexdigest()[:40]
    headers = tuple((n, v) for n, v in response.headers if n.lower() not in MADE_ANEW)
    modified = _modified(_pages().find(_key()), etag)
    page = Kept(body, headers, etag, modified, g.sequence, _expiry())
    if len(body) <= LARGEST and len(request.full_path) <= LONGEST_ADDRESS:
        _pages().keep(_key(), page)
    return _validated(response, page)


def _pages() -> Pages:
    pages: Pages = current_app.extensions["pages"]
    return pages


def _key() -> str:
    return f"{request.scheme}://{request.host}{request.full_path}"


def _may_be_shared() -> bool:
    """Say whether what is asked is the same for everybody who asks so."""
    return (
        current_app.config["COUNCIL_PAGE_SECONDS"] > 0
        and request.endpoint != "static"
        and request.method in {"GET", "HEAD"}
        and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
        and "Authorization" not in request.headers
    )


def _expiry() -> datetime:
    """Return until when a page made now is true: a few seconds, or the next turn of a vote."""
    now = clock.now()
    latest = now + timedelta(seconds=current_app.config["COUNCIL_PAGE_SECONDS"])
    turns = [
        select(func.min(column)).where(column > now, column <= latest)
        for column in (Poll.opens_at, Poll.closes_at)
    ]
    found = [db.session.scalar(turn) for turn in turns] if "sequence" in g else []
    return min([latest, *(moment for moment in found if moment is not None)])


def _modified(known: Kept | None, etag: str) -> datetime:
    """Return since when the page is what it is, to the second, as far as this process knows.

    Later than that of the page before it, even within one second: whoever has only the date of
    a page is never told that another one is the same.
    """
    moment = clock.now().replace(microsecond=0)
    if known is None:
        return moment
    if known.etag == etag:
        return known.modified
    return max(moment, known.modified + timedelta(seconds=1))


def _validated(response: Response, page: Kept) -> Response:
    response.set_etag(page.etag)
    response.last_modified = page.modified
    _shared(response, page.expires)
    return response.make_conditional(request.environ)


def _shared(response: Response, expires: datetime) -> Response:
    left = int((expires - clock.now()).total_seconds())
    seconds = max(0, min(SHARED, left))
    response.headers["Cache-Control"] = (
        f"public, max-age=0, s-maxage={seconds}, stale-if-error={WHEN_DOWN}"
    )
    response.vary.add("Cookie")
    response.vary.add("Authorization")
    return response


def _not_shared(response: Response) -> Response:
    if response.status_code in {301, 308, 404, 410}:
        return response
    response.headers["Cache-Control"] = PRIVATE if "Set-Cookie" in response.headers else "no-cache"
    return response
