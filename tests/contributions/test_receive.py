"""Accepting, declining, delivering, confirming, withdrawing: by whom, from which state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import today

ROLES = (
    "citizen",
    "agent",
    "vendor",
    "maintainer",
    "member",
    "secretariat",
    "chair",
    "endorser",
    "observer",
    "administrator",
)
GIVERS = {"vendor"}
RECEIVERS = {"agent", "maintainer"}
VERBS = {
    # verb: (state it starts from, who may, what is posted, state it leads to)
    "accepter": ("offered", RECEIVERS, {"legal_frame": "commande"}, "accepted"),
    "decliner": ("offered", RECEIVERS, {"reason": "Trop loin du besoin."}, "declined"),
    "commencer": ("accepted", GIVERS, {}, "under_way"),
    "livrer": ("under_way", GIVERS, {"delivered_on": "2024-05-06"}, "delivered"),
    "confirmer": ("delivered", RECEIVERS, {"outcome": "met"}, "confirmed"),
    "retirer": ("offered", GIVERS, {"reason": "Plus personne pour le faire."}, "withdrawn"),
}
STATES = ("offered", "accepted", "under_way", "delivered", "confirmed", "declined", "withdrawn")
FROM = {
    "accepter": {"offered"},
    "decliner": {"offered"},
    "commencer": {"accepted"},
    "livrer": {"accepted", "under_way"},
    "confirmer": {"delivered"},
    "retirer": {"offered", "accepted", "under_way"},
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_does_what_it_says(client, cast, offers, verb):
    before, who, data, after = VERBS[verb]
    row = offers.offered(before)
    client.sign_in(getattr(cast, sorted(who)[0]))
    address = f"/contributions/{row.reference}"
    assert f"{address}/{verb}" in client.get(address).text
    assert client.get(f"{address}/{verb}").status_code == 200
    done = client.post(f"{address}/{verb}", data=data)
    assert done.status_code == 303, done.text
    assert offers.read(row).state == after
    page = client.get(address).text
    assert data.get("reason", "") in page
    assert len(offers.journal()) == 1
    again = client.post(f"{address}/{verb}", data=data)
    assert again.status_code == 403
    assert len(offers.journal()) == 1


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_refused_with_its_reason_to_the_others(app, cast, offers, verb):
    before, who, data, _after = VERBS[verb]
    row = offers.offered(before)
    for name in ROLES:
        if name in who:
            continue
        client = app.test_client().sign_in(getattr(cast, name))
        for answer in (
            client.get(f"/contributions/{row.reference}/{verb}"),
            client.post(f"/contributions/{row.reference}/{verb}", data=data),
        ):
            assert answer.status_code == 403, (name, verb)
            assert "Réservé à l’organisme" in answer.text or "autre organisme" in answer.text
    anonymous = app.test_client()
    assert anonymous.post(f"/contributions/{row.reference}/{verb}", data=data).status_code == 401
    assert offers.read(row).state == before
    assert offers.journal() == []


@pytest.mark.parametrize("state", STATES)
def test_each_verb_is_refused_from_the_wrong_state(app, cast, offers, state):
    row = offers.offered(state)
    for verb, (_before, who, data, _after) in VERBS.items():
        if state in FROM[verb]:
            continue
        client = app.test_client().sign_in(getattr(cast, sorted(who)[0]))
        answer = client.post(f"/contributions/{row.reference}/{verb}", data=data)
        assert answer.status_code == 403, (state, verb)
    assert offers.read(row).state == state


@pytest.mark.parametrize(
    ("verb", "data", "field"),
    [
        ("accepter", {}, "legal_frame"),
        ("accepter", {"legal_frame": "troc"}, "legal_frame"),
        ("decliner", {"reason": " "}, "reason"),
        ("livrer", {}, "delivered_on"),
        ("livrer", {"delivered_on": "2999-01-01"}, "delivered_on"),
        ("livrer", {"delivered_on": "2024-01-01", "upstream_links": "ici"}, "upstream_links"),
        ("livrer", {"delivered_on": "2024-01-01", "item": "F-1999-0001"}, "item"),
        ("confirmer", {}, "outcome"),
        ("confirmer", {"outcome": "unmet"}, "reason"),
        ("retirer", {}, "reason"),
    ],
)
def test_what_is_missing_is_named(client, cast, offers, verb, data, field):
    before, who, _data, _after = VERBS[verb]
    row = offers.offered(before)
    client.sign_in(getattr(cast, sorted(who)[0]))
    answer = client.post(f"/contributions/{row.reference}/{verb}", data=data)
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert offers.read(row).state == before


def test_an_acceptance_names_its_vehicle_and_says_what_it_is_not(client, cast, offers):
    row = offers.offered()
    client.sign_in(cast.agent)
    form = client.get(f"/contributions/{row.reference}/accepter")
    assert "ne vaut ni commande ni marché" in form.text
    client.post(f"/contributions/{row.reference}/accepter", data={"legal_frame": "adhesion"})
    assert "adhésion" in client.get(f"/contributions/{row.reference}").text


@pytest.mark.parametrize("outcome", ["met", "partly_met", "unmet"])
def test_the_need_follows_what_its_holder_says(client, cast, offers, outcome):
    row = offers.offered("delivered")
    client.sign_in(cast.agent)
    data = {"outcome": outcome, "reason": "Constaté en recette."}
    client.post(f"/contributions/{row.reference}/confirmer", data=data)
    assert offers.read(offers.need).state == outcome


def test_a_maintainer_who_confirms_does_not_speak_for_the_need(client, cast, offers):
    row = offers.offered("delivered")
    client.sign_in(cast.maintainer)
    client.post(f"/contributions/{row.reference}/confirmer", data={"outcome": "met"})
    assert offers.read(row).state == "confirmed"
    assert offers.read(offers.need).state == "published"


def test_a_lapsed_offer_says_so_and_is_not_accepted(app, client, cast, offers):
    row = offers.offered(valid_until=today() - timedelta(days=1))
    client.sign_in(cast.agent)
    address = f"/contributions/{row.reference}"
    assert "caduque" in client.get(address).text
    answer = client.post(f"{address}/accepter", data={"legal_frame": "none"})
    assert answer.status_code == 403
    assert "validité" in answer.text
    assert row.title in client.get("/contributions?etat=lapsed").text
    assert row.title not in client.get("/contributions?etat=offered").text
    assert app.test_client().get(address).status_code == 200


def test_a_delivery_ends_an_item_and_shows_its_links(client, cast, build, offers):
    item = build.item(sources=[offers.need], title="Chantier des exports")
    row = offers.offered("under_way")
    client.sign_in(cast.vendor)
    data = {
        "delivered_on": "2024-05-06",
        "upstream_links": "https://forge.invalid/41 https://forge.invalid/42",
        "item": item.reference,
    }
    client.post(f"/contributions/{row.reference}/livrer", data=data)
    page = client.get(f"/contributions/{row.reference}").text
    assert 'href="https://forge.invalid/42"' in page
    assert "6 mai 2024" in page
    assert "Chantier des exports" in page


def test_another_body_that_needs_nothing_is_refused(app, build, cast, offers):
    row = offers.offered()
    stranger = build.account("Ali Autre-Fictif")
    build.mandate(stranger, "representative", body=build.organization())
    client = app.test_client().sign_in(stranger)
    answer = client.post(f"/contributions/{row.reference}/accepter", data={"legal_frame": "none"})
    assert answer.status_code == 403
