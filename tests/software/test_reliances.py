"""Public policies that rely on a commons, and the warning when it is left alone."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from council.clock import now
from council.pages.queries_reliances import months_before

WORDS = {
    "name": "Affichage environnemental fictif",
    "body": "Agence fictive des archives",
    "url": "https://politique.invalid/",
    "note": "Calcule ce qui est affiché.",
}


def path(software, rest="nouvelle"):
    """Return an address under a software's policies."""
    return f"/logiciels/{software.reference}/politiques/{rest}"


def test_an_administration_declares_its_policy_then_takes_it_off(client, build, cast):
    client.sign_in(cast.agent)
    form = client.get(path(cast.software)).text
    assert 'value="Agence fictive des archives"' in form
    assert client.post(path(cast.software), data=WORDS).status_code == 303
    again = client.post(path(cast.software), data=WORDS)
    assert again.status_code == 422 and "déjà inscrite" in again.text
    page = client.get(f"/logiciels/{cast.software.reference}").text
    for words in WORDS.values():
        assert words in page
    assert WORDS["name"] in client.get(f"/organismes/{cast.administration.reference}").text
    assert WORDS["name"] in client.get("/logiciels/politiques-publiques").text
    number = re.search(r"/politiques/(\d+)/retirer", page)[1]
    away = path(cast.software, f"{number}/retirer")
    assert client.post(away, data={"reason": ""}).status_code == 422
    assert client.post(away, data={"reason": "Abandonnée."}).status_code == 303
    assert WORDS["name"] not in client.get("/logiciels/politiques-publiques").text
    assert client.post(away, data={"reason": "Encore."}).status_code == 404
    assert client.post(path(cast.software), data=WORDS).status_code == 303


def test_the_secretariat_declares_for_any_public_body(client, build, cast):
    body = build.organization("Commune fictive", kind="local_authority")
    client.sign_in(cast.secretariat)
    data = {**WORDS, "body": "commune FICTIVE"}
    assert client.post(path(cast.software), data=data).status_code == 303
    assert WORDS["name"] in client.get(f"/organismes/{body.reference}").text


@pytest.mark.parametrize("name", ["citizen", "vendor", "maintainer", "member", "chair"])
def test_others_do_not(client, cast, name):
    client.sign_in(getattr(cast, name))
    answer = client.post(path(cast.software), data=WORDS)
    assert answer.status_code == 403
    assert "administration" in answer.text


def test_one_does_not_speak_for_another_body(client, build, cast):
    other = build.organization("Office fictif des ponts")
    row = build.reliance(cast.software, other)
    client.sign_in(cast.agent)
    answer = client.post(path(cast.software), data={**WORDS, "body": other.name})
    assert answer.status_code == 422 and "mandaté" in answer.text
    assert client.post(path(cast.software, f"{row.id}/retirer"), data={}).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("name", "\u202eretourné"),
        ("body", "Inconnue"),
        ("body", "Éditions Fictives"),
        ("url", "javascript:alert(1)"),
        ("note", "x" * 1001),
    ],
)
def test_bad_input_names_the_field(client, cast, field, value):
    assert cast.company
    client.sign_in(cast.secretariat)
    assert cast.administration
    answer = client.post(path(cast.software), data={**WORDS, field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


ALARM = "Ce commun demande attention"


def warned(client, software):
    """Say whether the software's page warns."""
    return ALARM in client.get(f"/logiciels/{software.reference}").text


def test_a_commons_that_nobody_funds_is_warned_of_until_somebody_does(client, build, cast):
    commons = build.software("Base Fictive", kind="database")
    assert not warned(client, commons)
    build.reliance(commons, cast.administration)
    page = client.get(f"/logiciels/{commons.reference}").text
    assert ALARM in page and "24 mois" in page
    build.contribution(cast.company, about=commons, kind="code", state="accepted")
    build.contribution(cast.company, about=commons, kind="funding")
    assert warned(client, commons)
    build.contribution(cast.company, about=commons, kind="funding", state="accepted")
    assert not warned(client, commons)


def test_funding_by_a_call_counts_and_grows_old(app, client, build, cast, clock_at):
    commons = build.software("Base Fictive")
    build.reliance(commons, cast.administration)
    call = build.need(commons)
    build.contribution(cast.company, needs=[call], kind="hosting", state="under_way")
    assert not warned(client, commons)
    app.config["COUNCIL_FUNDING_MONTHS"] = 6
    clock_at(now() + timedelta(days=200))
    assert warned(client, commons)


def test_questions_past_due_below_are_shown_and_told_to_the_secretariat(
    client, build, cast, clock_at
):
    service, component = build.software("Service Fictif"), build.software("Moteur Fictif")
    build.based_on(service, component)
    build.reliance(service, cast.administration)
    for row in (service, component):
        build.contribution(cast.company, about=row, kind="funding", state="confirmed")
    need = build.need(cast.administration, about=component)
    hidden = build.need(cast.administration, about=component, visibility="organization")
    asked = build.request(need, component, days=1, title="Reprendriez-vous ceci ?")
    build.request(hidden, component, days=1, title="Mot-planté")
    assert not warned(client, service)
    clock_at(now() + timedelta(days=3))
    for page in (
        f"/logiciels/{service.reference}",
        "/logiciels/politiques-publiques",
        f"/organismes/{cast.administration.reference}",
    ):
        text = client.get(page).text
        assert ALARM in text and asked.title in text
        assert "Mot-planté" not in text
    client.sign_in(cast.secretariat)
    todo = client.get("/tableau-de-bord").text
    assert "Communs à surveiller" in todo and "1 demande sans réponse" in todo
    client.sign_in(cast.agent)
    assert "Communs à surveiller" not in client.get("/tableau-de-bord").text


def test_the_list_keeps_within_its_budget(client, build, cast, queries):
    for number in range(25):
        commons = build.software(f"Commun {number:02}")
        build.reliance(commons, cast.administration, f"Politique {number:02}")
    with queries.at_most(6):
        assert client.get("/logiciels/politiques-publiques").text.count(ALARM) == 25


def test_an_empty_list_says_how_it_fills(client):
    assert "Aucune politique inscrite" in client.get("/logiciels/politiques-publiques").text


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 11, 25), 24, date(2024, 11, 25)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_before(day, months, found):
    assert months_before(day, months) == found
