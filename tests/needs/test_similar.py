"""Needs that look alike: while one is written, and on a need's page; never a hidden one."""

from __future__ import annotations

import pytest

from council.search.indexer import rebuild
from tests.similarity.pairs import TRUE

TITLE = "Authentification unique pour nos applications internes"
OTHER = "Ouvrir sa session une fois et ne plus retaper d’identifiant"
BODY = "Chaque outil demande son mot de passe."


@pytest.fixture
def known(build, cast):
    """Two needs worded with few words in common, one of them of another body; one hidden."""
    one = build.need(cast.administration, title=TITLE, body="Il faut retenir dix mots de passe.")
    two = build.need(build.organization("Office inventé"), title=OTHER, body=BODY)
    hidden = build.need(
        build.organization("Office caché"),
        title="Connexion unique réservée", body=BODY, visibility="council",
    )  # fmt: skip
    build(rebuild)
    return one, two, hidden


def test_a_needs_page_shows_those_alike_and_why(client, known):
    one, two, _hidden = known
    page = client.get(f"/besoins/{one.reference}").text
    assert "Besoins semblables" in page
    assert two.title in page and "Office inventé" in page
    assert "Connexion unique réservée" not in page


def test_whoever_may_read_it_sees_it(client, cast, sign_in, known):
    sign_in(client, cast.member)
    assert "Connexion unique réservée" in client.get(f"/besoins/{known[0].reference}").text


def test_a_part_of_a_page_while_typing(client, known):
    answer = client.get("/besoins/semblables", query_string={"titre": "SSO", "page": "non"})
    assert answer.status_code == 200 and OTHER not in answer.text
    query = {"titre": "Un seul login pour tout", "page": "non"}
    answer = client.get("/besoins/semblables", query_string=query)
    assert OTHER in answer.text and "<html" not in answer.text
    assert "réservée" not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("text", ["", "<script>", "%00", "a" * 5000, "OR OR (", "🙂🙂🙂🙂"])
def test_any_text_gets_an_answer(client, known, text):
    answer = client.get("/besoins/semblables", query_string={"titre": text})
    assert answer.status_code == 200
    assert "<script>" not in answer.text.split("<main")[1].split("</main>")[0]


def test_looking_saves_nothing_and_loses_nothing(client, cast, sign_in, known):
    sign_in(client, cast.agent)
    typed = {"title": "Se connecter une seule fois", "body": "Un long texte typé.", "look": "1"}
    answer = client.post("/besoins/nouveau", data=typed)
    assert answer.status_code == 200
    assert OTHER in answer.text and "Un long texte typé." in answer.text
    assert "error-summary" not in answer.text
    assert "Aucun brouillon" in client.get("/besoins/brouillons").text


def test_every_true_pair_of_the_judged_list_is_found_through_the_index(client, build, cast):
    for one, _other in TRUE:
        build.need(cast.administration, title=one)
    build(rebuild)
    found = 0
    for one, other in TRUE:
        query = {"titre": other, "page": "non"}
        page = client.get("/besoins/semblables", query_string=query).text
        found += one in page
    assert found >= len(TRUE) * 0.85, found


def test_a_withdrawn_need_is_proposed_to_nobody(client, build, cast):
    gone = build.need(cast.administration, title=TITLE, state="withdrawn")
    build(rebuild)
    query = {"titre": "Connexion unique", "page": "non"}
    assert gone.title not in client.get("/besoins/semblables", query_string=query).text
