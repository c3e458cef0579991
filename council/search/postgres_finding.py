"""From clauses to documents in PostgreSQL: which ones, how good, how many of each facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.types import REAL, Text

from council.search.engine import (
    FACETS,
    MOST_EXPANSIONS,
    RESEMBLANCE,
    SIMILAR_TERMS,
    facets_of,
)
from council.search.models import SearchBuild, SearchTerm
from council.search.parser import Parsed
from council.search.postgres_clauses import WEIGHTS, Builder, Worth, quoted
from council.search.postgres_store import TABLE

# Weighing reads the whole terms of a document: above that many hits, those whose title answers
# are weighed with the newest, and the others follow by date.
MOST_WEIGHED = 2_000
# Each term is a condition on every document: fewer than a folder reads.
LOOSE_TERMS = 60


@dataclass(frozen=True)
class Seen:
    """What a reader may see of a build, on one snapshot."""

    connection: Connection
    build: int
    tokens: Sequence[str]
    excluded: Sequence[int]

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what a document must meet to be seen: true of none without a token."""
        tokens = cast(list(self.tokens), ARRAY(Text()))
        kept = [TABLE.c.build_id == self.build, TABLE.c.audience.op("&&")(tokens)]
        return [*kept, TABLE.c.id.not_in(self.excluded)] if self.excluded else kept


@dataclass(frozen=True)
class Found:
    """What answers a query: its conditions, how many with and without filters, of each facet."""

    conditions: Sequence[ColumnElement[bool]] = ()
    matched: int = 0
    total: int = 0
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    worths: Sequence[Worth] = ()
    terms: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    titles: str = ""
    widened: str = ""


def holds(query: str) -> ColumnElement[bool]:
    """Return the condition that a document's terms answer."""
    return TABLE.c.terms.op("@@", is_comparison=True)(cast(literal(query, Text()), TSQUERY))


def count(seen: Seen) -> int:
    """Return how many documents are seen."""
    return seen.connection.scalar(select(func.count()).where(*seen.conditions())) or 0


def beginning(seen: Seen, prefix: str) -> list[str]:
    """Return the commonest words of the build that begin so."""
    rows = seen.connection.scalars(
        select(SearchTerm.term)
        .where(
            SearchTerm.build_id == seen.build,
            SearchTerm.term.startswith("f" + prefix, autoescape=True),
            SearchTerm.documents > 0,
        )
        .order_by(SearchTerm.documents.desc(), SearchTerm.term)
        .limit(MOST_EXPANSIONS)
    )
    return [term[1:] for term in rows]


def find(seen: Seen, parsed: Parsed, filters: Mapping[str, str]) -> Found:
    """Return what answers a query among the documents seen.

    When nothing holds every word, words are taken as beginnings, then one of them is enough.
    """
    active = {name: value for name, value in filters.items() if name in FACETS and value}
    barred = [
        sa.not_(holds(query)) for clause in parsed.unwanted if (query := _builder(seen).one(clause))
    ]
    if not parsed.groups:
        listed = bool(parsed.unwanted) or not parsed.text
        if not listed:
            return _nothing()
        return _counted(seen, [*seen.conditions(), *barred], active, _builder(seen))
    for widened in ("", "prefix", "any"):
        if widened == "any" and len(parsed.groups) < 2:
            break
        builder = _builder(seen)
        query = (
            builder.any_of(parsed)
            if widened == "any"
            else builder.all_of(parsed, widened=widened == "prefix")
        )
        if query:
            conditions = [*seen.conditions(), holds(query), *barred]
            found = _counted(seen, conditions, active, builder, widened)
            if found.matched:
                return found
    return _nothing()


def _nothing() -> Found:
    return Found(facets=facets_of({}))


def _builder(seen: Seen) -> Builder:
    return Builder(lambda prefix: beginning(seen, prefix))


