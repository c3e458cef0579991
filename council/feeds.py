"""Atom feeds (RFC 4287): the same frame for every one, and nothing that XML 1.0 forbids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, render_template

# What XML 1.0 lets no document hold, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One entry: `uid` stays the same for ever, `content` is HTML that was cleaned."""

    uid: str
    title: str
    path: str
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    content: str = ""
    rights: str = ""
    category: str = ""


def xml_text(text: str) -> str:
    """Return a text without the characters that an XML document may not hold."""
    return _FORBIDDEN.sub("", text)


def atom(title: str, path: str, entries: Sequence[Entry], *, address: str = "") -> Response:
    """Return a feed of what a page shows; `path` is the page's, `address` the feed's own.

    A feed is kept and passed on by programs: the caller reads what everybody may see.
    """
    base = current_app.config["COUNCIL_BASE_URL"].rstrip("/")
    page = render_template(
        "_feed.xml",
        title=title,
        base=base,
        page=base + path,
        address=base + (address or f"{path}.atom"),
        entries=entries,
    )
    return Response(xml_text(page), mimetype="application/atom+xml")
