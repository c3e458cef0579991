"""Rows of every kind for the tests of search; each commits, with what it owes to the index."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from council.contributions.models import Contribution
from council.decisions.models import Decision
from council.extensions import db
from council.introductions.models import Introduction
from council.journal.steps import enqueue
from council.meetings.models import Meeting
from council.needs.models import Need
from council.polls.models import Poll
from council.programs.models import Program
from council.records.models import Audience, LinkKind, Record, RecordKind
from council.records.steps import give_reference, link, new_record
from council.requests.models import Answer, Request
from council.reuses.models import Reuse
from council.roadmap.models import RoadmapItem
from council.software.models import Software
from council.subjects.models import Subject

_serial = itertools.count(1)

# What each kind needs besides its title and words.
COLUMNS: dict[str, dict[str, Any]] = {
    RecordKind.NEED: {"state": "published"},
    RecordKind.INTRODUCTION: {"by_secretariat": True, "expires_on": date(2030, 1, 1)},
    RecordKind.CONTRIBUTION: {"kind": "code", "state": "offered"},
    RecordKind.REUSE: {"state": "published"},
    RecordKind.REQUEST: {"due_on": date(2030, 1, 1)},
    RecordKind.ROADMAP_ITEM: {},
    RecordKind.SUBJECT: {"origin": "citizen", "state": "accepted"},
    RecordKind.MEETING: {"kind": "plenary", "held_on": date(2026, 2, 3)},
    RecordKind.POLL: {
        "html": "",
        "renderer_version": "1",
        "options": [{"key": "for", "meaning": "adopter"}],
        "rule_key": "rule",
        "rule_name": "Règle inventée",
        "rule_json": "{}",
        "rule_sha256": "0" * 64,
    },
    RecordKind.DECISION: {"state": "published", "adopted_on": date(2026, 3, 14)},
    RecordKind.SOFTWARE: {},
    RecordKind.PROGRAM: {
        "opens_at": datetime(2026, 3, 1, tzinfo=UTC),
        "closes_at": datetime(2026, 4, 1, tzinfo=UTC),
    },
}
MODELS: dict[str, Any] = {
    RecordKind.NEED: (Need, "title", "body"),
    RecordKind.INTRODUCTION: (Introduction, "title", "message"),
    RecordKind.CONTRIBUTION: (Contribution, "title", "body"),
    RecordKind.REUSE: (Reuse, "title", "body"),
    RecordKind.REQUEST: (Request, "title", "question"),
    RecordKind.ROADMAP_ITEM: (RoadmapItem, "title", "body"),
    RecordKind.SUBJECT: (Subject, "title", "body"),
    RecordKind.MEETING: (Meeting, "title", "minutes"),
    RecordKind.POLL: (Poll, "title", "text"),
    RecordKind.DECISION: (Decision, "title", "body"),
    RecordKind.SOFTWARE: (Software, "name", "summary"),
    RecordKind.PROGRAM: (Program, "title", "body"),
}


def owe_index(record_id: int) -> None:
    """Owe an update of a record to the index, as an action does."""
    enqueue("index", f"index:{record_id}:test{next(_serial)}", {"record_id": record_id})
    db.session.commit()


def row(
    kind: str,
    title: str,
    body: str = "",
    *,
    audience: str = Audience.PUBLIC,
    numbered: bool = True,
    body_id: int | None = None,
    readers: tuple[str, ...] = (),
    about: int | None = None,
    **columns: Any,
) -> Record:
    """A record of a kind, with its words."""
    record = new_record(
        RecordKind(kind), audience=Audience(audience), organization_id=body_id, readers=readers
    )
    if kind == RecordKind.SOFTWARE:
        record.reference = f"logiciel-{next(_serial)}"
    elif numbered:
        give_reference(record, year=2026)
    if kind == RecordKind.REQUEST and "software_id" not in columns:
        columns["software_id"] = row(RecordKind.SOFTWARE, "Logiciel interrogé").id
    if kind == RecordKind.INTRODUCTION:
        need = row(RecordKind.NEED, "Besoin partagé")
        low, high = (new_record(RecordKind.NEED, audience=Audience.HOLDERS) for _ in range(2))
        columns |= {"need_id": need.id, "low_body_id": low.id, "high_body_id": high.id}
        body = body or "Le même besoin."
    model, names_it, tells_it = MODELS[kind]
    values = {**COLUMNS[kind], names_it: title, tells_it: body, **columns}
    db.session.add(model(id=record.id, **values))
    db.session.flush()
    if about is not None:
        link(record, db.session.get_one(Record, about), LinkKind.ABOUT)
    db.session.commit()
    owe_index(record.id)
    return record


def answer(request_id: int, text: str) -> Answer:
    """An answer of maintainers."""
    made = Answer(request_id=request_id, number=1, choice="later", text=text, sha256="0" * 64)
    db.session.add(made)
    db.session.commit()
    owe_index(request_id)
    return made


def change(record_id: int, model: Any, **columns: Any) -> None:
    """Change a noun's columns and owe the index its update."""
    noun = db.session.get_one(model, record_id)
    for name, value in columns.items():
        setattr(noun, name, value)
    db.session.commit()
    owe_index(record_id)


def set_audience_quietly(record_id: int, audience: str) -> None:
    """Change who may see a record; the index is owed the news but has not heard it."""
    db.session.get_one(Record, record_id).audience = audience
    db.session.commit()
    owe_index(record_id)
