"""Addresses of pages as files of a copy: which ones a page names, and what they become."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from flask_babel import gettext as _

from council.clock import today
from council.web import paris_day

# The pages are ours: attributes are quoted, and « " » in a text is escaped.
_ADDRESS = re.compile(r'(?<=\s)(href|src|action)="([^"]*)"')
_LINK = re.compile(r"<(?P<name>[a-z]+)\b(?P<rest>[^>]*)>", re.IGNORECASE)
_BODY = re.compile(r"<body[^>]*>")
_CANONICAL = re.compile(r'rel="(?:canonical|shortlink)"')
HTML = "text/html"


def local(link: str, base: str, page: str = "/") -> str | None:
    """Return a link as an address of this site, None when it leads out of it."""
    whole = urlsplit(urljoin(base + page, link))
    site = urlsplit(base)
    if (whole.scheme, whole.netloc) != (site.scheme, site.netloc):
        return None
    return (whole.path or "/") + (f"?{whole.query}" if whole.query else "")


def links_of(html: str, page: str, base: str) -> list[str]:
    """Return the addresses of this site that a page links to and that a copy may hold.

    Of addresses with a query, only the other pages of a list are.
    """
    found = []
    for tag in _LINK.finditer(html):
        if tag["name"].lower() not in ("a", "link"):
            continue
        for _name, value in _ADDRESS.findall(tag["rest"]):
            address = local(unescape(value), base, page)
            if address is not None and _is_kept(address):
                found.append(address)
    return found


def _is_kept(address: str) -> bool:
    query = urlsplit(address).query
    return not query or [name for name, _value in parse_qsl(query)] == ["page"]


def file_of(address: str, mimetype: str = HTML) -> str:
    """Return the file of an address: `besoins/index.html`, `besoins/page-2/index.html`, x.csv."""
    parts = urlsplit(address)
    path = "/".join(
        piece for piece in unquote(parts.path).split("/") if piece not in ("", ".", "..")
    )
    if mimetype != HTML:
        return path
    number = dict(parse_qsl(parts.query)).get("page", "")
    pieces = [path, f"page-{number}" if number.isdigit() else "", "index.html"]
    return "/".join(piece for piece in pieces if piece)


def relative(here: str, there: str) -> str:
    """Return the way from one file of the copy to another, as an address."""
    return quote(posixpath.relpath(there, posixpath.dirname(here) or "."))


def rewritten(html: str, page: str, base: str, to: Callable[[str], str]) -> str:
    """Return a page with the addresses of this site as `to` gives them, and what it is a copy of.

    The canonical address stays the live one.
    """

    def tag(match: re.Match[str]) -> str:
        whole = match[0]
        if _CANONICAL.search(whole):
            return whole
        return _ADDRESS.sub(address, whole)

    def address(match: re.Match[str]) -> str:
        link = unescape(match[2])
        if link.startswith("#"):
            return match[0]
        target = local(link, base, page)
        if target is None:
            return match[0]
        fragment = urlsplit(link).fragment
        changed = to(target + (f"#{fragment}" if fragment else ""))
        return f'{match[1]}="{escape(changed)}"'

    text = _LINK.sub(tag, html)
    live = escape(base + page)
    said = _("Copie du %(day)s.", day=paris_day(today()))
    follow = _("La page vivante, où l’on peut agir :")
    banner = (
        '<div class="fr-notice" role="region"><div class="fr-container">'
        f'<p class="fr-notice__body"><strong class="fr-notice__title">{escape(said)}</strong> '
        f'{escape(follow)} <a class="fr-link" href="{live}">{live}</a></p></div></div>'
    )
    return _BODY.sub(lambda match: match[0] + banner, text, count=1)
