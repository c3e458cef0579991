"""« Nous avons aussi ce besoin »: once per organization, for the version read, taken back."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from council.extensions import db
from council.needs.models import Endorsement, Need
from council.needs.steps import add_version


def endorse(client, need, body, **data):
    """Endorse a need for a body."""
    values = {"organization": body.id, "version": 1, **data}
    return client.post(f"/besoins/{need.reference}/soutenir", data=values)


def in_force(build):
    """Return how many endorsements are in force."""
    return build(
        lambda: db.session.scalar(
            select(func.count()).select_from(Endorsement).where(Endorsement.withdrawn_at.is_(None))
        )
    )


def test_an_organization_endorses_once_and_takes_it_back(client, build, cast):
    need = build.need(cast.administration)
    path = f"/besoins/{need.reference}"
    client.sign_in(cast.vendor)
    assert client.get(f"{path}/soutenir").status_code == 200
    given = endorse(client, need, cast.company, agents_concerned="120", note="Aussi chez nous.")
    assert given.status_code == 303
    page = client.get(path).text
    for words in ("Éditions Fictives", "120 agents concernés", "Aussi chez nous.", "version 1"):
        assert words in page
    again = endorse(client, need, cast.company)
    assert again.status_code == 409
    assert "soutient déjà" in again.text
    assert in_force(build) == 1
    back = re.search(r'href="([^"]+/soutiens/\d+/retirer)"', page)[1]
    assert client.sign_in(cast.member).post(back).status_code == 403
    client.sign_in(cast.vendor)
    assert client.post(back, data={"reason": "Réglé."}).status_code == 303
    assert in_force(build) == 0
    assert client.post(back).status_code == 403
    assert endorse(client, need, cast.company).status_code == 303


@pytest.mark.parametrize(("name", "reason"), [
    ("citizen", "mandaté par aucun"),
    ("maintainer", "mandaté par aucun"),
    ("secretariat", "mandaté par aucun"),
    ("administrator", "mandaté par aucun"),
    ("agent", "porte déjà ce besoin"),
])  # fmt: skip
def test_who_may_not_endorse_reads_why(client, build, cast, name, reason):
    need = build.need(cast.administration)
    client.sign_in(getattr(cast, name))
    answer = endorse(client, need, cast.company)
    assert answer.status_code == 403
    assert reason in answer.text
    assert in_force(build) == 0


@pytest.mark.parametrize("name", ["vendor", "member", "observer"])
def test_who_may_endorse(client, build, cast, name):
    need = build.need(cast.administration)
    person = getattr(cast, name)
    client.sign_in(person)
    page = client.get(f"/besoins/{need.reference}/soutenir").text
    number = re.search(r'<option[^>]* value="(\d+)"', page.split('id="organization"')[1])[1]
    data = {"organization": number, "version": "1"}
    assert client.post(f"/besoins/{need.reference}/soutenir", data=data).status_code == 303


@pytest.mark.parametrize("state", ["submitted", "met", "unmet", "declined", "withdrawn"])
def test_only_an_open_need_is_endorsed(client, build, cast, state):
    need = build.need(cast.administration, state=state)
    answer = endorse(client.sign_in(cast.vendor), need, cast.company)
    hidden = state in {"submitted", "declined"}
    assert answer.status_code == (404 if hidden else 403)
    assert in_force(build) == 0


@pytest.mark.parametrize(("field", "value"), [
    ("organization", ""),
    ("organization", "abc"),
    ("organization", "999999"),
    ("version", ""),
    ("version", "99"),
    ("version", "9" * 40),
    ("agents_concerned", "beaucoup"),
    ("note", "x" * 501),
])  # fmt: skip
def test_bad_input_endorses_nothing(client, build, cast, field, value):
    need = build.need(cast.administration)
    client.sign_in(cast.vendor)
    answer = endorse(client, need, cast.company, **{field: value})
    assert answer.status_code == 422
    assert in_force(build) == 0


def test_another_body_cannot_be_engaged(client, build, cast):
    need = build.need(cast.administration)
    answer = endorse(client.sign_in(cast.vendor), need, cast.member_body)
    assert answer.status_code == 422
    assert in_force(build) == 0


def test_the_database_keeps_one_endorsement_per_organization(build, cast):
    need = build.need(cast.administration)
    build.endorsement(need, cast.company)
    with pytest.raises(IntegrityError):
        build.endorsement(need, cast.company)


def _rewrite(need):
    row = db.session.get(Need, need.id)
    row.body = "Un autre problème."
    add_version(row, author=None, reason="Précisé.")
    db.session.commit()


def test_an_endorsement_is_maintained_for_a_changed_text(client, build, cast):
    need = build.need(cast.administration)
    given = build.endorsement(need, cast.company)
    page, path = f"/besoins/{need.reference}", f"/besoins/{need.reference}/soutiens/{given.id}"
    client.sign_in(cast.vendor)
    assert "le texte a changé depuis" not in client.get(page).text
    assert client.post(f"{path}/maintenir", data={"version": 1}).status_code == 409
    build(_rewrite, need)
    assert "le texte a changé depuis" in client.get(page).text
    assert "Maintenir pour la version 2" in client.get(f"{path}/maintenir").text
    assert client.post(f"{path}/maintenir", data={"version": 1}).status_code == 409
    assert client.post(f"{path}/maintenir", data={"version": "x"}).status_code == 422
    assert client.post(f"{path}/maintenir", data={"version": 2}).status_code == 303
    assert "le texte a changé depuis" not in client.get(page).text
    assert client.sign_in(cast.member).get(f"{path}/maintenir").status_code == 403
