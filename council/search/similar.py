"""Needs that may be the same problem: found in the index, weighed by `likeness`, never hidden ones.

Over all organizations and software: the same function on another software counts too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from council.extensions import db
from council.markdown import plain_text
from council.needs.models import OPEN_STATES, SETTLED_STATES, Need
from council.organizations.models import Organization
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to
from council.search.likeness import Likeness, Statement, most_alike, widened
from council.search.queries import similar_records
from council.software.models import Software

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

# How many needs the index proposes before they are weighed.
CANDIDATES = 40
# A title shorter than that says nothing yet.
SHORTEST = 4


@dataclass(frozen=True)
class SimilarNeed:
    """A need that looks like another, and why."""

    need: Need
    holder: str
    likeness: Likeness


def statements_of(need_ids: Iterable[int]) -> dict[int, Statement]:
    """Return what is compared of each need; two queries. Withdrawn texts are not read."""
    ids = list(need_ids)
    named: dict[int, list[tuple[str, str]]] = {}
    about = (
        select(RecordLink.from_id, Software.name, Software.function)
        .join(Software, Software.id == RecordLink.to_id)
        .where(RecordLink.from_id.in_(ids), RecordLink.kind == LinkKind.ABOUT)
    )
    for need_id, name, function in db.session.execute(about):
        named.setdefault(need_id, []).append((name, function))
    needs = db.session.scalars(select(Need).where(Need.id.in_(ids)))
    return {
        need.id: statement_of(need, named.get(need.id, ()))
        for need in needs
        if not need.is_withdrawn
    }


def statement_of(need: Need, software: Iterable[tuple[str, str]]) -> Statement:
    """Return what is compared of a need, given the software it is about: names and functions."""
    known = list(software)
    functions = [need.function, *(function for _name, function in known)]
    return Statement(
        title=need.title,
        body=" ".join(plain_text(text) for text in (need.summary, need.body) if text),
        software=frozenset(name for name, _function in known),
        functions=tuple(text for text in functions if text),
    )


def similar_needs(
    statement: Statement, viewer: Viewer, *, limit: int = 5, but: Iterable[int] = ()
) -> list[SimilarNeed]:
    """Return the visible needs alike, best first; nothing for a text that says nothing yet."""
    text = " ".join((statement.title, statement.body, *statement.functions))
    if len(statement.title.strip()) < SHORTEST:
        return []
    found = similar_records(
        widened(text), viewer, kinds=[RecordKind.NEED], limit=CANDIDATES, but=but, loose=True
    )
    if not found:
        return []
    candidates = statements_of(line.hit.id for line in found)
    ranked = most_alike(statement, candidates.items(), limit=limit)
    return _loaded(ranked, viewer)


def similar_to(need: Need, viewer: Viewer, *, limit: int = 5) -> list[SimilarNeed]:
    """Return the visible needs that look like a need."""
    statement = statement_of(need, [(row.name, row.function) for row in need.software])
    return similar_needs(statement, viewer, limit=limit, but=[need.id])


def _loaded(ranked: Sequence[tuple[int, Likeness]], viewer: Viewer) -> list[SimilarNeed]:
    ids = [number for number, _ in ranked]
    rows = db.session.execute(
        select(Need, Organization.name, Software.name)
        .join(Need.record)
        .outerjoin(Organization, Organization.id == Record.organization_id)
        .outerjoin(Software, Software.id == Record.software_id)
        .where(Need.id.in_(ids), Need.state.in_(SETTLED_STATES), visible_to(viewer))
    )
    known = {need.id: (need, body or tool or "") for need, body, tool in rows}
    return [SimilarNeed(*known[number], found) for number, found in ranked if number in known]


def is_open(need: Need) -> bool:
    """Say whether joining this need still makes sense."""
    return need.state in OPEN_STATES
