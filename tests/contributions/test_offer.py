"""Writing an offer: draft, read again, offered, revised."""

from __future__ import annotations

import pytest

from tests.contributions.conftest import offer_form


def draft(client, offers, **changes):
    """Post a draft and return the answer."""
    assert offers.software
    data = offer_form(needs=offers.need.reference, software="tableur fictif", **changes)
    return client.post("/contributions/nouvelle", data=data)


def test_a_vendor_offers_in_two_steps(client, cast, offers):
    client.sign_in(cast.vendor)
    page = client.get(f"/contributions/nouvelle?besoin={offers.need.reference}")
    assert page.status_code == 200
    assert f'value="{offers.need.reference}"' in page.text
    answer = draft(client, offers)
    assert answer.status_code == 303
    shown = client.get(answer.location)
    assert "12 345,60" in shown.text.replace("\u202f", " ")
    assert offers.need.title in shown.text
    assert offers.journal() == []
    done = client.post(f"{answer.location}/proposer")
    assert done.status_code == 303
    assert "/contributions/C-" in done.location
    page = client.get(done.location)
    assert "proposée" in page.text
    assert "<strong>accessible</strong>" in page.text
    assert "ne vaut ni commande ni marché" in page.text
    assert offers.need.title in page.text
    assert offers.journal() == ["contribution.offered"]
    assert client.get(answer.location).status_code == 404


def test_offering_twice_is_refused_and_gives_one_number(client, cast, offers):
    client.sign_in(cast.vendor)
    address = draft(client, offers).location
    assert client.post(f"{address}/proposer").status_code == 303
    assert client.post(f"{address}/proposer").status_code == 404
    assert offers.journal() == ["contribution.offered"]


def test_a_draft_is_read_by_its_body_alone(app, client, cast, offers):
    client.sign_in(cast.vendor)
    address = draft(client, offers, title="Brouillon au mot couvert").location
    for reader in (cast.agent, cast.secretariat, cast.member, cast.administrator, cast.maintainer):
        other = app.test_client().sign_in(reader)
        assert other.get(address).status_code == 404
        assert other.post(f"{address}/proposer").status_code == 404
        assert other.post(f"{address}/supprimer").status_code == 404
        assert "mot couvert" not in other.get("/contributions").text
        assert "mot couvert" not in other.get(f"/besoins/{offers.need.reference}").text
    assert app.test_client().get(address).status_code == 303


def test_a_draft_is_changed_then_thrown_away(client, cast, offers):
    client.sign_in(cast.vendor)
    address = draft(client, offers).location
    page = client.get(f"{address}/modifier")
    assert "12345,60" in page.text
    data = offer_form(needs=offers.need.reference, title="Autre titre", row_version="1")
    assert client.post(f"{address}/modifier", data=data).status_code == 303
    assert "Autre titre" in client.get(address).text
    assert client.post(f"{address}/modifier", data=data).status_code == 409
    assert client.post(f"{address}/supprimer").status_code == 303
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("title", "deux\nlignes"),
        ("title", "nul\x00"),
        ("title", "sens\u202einverse"),
        ("kind", ""),
        ("kind", "gift"),
        ("body", ""),
        ("body", "x" * 20_001),
        ("amount", "beaucoup"),
        ("amount", "-5"),
        ("amount", "1,234"),
        ("amount", "9" * 14),
        ("days", "٣"),
        ("tax", "vat"),
        ("price_visibility", "friends"),
        ("licence", "Licence-Inventée"),
        ("licence", "((((MIT"),
        ("upstream_links", "javascript:alert(1)"),
        ("upstream_links", "https://[x"),
        ("upstream_links", "\n".join(["https://forge.invalid/"] * 21)),
        ("due", "bientôt"),
        ("valid_until", "hier"),
        ("needs", "B-1999-0001"),
        ("needs", "besoin, tout court"),
        ("software", "Logiciel que personne ne connaît"),
    ],
)
def test_what_cannot_be_read_is_named_and_given_back(client, cast, offers, field, typed):
    client.sign_in(cast.vendor)
    data = offer_form(needs=offers.need.reference) | {field: typed}
    answer = client.post("/contributions/nouvelle", data=data)
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text or f'id="{field}-error"' in answer.text
    assert "Trois mois de travail." in answer.text
    assert "brouillon" not in client.get("/contributions").text


def test_an_offer_answers_something(client, cast, offers):
    client.sign_in(cast.vendor)
    answer = client.post("/contributions/nouvelle", data=offer_form(needs="", software=""))
    assert answer.status_code == 422
    assert "Dites à quel besoin" in answer.text


def test_a_validity_in_the_past_is_refused(client, cast, offers):
    client.sign_in(cast.vendor)
    address = draft(client, offers, valid_until="2020-01-01").location
    answer = client.post(f"{address}/proposer")
    assert answer.status_code == 422
    assert "déjà passée" in answer.text


def test_a_stale_token_writes_nothing(client, cast, offers):
    client.sign_in(cast.vendor)
    data = offer_form(needs=offers.need.reference, csrf_token="faux")
    answer = client.post("/contributions/nouvelle", data=data)
    assert answer.status_code == 400
    assert "Trois mois de travail." in answer.text


@pytest.mark.parametrize("name", ["citizen", "secretariat", "observer", "administrator", "chair"])
def test_who_has_nobody_to_give_for_is_told(client, cast, name):
    client.sign_in(getattr(cast, name))
    answer = client.get("/contributions/nouvelle")
    assert answer.status_code == 403
    assert "demande un mandat" in answer.text


@pytest.mark.parametrize("name", ["vendor", "agent", "maintainer", "member"])
def test_who_may_give(client, cast, name):
    client.sign_in(getattr(cast, name))
    assert client.get("/contributions/nouvelle").status_code == 200


def test_a_reader_without_account_is_sent_to_sign_in(client):
    assert client.get("/contributions/nouvelle").status_code == 303


def test_a_maintainer_gives_for_the_software(client, cast, offers):
    client.sign_in(cast.maintainer)
    answer = draft(client, offers)
    done = client.post(f"{answer.location}/proposer")
    page = client.get(done.location)
    assert cast.software.name in page.text


def test_an_offer_is_revised_with_its_reason(app, client, cast, offers):
    row = offers.offered()
    client.sign_in(cast.vendor)
    address = f"/contributions/{row.reference}"
    version = str(offers.read(row).row_version)
    data = offer_form(title="Export et import", amount="1", row_version=version)
    assert client.post(f"{address}/modifier", data=data).status_code == 422
    data["reason"] = "Périmètre élargi."
    assert client.post(f"{address}/modifier", data=data).status_code == 303
    page = client.get(address)
    assert "Export et import" in page.text
    assert "Périmètre élargi." in page.text
    assert "Export accessible" in client.get(f"{address}/versions/1").text
    assert client.get(f"{address}/versions/3").status_code == 404
    stale = client.post(f"{address}/modifier", data=data)
    assert stale.status_code == 409
    other = app.test_client().sign_in(cast.agent)
    assert other.get(f"{address}/modifier").status_code == 403
