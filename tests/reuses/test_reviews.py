"""The review after a delivery: asked once, given on a reuse, kept in versions, or declined."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from council import clock
from council.contributions.models import ContributionMove, ContributionState
from council.contributions.steps import move_contribution
from council.extensions import db
from council.reuses.jobs import ask_reviews
from council.reuses.models import Reuse, ReviewDue

SAID = {
    "agents_reached": "120",
    "situation_before": "Une heure par dossier.",
    "situation_after": "Dix minutes.",
    "unit": "minutes par dossier",
    "before": "60",
    "after": "10,5",
    "obstacles": "La reprise des modèles.",
    "habits": "On ouvre le même fichier à plusieurs.",
}


def confirmed(build, cast, *, outcome="met", needs=None, days=200):
    """A delivery confirmed some days ago, for a need of the agent's body."""
    needs = needs or [build.need(cast.administration, state="met")]
    row = build.contribution(cast.company, needs=needs, about=cast.software, state="delivered")

    def confirm(contribution):
        contribution.outcome = outcome
        move_contribution(contribution, ContributionState.CONFIRMED)
        db.session.flush()
        move = db.session.scalars(
            select(ContributionMove).order_by(ContributionMove.id.desc())
        ).first()
        move.created_at = clock.now() - timedelta(days=days)

    build(confirm, row)
    return needs[0], row


def dues(build):
    """Return the reviews asked."""
    return build(lambda: list(db.session.scalars(select(ReviewDue).order_by(ReviewDue.id))))


def reuses(build):
    """Return the reuses."""
    return build(lambda: list(db.session.scalars(select(Reuse).order_by(Reuse.id))))


def told(mails, account):
    """Return what a person was mailed."""
    found = [message for message in mails() if message["To"] == account.email]
    return "\n".join(str(message.get_body(("plain",)).get_content()) for message in found)


def test_the_holder_is_asked_once_after_the_time_set(client, build, cast, mails):
    assert cast.agent and cast.vendor
    need, _row = confirmed(build, cast)
    confirmed(build, cast, days=100)
    confirmed(build, cast, outcome="unmet")
    confirmed(build, cast, needs=[build.need(cast.software)])
    letters = told(mails, cast.agent)
    assert letters.count("Un bilan vous est demandé") == 1
    assert "bilan" not in told(mails, cast.vendor)
    assert build(ask_reviews) == 0
    (due,) = dues(build)
    assert due.need_id == need.id
    client.sign_in(cast.agent)
    assert f"/reutilisations/bilans/{due.id}" in client.get("/tableau-de-bord").text
    assert f"/reutilisations/bilans/{due.id}" in client.get(f"/besoins/{need.reference}").text
    client.sign_in(cast.vendor)
    assert "/reutilisations/bilans/" not in client.get(f"/besoins/{need.reference}").text


@pytest.fixture
def due(build, cast):
    """A review owed by the agent's body."""
    assert cast.agent and cast.vendor
    need, row = confirmed(build, cast)
    build.endorsement(need, cast.member_body)
    assert build(ask_reviews) == 1
    return need, row, dues(build)[0]


def test_given_in_one_act_it_makes_a_reuse(client, build, cast, due, mails, news):
    need, row, asked = due
    assert cast.member
    mails()
    client.sign_in(cast.agent)
    assert row.title in client.get(f"/reutilisations/bilans/{asked.id}").text
    answer = client.post(f"/reutilisations/bilans/{asked.id}", data=SAID)
    (reuse,) = reuses(build)
    assert answer.location == f"/reutilisations/{reuse.reference}"
    assert (reuse.agents_reached, reuse.before_hundredths, reuse.after_hundredths) == (
        120,
        6000,
        1050,
    )
    client.post("/deconnexion")
    page = client.get(answer.location).text
    for said in ("120", "60 minutes par dossier", "10,5 minutes", "La reprise des modèles."):
        assert said in page
    assert cast.software.name in page and row.title in page
    need_page = client.get(f"/besoins/{need.reference}").text
    assert "bilan : 120 agents concernés" in need_page
    assert "120 agents concernés." in need_page
    for person in (cast.vendor, cast.member):
        assert "Un bilan dit ce qu’une livraison a changé" in told(news, person)
    figures = client.get("/chiffres").text
    assert "agents concernés, d’après les bilans" in figures and ">120<" in figures
    assert dues(build)[0].reuse_id == reuse.id
    assert build(ask_reviews) == 0


