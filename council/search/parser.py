"""What people type, cut into clauses; takes any text and never raises.

Words (all wanted), "phrases" or « phrases », +wanted, -unwanted, beginnings (3 letters or more)*,
and in capitals ET, OU (between two neighbours), SAUF. Nothing else means anything: no field names,
no ranges, no parentheses, so that nothing hidden can be asked for. 200 characters, 12 clauses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from council.search.analysis import INVISIBLE, REFERENCE, fold

LONGEST = 200
MOST_CLAUSES = 12
SHORTEST_PREFIX = 3

# A letter for each character it replaces: places in the cleaned text are places in the typed one.
_LEXEME = re.compile(r'(?P<sign>[+-])?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')
_SPACED_REFERENCE = re.compile(REFERENCE.pattern + r"(?![^ ])", re.ASCII | re.IGNORECASE)
_QUOTES = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "\x00": " "})


@dataclass(frozen=True)
class Clause:
    """One thing asked for; `start` and `end` are its place in the cleaned query."""

    text: str
    start: int
    end: int
    phrase: bool = False
    prefix: bool = False
    required: bool = False


@dataclass(frozen=True)
class Parsed:
    """A query: every group is wanted, one clause of a group is enough; and what is unwanted."""

    text: str
    groups: tuple[tuple[Clause, ...], ...] = ()
    unwanted: tuple[Clause, ...] = ()


def clean(text: str) -> str:
    """Return the query on one line, cut to its greatest length."""
    text = INVISIBLE.sub("", text[: 4 * LONGEST]).translate(_QUOTES)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST]


def parse(text: str) -> Parsed:
    """Return what a text asks for."""
    text = clean(text)
    groups: list[list[Clause]] = []
    unwanted: list[Clause] = []
    join = negate = False
    for part in _pieces(text):
        if len(unwanted) + sum(map(len, groups)) >= MOST_CLAUSES:
            break
        if part in ("ET", "OU", "SAUF"):
            join, negate = part == "OU" and bool(groups), part == "SAUF"
            continue
        assert isinstance(part, tuple)
        sign, clause = part
        if negate or sign == "-":
            unwanted.append(clause)
        elif join:
            groups[-1].append(clause)
        else:
            groups.append([replace(clause, required=sign == "+")])
        join = negate = False
    return Parsed(text, tuple(map(tuple, groups)), tuple(unwanted))


def _pieces(text: str) -> list[str | tuple[str, Clause]]:
    pieces: list[str | tuple[str, Clause]] = []
    place = 0
    while match := _LEXEME.search(text, place):
        start, place = match.span()
        if match["quoted"] is None and not match["sign"]:
            number = _SPACED_REFERENCE.match(text, start)
            if number:
                end = number.end()
                pieces.append(("", Clause(number[0].replace(" ", "-"), start, end)))
                place = end
                continue
            if match["plain"] in ("ET", "OU", "SAUF"):
                pieces.append(match["plain"])
                continue
        clause = _clause(match)
        if clause is not None:
            pieces.append((match["sign"] or "", clause))
    return pieces


def _clause(match: re.Match[str]) -> Clause | None:
    start, end = match.span()
    if match["quoted"] is not None:
        quoted = match["quoted"].strip()
        return Clause(quoted, start, end, phrase=True) if quoted else None
    plain = match["plain"].strip("()[]{}<>,;:!?…|~^=\\`")
    word = plain.rstrip("*")
    if not any(c.isalnum() for c in word):
        return None
    beginning = plain.endswith("*") and len(fold(word)) >= SHORTEST_PREFIX
    return Clause(word, start, end, prefix=beginning)
