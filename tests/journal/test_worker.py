"""The outbox and its worker: each message once, tried again later, whoever else works or dies."""

from __future__ import annotations

import signal
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import func

from council import clock
from council.extensions import db
from council.journal.models import OutboxMessage
from council.journal.steps import enqueue
from council.journal.worker import LEASE, drain, finish, run_once, take, waiting
from council.transactions import quiet_action


@quiet_action
def owe(topic, count, **when):
    for number in range(count):
        enqueue(topic, f"{topic}:{number}", {"number": number}, **when)


@pytest.fixture
def topic(app):
    """A topic of the test's own, whose handler notes what it is given; nothing else is owed, not
    even what the hour of the day asks for."""
    jobs = app.extensions["council_jobs"]["topics"]
    periodic = app.extensions["council_jobs"]["periodic"]
    kept = list(periodic)
    periodic.clear()
    seen = []

    def handle(messages):
        seen.extend(message.payload["number"] for message in messages)
        return handle.answer(messages) if handle.answer else None

    handle.answer, handle.seen = None, seen
    jobs["planted"] = handle
    yield handle
    del jobs["planted"]
    periodic.extend(kept)


def rows():
    return list(db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id)))


def later(app, moment):
    clock.set_offset(clock.offset() + moment)


def test_what_is_owed_is_done_once_in_order(app, build, topic):
    build(owe, "planted", 5)
    build(owe, "planted", 5)
    assert run_once(app) == 5
    assert topic.seen == [0, 1, 2, 3, 4]
    assert run_once(app) == 0


def test_the_same_key_is_owed_once_for_ever(app, build, topic):
    build(owe, "planted", 1)
    run_once(app)
    build(owe, "planted", 1)
    assert run_once(app) == 0


def test_nothing_is_done_before_its_time(app, build, topic):
    build(owe, "planted", 1, not_before=clock.now() + timedelta(hours=1))
    assert run_once(app) == 0
    later(app, timedelta(hours=2))
    assert run_once(app) == 1


def test_what_fails_is_tried_again_later_each_time_later(app, build, topic):
    topic.answer = lambda messages: {messages[0].id: "refused"}
    build(owe, "planted", 2)
    waits = []
    for _ in range(4):
        run_once(app)
        with app.app_context():
            row = rows()[0]
            assert (row.done_at, row.last_error, row.leased_until) == (None, "refused", None)
            waits.append((row.not_before - clock.now()).total_seconds())
            assert rows()[1].done_at is not None
        later(app, timedelta(seconds=waits[-1] + 1))
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]
    topic.answer = None
    assert run_once(app) == 1
    with app.app_context():
        assert rows()[0].last_error == ""


def test_a_handler_that_raises_stops_no_other_topic_and_is_seen_by_the_operator(app, build, topic):
    def fail(_messages):
        raise LookupError("gone")

    topic.answer = fail
    build(owe, "planted", 3)
    build(owe, "nobody", 1)
    run_once(app)
    with app.app_context():
        listed = {line.topic: line for line in waiting()}
        assert (listed["planted"].count, listed["planted"].failing) == (3, 3)
        assert "gone" in listed["planted"].last_error
        assert (listed["nobody"].count, listed["nobody"].failing) == (1, 0)


def test_a_leased_message_is_nobody_elses_until_the_lease_ends(app, build, topic):
    build(owe, "planted", 2)
    with app.app_context():
        assert len(take("planted")) == 2
        assert take("planted") == []
    assert run_once(app) == 0
    later(app, LEASE + timedelta(seconds=1))
    assert run_once(app) == 2
    with app.app_context():
        assert [row.attempts for row in rows()] == [2, 2]


def test_an_idle_worker_reads_once_and_writes_nothing(app, topic, queries):
    with app.app_context():
        before = len(queries)
        drain(app)
        assert len(queries) - before == 1
        assert queries.statements[-1].startswith("SELECT")


@pytest.mark.slow
def test_two_workers_share_what_is_owed_and_do_nothing_twice(serve):
    live = serve(servers=0, worker=False)
    with live.app.app_context():
        owe("planted", 400)
        db.session.remove()
    taken, lock = [], threading.Lock()

    def work():
        with live.app.app_context():
            while messages := take("planted"):
                ids = [message.id for message in messages]
                with lock:
                    taken.extend(ids)
                finish(ids)
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 400


def done_and_owed(live):
    with live.app.app_context():
        # The hour of the day may ask for reminders too.
        count = db.select(func.count()).where(OutboxMessage.topic != "remind")
        owed = db.session.scalar(count.where(OutboxMessage.done_at.is_(None)))
        total = db.session.scalar(count)
        db.session.remove()
    return total - owed, owed


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
def test_a_worker_told_to_stop_ends_cleanly_and_the_next_one_goes_on(serve):
    live = serve(servers=0, worker=True)
    with live.app.app_context():
        owe("notify-nobody", 1)
        for number in range(50):
            send(number)
        db.session.remove()
    first = live.workers[0]
    wait_for(lambda: done_and_owed(live)[0] > 0)
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=20) == 0, live.output()
    live.start_worker()
    live.start_worker()
    wait_for(lambda: done_and_owed(live) == (50, 1))
    mails = list((live.instance / "mails").glob("*.eml"))
    assert len(mails) == 50


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(serve):
    live = serve(servers=0, worker=True)
    with live.app.app_context():
        for number in range(120):
            send(number)
        db.session.remove()
    wait_for(lambda: list(live.instance.glob("mails/*.eml")))
    live.workers[0].kill()
    live.workers[0].wait()
    release(live)
    live.start_worker()
    wait_for(lambda: done_and_owed(live)[1] == 0)
    # A mail that had left before the kill may be sent again, under the same identifier: here it
    # is filed once.
    assert len(list((live.instance / "mails").glob("*.eml"))) == 120


@quiet_action
def send(number):
    enqueue(
        "mail",
        f"mail:test:{number}",
        {
            "template": "password_changed",
            "email": f"personne{number}@exemple.invalid",
            "context": {"name": "Camille Fictive"},
        },
    )


def release(live):
    """End the leases of the killed worker, which two minutes would."""

    @quiet_action
    def end():
        db.session.execute(db.update(OutboxMessage).values(leased_until=None))

    with live.app.app_context():
        end()
        db.session.remove()
