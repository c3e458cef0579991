"""Precision and recall on the judged list; the odd half never served to set anything."""

from __future__ import annotations

import pytest

from council.search.likeness import Statement, features, likeness, most_alike, widened
from tests.similarity.pairs import FALSE, TRUE


def _found(pairs):
    return sum(likeness(Statement(one), Statement(other)).is_alike for one, other in pairs)


@pytest.mark.parametrize(("half", "name"), [(0, "set on"), (1, "held out")])
def test_precision_and_recall(half, name, measured):
    right, wrong = _found(TRUE[half::2]), _found(FALSE[half::2])
    recall, precision = right / len(TRUE[half::2]), right / (right + wrong)
    measured(f"similar needs, {name}: precision {precision:.2f}, recall {recall:.2f}")
    assert recall >= 0.85
    assert precision >= 0.85


def test_the_list_is_long_enough_and_has_no_twin():
    assert len(TRUE) >= 30 and len(FALSE) >= 30
    assert len({*TRUE, *FALSE}) == len(TRUE) + len(FALSE)


@pytest.mark.parametrize("pair", [*TRUE[:5], *FALSE[:5]])
def test_it_does_not_matter_who_wrote_first(pair):
    one, other = map(Statement, pair)
    assert likeness(one, other).score == likeness(other, one).score


def test_the_longest_wording_wins():
    assert "#accessibility" in features("avec un lecteur d’écran")
    assert not {"lecteur", "ecran"} & features("avec un lecteur d’écran").keys()


def test_nothing_is_like_nothing():
    assert likeness(Statement(""), Statement("")).score == 0
    assert likeness(Statement("Le logiciel"), Statement("")).score == 0


def test_same_software_alone_is_no_pair_but_adds_to_one():
    tool = frozenset({"Parapheur fictif"})
    apart = likeness(Statement("Imprimer", software=tool), Statement("Archiver", software=tool))
    assert not apart.is_alike
    one, other = Statement("Signer à deux"), Statement("Signature d’un binôme")
    with_tool = likeness(Statement(one.title, software=tool), Statement(other.title, software=tool))
    assert with_tool.score > likeness(one, other).score
    assert with_tool.software == ("Parapheur fictif",)


def test_same_function_on_different_software_is_told():
    found = likeness(
        Statement("Exporter les dossiers", functions=("Gestion de courrier",)),
        Statement("Extraction vers un tableur", functions=("gestion des courriers",)),
    )
    assert found.is_alike and found.function == "Gestion de courrier"


def test_the_most_alike_comes_first():
    others = [
        (1, Statement("Nettoyer les bureaux")),
        (2, Statement("Export CSV des dossiers")),
        (3, Statement("Exporter les dossiers en CSV vers le tableur")),
    ]
    ranked = most_alike(Statement("Exporter nos dossiers vers un tableur"), others)
    assert ranked[0][0] == 3
    assert 1 not in [number for number, _ in ranked]


def test_a_text_is_looked_for_in_its_other_wordings():
    assert "OIDC" in widened("authentification unique")
    assert widened("nettoyer") == "nettoyer"
