"""Grades: a CSV of one row a voter and one column an option, whole numbers, empty when missing."""

import csv
import io
import re

from council.tally.election import Ballot, Election
from council.tally.formats.errors import FormatError, quoted
from council.tally.formats.scale import WIDEST

_NUMBER = re.compile(r"[+-]?\d{1,6}")
# Headings of a first column that names the voter, not an option.
VOTER = {"", "id", "voter", "voter_id", "voter id", "votant", "électeur", "ballot", "ballot_id",
         "bulletin"}  # fmt: skip


def read(text: str, *, worst: int | None = None) -> Election:
    """Read a table of grades; `worst` is the number of the worst one, the lowest by default.

    When `worst` is the highest number of the file, grades go down as numbers go up. FormatError
    when a number lies beyond the worst one.
    """
    rows = _rows(text)
    header_line, header = next(((n, row) for n, row in rows if any(row)), (1, []))
    skip = 1 if header and header[0].strip().casefold() in VOTER else 0
    options = [name.strip() for name in header[skip:]]
    if not options or not all(options):
        raise FormatError(header_line, "un nom d’option par colonne")
    if len(set(options)) != len(options):
        twice = next(name for name in options if options.count(name) > 1)
        raise FormatError(header_line, f"des options différentes ; {quoted(twice)} revient")
    voters = [
        (number, _notes(row[skip:], options, number))
        for number, row in rows
        if number > header_line and any(cell.strip() for cell in row)
    ]
    names, flip = _scale(voters, worst)
    ballots = tuple(
        Ballot(1, grades={o: flip * (note - names[0]) for o, note in notes.items()})
        for _, notes in voters
    )
    return Election(tuple(options), ballots, grades=tuple(str(name) for name in names))


def _rows(text: str) -> list[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise FormatError(reader.line_num or 1, "une ligne de CSV bien formée") from error


def _notes(row: list[str], options: list[str], number: int) -> dict[str, int]:
    if len(row) != len(options):
        raise FormatError(number, f"{len(options)} colonnes de notes, pas {len(row)}")
    found: dict[str, int] = {}
    for option, cell in zip(options, row, strict=True):
        clean = cell.strip()
        if not clean:
            continue
        if not _NUMBER.fullmatch(clean) or not clean.isascii():
            raise FormatError(number, f"une note entière ou une case vide, pas {quoted(clean)}")
        found[option] = int(clean)
    return found


def _scale(voters: list[tuple[int, dict[str, int]]], worst: int | None) -> tuple[list[int], int]:
    notes = [note for _, row in voters for note in row.values()]
    least, most = (min(notes), max(notes)) if notes else (worst or 0, worst or 0)
    base = least if worst is None else worst
    flip = -1 if worst is not None and worst >= most and worst > least else 1
    for number, row in voters:
        beyond = [note for note in row.values() if flip * (note - base) < 0]
        if beyond:
            raise FormatError(number, f"une note qui ne soit pas pire que {base}, pas {beyond[0]}")
    last = most if flip == 1 else least
    if abs(last - base) > WIDEST:
        raise FormatError(1, f"des notes dont l’écart ne dépasse pas {WIDEST}")
    return list(range(base, last + flip, flip)), flip
