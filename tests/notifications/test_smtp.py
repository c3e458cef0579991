"""A mail server that fails at any moment loses nothing and has nothing sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import now
from council.extensions import db
from council.journal.models import OutboxMessage
from council.journal.worker import run_once, waiting
from council.notifications.actions import owe
from council.notifications.mail import message_id
from tests.notifications.smtp import mail_server

KEYS = ["mail:fictif:1", "mail:fictif:2"]


@pytest.fixture
def server(app):
    with mail_server() as started:
        app.config["COUNCIL_MAIL_URL"] = started.url
        yield started


@pytest.fixture
def ids(app):
    """Owe two mails; return the Message-IDs they will have."""
    context = {"sentence": "Bonjour", "title": "x", "reference": "", "path": "/"}
    with app.app_context():
        owe(
            [
                {
                    "key": key,
                    "payload": {
                        "template": "notice",
                        "email": f"{number}@exemple.invalid",
                        "context": context,
                    },
                }
                for number, key in enumerate(KEYS)
            ]
        )
        return [message_id(key) for key in KEYS]


@pytest.mark.parametrize("fault", ["before data", "before reply", "451", "550"])
def test_what_was_not_accepted_is_sent_later_under_the_same_identifier(
    app, server, ids, clock_at, fault
):
    server.fault = fault
    run_once(app)
    assert server.accepted == []
    with app.app_context():
        owed = next(line for line in waiting() if line.topic == "mail")
    assert (owed.count, owed.failing) == (2, 2)
    assert owed.last_error
    server.fault = ""
    clock_at(now() + timedelta(hours=2))
    run_once(app)
    assert sorted(server.accepted) == sorted(ids)
    assert set(server.received) == set(ids)


@pytest.mark.parametrize("fault", ["after acceptance", "bad leave"])
def test_what_was_accepted_is_never_sent_again(app, server, ids, clock_at, fault):
    server.fault = fault
    run_once(app)
    clock_at(now() + timedelta(hours=2))
    run_once(app)
    assert sorted(server.received) == sorted(ids)
    with app.app_context():
        assert all(db.session.scalars(db.select(OutboxMessage.done_at)))
