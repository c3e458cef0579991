"""Text for BibTeX files that every LaTeX reads, old or new.

Accents are written as commands, because the classic program counts bytes and sorts by them. Braces
are written by name: BibTeX counts them even after a backslash, and one left open would swallow the
entries that follow.
"""

from __future__ import annotations

import re
import unicodedata

_NAMED = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "œ": r"{\oe}",
    "Œ": r"{\OE}",
    "æ": r"{\ae}",
    "Æ": r"{\AE}",
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "ß": r"{\ss}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "«": r"{\guillemotleft}",
    "»": r"{\guillemotright}",
    "“": "``",
    "”": "''",
    "‘": "`",
    "’": "'",
    "–": "--",
    "—": "---",
    "…": r"{\ldots}",
    "€": r"{\texteuro}",
    "°": r"{\textdegree}",
    "·": r"{\textperiodcentered}",
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u2011": "-",
    "\u00ad": r"\-",
}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0327": "c",
    "\u0328": "k",
}
# An i or j loses its dot under an accent, but not over a cedilla or an ogonek.
_DOTLESS = {"i": r"\i", "j": r"\j"}
_BELOW = frozenset("ck")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def escaped(text: str) -> str:
    """Return a text as the value of a BibTeX field, on one line, its braces balanced.

    A letter that no command writes stays as it is, in UTF-8.
    """
    line = _SPACES.sub(" ", _UNWANTED.sub("", text)).strip(" ")
    return "".join(_character(each) for each in unicodedata.normalize("NFC", line))


def _character(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    spread = unicodedata.normalize("NFD", character)
    if len(spread) != 2 or spread[1] not in _ACCENTS or not spread[0].isascii():
        return character
    letter, command = spread[0], _ACCENTS[spread[1]]
    if letter in _DOTLESS and command not in _BELOW:
        return f"{{\\{command}{{{_DOTLESS[letter]}}}}}"
    return f"{{\\{command}{{{letter}}}}}"


def entry(kind: str, key: str, fields: dict[str, str]) -> str:
    """Return one entry; the values are written as given, those that are empty left out."""
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"
