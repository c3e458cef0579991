"""Comparing two texts gives either back, and says what changed in words."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from council.decisions.diffs import Piece, compared, compared_snapshots

TEXT = st.text(st.sampled_from("ab é.\n,'’-"), max_size=120)


@given(TEXT, TEXT)
def test_pieces_give_both_texts_back(old, new):
    pieces = compared(old, new)
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    assert "".join(p.text for p in pieces if p.kind != "removed") == new
    assert all(piece.text for piece in pieces)
    kinds = [piece.kind for piece in pieces]
    assert all(a != b for a, b in pairwise(kinds))


def test_only_the_words_that_changed_are_marked():
    old = "Le conseil recommande le format.\nIl le dit.\n"
    new = "Le conseil déconseille le format.\nIl le dit.\n"
    assert compared(old, new) == [
        Piece("same", "Le conseil "),
        Piece("removed", "recommande"),
        Piece("added", "déconseille"),
        Piece("same", " le format.\nIl le dit.\n"),
    ]


def test_long_texts_are_compared_quickly():
    old = "\n".join("mot " * 3000 + str(n) for n in range(2))
    pieces = compared(old, old.replace("mot", "mat"))
    assert [piece.kind for piece in pieces] == ["removed", "added"]


def test_texts_unchanged_are_left_out():
    names = {"title": "Titre", "body": "Texte", "links": "Documents"}
    old = {"title": "A", "body": "x", "links": ["a"]}
    new = {"title": "A", "body": "y", "links": ["a", "b"], "other": 1}
    assert [label for label, _ in compared_snapshots(old, new, names)] == ["Texte", "Documents"]
