"""Where shared fundings show beside their own page: to-do lists, bodies, figures, open data."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from council.clock import now


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def board(fundings, person):
    return plain(fundings.browser(person).get("/tableau-de-bord").text)


def test_what_is_covered_waits_for_who_decides(fundings, build, cast):
    body, person = fundings.body("Ville fictive")
    build.pledge(fundings.opened(), body, 30_000_00)
    for who in (cast.agent, cast.secretariat):
        assert "couvert : à accepter" in board(fundings, who)
    for who in (person, cast.vendor, cast.citizen, cast.member):
        assert "à accepter" not in board(fundings, who)


def test_a_deadline_that_comes_near_is_told_to_who_decides_and_who_pledged(fundings, build, cast):
    body, person = fundings.body("Ville fictive")
    build.pledge(fundings.opened(days=14), body, 1_000_00)
    for who in (cast.agent, cast.secretariat, person):
        assert "l’échéance approche" in board(fundings, who)
    assert "l’échéance approche" not in board(fundings, cast.member)


def test_a_far_deadline_asks_nothing(fundings, build, cast):
    body, person = fundings.body("Ville fictive")
    build.pledge(fundings.opened(days=15), body, 1_000_00)
    for who in (cast.agent, cast.secretariat, person):
        assert "échéance approche" not in board(fundings, who)


def test_a_missed_deadline_waits_for_a_decision_and_a_moved_one_for_each_body(
    fundings, build, cast, clock_at
):
    body, person = fundings.body("Ville fictive")
    build.pledge(fundings.opened(round=2, days=40), body, 1_000_00, round=1)
    assert "maintenez-vous votre engagement" in board(fundings, person)
    assert "maintenez-vous" not in board(fundings, cast.agent)
    clock_at(now() + timedelta(days=41))
    assert "échéance passée" in board(fundings, cast.agent)


def test_the_to_do_page_stays_within_its_queries(fundings, offers, build, cast, queries):
    for _ in range(6):
        row = offers.offered(price_visibility="public")
        build.pledge(build.funding(row, days=5), cast.member_body, 1_000_00)
    client = fundings.browser(cast.agent)
    client.get("/tableau-de-bord")
    before = len(queries)
    client.get("/tableau-de-bord")
    few = len(queries) - before
    for _ in range(6):
        row = offers.offered(price_visibility="public")
        build.pledge(build.funding(row, days=5), cast.member_body, 1_000_00)
    before = len(queries)
    client.get("/tableau-de-bord")
    assert len(queries) - before <= few


def test_a_body_shows_what_it_pledged(fundings, build):
    body, person = fundings.body("Ville fictive")
    fundings.opened()
    fundings.pledge(person, body, "12 000")
    page = plain(fundings.browser().get(f"/organismes/{body.reference}").text)
    assert "S’engage à payer" in page and "12 000 €" in page and "ferme" in page
    fundings.pledge(person, body, "12 000", visibility="holder")
    page = plain(fundings.browser().get(f"/organismes/{body.reference}").text)
    assert "montant réservé" in page and "12 000 €" not in page


def test_the_figures_count_public_amounts_by_software(fundings, build, cast):
    opened = fundings.opened()
    body, _person = fundings.body("Ville fictive")
    secret, _other = fundings.body("Organisme discret fictif")
    build.pledge(opened, body, 12_000_00)
    build.pledge(opened, secret, 7_654_321, visibility="holder")
    page = plain(fundings.browser().get("/chiffres").text)
    assert "Les financements partagés, par logiciel" in page
    assert cast.software.name in page and "12 000,00 €" in page and "30 000,00 €" in page
    assert "76 543" not in page and "88 543" not in page


def test_pledges_are_open_data_with_their_dictionary(fundings, build):
    opened = fundings.opened()
    body, _person = fundings.body("=Ville fictive")
    secret, _other = fundings.body("Organisme discret fictif")
    build.pledge(opened, body, 12_000_00, kind="conditional", minimum_cents=11_000_00)
    build.pledge(opened, secret, 7_654_321, visibility="holder")
    client = fundings.browser()
    rows = client.get("/donnees/pledges.json").get_json()
    known = {row["organization"]: row for row in rows}
    assert known["=Ville fictive"]["amount_cents"] == 12_000_00
    assert known["=Ville fictive"]["counted"] == "yes"
    assert known["Organisme discret fictif"]["amount_cents"] is None
    assert known["Organisme discret fictif"]["share_cents"] is None
    lines = list(csv.DictReader(io.StringIO(client.get("/donnees/pledges.csv").text)))
    assert {line["organization"] for line in lines} == {
        "'=Ville fictive",
        "Organisme discret fictif",
    }
    page = client.get("/donnees").text
    assert "minimum_cents" in page and "montant engagé en centimes" in page
