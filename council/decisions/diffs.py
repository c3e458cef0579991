"""What changed between two versions of a text, in words that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

# Beyond that, passages are compared line by line only: a comparison of words is quadratic.
MOST_WORDS = 1500

_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A run of text: "same", "removed" or "added"."""

    kind: str
    text: str


def compared(old: str, new: str) -> list[Piece]:
    """Return what makes the new text out of the old: same pieces in order give either back."""
    pieces: list[Piece] = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, old_lines, new_lines in _steps(before, after):
        left, right = "".join(old_lines), "".join(new_lines)
        if tag == "equal":
            pieces.append(Piece("same", left))
        else:
            pieces += _by_word(left, right)
    return _joined(pieces)


def compared_snapshots(
    old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, Any]
) -> list[tuple[str, list[Piece]]]:
    """Return what changed in each named text of two snapshots, those unchanged left out."""
    found = []
    for name, label in names.items():
        before, after = _text(old.get(name)), _text(new.get(name))
        if before != after:
            found.append((str(label), compared(before, after)))
    return found


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(str(each) for each in value)
    return str(value or "")


def _steps(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        yield tag, before[i:j], after[k:m]


def _by_word(left: str, right: str) -> list[Piece]:
    before, after = _WORD.findall(left), _WORD.findall(right)
    if max(len(before), len(after)) > MOST_WORDS:
        return [Piece("removed", left), Piece("added", right)]
    pieces = []
    for tag, old_words, new_words in _steps(before, after):
        if tag == "equal":
            pieces.append(Piece("same", "".join(old_words)))
        else:
            pieces += [Piece("removed", "".join(old_words)), Piece("added", "".join(new_words))]
    return pieces


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Put together what lies between two words left the same, so that a phrase reads whole."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
