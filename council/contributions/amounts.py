"""Numbers as people type them: euros, days, addresses; pure functions."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import urlsplit

MOST_CENTS = 100_000_000_000_00
MOST_HUNDREDTHS = 10_000_000
MOST_LINKS = 20
MOST_LINK = 500

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d{1,2})?", re.ASCII)


class NotANumber(ValueError):
    """A text is not a positive number with two decimals at most."""


def hundredths(text: str, *, most: int) -> int | None:
    """Return a typed number in hundredths, None when empty; « 1 234,50 » gives 123450."""
    bare = _SPACES.sub("", text).removesuffix("€")
    if not bare:
        return None
    if not _NUMBER.fullmatch(bare):
        raise NotANumber(text)
    value = int(Decimal(bare.replace(",", ".")) * 100)
    if value > most:
        raise NotANumber(text)
    return value


def typed(value: int | None) -> str:
    """Return hundredths as a person would type them."""
    return "" if value is None else f"{value // 100},{value % 100:02d}"


def split_links(text: str) -> list[str]:
    """Return the addresses of a text, one a line or separated by spaces, in their order."""
    return text.split()


def is_web_address(text: str) -> bool:
    """Say whether a text is a whole web address that a page may link to."""
    if len(text) > MOST_LINK or not text.isprintable() or "\\" in text:
        return False
    try:
        parts = urlsplit(text)
        is_plain = "@" not in parts.netloc and parts.port != 0
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and is_plain
    except ValueError:
        return False
