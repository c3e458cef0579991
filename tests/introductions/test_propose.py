"""Proposing an introduction: who may, with whom, what is written, what a wrong value answers."""

from __future__ import annotations

import pytest

from tests.introductions.conftest import CONTACT


def test_a_holder_proposes_and_has_accepted(client, cast, build, pair):
    client.sign_in(cast.agent)
    form = client.get(f"/mises-en-relation/nouvelle/{pair.need.reference}")
    assert f'value="{cast.agent.email}"' in form.text
    page = client.get(pair.proposed(client))
    row = pair.row()
    assert (row.state, row.by_secretariat) == ("proposed", False)
    assert row.proposing_body_id == cast.administration.id
    assert row.need_ids == [pair.need.id, pair.other.id]
    answers = {party.body_id: party.answer for party in row.parties}
    assert answers == {cast.administration.id: "accepted", cast.company.id: "asked"}
    assert "attend sa réponse" in page.text
    assert pair.need.title in page.text and pair.other.title in page.text
    assert pair.journal() == ["introduction.proposed"]


def test_the_other_body_proposes_from_either_need(client, cast, pair):
    client.sign_in(cast.vendor)
    assert pair.propose(client).status_code == 303
    row = pair.row()
    assert row.proposing_body_id == cast.company.id


def test_the_secretariat_proposes_and_names_nobody(client, cast, pair):
    client.sign_in(cast.secretariat)
    form = client.get(f"/mises-en-relation/nouvelle/{pair.need.reference}").text
    assert "contact_email" not in form
    assert pair.propose(client).status_code == 303
    row = pair.row()
    assert row.by_secretariat and row.proposing_body_id is None
    assert {party.answer for party in row.parties} == {"asked"}
    assert pair.contacts() == set()


def test_a_person_of_the_secretariat_and_of_a_body_acts_as_chosen(client, cast, build, pair):
    build.mandate(cast.secretariat, "representative", body=cast.administration)
    client.sign_in(cast.secretariat)
    assert pair.propose(client).status_code == 303
    assert pair.row().by_secretariat


def test_an_endorser_is_put_in_touch_with_the_holder(client, cast, build, pair):
    build.endorsement(pair.need, cast.member_body)
    client.sign_in(cast.member)
    address = f"/mises-en-relation/nouvelle/{pair.need.reference}"
    body = f"org:{cast.member_body.reference}"
    assert f'value="{body}"' in client.get(address).text
    assert pair.propose(client, partner=body).status_code == 303
    row = pair.row()
    assert row.body_ids == {cast.administration.id, cast.member_body.id}
    assert row.proposing_body_id == cast.member_body.id
    assert row.other_need_id is None


def test_a_call_of_a_software_is_put_in_touch_with_its_maintainers(client, cast, build, pair):
    call = build.need(cast.software, title="Tester l’export")
    assert cast.maintainer
    client.sign_in(cast.agent)
    assert pair.propose(client, partner=f"need:{call.reference}").status_code == 303
    assert pair.row().body_ids == {cast.administration.id, cast.software.id}
    client.sign_in(cast.maintainer)
    assert client.get(f"/mises-en-relation/{pair.row().reference}").status_code == 200


def test_another_need_by_its_number(client, cast, pair):
    client.sign_in(cast.agent)
    number = pair.other.reference.lower()
    assert pair.propose(client, partner="autre", number=number).status_code == 303
    assert pair.row().other_need_id == pair.other.id


@pytest.mark.parametrize("name", ["citizen", "chair", "endorser", "administrator"])
def test_who_acts_for_no_body_does_not_propose(client, cast, pair, name):
    client.sign_in(getattr(cast, name))
    answer = pair.propose(client)
    assert answer.status_code == 403
    assert "engage un organisme" in answer.text
    assert "Proposer une mise en relation" not in client.get(f"/besoins/{pair.need.reference}").text


