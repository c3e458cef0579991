"""Keeping the index equal to the database: what the outbox owes, rebuilding, how it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from council.clock import now
from council.extensions import db
from council.journal.models import OutboxMessage
from council.journal.worker import finish, put_back, take
from council.search.documents import all_documents, documents_of, indexed_count
from council.search.engine import Engine, IndexUnusable
from council.search.postgres import PostgresEngine
from council.search.whoosh import WhooshEngine

TOPIC = "index"
# Above that many messages, one build of the whole is quicker than batch after batch.
MANY = 2_000


def engine() -> Engine:
    """Return the engine of this application; nothing is opened before the first use."""
    engines: dict[str | Path, Engine] = current_app.extensions.setdefault("council_search", {})
    if current_app.config["COUNCIL_SEARCH"] == "postgres":
        return engines.setdefault("postgres", PostgresEngine(lambda: db.engine))
    folder = Path(current_app.config["COUNCIL_INSTANCE"]) / "index"
    return engines.setdefault(folder, WhooshEngine(folder))


def index_messages(messages: Sequence[OutboxMessage]) -> dict[int, str]:
    """Bring the records of these messages up to date in the index; doing it twice is the same.

    An index that cannot be used is rebuilt from the database instead, and so is one that is owed
    more than a rebuilding costs: a large import is then found in one go.
    """
    if waiting() > MANY:
        _rebuild_for_all()
        return {}
    ids = {int(message.payload["record_id"]) for message in messages}
    try:
        engine().index(documents_of(ids), replacing=ids)
    except IndexUnusable:
        rebuild()
    return {}


def waiting() -> int:
    """Return how many messages wait for the index."""
    return db.session.scalar(select(func.count()).where(*_OWED)) or 0


_OWED = (OutboxMessage.topic == TOPIC, OutboxMessage.done_at.is_(None))


def _rebuild_for_all() -> int:
    """Build the whole and mark what was owed before as done; return how many messages."""
    # What is read by the build is newer than every message there was before it.
    last = db.session.scalar(select(func.max(OutboxMessage.id)).where(*_OWED)) or 0
    rebuild()
    db.session.rollback()
    owed = list(
        db.session.scalars(select(OutboxMessage.id).where(*_OWED, OutboxMessage.id <= last))
    )
    for start in range(0, len(owed), MANY):
        finish(owed[start : start + MANY])
    return len(owed)


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """Make the index again from the database, beside the old one; returns how many documents."""
    return engine().rebuild(all_documents(), progress)


def keep_usable() -> None:
    """Rebuild the index when it is missing, of another version or damaged."""
    if engine().search("", tokens=("public",), size=1).unusable:
        rebuild()


def drain() -> int:
    """Do all that the outbox owes to the index now; returns how many messages were done."""
    done = _rebuild_for_all() if waiting() > MANY else 0
    while messages := take(TOPIC):
        ids = [message.id for message in messages]
        try:
            index_messages(messages)
        except Exception as error:
            db.session.rollback()
            for number in ids:
                put_back(db.session.get_one(OutboxMessage, number), repr(error))
            raise
        finish(ids)
        done += len(ids)
    return done


@dataclass(frozen=True)
class IndexStatus:
    """How the index stands against the database; `oldest_seconds` is what is owed for longest."""

    usable: bool
    reason: str
    documents: int
    records: int
    waiting: int
    oldest_seconds: int
    built_at: datetime | None

    @property
    def is_complete(self) -> bool:
        """Say whether the index is usable and holds every record."""
        return self.usable and self.documents == self.records and not self.waiting


def status() -> IndexStatus:
    """Say how the index stands; reads the whole of it, never raises for a bad one."""
    owed, oldest = db.session.execute(
        select(func.count(), func.min(OutboxMessage.created_at)).where(*_OWED)
    ).one()
    index = engine().status()
    return IndexStatus(
        usable=index.usable,
        reason=index.reason,
        documents=index.documents,
        records=indexed_count(),
        waiting=owed,
        oldest_seconds=max(0, int((now() - oldest).total_seconds())) if oldest else 0,
        built_at=index.built_at,
    )
