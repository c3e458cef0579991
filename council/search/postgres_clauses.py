"""Clauses as PostgreSQL takes them: conditions on our own terms, and how much each is worth.

Every term of a document carries the field it comes from: `t` title, `b` body, `n` names (all
three stemmed, with places), `f` each word unstemmed, `x` exact names, `i` forms of the reference,
`a` « folded|written » where the two differ. PostgreSQL parses nothing of a language by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from council.search.analysis import (
    analyse,
    exact_tokens,
    fold,
    identifiers,
    is_identifier,
    normalize,
    stem,
    words,
)
from council.search.engine import LONGEST_BODY, Document
from council.search.parser import SHORTEST_PREFIX, Clause, Parsed

TEXTS = "tbn"
# The weights of PostgreSQL's four labels, D to A: body, unused, names, title.
LABELS = {"t": "A", "n": "B", "b": ""}
WEIGHTS = (0.33, 0.33, 0.5, 1.0)
MOST_WEIGHED_FORMS = 20
IDENTIFIER_WORTH, EXACT_WORTH, BEGINNING_WORTH = 8.0, 3.0, 0.3
# What a tsvector holds at most: places in a text, and bytes of a term.
LAST_PLACE, MOST_PLACES, LONGEST_TERM = 16_383, 255, 500
MOST_BYTES = 900_000


def quoted(term: str) -> str:
    """Return a term as tsvector and tsquery are written."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def terms_of(document: Document) -> dict[str, list[str]]:
    """Return the terms of a document with their places, as a tsvector writes them."""
    title, names = normalize(document.title), normalize(" · ".join(document.names))
    body = normalize(document.body)[:LONGEST_BODY]
    found: dict[str, list[str]] = {}
    for name, text in (("t", title), ("b", body), ("n", names)):
        for place, lexeme in enumerate(analyse(text), 1):
            places = found.setdefault(name + lexeme.term, [])
            if place <= LAST_PLACE and len(places) < MOST_PLACES:
                places.append(f"{place}{LABELS[name]}")
            found.setdefault("f" + lexeme.folded, [])
            if lexeme.folded != lexeme.written:
                found.setdefault(f"a{lexeme.folded}|{lexeme.written}", [])
        found.update({"x" + token: [] for token in exact_tokens(text)})
    # Every word of the title, so that a name made of stop words can be found.
    for word, _start, _end in words(title):
        found.setdefault("f" + fold(word), [])
    if document.reference:
        found.update({"i" + form: [] for form in identifiers(document.reference)})
    return dict(_fitting((term, at) for term, at in found.items() if len(term) <= LONGEST_TERM))


def _fitting(terms: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str]]]:
    """Give terms until they fill the greatest tsvector."""
    size = 0
    for term, places in terms:
        size += len(_written(term, places).encode()) + 8
        if size > MOST_BYTES:
            return
        yield term, places


def _written(term: str, places: list[str]) -> str:
    return quoted(term) + (":" + ",".join(places) if places else "")


def vector(terms: Mapping[str, list[str]]) -> str:
    """Return terms as a tsvector is written."""
    return " ".join(_written(term, places) for term, places in terms.items())


@dataclass
class Worth:
    """What a document is worth for holding something: `ranked` by places, else once."""

    query: str
    term: str
    factor: float
    is_ranked: bool = False


