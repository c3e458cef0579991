"""A thread opened to everybody; what strangers write waits for the secretariat, everywhere."""

from __future__ import annotations

import pytest

from tests.discussion.acts import COMMENTS, act, say, stored, told

SECRET = "Mot-planté-zirconium"
WAITS = "en attente de relecture"


@pytest.fixture
def need(client, build, cast):
    """A need whose thread the secretariat opened."""
    assert cast.agent
    row = build.need(cast.administration)
    client.sign_in(cast.secretariat)
    opened = client.post(f"/discussion/{row.record.uid}/ouvrir")
    assert opened.location == f"/besoins/{row.reference}#discussion"
    return row


@pytest.fixture
def held(client, build, cast, need):
    """A citizen's comment that waits."""
    say(client.sign_in(cast.citizen), need, SECRET)
    return stored(build)[-1]


def test_a_thread_is_opened_and_closed_by_the_secretariat(client, build, cast, need):
    path = f"/discussion/{need.record.uid}"
    for name in ("citizen", "agent", "member", "chair", "administrator"):
        client.sign_in(getattr(cast, name))
        assert client.post(f"{path}/ouvrir").status_code == 403
        assert client.post(f"{path}/fermer").status_code == 403
    assert "<textarea" in client.sign_in(cast.citizen).get(f"/besoins/{need.reference}").text
    client.sign_in(cast.secretariat).post(f"{path}/fermer")
    refused = say(client.sign_in(cast.citizen), need)
    assert refused.status_code == 403 and "demande un mandat" in refused.text


def test_who_waits_and_who_does_not(client, build, cast, need):
    for name in ("citizen", "administrator"):
        say(client.sign_in(getattr(cast, name)), need)
        assert stored(build)[-1].held_at is not None, name
    for name in ("agent", "vendor", "maintainer", "observer", "member"):
        say(client.sign_in(getattr(cast, name)), need)
        assert stored(build)[-1].held_at is None, name


def test_it_is_read_by_its_author_and_the_secretariat_alone(client, cast, need, held, mails):
    mails()  # the worker keeps the index
    path = f"/besoins/{need.reference}"
    for name in ("citizen", "secretariat"):
        page = client.sign_in(getattr(cast, name)).get(path).text
        assert SECRET in page and WAITS in page
    pages = (path, "/discussion/moderation", "/recherche?q=zirconium", "/donnees/needs.json")
    for name in ("agent", "vendor", "member", "chair", "administrator", "observer"):
        client.sign_in(getattr(cast, name))
        for page in pages:
            text = client.get(page).text
            assert SECRET not in text, (name, page)
        assert "Discussion (" not in client.get(path).text
        for verb in ("citer", "versions", "signaler", "modifier"):
            assert client.get(f"{COMMENTS}/{held.uid}/{verb}").status_code == 404, (name, verb)
    client.post("/deconnexion")
    assert SECRET not in client.get(path).text


def test_only_the_secretariat_is_told(client, cast, need, held, news):
    letters = told(news)
    assert list(letters) == [cast.secretariat.email]
    assert "attend d’être relu" in letters[cast.secretariat.email][0]
    assert SECRET not in letters[cast.secretariat.email][0]


def test_once_released_it_is_told_as_if_just_posted(client, cast, build, need, mails, news):
    build.comment(need, cast.vendor)
    say(client.sign_in(cast.citizen), need, "Bonjour @Max-Membre-Fictif.")
    assert cast.member
    say(client, need, "Bonjour @Max-Membre-Fictif.")
    held = stored(build)[-1]
    assert cast.member.email not in told(mails)
    client.sign_in(cast.secretariat)
    assert act(client, held, "publier").status_code == 303
    letters = told(news)
    assert "vous mentionne" in letters[cast.member.email][0]
    assert "Votre commentaire est publié" in letters[cast.citizen.email][0]
    assert len(letters[cast.agent.email]) == len(letters[cast.vendor.email]) == 1
    client.post("/deconnexion")
    assert "Bonjour" in client.get(f"/besoins/{need.reference}").text
    assert "publié après relecture" in client.get("/discussion/moderation").text.lower()


def test_refused_with_a_reason_its_author_reads(client, cast, need, held, mails):
    client.sign_in(cast.secretariat)
    assert act(client, held, "refuser", reason="").status_code == 422
    assert act(client, held, "refuser", reason="Publicité fictive.").status_code == 303
    assert "n’est pas publié" in told(mails)[cast.citizen.email][0]
    page = client.sign_in(cast.citizen).get(f"/besoins/{need.reference}").text
    assert "Publicité fictive." in page and SECRET in page
    assert act(client, held, "modifier", body="Autre", row_version="1").status_code == 403
    client.post("/deconnexion")
    assert SECRET not in client.get(f"/besoins/{need.reference}").text
    log = client.get("/discussion/moderation").text
    assert "Publicité fictive." in log and SECRET not in log and held.uid not in log


def test_after_three_that_passed_one_is_known(client, build, cast, need):
    for number in range(3):
        say(client.sign_in(cast.citizen), need, f"Bonjour {number}.")
        act(client.sign_in(cast.secretariat), stored(build)[-1], "publier")
    say(client.sign_in(cast.citizen), need, "Une quatrième fois.")
    assert stored(build)[-1].held_at is None


def test_what_was_let_through_is_read_again_when_edited(client, build, cast, need, held, news):
    act(client.sign_in(cast.secretariat), held, "publier")
    client.sign_in(cast.citizen)
    assert act(client, held, "modifier", body="Publicité.", row_version="1").status_code == 303
    client.post("/deconnexion")
    page = client.get(f"/besoins/{need.reference}").text
    assert "Publicité." not in page and SECRET not in page
    act(client.sign_in(cast.secretariat), held, "publier")
    (letter,) = told(news)[cast.agent.email]
    assert letter.count("Un commentaire est publié") == 1
    assert "Publicité." in client.get(f"/besoins/{need.reference}").text


def test_a_flood_is_stopped(client, build, cast, need):
    client.sign_in(cast.citizen)
    for number in range(5):
        assert say(client, need, f"Bonjour {number}.").status_code == 303
    late = say(client, need, "Encore.")
    assert late.status_code == 422 and "Encore." in late.text
    assert len(stored(build)) == 5


def test_its_author_may_take_it_back(client, cast, need, held):
    client.sign_in(cast.citizen)
    assert act(client, held, "retirer").status_code == 303
    client.sign_in(cast.secretariat)
    assert SECRET not in client.get("/discussion/a-relire").text
    assert act(client, held, "publier").status_code == 403
