"""« Vouliez-vous dire »: the query with misspelt words mended from public documents only."""

from __future__ import annotations

from collections.abc import Callable

from council.search.analysis import Lexeme, analyse, is_identifier
from council.search.parser import Clause, Parsed
from council.search.store import Reading

SHORTEST = 4
# Two typing errors are believed in words of that length and more.
SHORTEST_FOR_TWO = 7
MOST_CANDIDATES = 50


def suggest(reading: Reading, parsed: Parsed, public: frozenset[int]) -> str | None:
    """Return the query mended, None when nothing in it looks like a typing error.

    A word is proposed only if a public document holds it now: what the lexicon keeps of deleted
    or narrowed documents is not shown.
    """
    return mended(parsed, lambda lexeme: _better(reading, lexeme.folded, lexeme.term, public))


def mended(parsed: Parsed, better: Callable[[Lexeme], str | None]) -> str | None:
    """Return the query with the words that `better` mends, None when it mends nothing.

    Words that are too short, or may be the end of a reference, are left as they are typed.
    """
    text = parsed.text
    clauses = [clause for group in parsed.groups for clause in group if not clause.prefix]
    for clause in sorted(clauses, key=lambda clause: -clause.start):
        found = _mended(clause, better)
        if found is not None:
            text = text[: clause.start] + found + text[clause.end :]
    return text if text != parsed.text else None


def _mended(clause: Clause, better: Callable[[Lexeme], str | None]) -> str | None:
    text = clause.text
    for lexeme in sorted(analyse(text), key=lambda lexeme: -lexeme.start):
        if len(lexeme.folded) < SHORTEST or is_identifier(lexeme.folded):
            continue
        found = better(lexeme)
        if found is not None:
            text = text[: lexeme.start] + found + text[lexeme.end :]
    if text == clause.text:
        return None
    return f'"{text}"' if clause.phrase else ("+" if clause.required else "") + text


def _better(reading: Reading, word: str, term: str, public: frozenset[int]) -> str | None:
    """Return the closest and commonest public word, None when this one is known."""
    if any(_living(reading, name, term, public) for name in ("title", "body", "names")):
        return None
    for distance in (1, 2) if len(word) >= SHORTEST_FOR_TWO else (1,):
        near = set(reading.reader.terms_within("word", word, distance, prefix=1))
        counts = {
            other: _living(reading, "word", other, public)
            for other in sorted(near, key=lambda w: -reading.reader.doc_frequency("word", w))[
                :MOST_CANDIDATES
            ]
        }
        living = {other: count for other, count in counts.items() if count}
        if living:
            return _accented(reading, max(sorted(living), key=living.__getitem__), public)
    return None


def _accented(reading: Reading, word: str, public: frozenset[int]) -> str:
    """Return the word with the accents it is most often written with."""
    written: dict[str, int] = {}
    for entry in reading.beginning("accent", f"{word}|"):
        written[entry.partition("|")[2]] = _living(reading, "accent", entry, public)
    best = max(sorted(written), key=written.__getitem__, default=word)
    return best if 2 * written.get(best, 0) >= _living(reading, "word", word, public) else word


def _living(reading: Reading, name: str, term: str, public: frozenset[int]) -> int:
    return sum(1 for number in reading.holders(name, term) if number in public)
