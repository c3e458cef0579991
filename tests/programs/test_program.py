"""A programme is published, read, changed until it closes, cancelled; its state follows dates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from council.clock import PARIS, now
from council.extensions import db
from council.journal.models import JournalEntry


def local(days):
    """Return a moment some days away as the form wants it."""
    return (now() + timedelta(days=days)).astimezone(PARIS).strftime("%Y-%m-%dT12:00")


def words(**changes):
    """Return what the form of a call posts."""
    return {
        "title": "Accélérateur d’initiatives fictives",
        "organization": "Agence fictive des archives",
        "body": "Nous soutenons des **communs**.",
        "opens_at": local(2),
        "closes_at": local(30),
        "criteria": "Intérêt général | 3\nFaisabilité",
        "supports": ["recognition", "money"],
        "total": "100 000",
        "laureate": "25 000,50",
        "tax": "ttc",
    } | changes


def journal(build):
    """Return the kinds of the journal, oldest first."""
    return build(
        lambda: list(db.session.scalars(select(JournalEntry.kind).order_by(JournalEntry.sequence)))
    )


def test_an_administration_publishes_a_call(client, cast, build):
    client.sign_in(cast.agent)
    assert 'value="Agence fictive des archives"' in client.get("/dispositifs/nouveau").text
    answer = client.post("/dispositifs/nouveau", data=words())
    assert answer.status_code == 303
    page = client.get(answer.location).text
    for shown in (
        "<strong>communs</strong>",
        "poids 3",
        "annoncé",
        "25\u202f000,50",
        "financement",
    ):
        assert shown in page, shown
    assert "heure de Paris" in page
    assert "Accélérateur" in client.get("/dispositifs?etat=announced&q=accélérateur").text
    assert "Accélérateur" not in client.get("/dispositifs?etat=open").text
    assert "Accélérateur" in client.get(f"/organismes/{cast.administration.reference}").text
    assert journal(build) == ["program.published"]


def test_the_secretariat_publishes_for_any_body(client, cast, build):
    body = build.organization("Fondation fictive", kind="association")
    client.sign_in(cast.secretariat)
    answer = client.post("/dispositifs/nouveau", data=words(organization="fondation FICTIVE"))
    assert answer.status_code == 303
    assert body.name in client.get(answer.location).text


@pytest.mark.parametrize("name", ["citizen", "vendor", "maintainer", "member", "observer", "chair"])
def test_others_do_not(client, cast, name):
    client.sign_in(getattr(cast, name))
    assert client.post("/dispositifs/nouveau", data=words()).status_code == 403


@pytest.mark.parametrize(("field", "value"), [
    ("title", ""),
    ("title", "x" * 201),
    ("organization", "Inconnue"),
    ("organization", "Éditions Fictives"),
    ("body", ""),
    ("body", "x" * 1_000_000),
    ("opens_at", "demain"),
    ("opens_at", "2027-03-28T02:30"),
    ("closes_at", ""),
    ("closes_at", "2020-01-01T12:00"),
    ("closes_at", local(1)),
    ("criteria", ""),
    ("criteria", "Utile | 11"),
    ("criteria", "Utile | 0"),
    ("criteria", " | 2"),
    ("criteria", "\n".join("critère" for _ in range(21))),
    ("supports", "gloire"),
    ("total", "beaucoup"),
    ("total", "-1"),
    ("tax", "tva"),
])  # fmt: skip
def test_bad_input_names_the_field(client, cast, build, field, value):
    assert cast.agent and cast.company
    client.sign_in(cast.agent)
    answer = client.post("/dispositifs/nouveau", data=words(**{field: value}))
    assert answer.status_code == 422
    target = f"{field}-0" if field == "supports" else field
    assert f'href="#{target}"' in answer.text
    assert journal(build) == []


def edition(client, row, **changes):
    """Post the form of a change, filled with what the call says."""
    data = words(title=row.title, body=row.body, reason="Plus clair.", row_version="1")
    return client.post(f"/dispositifs/{row.reference}/modifier", data=data | changes)


def test_a_call_is_changed_as_a_version_until_it_closes(client, cast, build):
    row = build.program(cast.administration, state="announced")
    client.sign_in(cast.agent)
    assert "Intérêt général | 3" in client.get(f"/dispositifs/{row.reference}/modifier").text
    assert edition(client, row, criteria="Autre critère").status_code == 303
    page = client.get(f"/dispositifs/{row.reference}").text
    assert "Autre critère" in page and "version 2" in page and "Plus clair." in page
    again = edition(client, row, body="Autre texte.")
    assert again.status_code == 409 and "Autre texte." in again.text
    closed = build.program(cast.administration, state="closed")
    assert edition(client, closed).status_code == 403


def test_once_open_its_opening_and_criteria_stay(client, cast, build):
    row = build.program(cast.administration, state="open")
    opens = row.opens_at.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")
    client.sign_in(cast.agent)
    moved = edition(client, row, opens_at=opens, criteria="Autre")
    assert moved.status_code == 422 and "critères restent" in moved.text
    moved = edition(client, row, opens_at=local(1), criteria="Intérêt général | 3\nFaisabilité")
    assert moved.status_code == 422 and "ouverture reste" in moved.text


def test_a_programme_is_cancelled_with_its_reason(client, cast, build):
    row = build.program(cast.administration, state="open")
    client.sign_in(cast.agent)
    address = f"/dispositifs/{row.reference}/annuler"
    assert client.post(address, data={"reason": ""}).status_code == 422
    assert client.post(address, data={"reason": "Budget retiré."}).status_code == 303
    assert "Budget retiré." in client.get(f"/dispositifs/{row.reference}").text
    assert client.post(address, data={"reason": "Encore."}).status_code == 403
    client.sign_in(cast.vendor)
    assert client.get(f"/dispositifs/{row.reference}/candidater").status_code == 403


def test_the_state_follows_the_dates(client, cast, build, clock_at):
    row = build.program(cast.administration, state="announced")
    address, began = f"/dispositifs/{row.reference}", now()
    for days, label in ((0, "annoncé"), (6, "ouvert aux candidatures"), (11, "closes")):
        clock_at(began + timedelta(days=days))
        assert label in client.get(address).text


def test_the_list_puts_what_may_be_applied_to_first_within_its_budget(client, cast, build, queries):
    for state in ("cancelled", "awarded", "closed", "announced", "open"):
        for number in range(4):
            build.program(cast.administration, state=state, title=f"Appel {state} {number}")
    with queries.at_most(5):
        page = client.get("/dispositifs").text
    order = [page.index(f"Appel {state}") for state in ("open", "announced", "closed", "awarded")]
    assert order == sorted(order)
    assert client.get("/dispositifs?etat=n%27importe&page=x&q=%25").status_code == 200


def test_its_dates_are_in_a_calendar(client, cast, build):
    row = build.program(cast.administration, title="Appel fictif")
    file = client.get("/dispositifs/calendrier.ics")
    assert file.content_type == "text/calendar"
    assert file.text.count("BEGIN:VEVENT") == 2
    assert row.reference in file.text.replace("\r\n ", "")


def test_an_empty_list_says_so(client):
    assert "Aucun dispositif" in client.get("/dispositifs").text
