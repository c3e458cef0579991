"""Answering a request, and showing the answer where it counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.chain.queries import connected_ids
from council.clock import now
from council.organizations.viewer import ANONYMOUS
from council.requests.queries import answers_for


def post(client, asked, **changes):
    """Answer as a form would."""
    data = {"choice": "would_accept", "text": "Oui, **volontiers**.", "row_version": "1"}
    return client.post(f"/demandes/{asked.reference}/repondre", data=data | changes)


def test_a_maintainer_answers_and_revises(client, cast, offers, asked):
    client.sign_in(cast.maintainer)
    address = f"/demandes/{asked.reference}"
    assert f"{address}/repondre" in client.get(address).text
    first = post(client, asked, days="3,5", links="https://forge.invalid/9", choice="needs_design")
    assert first.status_code == 303
    page = client.get(address).text
    for text in ("à concevoir", "<strong>volontiers</strong>", "3,5 jours", "forge.invalid/9"):
        assert text in page
    assert "répondue" in page
    silent = post(client, asked, choice="later", row_version="2")
    assert silent.status_code == 422
    second = post(client, asked, choice="later", row_version="2", reason="Version majeure.")
    assert second.status_code == 303
    page = client.get(address).text
    assert "pas maintenant" in page
    assert "version 1" in page
    assert "Version majeure." in page
    assert offers.journal() == ["request.answered", "request.answered"]


def test_two_people_do_not_overwrite_each_other(client, cast, asked):
    client.sign_in(cast.maintainer)
    assert post(client, asked).status_code == 303
    again = post(client, asked, reason="Encore.", text="Mon autre texte")
    assert again.status_code == 409
    assert "Mon autre texte" in again.text
    assert "volontiers" in again.text


def test_the_secretariat_writes_down_what_it_received(client, cast, asked):
    client.sign_in(cast.secretariat)
    assert post(client, asked).status_code == 422
    done = post(client, asked, received_from="Mia, par courriel")
    assert done.status_code == 303
    page = client.get(f"/demandes/{asked.reference}").text
    assert "réponse reçue, notée par le secrétariat" in page
    assert "Mia, par courriel" in page


@pytest.mark.parametrize(
    "name", ["citizen", "agent", "vendor", "member", "chair", "observer", "administrator"]
)
def test_others_do_not_answer(client, cast, offers, asked, name):
    client.sign_in(getattr(cast, name))
    answer = post(client, asked)
    assert answer.status_code == 403
    assert "Réservé aux mainteneurs" in answer.text
    assert offers.journal() == []


def test_another_software_maintainer_does_not_answer(client, build, asked):
    stranger = build.account("Oli Autre-Fictif")
    build.mandate(stranger, "maintainer", software_id=build.software().id)
    client.sign_in(stranger)
    assert post(client, asked).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"choice": ""}, "choice"),
        ({"choice": "maybe"}, "choice"),
        ({"choice": "already_there"}, "since_version"),
        ({"choice": "no", "text": ""}, "text"),
        ({"choice": "another_way", "text": ""}, "text"),
        ({"days": "trois"}, "days"),
        ({"links": "ici"}, "links"),
        ({"text": "x" * 20_001}, "text"),
    ],
)
def test_what_is_missing_is_named(client, cast, offers, asked, changes, field):
    client.sign_in(cast.maintainer)
    answer = post(client, asked, **changes)
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert offers.journal() == []


def test_already_there_says_since_when(client, cast, asked):
    client.sign_in(cast.maintainer)
    post(client, asked, choice="already_there", since_version="24.2")
    assert "24.2" in client.get(f"/demandes/{asked.reference}").text


def test_a_late_answer_is_an_answer(app, client, clock_at, cast, asked):
    clock_at(now() + timedelta(days=40))
    address = f"/demandes/{asked.reference}"
    reader = app.test_client()
    assert "sans réponse à l’échéance" in reader.get(address).text
    assert asked.title in reader.get("/demandes?etat=expired").text
    assert asked.title not in reader.get("/demandes?etat=sent").text
    client.sign_in(cast.maintainer)
    assert post(client, asked).status_code == 303
    assert "répondue" in reader.get(address).text
    assert asked.title in reader.get("/demandes?reponse=would_accept").text
    assert asked.title not in reader.get("/demandes?reponse=no").text


def test_the_answer_in_force_is_found_from_the_chain(build, offers, asked):
    build.answer(asked, "no", text="Non.")
    build.answer(asked, "later", text="Plus tard.", reason="Revu.")
    other = build.request(offers.need, build.software("Autre Fictif"), title="Et vous ?")
    item = build.item(sources=[offers.need])

    def found():
        return [
            (said.request.id, said.answer.choice if said.answer else None, said.software.name)
            for said in answers_for(connected_ids(item.id, ANONYMOUS), ANONYMOUS)
        ]

    assert build(found) == [
        (asked.id, "later", offers.software.name),
        (other.id, None, "Autre Fictif"),
    ]


def test_the_answer_is_shown_on_the_page_of_the_need(client, build, offers, asked):
    build.answer(asked, "needs_design", text="À dessiner.")
    page = client.get(f"/besoins/{offers.need.reference}").text
    assert "à concevoir" in page
    assert asked.title in page


def test_a_request_is_withdrawn_while_nobody_answered(app, client, build, cast, offers, asked):
    address = f"/demandes/{asked.reference}"
    client.sign_in(cast.vendor)
    data = {"reason": "Réglé autrement."}
    assert client.post(f"{address}/retirer", data=data).status_code == 403
    client.sign_in(cast.agent)
    assert client.post(f"{address}/retirer", data={"reason": ""}).status_code == 422
    assert client.post(f"{address}/retirer", data=data).status_code == 303
    assert "Réglé autrement." in app.test_client().get(address).text
    again = client.post(f"{address}/retirer", data=data)
    assert again.status_code == 403
    client.sign_in(cast.maintainer)
    assert post(client, asked).status_code == 403
    assert offers.journal() == ["request.withdrawn"]
    assert (
        asked.title
        not in client.get(f"/besoins/{offers.need.reference}")
        .text.split('id="discussion"')[0]
        .split('class="fr-timeline"')[0]
    )


def test_an_answered_request_is_not_withdrawn(client, build, cast, asked):
    build.answer(asked)
    client.sign_in(cast.agent)
    answer = client.post(f"/demandes/{asked.reference}/retirer", data={"reason": "Trop tard."})
    assert answer.status_code == 403
    assert "ne se retire plus" in answer.text


@pytest.mark.parametrize("count", [5, 50])
def test_the_list_stays_within_its_budget(client, build, cast, offers, queries, count):
    for number in range(count):
        build.answer(build.request(offers.need, offers.software, title=f"Question {number}"))
    client.sign_in(cast.maintainer)
    client.get("/demandes")
    with queries.at_most(6):
        client.get("/demandes")


def test_a_page_stays_within_its_budget(client, build, cast, offers, asked, queries):
    build.answer(asked)
    build.answer(asked, "no", text="Non.", reason="Revu.")
    for number in range(5):
        offers.offered(title=f"Offre {number}")
        build.item(sources=[offers.need], title=f"Chantier {number}")
    client.sign_in(cast.maintainer)
    client.get("/")
    with queries.at_most(12):
        page = client.get(f"/demandes/{asked.reference}")
    assert "Chantier 4" in page.text
