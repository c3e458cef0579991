"""« Vouliez-vous dire » from the terms that PostgreSQL keeps, in public documents only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from council.search.analysis import Lexeme
from council.search.models import SearchTerm
from council.search.parser import Parsed
from council.search.postgres_clauses import TEXTS, quoted
from council.search.postgres_finding import Seen, holds
from council.search.suggestions import MOST_CANDIDATES, SHORTEST_FOR_TWO, mended


def suggest(public: Seen, parsed: Parsed) -> str | None:
    """Return the query mended, None when nothing in it looks like a typing error.

    `public` is what everybody sees now: a word is proposed only if a document of it holds it.
    """
    return mended(parsed, lambda lexeme: _better(public, lexeme))


def _better(public: Seen, lexeme: Lexeme) -> str | None:
    if _living(public, [" | ".join(quoted(name + lexeme.term) for name in TEXTS)])[0]:
        return None
    word = lexeme.folded
    for distance in (1, 2) if len(word) >= SHORTEST_FOR_TWO else (1,):
        near = _near(public, word, distance)
        counts = _living(public, [quoted("f" + other) for other in near])
        living = {other: count for other, count in zip(near, counts, strict=True) if count}
        if living:
            return _accented(public, max(sorted(living), key=living.__getitem__))
    return None


def _near(public: Seen, word: str, distance: int) -> list[str]:
    """Return the commonest words of the build at most so far from a word, same first letter."""
    rows = public.connection.execute(
        select(SearchTerm.term, SearchTerm.documents).where(
            SearchTerm.build_id == public.build,
            SearchTerm.term.startswith("f" + word[0], autoescape=True),
            SearchTerm.documents > 0,
            func.length(SearchTerm.term).between(
                1 + len(word) - distance, 1 + len(word) + distance
            ),
        )
    )
    near = [(-held, term[1:]) for term, held in rows if within(word, term[1:], distance)]
    return [other for _held, other in sorted(near)[:MOST_CANDIDATES]]


def within(one: str, other: str, most: int) -> bool:
    """Say whether so many letters added, taken or changed make one word the other."""
    line = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, line[0] = line[0], place
        for at, found in enumerate(other, 1):
            before, line[at] = (
                line[at],
                min(line[at] + 1, line[at - 1] + 1, before + (letter != found)),
            )
        if min(line) > most:
            return False
    return line[-1] <= most


def _accented(public: Seen, word: str) -> str:
    """Return the word with the accents it is most often written with."""
    entries = public.connection.scalars(
        select(SearchTerm.term).where(
            SearchTerm.build_id == public.build,
            SearchTerm.term.startswith(f"a{word}|", autoescape=True),
            SearchTerm.documents > 0,
        )
    ).all()
    whole, *counts = _living(public, [quoted("f" + word), *map(quoted, entries)])
    written = {entry.partition("|")[2]: count for entry, count in zip(entries, counts, strict=True)}
    best = max(sorted(written), key=written.__getitem__, default=word)
    return best if 2 * written.get(best, 0) >= whole else word


def _living(public: Seen, queries: Sequence[str]) -> list[int]:
    """Return how many documents that everybody sees answer each of these; one query."""
    if not queries:
        return []
    counts = [
        select(func.count())
        .where(*public.conditions(), holds(query))
        .scalar_subquery()
        .label(f"held_{place}")
        for place, query in enumerate(queries)
    ]
    return [int(count) for count in public.connection.execute(select(*counts)).one()]
