"""An official answer: prepared for the council alone, published, amended with a reason."""

from __future__ import annotations

import json

import pytest

from council.extensions import db
from council.journal.models import JournalEntry
from council.needs.models import Need
from council.needs.models_answers import OfficialAnswer
from council.search.indexer import rebuild

SECRET = "Mot-planté-tungstène"


def prepare(client, need, **data):
    """Write the official answer of a need."""
    values = {"state": "planned", "text": SECRET, "tax": "ttc", "row_version": "0", **data}
    return client.post(f"/besoins/{need.reference}/reponse/preparer", data=values)


def publish(client, *answers):
    """Publish prepared answers, as the versions they have."""
    chosen = [f"{answer.uid}:{answer.row_version}" for answer in answers]
    return client.post("/besoins/reponses/publier", data={"chosen": chosen})


def answer_of(build, need):
    return build(
        lambda: db.session.scalar(
            db.select(OfficialAnswer).where(OfficialAnswer.need_id == need.id)
        )
    )


@pytest.fixture
def need(build, cast):
    """A published need of the administration that a member's body shares."""
    row = build.need(cast.administration, title="Signer à distance")
    build.endorsement(row, cast.member_body)
    return row


def test_the_secretariat_prepares_then_publishes(client, build, cast, need):
    client.sign_in(cast.secretariat)
    assert "Préparer la réponse officielle" in client.get(f"/besoins/{need.reference}").text
    done = prepare(client, need, cost="1 500,50", due="S1 2027")
    assert done.status_code == 303
    assert "lue par le conseil seul" in client.get(f"/besoins/{need.reference}").text
    answer = answer_of(build, need)
    listed = client.get("/besoins/reponses/preparees").text
    assert f'value="{answer.uid}"' in listed
    asked = client.get(f"/besoins/reponses/publier?reponse={answer.uid}").text
    assert SECRET in asked and f"{answer.uid}:1" in asked
    assert publish(client, answer).status_code == 303
    client.post("/deconnexion")
    page = client.get(f"/besoins/{need.reference}").text.replace("\u202f", " ")
    page = page.replace("\xa0", " ")
    answered = ("Réponse officielle", SECRET, "programmé", "1 500,50 €", "S1 2027")
    for words in (*answered, cast.mission.name):
        assert words in page, words
    assert "réponse officielle : programmé" in page
    assert "Signer à distance" in client.get("/besoins/reponses?suite=planned").text
    assert "Signer à distance" not in client.get("/besoins/reponses?suite=directed").text


def test_publishing_moves_no_state(client, build, cast, need):
    answer = build.official(need, cast.secretariat, state="already_met")
    client.sign_in(cast.secretariat)
    publish(client, answer)
    row = build(lambda: db.session.get(Need, need.id))
    assert row.state == "published"
    assert row.answered_at is not None


READERS = ("citizen", "agent", "vendor", "maintainer", "observer", "administrator")


def test_a_prepared_answer_leaks_nowhere(client, build, cast, need, mails):
    for name in READERS:
        assert getattr(cast, name).email
    entries = build(lambda: db.session.scalar(db.select(db.func.count(JournalEntry.sequence))))
    client.sign_in(cast.secretariat)
    prepare(client, need)
    assert (
        build(lambda: db.session.scalar(db.select(db.func.count(JournalEntry.sequence)))) == entries
    )
    build(rebuild)
    uid = answer_of(build, need).uid
    for name in (None, *READERS):
        client.sign_in(getattr(cast, name)) if name else client.post("/deconnexion")
        for path in (
            f"/besoins/{need.reference}", "/besoins", "/besoins/reponses", "/", "/chiffres",
            "/besoins/sans-reponse", "/besoins/sans-reponse.csv", "/besoins/sans-reponse.atom",
            "/donnees/official_answers.csv", "/donnees/official_answers.json",
            "/donnees/needs.json", f"/recherche?q={SECRET}", "/tableau-de-bord",
        ):  # fmt: skip
            text = client.get(path).text.replace(f'value="{SECRET}"', "")
            said = text if "recherche" not in path else text.split("<main")[1]
            assert said.count(SECRET) == (said.count(f"« {SECRET} »")), (name, path)
            assert uid not in text and "réponse préparée" not in text.lower(), (name, path)
        assert client.get("/besoins/reponses/preparees").status_code in {303, 403}
        confirm = client.get(f"/besoins/reponses/publier?reponse={uid}")
        assert confirm.status_code in {303, 403}
        assert client.get(f"/besoins/{need.reference}/reponse/versions/1").status_code == 404
    assert not any(SECRET in mail.as_string() for mail in mails())


@pytest.mark.parametrize("name", ["member", "chair", "endorser"])
def test_the_council_reads_what_is_prepared_and_does_no_more(client, build, cast, need, name):
    answer = build.official(need, cast.secretariat, text=SECRET)
    client.sign_in(getattr(cast, name))
    page = client.get(f"/besoins/{need.reference}").text
    assert SECRET in page and "Relire et publier" not in page
    listed = client.get("/besoins/reponses/preparees")
    assert need.title in listed.text and "checkbox" not in listed.text
    assert prepare(client, need, row_version="1").status_code == 403
    assert publish(client, answer).status_code == 403


