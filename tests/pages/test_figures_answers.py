"""Figures of official answers: how long they took, how many in time, what waits by age."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import now
from council.extensions import db
from council.needs.models import Need


@pytest.fixture
def dated(build):
    """`dated(holder, published, answered)` makes a need of so many days ago, answered or not."""

    def make(holder, published, answered=None, **texts):
        need = build.need(holder, **texts)

        def run():
            row = db.session.get_one(Need, need.id)
            row.published_at = now() - timedelta(published)
            row.answered_at = None if answered is None else now() - timedelta(answered)
            db.session.commit()
            return row

        return build(run)

    return make


def figures(client):
    """Return the page in plain words."""
    page = client.get("/chiffres")
    assert page.status_code == 200
    return " ".join(page.text.split())


def test_the_share_within_the_delay_goes_by_the_kind_of_need(client, cast, dated):
    dated(cast.administration, 100, 60)
    dated(cast.administration, 100, 30)
    dated(cast.software, 100, 30)
    page = figures(client)
    assert "2 réponses sur 3 sont venues dans le délai promis." in page
    assert "66 %" in page
    row = page.split("à la réponse officielle</th>")[1].split("</tr>")[0]
    assert "70 jours" in row and ">3<" in row


def test_what_waits_is_counted_by_age(client, cast, dated):
    for days in (5, 40, 50, 100, 200, 400):
        dated(cast.administration, days)
    dated(cast.administration, 100, visibility="council")
    page = figures(client)
    table = page.split("Besoins sans réponse officielle, par temps écoulé depuis")[-1]
    counts = [part.split("<")[0] for part in table.split('fr-cell--right">')[2:7]]
    assert counts == ["1", "2", "1", "1", "1"]
    assert "3 besoins attendent au-delà du délai promis." in page
    assert '<span class="fr-figures__number">6</span>' in page


def test_nothing_waits_and_nothing_was_measured(client):
    page = figures(client)
    assert "Aucune réponse officielle n’a encore été mesurée." in page
    assert "Aucun besoin n’attend de réponse officielle." in page


def test_without_a_promise_there_is_no_share(app, client, cast, dated):
    app.config["COUNCIL_ANSWER_DELAY_DAYS"] = 0
    dated(cast.administration, 100, 30)
    page = figures(client)
    assert "dans le délai promis." not in page.split("Les réponses officielles")[1].split("</p>")[0]
