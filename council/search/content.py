"""What a builder of the index says of one record, and how rendered text becomes words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from council.extensions import db

_INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|s|strong|sub|sup)\b[^>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Content:
    """What a builder says of one record; `words` are looked for but not shown."""

    title: str
    texts: Sequence[str] = ()
    words: Sequence[str] = ()
    state: str = ""
    day: date | datetime | None = None
    software_ids: Sequence[int] = ()
    tags: Sequence[str] = ()
    weight: float = 1.0


Builder = Callable[[Sequence[int]], dict[int, Content]]


def plain(markup: str) -> str:
    """Return the words of our rendered HTML."""
    return html.unescape(_TAG.sub(" ", _INLINE.sub("", markup)))


def text_of(rendered: str | None, source: str | None) -> str:
    """Return the words of a text, from its HTML when it has some."""
    return plain(rendered) if rendered else (source or "")


def rows_of(entity: Any, ids: Sequence[int], *columns: Any) -> Iterable[Row[Any]]:
    """Return these columns of the nouns of these ids."""
    return db.session.execute(select(entity.id, *columns).where(entity.id.in_(ids)))