def _counted(
    seen: Seen,
    conditions: list[ColumnElement[bool]],
    active: Mapping[str, str],
    builder: Builder,
    widened: str = "",
) -> Found:
    """Count what meets the conditions, and each facet without its own filter."""
    passes = {name: _has(name, value) for name, value in active.items()}
    matched = select(TABLE.c.facets, _failed(passes).label("failed")).where(*conditions).subquery()
    each = select(func.count()).group_by(matched.c.failed).add_columns(matched.c.failed)
    totals = {failed: number for number, failed in seen.connection.execute(each)}
    return Found(
        conditions=[*conditions, *passes.values()],
        matched=sum(totals.values()),
        total=totals.get("", 0),
        facets=facets_of(_pairs(seen, matched) if totals else {}),
        worths=list(builder.worths.values()),
        terms=frozenset(builder.terms),
        forms=frozenset(builder.forms),
        titles=" | ".join(quoted("t" + term) for term in sorted(builder.terms)),
        widened=widened,
    )


def _failed(passes: Mapping[str, ColumnElement[bool]]) -> Any:
    """Return the one filter that a document does not pass: "" for none, * for several."""
    if not passes:
        return literal("")
    several = sum((sa.case((ok, 0), else_=1) for ok in passes.values()), literal(0))
    one = sa.case(*[(sa.not_(ok), name) for name, ok in passes.items()], else_="")
    return sa.case((several > 1, "*"), else_=one)


def _pairs(seen: Seen, matched: Any) -> Counter[tuple[str, str]]:
    """Count each value of each facet among what passes every filter but its own."""
    each = (
        select(func.unnest(matched.c.facets).label("facet"), matched.c.failed)
        .where(matched.c.failed != "*")
        .subquery()
    )
    pairs: Counter[tuple[str, str]] = Counter()
    counted = select(each.c.facet, each.c.failed, func.count()).group_by(*each.c)
    for facet, failed, number in seen.connection.execute(counted):
        name, _equal, value = facet.partition("=")
        if failed in ("", name):
            pairs[name, value] += number
    return pairs


def _has(name: str, value: str) -> ColumnElement[bool]:
    return TABLE.c.facets.op("@>", is_comparison=True)(cast([f"{name}={value}"], ARRAY(Text())))


def ranked(seen: Seen, found: Found, *, by_date: bool, page: int, size: int) -> list[Any]:
    """Return the rows of a page, the best first, the newest first among equals."""
    if not found.total:
        return []
    score: Any = literal(0.0)
    if not by_date and found.worths:
        score = _score(seen, found) * TABLE.c.weight
        if found.total > MOST_WEIGHED:
            score = sa.case((_worth_weighing(found), score), else_=0.0)
    best = (
        select(TABLE.c.id, score.label("score"))
        .where(*found.conditions)
        .order_by(sa.desc("score"), TABLE.c.date.desc(), TABLE.c.id.desc())
        .limit(size)
        .offset((page - 1) * size)
        .subquery()
    )
    rows = (
        select(TABLE, best.c.score)
        .join(best, best.c.id == TABLE.c.id)
        .where(TABLE.c.build_id == seen.build)
        .order_by(best.c.score.desc(), TABLE.c.date.desc(), TABLE.c.id.desc())
    )
    return list(seen.connection.execute(rows))