@dataclass
class Builder:
    """Turns clauses into conditions, and remembers what to mark and what to weigh.

    `beginning` gives the commonest forms that begin so.
    """

    beginning: Callable[[str], list[str]]
    terms: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    worths: dict[str, Worth] = field(default_factory=dict)

    def all_of(self, parsed: Parsed, *, widened: bool = False) -> str:
        """Return the condition of a whole query, "" when nothing can answer it."""
        found = [self._group(group, widened) for group in parsed.groups]
        wanted = [group for group in found if group]
        joined = self._joined(parsed)
        if not wanted:
            clauses = [clause for group in parsed.groups for clause in group]
            wanted = [form for clause in clauses for form in self._bare(clause)]
        whole = _and(wanted)
        return _or([whole, joined]) if wanted and joined else whole

    def any_of(self, parsed: Parsed) -> str:
        """Return the condition where one group is enough, and those required are there."""
        found = [(self._group(group, True), group[0].required) for group in parsed.groups]
        required = [query for query, is_required in found if query and is_required]
        return _and([*required, _or([query for query, _ in found if query])])

    def one(self, clause: Clause) -> str:
        """Return the condition of one clause, "" when it asks for nothing that can be found."""
        return self._clause(clause, False)

    def _group(self, group: tuple[Clause, ...], widened: bool) -> str:
        return _or([query for clause in group if (query := self._clause(clause, widened))])

    def _clause(self, clause: Clause, widened: bool) -> str:
        if clause.phrase:
            return self._phrase(clause.text)
        alternatives = self._word(clause.text)
        if clause.prefix or widened:
            alternatives += self._beginning(clause.text)
        return _or(alternatives)

    def _joined(self, parsed: Parsed) -> str:
        clauses = [group[0] for group in parsed.groups if len(group) == 1]
        plain = [c.text for c in clauses if not (c.phrase or c.prefix) and c.text.isalnum()]
        if len(plain) != len(parsed.groups) or len(plain) not in (2, 3):
            return ""
        return _or(self._word("".join(plain)))

    def _bare(self, clause: Clause) -> Iterator[str]:
        yield from (quoted("f" + fold(word)) for word in clause.text.split() if fold(word))

    def _word(self, text: str) -> list[str]:
        folded, terms = fold(text), [lexeme.term for lexeme in analyse(text)]
        found: list[str] = []
        if is_identifier(folded):
            found.append(self._once("i" + folded, IDENTIFIER_WORTH))
        found += [self._once("x" + token, EXACT_WORTH) for token in exact_tokens(text)]
        if terms:
            found.append(_and([self._anywhere(term) for term in terms]))
        return found

    def _phrase(self, text: str) -> str:
        terms = [lexeme.term for lexeme in analyse(text)]
        if len(terms) < 2:
            return _or(self._word(text))
        for term in terms:
            self._anywhere(term)
        return _or(["(" + " <-> ".join(quoted(name + t) for t in terms) + ")" for name in "tb"])

    def _beginning(self, text: str) -> list[str]:
        prefix = next(reversed([lexeme.folded for lexeme in analyse(text)]), fold(text))
        if len(prefix) < SHORTEST_PREFIX:
            return []
        forms = self.beginning(prefix)
        self.forms.update(forms)
        found = [quoted("f" + form) for form in forms]
        # Where they stand is weighed too, by the terms of the commonest.
        stems = dict.fromkeys(stem(form) for form in forms[:MOST_WEIGHED_FORMS])
        where = _or([quoted(name + each) for each in stems for name in TEXTS])
        if where:
            self.worths[where] = Worth(where, "", BEGINNING_WORTH, is_ranked=True)
        return found

    def _once(self, term: str, worth: float) -> str:
        query = quoted(term)
        self.worths[query] = Worth(query, term, worth)
        return query

    def _anywhere(self, term: str) -> str:
        self.terms.add(term)
        query = _or([quoted(name + term) for name in TEXTS])
        self.worths[query] = Worth(query, "b" + term, 1.0, is_ranked=True)
        return query


def _and(queries: Iterable[str]) -> str:
    kept = [query for query in queries if query]
    return kept[0] if len(kept) == 1 else "(" + " & ".join(kept) + ")" if kept else ""


def _or(queries: Iterable[str]) -> str:
    kept = list(dict.fromkeys(query for query in queries if query))
    return kept[0] if len(kept) == 1 else "(" + " | ".join(kept) + ")" if kept else ""
