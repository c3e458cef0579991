"""The catalogue: its list, a record's page, names found whatever their spelling, its cost."""

from __future__ import annotations

import pytest

from council.software.models import name_key
from council.software.queries import maintainers_of, software_to_complete
from council.software.steps import find_or_add_software

SILL = {
    "name": "LemonLDAP ::NG",
    "status": "R",
    "sill_id": "77",
    "licence": "GPL-2.0",
    "repository": "https://exemple.invalid/depot",
    "website": "https://exemple.invalid/site",
    "documentation": "https://exemple.invalid/doc",
    "logo": "https://exemple.invalid/logo.svg",
    "label_url": "https://exemple.invalid/label",
    "summary": "Authentification unique.",
    "summary_en": "Single sign-on.",
    "function": "Authentification",
    "component": "Composant X",
    "sector": "Sécurité",
    "working_group": "MIMPROD",
    "min_version": "2.0.8",
    "max_version": "2.4.2",
    "years": "2018 ; 2019",
    "parent_name": "GLPI",
    "similar_ids": "162 ; 173",
    "alias": "Oui-alias",
    "support": "Oui-support",
    "comptoir_id": "co-189",
    "usage": "Services déconcentrés",
    "source_json": {"id": "77", "frama": {"encoded-name": "lemon-enc", "name": "lemon-nom"}},
}


def test_a_page_shows_every_column_of_the_catalogue(client, build, cast):
    row = build.software(**SILL)
    assert row.reference == "lemonldap-ng"
    page = client.get("/logiciels/lemonldap-ng")
    assert page.status_code == 200
    shown = {value for key, value in SILL.items() if key not in {"status", "source_json"}}
    for words in {*shown, "lemon-enc", "lemon-nom", "recommandé"}:
        assert words in page.text, words
    assert "Ancien identifiant SPDX" in page.text
    assert "Set-Cookie" not in page.headers


def test_the_catalogue_link_is_a_setting(app, client, build):
    build.software(**SILL)
    app.config["COUNCIL_SILL_URL"] = "https://catalogue.invalid/fiche/{id}"
    assert 'href="https://catalogue.invalid/fiche/77"' in client.get("/logiciels/lemonldap-ng").text


@pytest.mark.parametrize(("one", "other"), [
    ("LemonLDAP ::NG", "lemonldap::ng"),
    ("Démarches\u00a0simplifiées", "DEMARCHES SIMPLIFIEES"),
    ("7-Zip", "7zip"),
    ("  GIMP ", "gimp"),
])  # fmt: skip
def test_spellings_of_one_name_meet(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("C", "C++"), ("C", "C#"), ("GLPI", "GLP")])
def test_other_names_stay_apart(one, other):
    assert name_key(one) != name_key(other)


def test_a_named_software_is_found_or_added_once(build):
    first, is_new = build(find_or_add_software, "LemonLDAP ::NG")
    again, was_new = build(find_or_add_software, "lemonldap::ng")
    assert (is_new, was_new, again.id) == (True, False, first.id)
    assert first.to_complete
    assert build(software_to_complete, "Lemonldap NG").id == first.id


def test_two_records_of_one_name_have_two_addresses(client, build):
    assert [build.software("Grammalecte").reference for _n in range(2)] == [
        "grammalecte",
        "grammalecte-2",
    ]
    assert client.get("/logiciels/grammalecte-2").status_code == 200


def test_the_list_is_searched_and_filtered(client, build):
    build.software(**SILL)
    build.software("Dépôt libre", sector="Opérations")
    assert "LemonLDAP" in client.get("/logiciels?q=lemon ldap").text
    assert "Dépôt libre" in client.get("/logiciels?q=depot").text
    assert "Dépôt libre" not in client.get("/logiciels?q=lemon").text
    assert "Dépôt libre" not in client.get("/logiciels?statut=R").text
    assert "LemonLDAP" not in client.get("/logiciels?statut=aucun").text
    assert "LemonLDAP" not in client.get("/logiciels?secteur=Opérations").text
    assert "Aucun logiciel ne correspond" in client.get("/logiciels?q=introuvable").text
    assert client.get("/logiciels?page=abc&nature=zz").status_code == 200


def test_an_empty_catalogue_says_so(client):
    assert "Le catalogue est vide" in client.get("/logiciels").text


def test_its_maintainers_and_its_needs_are_on_its_page(client, build, cast):
    assert cast.maintainer
    build.need(cast.software, title="Aide à traduire")
    build.need(cast.administration, title="Export accessible", about=cast.software)
    build.need(cast.company, title="Mot-planté", about=cast.software, visibility="organization")
    page = client.get(f"/logiciels/{cast.software.reference}").text
    for words in ("Mia Mainteneuse-Fictive", "Aide à traduire", "Export accessible"):
        assert words in page
    assert "Mot-planté" not in page
    people = build(maintainers_of, cast.software.id)
    assert [person.name for person in people] == ["Mia Mainteneuse-Fictive"]


@pytest.mark.parametrize("name", [None, "secretariat"])
def test_pages_keep_within_their_budgets(client, build, cast, queries, name):
    for number in range(50):
        build.software(f"Logiciel {number:02}")
    row = build.software(**SILL)
    for _number in range(5):
        build.need(cast.administration, about=row)
        build.comment(row, cast.agent)
    if name:
        client.sign_in(getattr(cast, name))
    with queries.at_most(7):
        assert client.get("/logiciels").status_code == 200
    with queries.at_most(15):
        assert client.get(f"/logiciels/{row.reference}").status_code == 200
