"""The board, the time line, the filters, who reads what, how many queries it takes."""

from __future__ import annotations

import re

import pytest

from council.records.models import Audience
from council.records.steps import set_audience


def titles(text):
    """Return the headings of the columns, in order."""
    found = re.findall(r'fr-board__title" id="colonne-\d+">\s*(.*?)\s*(?:<|$)', text, re.S)
    return [" ".join(title.split()) for title in found]


def test_the_board_has_every_stage(client, build):
    build.item(state="planned", title="Chantier planifié ici")
    page = client.get("/feuille-de-route").text
    assert titles(page) == [
        "Proposé (0)",
        "À l’étude (0)",
        "Planifié (1)",
        "En cours (0)",
        "Livré (0)",
        "Reporté (0)",
        "Abandonné (0)",
    ]
    assert "Chantier planifié ici" in page


def test_the_time_line_has_no_hole(client, build):
    for due in ("S1 2030", "30/09/2031", "CONT", ""):
        build.item(due=due)
    page = client.get("/feuille-de-route/calendrier").text
    assert titles(page) == [
        "S1 2030 (1)",
        "S2 2030 (0)",
        "S1 2031 (0)",
        "S2 2031 (1)",
        "En continu (1)",
        "Sans échéance (1)",
    ]


def test_an_empty_road_map_says_what_to_do(client):
    page = client.get("/feuille-de-route")
    assert page.status_code == 200
    assert "Aucun chantier" in page.text
    assert client.get("/feuille-de-route/calendrier").status_code == 200
    old = client.get("/feuille-de-route?vue=frise&theme=Codes")
    assert (old.status_code, old.location) == (301, "/feuille-de-route/calendrier?theme=Codes")


def test_lists_filter(client, build):
    build.item(title="Ouvrir les codes", theme="Codes", state="planned")
    build.item(title="Former les agents", theme="Formation", state="delivered")
    page = client.get("/feuille-de-route?theme=Codes").text
    assert "Ouvrir les codes" in page
    assert "Former les agents" not in page
    page = client.get("/feuille-de-route?etat=delivered&q=former").text
    assert "Former les agents" in page
    assert "Ouvrir les codes" not in page


def test_what_is_born_from_a_need_kept_among_few_is_kept_among_them(
    app, client, build, cast, offers
):
    build(lambda row: set_audience(row.record, Audience.COUNCIL), offers.need)
    item = build.item(sources=[offers.need], title="Chantier au mot couvert", theme="Thème couvert")
    for name in ("", "citizen", "vendor", "administrator"):
        reader = app.test_client()
        if name:
            reader.sign_in(getattr(cast, name))
        assert reader.get(f"/feuille-de-route/{item.reference}").status_code == 404
        assert reader.get(f"/feuille-de-route/{item.reference}/versions/1").status_code == 404
        for page in ("/feuille-de-route", "/feuille-de-route/calendrier", "/"):
            assert "couvert" not in reader.get(page).text
    for name in ("member", "agent", "secretariat"):
        reader = app.test_client().sign_in(getattr(cast, name))
        assert reader.get(f"/feuille-de-route/{item.reference}").status_code == 200


@pytest.mark.parametrize("view", ["", "/calendrier"])
@pytest.mark.parametrize("count", [5, 50])
def test_the_list_stays_within_its_budget(client, build, cast, queries, view, count):
    for number in range(count):
        item = build.item(title=f"Chantier {number}", due=f"S1 {2026 + number % 5}")
        build.milestone(item, due="S2 2027")
    client.sign_in(cast.member)
    client.get("/feuille-de-route")
    with queries.at_most(9):
        assert "Chantier 4" in client.get(f"/feuille-de-route{view}").text


def test_a_page_stays_within_its_budget(client, build, cast, offers, queries):
    item = build.item(sources=[offers.need])
    for number in range(5):
        offers.offered(title=f"Offre {number}")
    build.answer(build.request(offers.need, offers.software))
    client.sign_in(cast.secretariat)
    client.get("/")
    with queries.at_most(17):
        page = client.get(f"/feuille-de-route/{item.reference}")
    assert "Offre 4" in page.text
