"""Writing the journal and the outbox, inside the action that causes them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from council.clock import now
from council.extensions import db
from council.journal.models import (
    GENESIS,
    SCHEMA_VERSION,
    JournalEntry,
    JournalHead,
    JournalPrivate,
    JournalSubject,
    OutboxMessage,
    commitment,
)
from council.records.canonical import canonical
from council.records.models import Record

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


class TwoEntries(RuntimeError):
    """An action wrote more than one journal entry: it is two verbs."""


def write_entry(
    kind: str,
    *,
    subjects: Iterable[Record],
    actor: Viewer | None,
    public: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
    organization_id: int | None = None,
    software_id: int | None = None,
) -> JournalEntry:
    """Write the one entry of the running action, and owe the world its effects.

    `kind` is `noun.past_participle`; `public` holds facts without sentences or floats; `private`
    may be deleted later, only its salted commitment is chained. Call it last: the journal's head
    is the last lock taken. An `index` and a `notify` message are put in the outbox.
    """
    session = db.session()
    session.info["entries"] = session.info.get("entries", 0) + 1
    if session.info["entries"] > 1:
        raise TwoEntries(f"{session.info.get('action')} writes {kind} after another entry")
    records = sorted({record.id: record for record in subjects}.values(), key=lambda r: r.id)
    if organization_id is None and software_id is None and actor is not None:
        organization_id, software_id = actor.acts_for
    session.flush()
    head = _locked_head()
    salt, content = (secrets.token_hex(32), canonical(private)) if private else ("", "")
    entry = JournalEntry(
        sequence=head.sequence + 1,
        kind=kind,
        schema_version=SCHEMA_VERSION,
        at=now().isoformat(timespec="microseconds"),
        actor=actor.account_uid if actor is not None else None,
        organization_id=organization_id,
        software_id=software_id,
        subjects=canonical([record.uid for record in records]),
        public=canonical(dict(public or {})),
        private_commitment=commitment(salt, content) if private else "",
        previous_hash=head.hash,
    )
    entry.hash = entry.computed_hash()
    head.sequence, head.hash = entry.sequence, entry.hash
    session.add(entry)
    session.flush()
    session.add_all(
        JournalSubject(sequence=entry.sequence, record_id=record.id) for record in records
    )
    if private:
        session.add(JournalPrivate(sequence=entry.sequence, salt=salt, content=content))
    for record in records:
        enqueue("index", f"index:{record.id}:{entry.sequence}", {"record_id": record.id})
    enqueue("notify", f"notify:{entry.sequence}", {"sequence": entry.sequence})
    return entry


def _insert(model: Any) -> Any:
    name = db.session.get_bind().dialect.name
    return (postgresql if name == "postgresql" else sqlite).insert(model)


def _locked_head() -> JournalHead:
    db.session.execute(
        _insert(JournalHead).values(id=1, sequence=0, hash=GENESIS).on_conflict_do_nothing()
    )
    return db.session.scalars(
        select(JournalHead)
        .where(JournalHead.id == 1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def enqueue(
    topic: str, dedupe_key: str, payload: Mapping[str, Any], *, not_before: datetime | None = None
) -> None:
    """Owe the world one piece of work; the same `dedupe_key` is owed once, for ever."""
    moment = now()
    db.session.execute(
        _insert(OutboxMessage)
        .values(
            topic=topic,
            dedupe_key=dedupe_key,
            payload=dict(payload),
            created_at=moment,
            not_before=not_before or moment,
            attempts=0,
            last_error="",
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
    )
