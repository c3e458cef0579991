"""The register, the feed, the permanent page: what readers find, and what they never see."""

from __future__ import annotations

import feedparser
import pytest

from council.clock import today
from tests.decisions.conftest import draft_path

SECRET = "mot-planté-secret"


def test_the_register_is_filtered_and_paginated(decisions):
    for number in range(1, 26):
        kind = "motion" if number % 5 == 0 else "avis"
        decisions.imported(f"CLL-2024-{number:03}", kind=kind, title=f"Avis numéro {number}")
    reader = decisions.browser()
    first = reader.get("/decisions").text
    assert first.count("fr-rows__item") == 20 and "25 résultats" in first
    assert reader.get("/decisions?page=2").text.count("fr-rows__item") == 5
    assert reader.get("/decisions?nature=motion").text.count("fr-rows__item") == 5
    year = (today().year, today().year - 1)
    assert sum(reader.get(f"/decisions?annee={y}").text.count("fr-rows__item") for y in year) >= 20
    for odd in (
        "?annee=1789",
        "?annee=x",
        "?nature=loi",
        "?page=0",
        "?page=-1",
        "?page=9999999999",
    ):
        assert reader.get("/decisions" + odd).status_code == 200


def test_an_empty_register_says_what_to_do(decisions):
    page = decisions.browser().get("/decisions").text
    assert "Aucune décision" in page and 'href="/sujets/nouveau"' in page


@pytest.mark.parametrize("rows", [5, 50])
def test_the_register_costs_few_queries(decisions, queries, cast, rows):
    for number in range(rows):
        decisions.imported(f"CLL-2024-{number + 1:03}")
    reader, member = decisions.browser(), decisions.browser(cast.member)
    with queries.at_most(7):
        assert reader.get("/decisions").status_code == 200
    with queries.at_most(7):
        assert member.get("/decisions").status_code == 200
    with queries.at_most(7):
        assert reader.get("/decisions.atom").status_code == 200


def test_a_decision_costs_few_queries(decisions, queries, cast):
    decision = decisions.published()
    path = f"/decisions/{decision.reference}"
    reader, staff = decisions.browser(), decisions.browser(cast.secretariat)
    with queries.at_most(13):
        assert reader.get(path).status_code == 200
    with queries.at_most(13):
        assert staff.get(path).status_code == 200


def test_the_feed_is_valid_and_stable(decisions):
    decision = decisions.published(title="Titre <b> & « guillemets »", body="Texte **gras** & fin.")
    decisions.imported("CLL-2024-001")
    client = decisions.browser()
    answer = client.get("/decisions.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = feedparser.parse(answer.data)
    assert not feed.bozo
    assert feed.version == "atom10" and feed.feed.id and feed.feed.updated_parsed
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) == 2
    entry = next(e for e in feed.entries if decision.reference in e.title)
    assert entry.title.endswith("Titre <b> & « guillemets »")
    assert entry.link.endswith(f"/decisions/{decision.reference}")
    assert "<strong>gras</strong>" in entry.content[0].value
    assert entry.rights == "CC-BY-SA-4.0" and entry.updated_parsed and entry.published_parsed
    again = feedparser.parse(client.get("/decisions.atom").data)
    assert [e.id for e in again.entries] == [e.id for e in feed.entries]


def test_an_empty_feed_is_valid(decisions):
    feed = feedparser.parse(decisions.browser().get("/decisions.atom").data)
    assert not feed.bozo and feed.entries == [] and feed.feed.updated_parsed


@pytest.mark.parametrize("state", ["draft", "proposed", "adopted"])
def test_nothing_of_a_draft_is_seen_outside_of_the_council(decisions, cast, state):
    decision = getattr(decisions, state)(title=f"Titre {SECRET}", body=f"Corps {SECRET}")
    paths = (
        "/",
        "/decisions",
        "/decisions.atom",
        draft_path(decision),
        draft_path(decision, "modifier"),
        "/donnees/decisions.csv",
        "/donnees/decisions.json",
        f"/recherche?q={SECRET}",
        "/plan-du-site",
    )
    for person in (None, cast.citizen, cast.agent, cast.vendor, cast.administrator):
        browser = decisions.browser(person)
        for path in paths:
            answer = browser.get(path)
            assert answer.status_code in (200, 303, 404), (path, answer.status_code)
            found = answer.text.replace(f'value="{SECRET}"', "").replace(f"« {SECRET} »", "")
            assert f"Titre {SECRET}" not in found and f"Corps {SECRET}" not in found, path
    assert SECRET in decisions.browser(cast.member).get("/decisions").text


def test_drafts_written_before_publication_stay_with_the_council(decisions, cast):
    decision = decisions.published()
    versions = f"/decisions/{decision.reference}/versions"
    reader, member = decisions.browser(), decisions.browser(cast.member)
    assert member.get(f"{versions}/1").status_code == 200
    assert reader.get(f"{versions}/1").status_code == 404
    page = reader.get(f"/decisions/{decision.reference}").text
    assert f"{versions}/1" not in page
    last = max(n for n in range(1, 9) if member.get(f"{versions}/{n}").status_code == 200)
    shown = reader.get(f"{versions}/{last}")
    assert shown.status_code == 200 and "recommande" in shown.text
    assert reader.get(f"{versions}/99").status_code == 404


@pytest.mark.parametrize("path", ["CLL-1999-001", "x", "brouillons/" + "0" * 32, "a%00b", "%2e%2e"])
def test_an_unknown_decision_is_not_found(decisions, path):
    assert decisions.browser().get(f"/decisions/{path}").status_code == 404


def test_text_is_cleaned_where_it_is_shown(decisions):
    decision = decisions.published(
        title="<script>alert(1)</script>",
        body="<img src=x onerror=alert(1)> [x](javascript:alert(1))",
        question="<svg onload=alert(1)>",
    )
    page = decisions.browser().get(f"/decisions/{decision.reference}").text
    assert "<script>alert" not in page and "<img" not in page and "<svg onload" not in page
    assert "javascript:" not in page.split("x](", 1)[0].split("href=")[-1]
