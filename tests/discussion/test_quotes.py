"""A comment quotes another: who said it, where; never what is no longer to be read."""

from __future__ import annotations

import pytest

from tests.discussion.acts import COMMENTS, act, say, stored

SECRET = "Mot-planté-zirconium"


@pytest.fixture
def need(build, cast):
    """A need whose agent is known."""
    assert cast.agent
    return build.need(cast.administration)


def cite(client, comment):
    """Open the form that quotes a comment."""
    return client.get(f"{COMMENTS}/{comment.uid}/citer")


@pytest.fixture
def answered(client, build, cast, need):
    """A vendor's comment with the secret word, and a member's answer that quotes it."""
    said = build.comment(need, cast.vendor, f"Nous avons {SECRET}.\n\n> une vieille citation")
    client.sign_in(cast.member)
    say(client, need, f"> Nous avons {SECRET}.\n\nNous aussi.", quotes=said.uid)
    return said, stored(build)[-1]


def test_the_form_opens_with_the_words_and_the_author(client, build, cast, need):
    said = build.comment(need, cast.vendor, f"Nous avons {SECRET}.\n\n> une vieille citation")
    page = cite(client.sign_in(cast.member), said)
    assert page.status_code == 200
    assert f"&gt; Nous avons {SECRET}." in page.text
    assert "une vieille citation" not in page.text
    assert ".\n\n</textarea>" in page.text
    assert "En réponse à Vic Vendeur-Fictif" in page.text
    assert f'name="quotes" type="hidden" value="{said.uid}"' in page.text


def test_the_answer_leads_to_what_it_quotes(client, build, need, answered):
    said, reply = answered
    assert reply.quotes_id == said.id
    page = client.get(f"/besoins/{need.reference}").text
    assert f'href="#commentaire-{said.uid}">En réponse à Vic Vendeur-Fictif' in page
    assert page.count(SECRET) == 2


@pytest.mark.parametrize("verb", ["masquer", "retirer"])
def test_a_quote_goes_with_what_it_quotes(client, build, cast, need, answered, verb):
    said, reply = answered
    client.sign_in(cast.secretariat if verb == "masquer" else cast.vendor)
    assert act(client, said, verb, reason="Hors sujet fictif.").status_code == 303
    for who in (cast.member, cast.secretariat, cast.agent):
        page = client.sign_in(who).get(f"/besoins/{need.reference}").text
        assert SECRET not in page
        assert "Nous aussi." in page
        assert "En réponse à un commentaire qui n’est plus affiché" in page
    client.sign_in(cast.member)
    assert SECRET not in client.get(f"{COMMENTS}/{reply.uid}/modifier").text
    assert SECRET not in client.get(f"{COMMENTS}/{reply.uid}/retirer").text
    assert cite(client, said).status_code == 403


def test_a_note_is_quoted_in_a_note_only(client, build, cast, need):
    note = build.comment(need, cast.secretariat, SECRET, council_only=True)
    client.sign_in(cast.member)
    page = say(client, need, f"> {SECRET}", quotes=note.uid)
    assert page.status_code == 422
    assert "ne se cite que dans une note interne" in page.text
    assert say(client, need, f"> {SECRET}", quotes=note.uid, council_only="y").status_code == 303
    client.sign_in(cast.vendor)
    assert cite(client, note).status_code == 404
    assert SECRET not in client.get(f"/besoins/{need.reference}").text


def test_what_is_on_another_page_is_not_quoted_here(client, build, cast, need):
    elsewhere = build.comment(build.need(cast.administration), cast.vendor)
    answer = say(client.sign_in(cast.member), need, "> oui", quotes=elsewhere.uid)
    assert answer.status_code == 422


@pytest.mark.parametrize("uid", ["x", "0" * 32, "a\x00b", "' OR 1=1"])
def test_a_wrong_identifier_is_no_quote(client, build, cast, need, uid):
    assert say(client.sign_in(cast.member), need, "Bonjour.", quotes=uid).status_code == 303
    assert stored(build)[-1].quotes_id is None


def test_what_an_edited_comment_said_stays_readable(client, build, cast, need):
    client.sign_in(cast.vendor)
    say(client, need, "Première façon de dire.")
    (said,) = stored(build)
    assert "restera lisible" in client.get(f"{COMMENTS}/{said.uid}/modifier").text
    act(client, said, "modifier", body="Seconde façon.", row_version="1")
    client.post("/deconnexion")
    page = client.get(f"/besoins/{need.reference}").text
    assert "modifié le" in page and "Première façon" not in page
    versions = client.get(f"{COMMENTS}/{said.uid}/versions")
    assert "Première façon de dire." in versions.text and "Seconde façon." in versions.text


@pytest.mark.parametrize("verb", ["masquer", "retirer"])
def test_earlier_versions_go_with_the_text(client, build, cast, need, verb):
    said = build.comment(need, cast.vendor, SECRET)
    client.sign_in(cast.vendor)
    act(client, said, "modifier", body="Autre chose.", row_version="1")
    client.sign_in(cast.secretariat if verb == "masquer" else cast.vendor)
    act(client, said, verb, reason="Hors sujet fictif.")
    path = f"{COMMENTS}/{said.uid}/versions"
    for who in (cast.vendor, cast.agent, cast.chair):
        answer = client.sign_in(who).get(path)
        assert answer.status_code == 403 and SECRET not in answer.text
    seen = client.sign_in(cast.secretariat).get(path)
    assert seen.status_code == (200 if verb == "masquer" else 403)
