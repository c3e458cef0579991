"""Asking the maintainers of a software."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import today


def form(offers, **changes):
    """Return what the form of a request posts."""
    return {
        "source": offers.need.reference,
        "software": offers.software.name,
        "title": "Accepteriez-vous l’export ?",
        "question": "Une **telle** correction serait-elle reprise ?",
        "due_on": (today() + timedelta(days=20)).isoformat(),
    } | changes


@pytest.mark.parametrize("name", ["agent", "vendor", "member", "secretariat"])
def test_who_may_ask_asks(client, cast, offers, name):
    client.sign_in(getattr(cast, name))
    page = client.get(f"/demandes/nouvelle?besoin={offers.need.reference}")
    assert f'value="{offers.need.reference}"' in page.text
    done = client.post("/demandes/nouvelle", data=form(offers))
    assert done.status_code == 303
    shown = client.get(done.location).text
    assert "<strong>telle</strong>" in shown
    assert offers.need.title in shown
    assert "En attente de" in shown
    assert offers.journal() == ["request.sent"]
    assert "Accepteriez-vous l’export ?" in client.get("/demandes").text


@pytest.mark.parametrize(
    "name", ["citizen", "maintainer", "chair", "observer", "administrator", "endorser"]
)
def test_who_may_not_ask_is_told(client, cast, offers, name):
    client.sign_in(getattr(cast, name))
    for answer in (
        client.get("/demandes/nouvelle"),
        client.post("/demandes/nouvelle", data=form(offers)),
    ):
        assert answer.status_code == 403
        assert "demande un mandat" in answer.text
    assert offers.journal() == []


def test_the_same_question_waits_once(client, cast, offers):
    client.sign_in(cast.agent)
    assert client.post("/demandes/nouvelle", data=form(offers)).status_code == 303
    again = client.post("/demandes/nouvelle", data=form(offers))
    assert again.status_code == 422
    assert "attend déjà une réponse" in again.text
    client.sign_in(cast.vendor)
    assert client.post("/demandes/nouvelle", data=form(offers)).status_code == 303


def test_the_software_of_the_need_is_written_beforehand(client, cast, offers):
    row = offers.offered()
    client.sign_in(cast.agent)
    page = client.get(f"/demandes/nouvelle?contribution={row.reference}").text
    assert f'value="{offers.software.name}"' in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("source", ""),
        ("source", "B-1999-0001"),
        ("software", ""),
        ("software", "Inconnu du catalogue"),
        ("title", "x" * 201),
        ("question", ""),
        ("question", "[" * 19_000),
        ("due_on", ""),
        ("due_on", "demain"),
        ("due_on", "2020-01-01"),
    ],
)
def test_what_cannot_be_read_is_named(client, cast, offers, field, typed):
    client.sign_in(cast.agent)
    answer = client.post("/demandes/nouvelle", data=form(offers, **{field: typed}))
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert offers.journal() == []


def test_a_hidden_need_cannot_be_named(client, build, cast, offers):
    from council.records.models import Audience
    from council.records.steps import set_audience

    build(lambda row: set_audience(row.record, Audience.SECRETARIAT), offers.need)
    client.sign_in(cast.vendor)
    answer = client.post("/demandes/nouvelle", data=form(offers))
    assert answer.status_code == 422
    assert offers.need.title not in answer.text
    client.sign_in(cast.agent)
    done = client.post("/demandes/nouvelle", data=form(offers))
    assert done.status_code == 303
    client.sign_in(cast.vendor)
    assert client.get(done.location).status_code == 404
    client.sign_in(cast.maintainer)
    assert client.get(done.location).status_code == 200
