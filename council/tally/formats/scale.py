"""Notes of a file as numbers of grades: names from the lowest to the highest, ballots shifted."""

from collections.abc import Iterable
from dataclasses import replace

from council.tally.election import Ballot
from council.tally.formats.errors import FormatError

WIDEST = 1000


def scaled(ballots: Iterable[Ballot]) -> tuple[tuple[str, ...], tuple[Ballot, ...]]:
    """Return the names of the grades from the lower of 0 and the lowest note to the highest, and
    the ballots with notes counted from there; FormatError when that is too many grades."""
    listed = tuple(ballots)
    notes = [note for ballot in listed for note in (ballot.grades or {}).values()]
    if not notes:
        return (), listed
    least, most = min(0, *notes), max(notes)
    if most - least > WIDEST:
        raise FormatError(1, f"des notes dont l’écart ne dépasse pas {WIDEST}")
    names = tuple(str(note) for note in range(least, most + 1))
    return names, tuple(
        ballot
        if ballot.grades is None
        else replace(ballot, grades={o: note - least for o, note in ballot.grades.items()})
        for ballot in listed
    )
