"""A mail refused for good: tried a few times, then shown to those who can mend the address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.cli import cli
from council.clock import now
from council.extensions import db
from council.journal.models import OutboxMessage
from council.journal.worker import MOST_REFUSALS, run_once, waiting
from tests.notifications.builders import refused_mail
from tests.notifications.smtp import mail_server

PAGE = "/courriers/refuses"


@pytest.fixture
def server(app):
    with mail_server() as started:
        app.config["COUNCIL_MAIL_URL"] = started.url
        yield started


def tries(app, clock_at, times):
    for _ in range(times):
        run_once(app)
        clock_at(now() + timedelta(hours=2))


@pytest.fixture
def owed(app, build, cast):
    """A mail owed to the vendor."""
    row = build(refused_mail, cast.vendor)

    def owe_again(message):
        message.given_up_at, message.attempts, message.last_error = None, 0, ""

    build(owe_again, row)
    return row


def test_a_refusal_for_good_is_given_up_and_shown(app, client, cast, server, owed, clock_at):
    server.fault = "550"
    tries(app, clock_at, MOST_REFUSALS + 4)
    assert server.tried == MOST_REFUSALS
    with app.app_context():
        (line,) = waiting()
        assert (line.count, line.failing, line.given_up) == (0, 0, 1)
    client.sign_in(cast.secretariat)
    page = client.get(PAGE).text
    assert cast.vendor.email in page and "550" in page
    assert f'href="{PAGE}"' in client.get("/tableau-de-bord").text
    server.fault = ""
    assert client.post(f"{PAGE}/{owed.id}/renvoyer").status_code == 303
    tries(app, clock_at, 2)
    assert len(server.accepted) == 1
    client.sign_in(cast.secretariat)
    assert cast.vendor.email not in client.get(PAGE).text
    assert client.post(f"{PAGE}/{owed.id}/renvoyer").status_code == 404


def test_a_refusal_for_a_while_is_never_given_up(app, server, owed, clock_at):
    server.fault = "451"
    tries(app, clock_at, 3 * MOST_REFUSALS)
    server.fault = ""
    tries(app, clock_at, 1)
    assert len(server.accepted) == 1


def test_one_may_be_put_aside(client, build, cast):
    row = build(refused_mail, cast.vendor)
    client.sign_in(cast.administrator)
    assert cast.vendor.email in client.get(PAGE).text
    assert client.post(f"{PAGE}/{row.id}/classer").status_code == 303
    assert cast.vendor.email not in client.get(PAGE).text
    assert build(lambda: db.session.get(OutboxMessage, row.id)).done_at is not None


def test_what_is_still_tried_is_not_there(client, cast, owed):
    client.sign_in(cast.secretariat)
    assert "Aucun courriel refusé" in client.get(PAGE).text
    assert client.post(f"{PAGE}/{owed.id}/classer").status_code == 404


def test_the_operator_sees_it(app, build, cast):
    build(refused_mail, cast.vendor)
    answer = app.test_cli_runner().invoke(cli.commands["outbox"])
    assert "0 en attente, 0 en échec, 1 abandonné(s)" in answer.output