def test_it_goes_on_the_reuse_that_is_there(client, build, cast, due):
    need, _row, asked = due
    known = build.reuse(cast.administration, about=[cast.software], needs=[need])
    client.sign_in(cast.agent)
    assert known.reference in client.get(f"/reutilisations/bilans/{asked.id}").text
    client.post(f"/reutilisations/bilans/{asked.id}", data=SAID)
    (reuse,) = reuses(build)
    assert reuse.id == known.id and reuse.reviewed_at is not None
    assert reuse.body == known.body


def test_it_is_changed_and_what_it_said_is_kept(client, build, cast, due):
    _need, _row, asked = due
    client.sign_in(cast.agent)
    path = client.post(f"/reutilisations/bilans/{asked.id}", data=SAID).location
    again = client.post(f"/reutilisations/bilans/{asked.id}", data=SAID)
    assert again.status_code == 403 and "déjà été donné" in again.text
    seen = str(reuses(build)[0].row_version)
    data = {**SAID, "habits": "Plus rien ne s’imprime.", "row_version": seen}
    assert client.post(f"{path}/bilan", data=data).status_code == 303
    late = client.post(f"{path}/bilan", data=data)
    assert late.status_code == 409
    assert "Plus rien ne s’imprime." in client.get(path).text
    assert "à plusieurs" in client.get(f"{path}/versions/1").text
    assert "Plus rien ne s’imprime." in client.get(f"{path}/versions/2").text


def test_declining_with_a_reason_ends_the_asking(client, build, cast, due, news):
    need, _row, asked = due
    assert cast.secretariat
    path = f"/reutilisations/bilans/{asked.id}"
    client.sign_in(cast.agent)
    assert client.post(f"{path}/decliner", data={"reason": ""}).status_code == 422
    done = client.post(f"{path}/decliner", data={"reason": "Nous avons changé d’outil."})
    assert done.location == f"/besoins/{need.reference}"
    assert path not in client.get("/tableau-de-bord").text
    assert client.post(path, data=SAID).status_code == 403
    assert "décliné" in told(news, cast.secretariat)
    assert build(ask_reviews) == 0
    assert reuses(build) == []


@pytest.mark.parametrize("name", ["vendor", "member", "secretariat", "citizen", "maintainer"])
def test_only_the_holder_gives_or_declines(client, build, cast, due, name):
    path = f"/reutilisations/bilans/{due[2].id}"
    client.sign_in(getattr(cast, name))
    assert client.get(path).status_code == 403
    assert client.post(path, data=SAID).status_code == 403
    assert client.post(f"{path}/decliner", data={"reason": "Non."}).status_code == 403


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Dites au moins une chose"),
        ({"before": "12"}, "Dites ce que comptent ces nombres"),
        ({"before": "beaucoup", "unit": "jours"}, "nombre positif"),
        ({"agents_reached": "-1"}, "nombre entier"),
        ({"agents_reached": "douze"}, "nombre entier"),
    ],
)
def test_what_is_wrong_is_said(client, build, cast, due, data, said):
    client.sign_in(cast.agent)
    page = client.post(f"/reutilisations/bilans/{due[2].id}", data={"obstacles": "", **data})
    assert page.status_code == 422
    assert said in page.text
    assert reuses(build) == []


def test_a_review_of_a_reserved_need_is_reserved(client, build, cast):
    assert cast.agent
    hidden = build.need(cast.administration, visibility="organization")
    _need, _row = confirmed(build, cast, needs=[hidden])
    build(ask_reviews)
    client.sign_in(cast.agent)
    path = client.post(f"/reutilisations/bilans/{dues(build)[0].id}", data=SAID).location
    assert client.get(path).status_code == 200
    assert client.sign_in(cast.member).get(path).status_code == 404
