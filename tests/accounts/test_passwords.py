"""Which passwords are refused, and why."""

import pytest

from council.accounts.passwords import weakness


@pytest.mark.parametrize(
    "password",
    [
        "court",
        "onzecaracte",
        "azertyuiop12",
        "motdepasse123",
        "MotDePasse2026!",
        "123456789012",
        "aaaaaaaaaaaa",
        "abcabcabcabcabc",
        "administrateur",
        "qwertyuiop12345",
        "Bienvenue2026!!",
    ],
)
def test_guessable_passwords_are_refused(password):
    assert weakness(password) is not None


@pytest.mark.parametrize(
    "password", ["une phrase assez longue", "girafe tampon huître", "k9#vP2m!xQ7zLw"]
)
def test_unrelated_words_are_accepted(password):
    assert weakness(password) is None


def test_own_name_address_and_site_are_refused():
    personal = ("Zoé Fictive-Dupuits", "zoe.fictive@exemple.invalid", "Conseil logiciels libres")
    assert weakness("fictive-dupuits-zoe", personal=personal) is not None
    assert weakness("conseil logiciels libres", personal=personal) is not None
    assert weakness("girafe tampon zoé huître", personal=personal) is None


def test_administrators_need_sixteen():
    assert weakness("girafe tampons", minimum=16) is not None
    assert weakness("girafe tampon huître", minimum=16) is None