def test_nobody_puts_two_others_in_touch(client, cast, pair):
    client.sign_in(cast.member)
    answer = pair.propose(client)
    assert answer.status_code == 422
    assert "Vous ne représentez aucun des deux" in answer.text
    assert pair.row() is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("partner", ""),
        ("partner", "autre"),
        ("partner", "need:B-1999-0001"),
        ("partner", "org:personne"),
        ("partner", "n’importe quoi"),
        ("message", ""),
        ("message", "x" * 2001),
        ("contact_name", ""),
        ("contact_email", "personne"),
        ("contact_email", "a@exemple.invalid\nBcc: b@exemple.invalid"),
        ("contact_phone", "appelez-moi"),
        ("contact_note", "nul\x00"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_lost(client, cast, pair, field, typed):
    client.sign_in(cast.agent)
    answer = pair.propose(client, **{field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert field == "contact_note" or CONTACT["contact_note"] in answer.text
    assert pair.row() is None
    assert pair.journal() == []


def test_what_cannot_be_introduced_is_told(client, cast, build, pair):
    own = build.need(cast.administration)
    draft = build.need(cast.company, state="submitted")
    reserved = build.need(cast.company, visibility="organization")
    alone = build.need(build.organization("Régie sans personne"))
    client.sign_in(cast.agent)
    for need, words in (
        (own, "deux organismes différents"),
        (draft, "Aucun besoin visible"),
        (reserved, "Aucun besoin visible"),
        (alone, "Personne n’est mandaté pour Régie sans personne"),
    ):
        answer = pair.propose(client, partner=f"need:{need.reference}")
        assert answer.status_code == 422 and words in answer.text, words
    client.sign_in(cast.secretariat)
    for need, words in ((draft, "n’est pas publié"), (reserved, "ne peut pas lire")):
        answer = pair.propose(client, partner=f"need:{need.reference}")
        assert answer.status_code == 422 and words in answer.text, words
    answer = pair.propose(client, partner=f"org:{cast.member_body.reference}")
    assert answer.status_code == 422 and "ne soutient pas ce besoin" in answer.text
    assert pair.row() is None


def test_what_is_met_helps_what_is_not(client, cast, build, pair):
    met = build.need(cast.company, state="met")
    closed = build.need(cast.administration, state="met")
    client.sign_in(cast.agent)
    assert pair.propose(client, partner=f"need:{met.reference}").status_code == 303
    answer = client.post(
        f"/mises-en-relation/nouvelle/{closed.reference}",
        data={"partner": f"need:{met.reference}", "message": "Ensemble.", **CONTACT},
    )
    assert answer.status_code == 422 and "encore une réponse" in answer.text


def test_one_at_a_time_between_the_same_bodies(client, cast, pair):
    address = pair.proposed(client)
    client.sign_in(cast.secretariat)
    answer = pair.propose(client)
    assert answer.status_code == 422
    assert f"{address.rsplit('/', 1)[1]} est déjà en cours" in answer.text
    path = f"/mises-en-relation/nouvelle/{pair.other.reference}"
    data = {"partner": f"need:{pair.need.reference}", "message": "Dans l’autre sens."}
    assert client.post(path, data=data).status_code == 422
    assert client.post(f"{address}/retirer", data={"reason": "Trop tôt."}).status_code == 303
    assert pair.propose(client).status_code == 303


def test_a_need_that_is_not_seen_is_not_there(client, cast, build, pair):
    hidden = build.need(cast.administration, visibility="organization")
    client.sign_in(cast.vendor)
    assert client.get(f"/mises-en-relation/nouvelle/{hidden.reference}").status_code == 404
    assert client.get("/mises-en-relation/nouvelle/B-1999-0001").status_code == 404


def test_what_only_the_council_reads_joins_bodies_that_sit_in_it(client, cast, build, pair):
    hidden = build.need(cast.member_body, visibility="council")
    assert cast.other_member
    client.sign_in(cast.member)
    path = f"/mises-en-relation/nouvelle/{hidden.reference}"
    own = build.need(cast.other_body)
    data = {"partner": f"need:{own.reference}", "message": "Ensemble.", **CONTACT}
    assert client.post(path, data=data).status_code == 303
    answer = client.post(path, data={**data, "partner": f"need:{pair.need.reference}"})
    assert answer.status_code == 422
    assert "Agence fictive des archives ne peut pas lire" in answer.text
