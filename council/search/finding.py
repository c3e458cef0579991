"""From clauses to documents: which ones, how good, how many of each facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from math import log

from whoosh import query as q
from whoosh.scoring import BM25F

from council.search.analysis import analyse, exact_tokens, fold, is_identifier, stem
from council.search.engine import (
    FACETS,
    MOST_EXPANSIONS,
    RESEMBLANCE,
    SIMILAR_TERMS,
    facets_of,
)
from council.search.parser import SHORTEST_PREFIX, Clause, Parsed
from council.search.store import Reading

WEIGHTING = BM25F()
BOOSTS = {"title": 3.0, "names": 1.5, "body": 1.0}
IDENTIFIER_BOOST = 8.0
EXACT_BOOST = 3.0
LOOSE_TERMS = 150


@dataclass(frozen=True)
class Found:
    """The visible documents found with their scores, the terms to mark, how it was widened."""

    scores: Mapping[int, float]
    terms: frozenset[str] = frozenset()
    widened: str = ""


@dataclass
class Builder:
    """Turns clauses into queries, and remembers the terms to mark in extracts."""

    reading: Reading
    terms: set[str] = field(default_factory=set)

    def clause(self, clause: Clause, *, widened: bool = False) -> q.Query | None:
        """Return the query of a clause, None when it asks for nothing that can be found."""
        if clause.phrase:
            return self._phrase(clause.text)
        alternatives = self._word(clause.text)
        if clause.prefix or widened:
            alternatives += self._beginning(clause.text)
        return q.Or(alternatives) if alternatives else None

    def joined(self, groups: tuple[tuple[Clause, ...], ...]) -> q.Query | None:
        """Return a query for two or three words written as one: « libre office »."""
        clauses = [group[0] for group in groups if len(group) == 1]
        plain = [c.text for c in clauses if not (c.phrase or c.prefix) and c.text.isalnum()]
        if len(plain) != len(groups) or len(plain) not in (2, 3):
            return None
        alternatives = self._word("".join(plain))
        return q.Or(alternatives) if alternatives else None

    def bare(self, clause: Clause) -> q.Query | None:
        """Return a query for a clause of stop words only: they count when they are a title's."""
        forms = [q.Term("form", fold(word)) for word in clause.text.split()]
        return q.And(forms) if forms else None

    def _word(self, text: str) -> list[q.Query]:
        folded, terms = fold(text), [lexeme.term for lexeme in analyse(text)]
        alternatives: list[q.Query] = []
        if is_identifier(folded):
            alternatives.append(q.Term("ident", folded, boost=IDENTIFIER_BOOST))
        alternatives += [q.Term("exact", token, boost=EXACT_BOOST) for token in exact_tokens(text)]
        if terms:
            self.terms.update(terms)
            alternatives.append(q.And([_anywhere(term) for term in terms]))
        return alternatives

    def _phrase(self, text: str) -> q.Query | None:
        terms = [lexeme.term for lexeme in analyse(text)]
        if len(terms) < 2:
            alternatives = self._word(text)
            return q.Or(alternatives) if alternatives else None
        self.terms.update(terms)
        return q.Or([q.Phrase("title", terms, boost=BOOSTS["title"]), q.Phrase("body", terms)])

    def _beginning(self, text: str) -> list[q.Query]:
        prefix = next(reversed([lexeme.folded for lexeme in analyse(text)]), fold(text))
        if len(prefix) < SHORTEST_PREFIX:
            return []
        reader = self.reading.reader
        forms = sorted(
            self.reading.beginning("form", prefix),
            key=lambda form: (-reader.doc_frequency("form", form), form),
        )[:MOST_EXPANSIONS]
        self.terms.update(stem(form) for form in forms)
        return [q.Term("form", form) for form in forms]


def _anywhere(term: str) -> q.Query:
    return q.Or([q.Term(name, term, boost=boost) for name, boost in BOOSTS.items()])


def seen_by(reading: Reading, tokens: Iterable[str], excluded: frozenset[int]) -> frozenset[int]:
    """Return the documents a holder of these tokens may see, records in `excluded` left out."""
    hidden = {document for number in excluded for document in reading.holders("id", str(number))}
    return reading.visible(frozenset(tokens)) - hidden


def find(reading: Reading, parsed: Parsed, seen: frozenset[int]) -> Found:
    """Return what answers a query among the documents seen.

    When nothing holds every word, words are taken as beginnings, then one of them is enough.
    """
    builder = Builder(reading)
    barred: set[int] = set()
    for clause in parsed.unwanted:
        query = Builder(reading).clause(clause)
        if query is not None:
            barred |= _scores(reading, query, seen).keys()
    seen = seen - barred
    if not parsed.groups:
        listed = bool(parsed.unwanted) or not parsed.text
        return Found(dict.fromkeys(seen, 0.0) if listed else {})
    scores = _scores(reading, _every_group(builder, parsed, widened=False), seen)
    widened = ""
    if not scores:
        scores, widened = _scores(reading, _every_group(builder, parsed, True), seen), "prefix"
    if not scores and len(parsed.groups) > 1:
        scores, widened = _scores(reading, _one_group(builder, parsed), seen), "any"
    weighed = {number: score * reading.row(number).weight for number, score in scores.items()}
    return Found(weighed, frozenset(builder.terms), widened if scores else "")


