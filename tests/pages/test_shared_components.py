"""Components shared with partners abroad: only what is public, and shared on both sides."""

from __future__ import annotations

import json

import pytest

from council.organizations.models import OrganizationKind

PAGE = "/composants-partages"


@pytest.fixture
def partner(build):
    """A public body of another country."""
    return build.organization("Zentrum Fiktiv", kind=OrganizationKind.FOREIGN)


def test_an_empty_page_says_how_it_fills(client):
    page = client.get(PAGE)
    assert "paraît ici dès qu" in page.text
    assert 'lang="de"' in page.text and 'lang="en"' in page.text
    assert "Set-Cookie" not in page.headers


def test_a_component_is_shared_when_both_sides_stand_around_it(client, build, cast, partner):
    suite, engine = build.software("Suite Fiktiv"), build.software("Moteur Fictif")
    own = build.software("Outil d’ici")
    build.based_on(suite, engine)
    build.need(partner, about=suite)
    page = client.get(PAGE).text
    assert "Moteur Fictif" not in page
    build.need(cast.administration, about=engine)
    build.need(cast.administration, about=own)
    page = client.get(PAGE).text
    assert "Moteur Fictif" in page and "Zentrum Fiktiv" in page
    assert "Outil d’ici" not in page and ">Suite Fiktiv<" not in page


def test_what_is_kept_among_few_shares_nothing(client, build, cast, partner):
    engine = build.software("Moteur Fictif")
    build.need(cast.administration, about=engine)
    build.need(partner, about=engine, visibility="council", title="Mot-planté")
    client.sign_in(cast.secretariat)
    page = client.get(PAGE).text
    assert "Moteur Fictif" not in page and "Mot-planté" not in page


def test_joint_needs_and_the_choices_ahead_are_shown(client, build, cast, partner):
    joint = build.need(cast.administration, title="Besoin commun")
    build.need(cast.administration, title="Besoin d’ici")
    build.endorsement(joint, partner)
    build.item(sources=[joint], title="Chantier commun", state="studied")
    build.item(sources=[joint], title="Chantier fini", state="delivered")
    page = client.get(PAGE).text
    assert "Besoin commun" in page and "Chantier commun" in page
    assert "Besoin d’ici" not in page and "Chantier fini" not in page


def test_it_costs_few_queries(client, build, cast, partner, queries):
    for number in range(10):
        engine = build.software(f"Moteur {number}")
        need = build.need(cast.administration, about=engine)
        build.endorsement(need, partner)
        build.item(sources=[need])
    with queries.at_most(9):
        assert client.get(PAGE).text.count("Zentrum Fiktiv") == 20


def test_awards_and_policies_are_files(app, client, build, cast):
    call = build.program(cast.administration, state="awarded", tax="ttc")
    row = build.candidacy(call, cast.company, title="Carte fictive")
    build.award(row, supports=["money"], amount_cents=100)
    kept = build.program(cast.administration, state="judged")
    build.award(build.candidacy(kept, cast.company, title="Mot-planté"))
    build.reliance(cast.software, cast.administration)
    found = json.loads(client.get("/donnees/awards.json").text)
    assert [(r["title"], r["amount_cents"], r["amount_tax"]) for r in found] == [
        ("Carte fictive", 100, "ttc")
    ]
    policies = client.get("/donnees/policies.csv").text
    assert "Affichage fictif" in policies and cast.software.name in policies
    index = client.get("/donnees").text
    assert "Lauréats des dispositifs" in index
