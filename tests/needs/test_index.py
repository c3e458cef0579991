"""The list of needs: filters, sort, pages, empty state, cost."""

from __future__ import annotations

import re

import pytest


def titles(page):
    """Return the titles of a list, in order."""
    return re.findall(r'fr-rows__title"><a[^>]*>([^<]+)</a>', page.text)


def test_an_empty_list_says_what_to_do(client):
    page = client.get("/besoins")
    assert page.status_code == 200
    assert "Aucun besoin publié" in page.text


def test_filters_narrow_the_list(client, build, cast):
    build.need(cast.administration, title="Signer sans imprimer", body="parapheur")
    build.need(cast.company, title="Visioconférence", about=cast.software, state="met")
    build.need(cast.software, title="Aide à traduire")
    assert titles(client.get("/besoins?q=PARAPHEUR")) == ["Signer sans imprimer"]
    assert titles(client.get("/besoins?etat=met")) == ["Visioconférence"]
    assert titles(client.get("/besoins?nature=appels")) == ["Aide à traduire"]
    assert titles(client.get(f"/besoins?organisme={cast.company.reference}")) == ["Visioconférence"]
    about = titles(client.get("/besoins?logiciel=tableur-fictif&tri=titre"))
    assert about == ["Aide à traduire", "Visioconférence"]
    assert "Aucun besoin ne correspond" in client.get("/besoins?q=introuvable").text


@pytest.mark.parametrize(
    "query", ["etat=xx", "tri=;--", "page=0", "page=99999", "q=%25", "q=%00", "nature=%F0%9F%99%82"]
)
def test_odd_filters_never_break_the_list(client, build, cast, query):
    build.need(cast.administration)
    assert client.get(f"/besoins?{query}").status_code in {200, 400}


def test_a_row_says_what_i_did(client, build, cast):
    held = build.need(cast.administration)
    other = build.need(cast.company)
    build.endorsement(other, cast.administration)
    page = client.sign_in(cast.agent).get("/besoins").text
    assert held.title in page
    assert page.count("porté par vous") == 1
    assert page.count("soutenu par vous") == 1


@pytest.mark.parametrize("number", [5, 50])
@pytest.mark.parametrize("name", [None, "agent", "secretariat"])
def test_the_list_costs_at_most_6_queries(client, build, cast, queries, number, name):
    for _number in range(number):
        build.need(cast.administration)
    build.need(cast.software)
    if name:
        client.sign_in(getattr(cast, name))
    with queries.at_most(6):
        assert client.get("/besoins").status_code == 200


def test_pages_keep_the_filters(client, build, cast):
    for _number in range(25):
        build.need(cast.administration)
    page = client.get("/besoins?etat=published")
    assert len(titles(page)) == 20
    assert "etat=published&amp;page=2" in page.text
    assert len(titles(client.get("/besoins?etat=published&page=2"))) == 5


def test_titles_are_sorted_as_in_a_dictionary(client, build, cast):
    for title in ("Zones", "Échanger des plans", "« Ester » en justice", "echos", "Œuvrer"):
        build.need(cast.administration, title=title)
    sorted_titles = ["Échanger des plans", "echos", "« Ester » en justice", "Œuvrer", "Zones"]
    assert titles(client.get("/besoins?tri=titre")) == sorted_titles


def test_a_total_counted_by_state_is_the_lists_own(client, build, cast):
    for state in ("published", "published", "met", "submitted"):
        build.need(cast.administration, state=state)
    build.need(cast.administration, visibility="organization")
    assert "2 résultats" in client.get("/besoins?etat=published").text
    assert "3 résultats" in client.get("/besoins").text
    assert "5 résultats" in client.sign_in(cast.secretariat).get("/besoins").text
