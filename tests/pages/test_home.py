"""The home page: alive with a few rows, silent about what its reader may not see, cheap."""

from __future__ import annotations

from datetime import date, timedelta

from council.clock import today
from council.records.models import Audience
from tests.pages import rows


def test_an_empty_site_says_what_to_do(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "Aucun scrutin n’est ouvert" in response.text
    assert 'href="/sujets/nouveau"' in response.text
    assert 'action="/recherche"' in response.text
    assert "À faire" not in response.text


def test_it_shows_what_was_decided_voted_needed_and_when_the_council_meets(client, build, cast):
    build(rows.decision, "Avis inventé sur les formats")
    build(rows.poll, "Scrutin inventé en cours")
    build(rows.contribution, "Module inventé", cast.company)
    build(rows.item, "Chantier inventé")
    build(rows.subject, "Sujet inventé")
    build(rows.meeting, "Séance inventée à venir", today() + timedelta(days=9))
    build(rows.meeting, "Séance inventée passée", date(2025, 6, 23), state="held")
    page = client.get("/").text
    for words in (
        "Avis inventé sur les formats",
        "adoptée le 2 avril 2026",
        "Scrutin inventé en cours",
        "encore 4 jours",
        "Module inventé",
        "Chantier inventé",
        "Sujet inventé",
        "Séance inventée à venir",
        "lundi 23 juin 2025",
        "16:30–18:00, heure de Paris",
    ):
        assert words in page, words


def test_the_most_endorsed_need_comes_first(client, build, cast):
    wanted = build(rows.need, "Besoin partagé", cast.administration)
    build(rows.need, "Besoin solitaire", cast.administration)
    build(rows.endorsement, wanted, cast.company)
    build(rows.endorsement, wanted, cast.member_body)
    page = client.get("/").text
    assert page.index("Besoin partagé") < page.index("Besoin solitaire")
    assert "2 soutiens" in page


def test_what_a_reader_may_not_see_is_absent(client, build, cast, sign_in):
    build(rows.need, "Brouillon secret", cast.administration, state="draft")
    build(rows.need, "Besoin du conseil", cast.administration, audience=Audience.COUNCIL)
    build(rows.decision, "Avis non publié", state="adopted")
    build(rows.subject, "Sujet à examiner", state="received")
    build(rows.poll, "Scrutin réservé", audience=Audience.COUNCIL)
    secrets = ["Brouillon secret", "Besoin du conseil", "Avis non publié", "Sujet à examiner"]
    secrets.append("Scrutin réservé")
    page = client.get("/").text
    assert not [words for words in secrets if words in page]
    page = sign_in(client, cast.member).get("/").text
    assert "Besoin du conseil" in page and "Scrutin réservé" in page
    assert "Brouillon secret" not in page and "Sujet à examiner" not in page


def test_titles_are_escaped(client, build, cast):
    build(rows.need, "<script>alert(1)</script>", cast.administration)
    page = client.get("/").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_signed_in_what_awaits_comes_first(client, build, cast, sign_in):
    build(rows.need, "Besoin à qualifier", cast.administration, state="submitted")
    page = sign_in(client, cast.secretariat).get("/").text
    assert (
        page.index("Ce qui vous attend")
        < page.index("Besoin à qualifier")
        < page.index("En ce moment")
    )
    page = sign_in(client, cast.citizen).get("/").text
    assert "Rien ne vous attend" in page


def test_it_costs_at_most_twelve_queries(client, build, cast, queries):
    for number in range(12):
        wanted = build(rows.need, f"Besoin {number}", cast.administration)
        build(rows.endorsement, wanted, cast.company)
        build(rows.contribution, f"Module {number}", cast.company)
        build(rows.decision, f"Avis {number}")
        build(rows.item, f"Chantier {number}")
        build(rows.subject, f"Sujet {number}")
        build(rows.poll, f"Scrutin {number}")
        build(rows.meeting, f"Séance {number}", today() + timedelta(days=number))
    with queries.at_most(12):
        assert client.get("/").status_code == 200


def test_it_weighs_less_than_sixty_kilobytes(app, client, build, cast):
    for number in range(12):
        build(rows.need, f"Besoin au titre d’une longueur ordinaire {number}", cast.administration)
        build(rows.decision, f"Avis au titre d’une longueur ordinaire {number}")
    weight = len(client.get("/").data)
    for path in ("css/council.css", "js/council.js", "img/favicon.svg"):
        with client.get(f"/static/{path}") as asset:
            weight += len(asset.data)
    assert weight < 60_000