def test_a_prepared_answer_to_a_need_hidden_from_the_council_is_hidden_too(client, build, cast):
    hidden = build.need(cast.administration, visibility="organization")
    build.official(hidden, cast.secretariat, text=SECRET)
    client.sign_in(cast.member)
    assert hidden.title not in client.get("/besoins/reponses/preparees").text
    client.sign_in(cast.agent)
    page = client.get(f"/besoins/{hidden.reference}")
    assert page.status_code == 200 and SECRET not in page.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"state": ""}, "Choisissez la suite"),
        ({"state": "zzz"}, "choix valide"),
        ({"cost": "-3"}, "nombre positif"),
        ({"cost": "12,345"}, "nombre positif"),
        ({"due": "bientôt"}, "S1 2026"),
        ({"tax": "zzz"}, "choix valide"),
        ({"text": "[" * 9000}, ""),
    ],
)
def test_a_wrong_value_is_told(client, build, cast, need, data, sentence):
    client.sign_in(cast.secretariat)
    answer = prepare(client, need, **data)
    assert answer.status_code in {422, 303 if "text" in data else 422}
    assert sentence in answer.text


def test_two_who_prepare_at_once_see_both_texts(client, cast, need):
    client.sign_in(cast.secretariat)
    assert prepare(client, need).status_code == 303
    late = prepare(client, need, text="Autre texte.")
    assert late.status_code == 409
    assert SECRET in late.text and "Autre texte." in late.text
    assert prepare(client, need, text="Troisième.", row_version="1").status_code == 303


def test_what_is_prepared_may_be_abandoned(client, build, cast, need):
    build.official(need, cast.secretariat)
    client.sign_in(cast.secretariat)
    path = f"/besoins/{need.reference}/reponse/abandonner"
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 303
    assert answer_of(build, need) is None
    assert client.post(path).status_code == 404


def test_an_amendment_is_a_version_and_the_first_stays(client, build, cast, need, mails, news):
    build.official(need, cast.secretariat, published=True, text="Première réponse.")
    assert cast.agent.email and cast.member.email
    before = len(mails())
    client.sign_in(cast.secretariat)
    path = f"/besoins/{need.reference}/reponse/modifier"
    data = {"state": "will_be_done", "text": "Seconde réponse.", "tax": "ttc", "row_version": "1"}
    assert client.post(path, data=data).status_code == 422
    assert client.post(path, data={**data, "reason": "x", "text": ""}).status_code == 422
    assert client.post(path, data={**data, "reason": "Le budget est voté."}).status_code == 303
    assert client.post(path, data={**data, "reason": "Encore."}).status_code == 409
    client.post("/deconnexion")
    page = client.get(f"/besoins/{need.reference}").text
    assert "Seconde réponse." in page and "Première réponse." not in page and "version 2" in page
    first = client.get(f"/besoins/{need.reference}/reponse/versions/1").text
    assert "Première réponse." in first and "Seconde" not in first
    second = client.get(f"/besoins/{need.reference}/reponse/versions/2").text
    assert "Le budget est voté." in second
    assert client.get(f"/besoins/{need.reference}/reponse/versions/3").status_code == 404
    told = [mail["To"] for mail in news()[before:]]
    assert sorted(told) == sorted([cast.agent.email, cast.member.email])


def test_a_published_answer_is_found_by_search_and_exported(client, build, cast, need):
    build.official(need, cast.secretariat, published=True, text="=Chrysoprase")
    build(rebuild)
    assert need.title in client.get("/recherche?q=chrysoprase").text
    row = json.loads(client.get("/donnees/official_answers.json").text)[0]
    assert (row["need"], row["state"], row["text"]) == (need.reference, "planned", "=Chrysoprase")
    assert "'=Chrysoprase" in client.get("/donnees/official_answers.csv").text
    assert "will_be_done" in client.get("/donnees").text


def test_the_answer_of_a_restricted_need_is_in_no_export(client, build, cast):
    hidden = build.need(cast.administration, visibility="council")
    build.official(hidden, cast.secretariat, published=True, text=SECRET)
    client.sign_in(cast.secretariat)
    assert SECRET not in client.get("/donnees/official_answers.json").text
    assert SECRET in client.get(f"/besoins/{hidden.reference}").text
    client.sign_in(cast.vendor)
    assert hidden.title not in client.get("/besoins/reponses").text


@pytest.mark.parametrize("state", ["submitted", "declined", "withdrawn", "merged"])
def test_only_a_qualified_need_is_answered(client, build, cast, state):
    need = build.need(cast.administration, state=state)
    client.sign_in(cast.secretariat)
    assert prepare(client, need).status_code == 403


def test_a_withdrawn_need_shows_its_answer_no_more(client, build, cast, need):
    build.official(need, cast.secretariat, published=True, text=SECRET)
    client.sign_in(cast.secretariat)
    done = client.post(f"/besoins/{need.reference}/retirer", data={"reason": "Réglé."})
    assert done.status_code == 303
    client.post("/deconnexion")
    for path in (f"/besoins/{need.reference}", "/besoins/reponses"):
        assert SECRET not in client.get(path).text
    assert SECRET not in client.get("/donnees/official_answers.json").text
    assert client.get(f"/besoins/{need.reference}/reponse/versions/1").status_code == 403
