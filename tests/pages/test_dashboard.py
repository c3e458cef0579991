"""The dashboard: to each person what awaits them, and nothing of what awaits others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import today
from council.extensions import db
from council.organizations.models import Mandate
from tests.pages import rows


@pytest.fixture
def busy(build, cast):
    """One thing waiting for each role; returns the words each one's line holds."""
    wanted = build(rows.need, "Besoin publié", cast.administration)
    offer = build(rows.contribution, "Offre à accepter", cast.company)
    delivery = build(rows.contribution, "Livraison à confirmer", cast.company, state="delivered")
    build(rows.answers, offer, wanted)
    build(rows.answers, delivery, wanted)
    build(rows.need, "Besoin à qualifier", cast.administration, state="submitted")
    build(rows.need, "Besoin en brouillon", cast.administration, state="draft")
    build(rows.subject, "Sujet à examiner", state="received")
    build(rows.decision, "Avis adopté", state="adopted")
    build(rows.poll, "Projet de scrutin", state="draft", audience="council")
    vote = build(rows.poll, "Scrutin ouvert")
    build(rows.roll_entry, vote, build.seat(cast.member_body, "administrations"), cast.member_body)
    return {
        "agent": ["Offre à accepter", "Livraison à confirmer", "Besoin en brouillon"],
        "member": ["Scrutin ouvert"],
        "secretariat": [
            "Besoin à qualifier",
            "Sujet à examiner",
            "Avis adopté",
            "Projet de scrutin",
        ],
        "chair": ["Avis adopté", "Projet de scrutin"],
        "endorser": ["Avis adopté"],
        "vendor": [],
        "citizen": [],
        "observer": [],
        "administrator": [],
    }


def test_a_visitor_is_asked_to_sign_in(client):
    response = client.get("/tableau-de-bord")
    assert response.status_code == 303
    assert response.location.startswith("/connexion?suite=")


@pytest.mark.parametrize(
    "role",
    ["agent", "member", "secretariat", "chair", "endorser", "vendor", "citizen", "observer"],
)
def test_each_sees_what_awaits_them_and_no_more(client, cast, sign_in, busy, role):
    page = sign_in(client, getattr(cast, role)).get("/tableau-de-bord")
    assert page.status_code == 200
    shown = {words for lines in busy.values() for words in lines if words in page.text}
    assert shown == set(busy[role])
    assert ("Rien ne vous attend" in page.text) == (not busy[role])


def test_a_ballot_owed_leads_to_the_ballot(client, cast, sign_in, busy):
    page = sign_in(client, cast.member).get("/tableau-de-bord").text
    assert "/bulletin" in page and cast.member_body.name in page


def test_a_maintainer_sees_the_question(client, build, cast, sign_in):
    build(rows.request, "Question posée", cast.administration, cast.software.id)
    assert "Question posée" in sign_in(client, cast.maintainer).get("/tableau-de-bord").text
    assert "Question posée" not in sign_in(client, cast.vendor).get("/tableau-de-bord").text


def test_the_chair_sees_mandates_to_confirm(client, app, build, cast, sign_in):
    waiting = build.mandate(cast.citizen, "member", body=cast.other_body)
    build(_change_mandate, waiting.id, confirmed_at=None)
    page = sign_in(client, cast.chair).get("/tableau-de-bord").text
    assert "Mandats à confirmer" in page and cast.citizen.name in page


def test_a_mandate_about_to_end_is_told(client, build, cast, sign_in):
    held = build.mandate(cast.citizen, "representative", body=cast.company)
    build(_change_mandate, held.id, ends_on=today() + timedelta(days=20))
    page = sign_in(client, cast.citizen).get("/tableau-de-bord").text
    assert "Mandats qui prennent fin" in page and cast.company.name in page


def test_what_is_due_within_a_week_comes_first(client, build, cast, sign_in):
    build(rows.need, "Besoin en brouillon", cast.administration, state="draft")
    held = build.mandate(cast.agent, "manager", body=cast.administration)
    for left, first in ((20, False), (5, True)):
        build(_change_mandate, held.id, ends_on=today() + timedelta(days=left))
        page = sign_in(client, cast.agent).get("/tableau-de-bord").text
        assert (page.index("todo-ending") < page.index("todo-drafts")) is first


def _change_mandate(number, **columns):
    row = db.session.get_one(Mandate, number)
    for name, value in columns.items():
        setattr(row, name, value)


def test_it_costs_little_to_the_busiest(client, build, cast, sign_in, queries, busy):
    for title in ("chair", "endorser", "representative"):
        build.mandate(cast.secretariat, title, body=cast.mission)
    for number in range(15):
        build(rows.need, f"Besoin {number}", cast.administration, state="submitted")
    sign_in(client, cast.secretariat)
    with queries.at_most(39):
        page = client.get("/tableau-de-bord").text
    assert "Voir la suite" in page
