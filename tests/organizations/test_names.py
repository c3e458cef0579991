"""Names that look alike, readable addresses, SIRET numbers."""

import pytest

from council.organizations.names import is_siret, skeleton, slug


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("CNIL", "СNIL"),  # a Cyrillic letter first
        ("CNIL", "CNlL"),
        ("Éditions Fictives", "EDITIONS  FICTIVES"),
        ("Éditions Fictives", "Editions-Fictives"),
        ("Coopérative", "Сооpérativе"),
        ("Agence ABC", "Ａｇｅｎｃｅ ＡＢＣ"),
        ("OVALE", "0VALE"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(name, twin):
    assert skeleton(name) == skeleton(twin)


def test_different_names_stay_apart():
    assert skeleton("CNIL") != skeleton("CNLL")
    assert skeleton("Agence 1") != skeleton("Agence 2")


def test_addresses_are_readable():
    assert slug("Œuvre d’État, « Été » !") == "oeuvre-detat-ete"
    assert slug("中文") == "organisme"


@pytest.mark.parametrize(
    ("digits", "right"),
    [
        ("13002526500013", True),
        ("13002526500014", False),
        ("35600000000048", True),
        ("35600000049837", True),
        ("35600000049838", False),
        ("1300252650001", False),
        ("1300252650001a", False),
        ("١٣٠٠٢٥٢٦٥٠٠٠١٣", False),
    ],
)
def test_siret_keys(digits, right):
    assert is_siret(digits) is right
