"""The worker: one loop that does what the outbox owes and what time asks; safe to run twice."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.exc import DBAPIError

from council.clock import now
from council.extensions import db
from council.journal.models import OutboxMessage
from council.transactions import quiet_action

LEASE = timedelta(minutes=2)
BATCH = 200
POLL_SECONDS = 0.2
PERIODIC_SECONDS = 5.0
# Tries after which a refusal for good is believed.
MOST_REFUSALS = 3
# A handler takes a batch of messages of its topic and returns what failed (message id → error, or
# None when the message is another worker's by now); when it raises, the whole batch is retried
# later.
Handler = Callable[[Sequence[OutboxMessage]], "Mapping[int, str | None] | None"]


class Refusal(str):
    """An error that trying again will not mend: after a few tries the message is given up."""


def register_jobs(app: Flask, module: Any) -> None:
    """Register a feature's jobs.py: `TOPICS` (topic → handler), `PERIODIC` (functions of time)."""
    registry = app.extensions.setdefault("council_jobs", {"topics": {}, "periodic": []})
    registry["topics"].update(getattr(module, "TOPICS", {}))
    registry["periodic"].extend(getattr(module, "PERIODIC", ()))


@quiet_action
def take(topic: str) -> list[OutboxMessage]:
    """Lease the oldest due messages of a topic to this worker."""
    moment = now()
    ids = list(
        db.session.scalars(
            select(OutboxMessage.id)
            .where(OutboxMessage.topic == topic, _is_due(moment))
            .order_by(OutboxMessage.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
    )
    if not ids:
        return []
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids))
        .values(leased_until=moment + LEASE, attempts=OutboxMessage.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    return list(
        db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.id.in_(ids)).order_by(OutboxMessage.id)
        )
    )


def _is_due(moment: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxMessage.done_at.is_(None),
        OutboxMessage.given_up_at.is_(None),
        OutboxMessage.not_before <= moment,
        or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < moment),
    )


@quiet_action
def renew(message_id: int, attempts: int, lease: timedelta) -> bool:
    """Keep a message longer; False when its lease ran out and another worker has it, or did it.

    `attempts` is what the message said when it was taken. Asked before each piece of a long batch,
    so that a slow one is never done twice at once.
    """
    until = now() + lease
    kept = db.session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == message_id,
            OutboxMessage.done_at.is_(None),
            OutboxMessage.attempts == attempts,
            OutboxMessage.leased_until.is_not(None),
        )
        .values(leased_until=until)
        .execution_options(synchronize_session=False)
    )
    return bool(kept.rowcount)


@quiet_action
def finish(ids: Sequence[int]) -> None:
    """Mark messages as done."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids))
        .values(done_at=now(), leased_until=None, last_error="")
        .execution_options(synchronize_session=False)
    )


@quiet_action
def put_back(message: OutboxMessage, error: str) -> None:
    """Put a message back for later, with what went wrong; waits longer each time.

    What is refused for good is given up after MOST_REFUSALS tries, and stays to be seen.
    """
    message.last_error = error[:2000]
    message.leased_until = None
    if isinstance(error, Refusal) and message.attempts >= MOST_REFUSALS:
        message.given_up_at = now()
    message.not_before = now() + timedelta(seconds=min(3600, 5 * 2 ** min(message.attempts, 10)))


def due_topics() -> list[str]:
    """Return the topics that have something to do now; reads only, so an idle loop locks nobody."""
    return list(db.session.scalars(select(OutboxMessage.topic).where(_is_due(now())).distinct()))


def drain(app: Flask, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Do everything that is owed now; return how many messages were handled.

    What a handler owes in turn (an entry → its mails) is done too. A batch that failed waits for
    its time, and its topic is left alone until the next call. `stopping` is asked between batches.
    """
    handlers: dict[str, Handler] = app.extensions["council_jobs"]["topics"]
    handled, failed = 0, set[str]()
    while not stopping():
        topics = [t for t in due_topics() if t in handlers and t not in failed]
        if not topics:
            break
        for topic in topics:
            count, complete = _do_batch(app, topic, handlers[topic])
            handled += count
            if not complete:
                failed.add(topic)
    db.session.rollback()
    return handled


def _do_batch(app: Flask, topic: str, handler: Handler) -> tuple[int, bool]:
    messages = take(topic)
    ids = [message.id for message in messages]
    if not ids:
        return 0, True
    try:
        failures = dict(handler(messages) or {})
    except Exception as error:  # a job's failure must not stop the others; it is kept
        db.session.rollback()
        app.logger.exception("outbox topic %s", topic)
        failures = dict.fromkeys(ids, repr(error))
    for message_id, error_text in failures.items():
        if error_text is not None:
            put_back(db.session.get_one(OutboxMessage, message_id), error_text)
    finish([message_id for message_id in ids if message_id not in failures])
    return len(ids), not failures


def do_periodic(app: Flask) -> None:
    """Run every job that time asks for; one that fails is logged and tried again next time."""
    for job in app.extensions["council_jobs"]["periodic"]:
        try:
            job()
        except Exception:
            db.session.rollback()
            app.logger.exception("periodic job %s", getattr(job, "__name__", job))


def run_once(app: Flask) -> int:
    """Do what time asks and what is owed, once; return how many messages were handled."""
    with app.app_context():
        do_periodic(app)
        return drain(app)


def run_forever(app: Flask) -> None:
    """Do what is owed as it comes, until SIGTERM or SIGINT; the batch begun is finished first.

    A change is taken within a fraction of a second. While the database cannot be reached, the
    loop waits, longer each time. Any number of workers may run: a message is leased to one.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    next_periodic, wait = 0.0, POLL_SECONDS
    while not stop.wait(wait):
        try:
            with app.app_context():
                if time.monotonic() >= next_periodic:
                    do_periodic(app)
                    next_periodic = time.monotonic() + PERIODIC_SECONDS
                drain(app, stopping=stop.is_set)
            wait = POLL_SECONDS
        except DBAPIError as error:
            wait = min(30.0, max(1.0, wait * 2))
            app.logger.warning("database: %s; again in %.0f s", error.orig, wait)


@dataclass(frozen=True)
class Waiting:
    """What a topic still owes: messages waiting, how many have failed, the latest error.

    Those given up are counted apart: nothing will try them again by itself.
    """

    topic: str
    count: int
    failing: int
    last_error: str
    given_up: int = 0


def waiting() -> list[Waiting]:
    """Return, per topic, what is not done; for the operator."""
    given_up = OutboxMessage.given_up_at
    rows = db.session.execute(
        select(
            OutboxMessage.topic,
            func.sum(case((given_up.is_(None), 1), else_=0)),
            func.sum(case((and_(OutboxMessage.last_error != "", given_up.is_(None)), 1), else_=0)),
            func.sum(case((given_up.is_not(None), 1), else_=0)),
            func.max(case((OutboxMessage.last_error != "", OutboxMessage.id))),
        )
        .where(OutboxMessage.done_at.is_(None))
        .group_by(OutboxMessage.topic)
        .order_by(OutboxMessage.topic)
    ).all()
    latest = [failed for *_, failed in rows if failed is not None]
    errors = dict(
        db.session.execute(
            select(OutboxMessage.id, OutboxMessage.last_error).where(OutboxMessage.id.in_(latest))
        ).all()
    )
    return [
        Waiting(topic, int(count), int(failing), errors.get(failed, ""), int(abandoned))
        for topic, count, failing, abandoned, failed in rows
    ]
