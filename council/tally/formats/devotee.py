"""Debian tally sheets: a heading that points columns to options, then « V: 1-23 … » lines."""

import re

from council.tally.election import Ballot, Election
from council.tally.formats.errors import FormatError, quoted

_OPTION = re.compile(r"[\s|/]*(?:Option|Choice)\s+(\w+)\s*-*>?\s*:\s*(.+?)\s*", re.IGNORECASE)
_VOTE = re.compile(r"\s*V:\s*(\S+)(?:\s.*)?")


def read(text: str) -> Election:
    """Read a tally sheet; options are named by its heading, « - » leaves an option out.

    A digit or a letter is a rank: 1 before 9 before A. Equal ranks are allowed.
    """
    options: list[str] = []
    ballots: list[Ballot] = []
    for number, line in enumerate(text.split("\n"), 1):
        option, vote = _OPTION.fullmatch(line), _VOTE.fullmatch(line)
        if option is not None and not ballots:
            if option[2] in options:
                raise FormatError(number, f"un nom d’option différent de {quoted(option[2])}")
            options.append(option[2])
        elif vote is not None:
            ballots.append(_ballot(vote[1], options, number))
        elif line.lstrip().startswith("V:"):
            raise FormatError(number, "un bulletin après « V: »")
    if not options:
        raise FormatError(1, "des lignes « Option 1---->: nom » avant les bulletins")
    return Election(tuple(options), tuple(ballots))


def _ballot(marks: str, options: list[str], number: int) -> Ballot:
    if not options:
        raise FormatError(number, "les options avant les bulletins")
    if len(marks) != len(options):
        raise FormatError(number, f"{len(options)} rangs, pas {quoted(marks)}")
    ranks: dict[int, list[str]] = {}
    for option, mark in zip(options, marks, strict=True):
        if mark == "-":
            continue
        if not mark.isascii() or not mark.isalnum() or mark == "0":
            raise FormatError(number, f"un rang de 1 à 9, une lettre ou « - », pas {quoted(mark)}")
        ranks.setdefault(int(mark, 36), []).append(option)
    return Ballot(1, ranking=tuple(tuple(ranks[rank]) for rank in sorted(ranks)))