def _every_group(builder: Builder, parsed: Parsed, widened: bool) -> q.Query:
    groups = [_group(builder, group, widened) for group in parsed.groups]
    wanted = [group for group in groups if group is not None]
    joined = builder.joined(parsed.groups)
    if wanted and joined is not None:
        return q.Or([q.And(wanted), joined])
    if not wanted:
        bare = [builder.bare(clause) for group in parsed.groups for clause in group]
        wanted = [query for query in bare if query is not None]
    return q.And(wanted) if wanted else q.NullQuery


def _one_group(builder: Builder, parsed: Parsed) -> q.Query:
    queries = [(_group(builder, group, True), group) for group in parsed.groups]
    known = [(query, group) for query, group in queries if query is not None]
    required = [query for query, group in known if group[0].required]
    anything = q.Or([query for query, _ in known])
    return q.And([*required, anything]) if known else q.NullQuery


def _group(builder: Builder, group: tuple[Clause, ...], widened: bool) -> q.Query | None:
    queries = [builder.clause(clause, widened=widened) for clause in group]
    known = [query for query in queries if query is not None]
    return q.Or(known) if known else None


def _scores(reading: Reading, query: q.Query, seen: frozenset[int]) -> dict[int, float]:
    """Return the score of every document seen that answers a query."""
    scores: dict[int, float] = {}
    query = query.normalize()
    for leaf, offset in reading.leaves:
        matcher = query.matcher(leaf, leaf.context(weighting=WEIGHTING, needs_current=True))
        while matcher.is_active():
            number = offset + matcher.id()
            if number in seen:
                scores[number] = matcher.score()
            matcher.next()
    return scores


def facet(
    reading: Reading, scores: Mapping[int, float], filters: Mapping[str, str]
) -> tuple[list[int], dict[str, list[tuple[str, int]]]]:
    """Return the documents that pass every filter, and the counts of each facet.

    A facet is counted without its own filter, so that its other values can still be chosen.
    """
    active = {name: value for name, value in filters.items() if name in FACETS and value}
    if active:
        chosen, pairs = _narrowed(reading, scores, active)
    else:
        chosen = list(scores)
        pairs = Counter(chain.from_iterable(map(reading.pairs, scores)))
    return chosen, facets_of(pairs)


def _narrowed(
    reading: Reading, scores: Mapping[int, float], active: Mapping[str, str]
) -> tuple[list[int], Counter[tuple[str, str]]]:
    chosen: list[int] = []
    pairs: Counter[tuple[str, str]] = Counter()
    for number in scores:
        found = reading.pairs(number)
        failed = [name for name, value in active.items() if (name, value) not in found]
        if not failed:
            chosen.append(number)
            pairs.update(found)
        elif len(failed) == 1:
            pairs.update(pair for pair in found if pair[0] == failed[0])
    return chosen, pairs


def order(reading: Reading, numbers: list[int], scores: Mapping[int, float], sort: str) -> None:
    """Sort documents in place, by relevance or by date; the newest first among equals."""
    if sort == "date":
        numbers.sort(key=lambda n: (reading.row(n).date, reading.row(n).id), reverse=True)
    else:
        numbers.sort(
            key=lambda n: (scores[n], reading.row(n).date, reading.row(n).id), reverse=True
        )


def resemblance(
    reading: Reading, counts: Mapping[str, int], seen: frozenset[int], *, loose: bool = False
) -> dict[int, float]:
    """Return how much of a text's weight each document seen holds, from RESEMBLANCE to 1.

    `loose` gives every document that shares a term, for a caller who weighs them otherwise.
    Rarity is counted among the documents seen, so that hidden ones change nothing.
    """
    weights: dict[str, float] = {}
    holders: dict[str, set[int]] = {}
    for term in counts:
        holding = {
            number for name in ("title", "body") for number in reading.holders(name, term)
        } & seen
        if holding:
            holders[term] = holding
            weights[term] = log(1 + len(seen) / len(holding)) * (1 + log(counts[term]))
    kept = sorted(weights, key=lambda term: (-weights[term], term))[
        : LOOSE_TERMS if loose else SIMILAR_TERMS
    ]
    total = sum(weights[term] for term in kept)
    shares: Counter[int] = Counter()
    shared: Counter[int] = Counter()
    for term in kept:
        for number in holders[term]:
            shares[number] += weights[term] / total  # type: ignore[assignment]
            shared[number] += 1
    if loose:
        return {number: float(share) for number, share in shares.items()}
    least = min(2, len(counts))
    return {
        number: float(share)
        for number, share in shares.items()
        if share >= RESEMBLANCE and shared[number] >= least
    }
