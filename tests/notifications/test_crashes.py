"""Servers that hang or die, workers that are killed or doubled: nothing missing, nothing twice."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from council.clock import now
from council.discussion.actions_follows import follow_record
from council.extensions import db
from council.journal.models import OutboxMessage
from council.journal.worker import LEASE, run_once, take, waiting
from council.notifications import mail
from council.notifications.actions import owe
from council.notifications.jobs import MOST_SILENCES, send_mails
from council.notifications.models import Digest
from council.organizations.queries import viewer_for
from council.transactions import quiet_action
from tests.notifications.smtp import mail_server


@pytest.fixture
def server(app):
    with mail_server() as started:
        app.config["COUNCIL_MAIL_URL"] = started.url
        yield started


def owed(count, name="fictif"):
    """Return mails to strangers, as `owe` takes them."""
    context = {"sentence": "Bonjour", "title": "x", "reference": "", "path": "/"}
    return [
        {
            "key": f"mail:{name}:{number}",
            "payload": {
                "template": "notice",
                "email": f"{name}{number}@exemple.invalid",
                "context": context,
            },
        }
        for number in range(count)
    ]


def later(app, clock_at, hours=2):
    clock_at(now() + timedelta(hours=hours))
    run_once(app)


def test_a_silent_server_is_left_in_time_and_loses_nothing(
    app, server, build, clock_at, monkeypatch
):
    monkeypatch.setattr(mail, "TIMEOUT_SECONDS", 0.2)
    build(owe, owed(MOST_SILENCES + 4))
    server.fault = "silence"
    started = time.monotonic()
    run_once(app)
    assert time.monotonic() - started < 10
    with app.app_context():
        (line,) = [line for line in waiting() if line.topic == "mail"]
    assert (line.count, line.failing, line.given_up) == (7, 7, 0)
    assert server.connected == MOST_SILENCES
    server.fault = ""
    later(app, clock_at)
    assert len(server.received) == len(set(server.received)) == 7


def test_what_another_worker_took_meanwhile_is_left_to_it(app, server, build, clock_at):
    build(owe, owed(2))
    with app.app_context():
        slow = take("mail")
        clock_at(now() + LEASE + timedelta(seconds=1))
        with app.app_context():
            assert len(take("mail")) == 2
        assert send_mails(slow) == {message.id: None for message in slow}
    assert server.received == []
    later(app, clock_at)
    assert len(server.received) == len(set(server.received)) == 2


def test_what_was_done_meanwhile_is_not_done_again(app, server, build, clock_at):
    build(owe, owed(1))
    with app.app_context():
        slow = take("mail")
        clock_at(now() + LEASE + timedelta(seconds=1))
        with app.app_context():
            run_once(app)
        send_mails(slow)
    assert len(server.received) == 1


@pytest.mark.parametrize("fault", ["before data", "before reply", "451", "after acceptance"])
def test_a_summary_is_sent_whole_and_once_whatever_the_server_does(
    app, client, server, build, cast, clock_at, fault
):
    need = build.need(cast.administration)
    build(lambda row, who: follow_record(row.record, author=viewer_for(who)), need, cast.citizen)
    client.sign_in(cast.member)
    client.post(f"/discussion/{need.record.uid}/commentaires", data={"body": "Nous aussi."})
    run_once(app)
    server.fault = fault
    later(app, clock_at, 24)
    server.fault = ""
    for _ in range(3):
        later(app, clock_at)
    assert len(set(server.received)) == 1
    assert len(server.accepted) == 1
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Digest)) == 1


def test_one_mail_that_cannot_be_written_stops_no_other(app, server, build, clock_at):
    broken = owed(1, "casse")[0]
    broken["payload"] = {**broken["payload"], "template": "absent"}
    build(owe, [broken, *owed(3)])
    run_once(app)
    assert len(server.accepted) == 3
    with app.app_context():
        (line,) = waiting()
        assert line.failing == 1 and "absent" in line.last_error


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def all_done(live):
    with live.app.app_context():
        left = db.session.scalar(
            db.select(db.func.count())
            .select_from(OutboxMessage)
            .where(OutboxMessage.done_at.is_(None))
        )
        db.session.remove()
    return left == 0


@quiet_action
def end_leases():
    db.session.execute(db.update(OutboxMessage).values(leased_until=None))


@pytest.mark.slow
def test_a_worker_killed_between_acceptance_and_commit_repeats_the_same_mail_only(serve):
    with mail_server() as server:
        live = serve(servers=0, worker=False, settings={"COUNCIL_MAIL_URL": server.url})
        lock, told = threading.Event(), threading.Event()

        def hold() -> None:
            # Nobody can write from here on, so the worker cannot note what was accepted.
            if not lock.is_set():
                told.set()
                lock.wait(20)

        server.on_acceptance = hold
        with live.app.app_context():
            owe(owed(5))
            db.session.remove()
            engine = db.engine
        worker = live.start_worker()
        assert told.wait(30), live.output()
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE outbox IN EXCLUSIVE MODE"))
            else:
                connection.exec_driver_sql("ROLLBACK")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            lock.set()
            time.sleep(0.5)
            worker.kill()
            worker.wait()
            connection.rollback()
        assert len(server.accepted) == 1
        with live.app.app_context():
            end_leases()
            db.session.remove()
        live.start_worker()
        wait_for(lambda: all_done(live))
        seen = Counter(server.accepted)
        assert len(seen) == 5
        assert sorted(seen.values()) == [1, 1, 1, 1, 2]


@pytest.mark.slow
def test_two_workers_send_each_mail_once(serve):
    with mail_server() as server:
        live = serve(servers=0, worker=False, settings={"COUNCIL_MAIL_URL": server.url})
        with live.app.app_context():
            owe(owed(40))
            db.session.remove()
        live.start_worker()
        live.start_worker()
        wait_for(lambda: all_done(live))
        assert len(server.accepted) == len(set(server.accepted)) == 40
