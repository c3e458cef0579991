"""The French analysis: what people type meets what is written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.search.analysis import (
    STOP_WORDS,
    analyse,
    exact_tokens,
    fold,
    identifiers,
    is_identifier,
    normalize,
    parse_reference,
    words,
)

ACCENTED = re.findall(
    r"\S+",
    """
    sécurité interopérabilité dématérialisée éducation système hébergé numérique été-école
    œuvre cœur nœud manœuvre œil curriculum-vitæ ex-æquo reçu français garçon naïveté
    Noël forêt âge hôpital août goût aperçu matériel réseaux généraliser réutilisées être-là
    métadonnées communautés collectivité qualité accessibilité mutualisée délibération
    élaborée créé créée créés procès-verbal pérennité intérêt général développeur démarches
    """,
)


def terms(text: str) -> list[str]:
    return [lexeme.term for lexeme in analyse(text)]


@pytest.mark.parametrize("word", ACCENTED)
def test_accented_word_is_found_without_accents(word: str) -> None:
    assert terms(word) == terms(fold(word)) != []


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("logiciel libre", "logiciels libres"),
        ("réseau", "réseaux"),
        ("journal", "journaux"),
        ("besoin", "besoins"),
        ("mutualisé", "mutualisées"),
        ("contribution", "contributions"),
        ("simplifiée", "simplifiés"),
        ("publié", "publiées"),
        ("communauté", "communautés"),
    ],
)
def test_plural_is_found_by_singular(one: str, many: str) -> None:
    assert terms(one) == terms(many)


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_elisions_are_dropped_with_either_apostrophe(apostrophe: str) -> None:
    text = "l'éducation d'abord jusqu'aujourd'hui lorsqu'elle qu'il n'y puisqu'ouvert"
    found = [lexeme.folded for lexeme in analyse(text.replace("'", apostrophe))]
    assert found == ["education", "abord", "aujourd'hui", "ouvert"]


def test_places_are_those_of_the_word_without_its_elision() -> None:
    text = "De l’œuvre d'État"
    assert [text[lexeme.start : lexeme.end] for lexeme in analyse(text)] == ["œuvre", "État"]


def test_stop_words_are_dropped_raw_and_folded() -> None:
    assert terms("les été à sûr Où même ÊTES a la") == []
    assert {"à", "a", "été", "ete", "les"} <= STOP_WORDS


def test_ligatures_and_decomposed_letters_meet() -> None:
    assert terms("oeuvre") == terms("œuvre") == terms("ŒUVRE")
    assert terms(normalize("e\u0301cole")) == terms("école")
    assert terms(normalize("admi\u00adnistration")) == terms("administration")


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("développer en C++.", "c++"),
        ("le cadre .NET, version 8", ".net"),
        ("passer à GNU/Linux", "gnu/linux"),
        ("voir https://code.gouv.fr/sill", "code.gouv.fr"),
        ("(demarches-simplifiees.fr)", "demarches-simplifiees.fr"),
        ("l'outil d’Node.js", "node.js"),
        ("C# ou F#", "c#"),
    ],
)
def test_names_with_signs_are_kept_whole(text: str, token: str) -> None:
    assert token in set(exact_tokens(text))


@pytest.mark.parametrize("typed", ["CLL-2026-014", "cll-2026-14", "CLL 2026 014", " cll-2026-014 "])
def test_full_reference_is_recognized_however_typed(typed: str) -> None:
    assert parse_reference(typed) == "CLL-2026-014"


@pytest.mark.parametrize("typed", ["2026-014", "014", "CLL", "logiciel 2026", "é-2026-1"])
def test_what_is_not_a_full_reference_is_not_taken_for_one(typed: str) -> None:
    assert parse_reference(typed) is None


def test_reference_is_found_by_its_end() -> None:
    assert {"cll-2026-014", "2026-014", "014", "14"} <= set(identifiers("CLL-2026-014"))
    assert identifiers("organisme-inventé") == ("organisme-invente",)
    assert all(is_identifier(form) for form in identifiers("CLL-2026-014"))


@given(st.text())
def test_any_text_is_analysed_the_same_without_accents(text: str) -> None:
    clean = normalize(text)
    for lexeme in analyse(clean):
        assert clean[lexeme.start : lexeme.end].lower() == lexeme.written
        assert lexeme.term
    list(exact_tokens(clean))
    list(words(clean))
    parse_reference(text)


@given(st.text(alphabet="abcdeiloqurstuyxéèêëàçœ", min_size=1, max_size=14))
def test_folding_first_loses_nothing(word: str) -> None:
    assert terms(word) == terms(fold(word))
