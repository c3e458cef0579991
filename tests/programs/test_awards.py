"""Awards are prepared in private, published at once, answer needs, and are followed up."""

from __future__ import annotations

import pytest


@pytest.fixture
def call(build, cast):
    """A judged call with two candidacies, one about a need and a software."""
    assert cast.agent and cast.maintainer
    row = build.program(
        cast.administration, state="judged", total_cents=30_000_00, laureate_cents=20_000_00
    )
    row.need = build.need(cast.member_body, title="Besoin répondu")
    row.first = build.candidacy(
        row, cast.company, title="Carte fictive", about=[row.need, cast.software]
    )
    row.second = build.candidacy(row, cast.software, title="Atlas fictif")
    place = build.juror(row, cast.citizen)
    build.grades(place, row.first, "good", "very_good")
    row.path = f"/dispositifs/{row.reference}"
    return row


def prepare(client, call, row, **changes):
    """Post what a candidacy is given."""
    data = {"reason": "Utile à **tous**.", "supports": ["money"], "amount": "15 000"} | changes
    return client.post(f"{call.path}/candidatures/{row.uid}/laureat", data=data)


def test_awards_are_prepared_then_published_and_answer_the_need(
    client, build, cast, call, summaries
):
    client.sign_in(cast.agent)
    assert prepare(client, call, call.first).status_code == 303
    assert prepare(client, call, call.first, amount="12 000").status_code == 303
    form = client.get(f"{call.path}/candidatures/{call.first.uid}/laureat").text
    assert "12000,00" in form
    client.sign_in(cast.vendor)
    assert "Utile à" not in client.get(call.path).text
    assert "Utile à" not in client.get(f"{call.path}/candidatures/{call.first.uid}").text
    client.sign_in(cast.agent)
    assert "Carte fictive" in client.get(f"{call.path}/laureats").text
    assert client.post(f"{call.path}/laureats", data={"note": "Bravo."}).status_code == 303
    visitor = client.get("/deconnexion") and client
    page = visitor.get(call.path).text
    for shown in ("Carte fictive", "Atlas fictif", "Utile à", "Bravo.", "lauréats publiés"):
        assert shown in page, shown
    assert "12\u202f000" in page
    need = client.get(f"/besoins/{call.need.reference}").text
    assert call.title in need and "Dispositif d’appui" in need
    assert call.title in client.get(f"/logiciels/{cast.software.reference}").text
    told = {message["To"] for message in summaries()}
    assert {cast.vendor.email, cast.maintainer.email, cast.citizen.email} <= told
    client.sign_in(cast.agent)
    assert prepare(client, call, call.second).status_code == 403


def test_what_is_too_much_is_refused(client, cast, call):
    client.sign_in(cast.agent)
    answer = prepare(client, call, call.first, amount="20 000,01")
    assert answer.status_code == 422 and 'href="#amount"' in answer.text
    assert prepare(client, call, call.first, supports=["coaching"]).status_code == 422
    assert prepare(client, call, call.first, reason="").status_code == 422
    for row in (call.first, call.second):
        assert prepare(client, call, row, amount="16 000").status_code == 303
    answer = client.post(f"{call.path}/laureats", data={"note": ""})
    assert answer.status_code == 422 and "enveloppe" in answer.text
    away = f"{call.path}/candidatures/{call.second.uid}/laureat/retirer"
    assert client.post(away).status_code == 303
    assert client.post(f"{call.path}/laureats", data={"note": ""}).status_code == 303


def test_no_laureate_is_said_why(client, cast, call):
    client.sign_in(cast.secretariat)
    assert client.post(f"{call.path}/laureats", data={"note": ""}).status_code == 422
    answer = client.post(f"{call.path}/laureats", data={"note": "Rien de mûr."})
    assert answer.status_code == 303
    page = client.get(call.path).text
    assert "Rien de mûr." in page and "Aucune candidature n’a été retenue" in page


@pytest.mark.parametrize("name", ["vendor", "member", "citizen", "stranger_free"])
def test_others_award_nothing(client, build, cast, call, name):
    client.sign_in(getattr(cast, name, None) or build.account("Léo Étranger-Fictif"))
    expected = {403, 404}
    assert prepare(client, call, call.first).status_code in expected
    assert client.post(f"{call.path}/laureats", data={"note": "x"}).status_code == 403


def test_what_became_of_an_award_is_told_by_its_people(client, build, cast):
    call = build.program(cast.administration, state="awarded")
    row, other = (build.candidacy(call, cast.company) for _ in range(2))
    build.award(row, supports=["money"], amount_cents=1_000_00)
    address = f"/dispositifs/{call.reference}/candidatures/{row.uid}"
    client.sign_in(cast.vendor)
    assert client.post(f"{address}/suivi", data={"text": ""}).status_code == 422
    assert client.post(f"{address}/suivi", data={"text": "Version 2 parue."}).status_code == 303
    assert "Version 2 parue." in client.get(address).text
    not_given = f"/dispositifs/{call.reference}/candidatures/{other.uid}/suivi"
    assert client.post(not_given, data={"text": "Rien."}).status_code == 422
    client.sign_in(cast.member)
    assert client.post(f"{address}/suivi", data={"text": "x"}).status_code == 403


def test_money_awarded_counts_as_funding_of_a_commons(client, build, cast):
    build.reliance(cast.software, cast.administration)
    page = f"/logiciels/{cast.software.reference}"
    assert "demande attention" in client.get(page).text
    call = build.program(cast.administration, state="awarded")
    build.award(build.candidacy(call, cast.software), supports=["money"], amount_cents=1)
    assert "demande attention" not in client.get(page).text
