"""The worker: one loop that does what the outbox owes and what time asks; safe to run twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import or_, select, update

from council.clock import now
from council.extensions import db
from council.journal.models import OutboxMessage
from council.transactions import quiet_action

LEASE = timedelta(minutes=2)
BATCH = 200
# A handler takes a batch of messages of its topic; what it raises is retried later.
Handler = Callable[[Sequence[OutboxMessage]], None]


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
            .where(
                OutboxMessage.topic == topic,
                OutboxMessage.done_at.is_(None),
                OutboxMessage.not_before <= moment,
                or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < moment),
            )
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
    """Put a message back for later, with what went wrong; waits longer each time."""
    message.last_error = error[:2000]
    message.leased_until = None
    message.not_before = now() + timedelta(seconds=min(3600, 5 * 2 ** min(message.attempts, 10)))


def drain(app: Flask) -> int:
    """Do everything that is owed now, once; return how many messages were handled."""
    handled = 0
    for topic, handler in app.extensions["council_jobs"]["topics"].items():
        while messages := take(topic):
            handled += len(messages)
            ids = [message.id for message in messages]
            try:
                handler(messages)
            except Exception as error:  # a job's failure must not stop the others; it is kept
                db.session.rollback()
                for message_id in ids:
                    put_back(db.session.get_one(OutboxMessage, message_id), repr(error))
                app.logger.exception("outbox topic %s", topic)
                break
            finish(ids)
    return handled
