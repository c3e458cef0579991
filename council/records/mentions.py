"""References written in texts (« CLL-2026-014 ») become links to what the reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from council.extensions import db
from council.records.addresses import path_of
from council.records.models import Record
from council.records.queries import visible_to
from council.records.steps import PREFIXES

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

_PREFIX = "|".join(sorted({prefix for prefix, _digits in PREFIXES.values()}, key=len, reverse=True))
REFERENCE = re.compile(rf"(?<![\w/.-])(?:{_PREFIX})-\d{{4}}-\d{{3,9}}(?![\w/-])", re.ASCII)
# A tag as the cleaner writes it: a quoted value may hold « > ».
_TAG = re.compile(r'(<(?:"[^"]*"|[^">])*>)')
_NAME = re.compile(r"</?([a-z0-9]+)")
# Where a reference is no link: what is one already, and what is shown as typed.
_LEFT = frozenset({"a", "code", "pre"})
# A text that names more than that is a list made to tire the reader.
MOST = 200


def references_in(html: str) -> set[str]:
    """Return the references that a clean text names outside links and code."""
    return {found for piece in _words(html) for found in REFERENCE.findall(piece)}


def _words(html: str) -> Iterable[str]:
    return (piece for piece, is_free in _pieces(html) if is_free)


def _pieces(html: str) -> Iterable[tuple[str, bool]]:
    """Yield tags and words in their order, and whether a link may be made in each."""
    depth = 0
    for number, piece in enumerate(_TAG.split(html)):
        if number % 2 == 0:
            yield piece, depth == 0
            continue
        name = _NAME.match(piece)
        if name is not None and name[1] in _LEFT:
            depth = max(0, depth + (-1 if piece.startswith("</") else 1))
        yield piece, False


def paths_of(references: Iterable[str], viewer: Viewer) -> dict[str, str]:
    """Return the address of each reference that names something this viewer may see; one query."""
    wanted = sorted(references)[:MOST]
    rows = db.session.execute(
        select(Record.kind, Record.reference, Record.uid).where(
            Record.reference.in_(wanted), Record.kind.in_(PREFIXES), visible_to(viewer)
        )
    )
    return {reference: path_of(kind, reference, uid) for kind, reference, uid in rows}


def with_links(html: str, paths: Mapping[str, str]) -> str:
    """Return clean HTML where each known reference is a link to its page."""

    def linked(match: re.Match[str]) -> str:
        path = paths.get(match[0])
        return f'<a class="fr-link" href="{path}">{match[0]}</a>' if path else match[0]

    return "".join(
        REFERENCE.sub(linked, piece) if is_free else piece for piece, is_free in _pieces(html)
    )