def _worth_weighing(found: Found) -> ColumnElement[bool]:
    chosen = select(TABLE.c.id).where(*found.conditions)
    newest = chosen.order_by(TABLE.c.date.desc(), TABLE.c.id.desc()).limit(MOST_WEIGHED // 2)
    if not found.titles:
        return TABLE.c.id.in_(newest)
    titled = chosen.where(holds(found.titles))
    titled = titled.order_by(TABLE.c.date.desc(), TABLE.c.id.desc()).limit(MOST_WEIGHED)
    return sa.or_(TABLE.c.id.in_(newest), TABLE.c.id.in_(titled))


def _score(seen: Seen, found: Found) -> Any:
    """Return how good a document is: what it holds, rarer words more, weighed by where."""
    rarity = _rarity(seen, [worth.term for worth in found.worths])
    weights = cast(list(WEIGHTS), ARRAY(REAL()))
    parts = []
    for worth in found.worths:
        query = cast(literal(worth.query, Text()), TSQUERY)
        held = holds(worth.query)
        value: Any = literal(1.0)
        if worth.is_ranked:
            # 1: a long text holds more words without being more about them.
            value = func.ts_rank(weights, TABLE.c.terms, query, 1) * 10
        parts.append(sa.case((held, value * worth.factor * rarity[worth.term]), else_=0.0))
    return sum(parts[1:], parts[0])


def _rarity(seen: Seen, terms: Iterable[str]) -> dict[str, float]:
    """Return the weight of each term: the rarer in the build, the more it tells."""
    wanted = sorted(set(terms))
    rows = seen.connection.execute(
        select(SearchTerm.term, SearchTerm.documents).where(
            SearchTerm.build_id == seen.build, SearchTerm.term.in_(wanted)
        )
    )
    held = dict(rows.all())
    size = seen.connection.scalar(select(SearchBuild.documents).where(SearchBuild.id == seen.build))
    return {term: log(1 + max(1, size or 0) / max(1, held.get(term, 1))) for term in wanted}


def holding(seen: Seen, terms: Iterable[str], *, most: int) -> dict[str, int]:
    """Return how many documents seen hold each of these terms, the rarest of the build only."""
    wanted = sorted(set(terms))
    held = dict.fromkeys(wanted, 0)
    rows = seen.connection.execute(
        select(SearchTerm.term, SearchTerm.documents).where(
            SearchTerm.build_id == seen.build,
            SearchTerm.term.in_([name + term for term in wanted for name in "tb"]),
        )
    )
    for term, number in rows:
        held[term[1:]] += number
    rarest = sorted((number, term) for term, number in held.items() if number > 0)[:most]
    counts = [
        select(func.count())
        .where(*seen.conditions(), holds(f"{quoted('t' + term)} | {quoted('b' + term)}"))
        .scalar_subquery()
        .label(f"held_{place}")
        for place, (_number, term) in enumerate(rarest)
    ]
    if not counts:
        return {}
    found = seen.connection.execute(select(*counts)).one()
    return {term: int(number) for (_held, term), number in zip(rarest, found, strict=True)}


def resemblance(
    seen: Seen, counts: Mapping[str, int], kinds: list[str], limit: int, *, loose: bool
) -> list[Any]:
    """Return documents by the share of a text's weight that they hold.

    The rarest terms of the build are looked at; their rarity is counted among documents seen.
    """
    kept_most = LOOSE_TERMS if loose else SIMILAR_TERMS
    held = holding(seen, counts, most=2 * kept_most)
    total = max(1, count(seen))
    weights = {
        term: log(1 + total / number) * (1 + log(counts[term]))
        for term, number in held.items()
        if number
    }
    kept = sorted(weights, key=lambda term: (-weights[term], term))[:kept_most]
    if not kept:
        return []
    whole = sum(weights[term] for term in kept)
    queries = {term: f"({quoted('t' + term)} | {quoted('b' + term)})" for term in kept}
    held_terms = [(holds(queries[term]), weights[term] / whole) for term in kept]
    share = sum(sa.case((held, weight), else_=0.0) for held, weight in held_terms)
    shared = sum(sa.case((held, 1), else_=0) for held, _weight in held_terms)
    query = select(TABLE, share.label("score")).where(
        *seen.conditions(), holds(" | ".join(queries.values()))
    )
    if not loose:
        query = query.where(share >= RESEMBLANCE, shared >= min(2, len(counts)))
    if kinds:
        query = query.where(TABLE.c.kind.in_(kinds))
    ordered = query.order_by(sa.desc("score"), TABLE.c.id.desc()).limit(limit)
    return list(seen.connection.execute(ordered))
