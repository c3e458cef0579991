"""The chain a record belongs to, as one timeline; reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, String, case, cast, literal, null, or_, select, union_all

from council.chain import stages
from council.clock import now, today
from council.contributions.models import Contribution
from council.decisions.models import Decision
from council.extensions import db
from council.needs.models import Need
from council.organizations.models import Organization
from council.polls.models import Poll
from council.records.addresses import path_of_record
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to
from council.requests.models import Answer, Request
from council.roadmap.models import RoadmapItem
from council.software.models import Software
from council.subjects.models import Subject

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

MOST = 200

KIND_LABELS = {
    RecordKind.NEED: _l("Besoin"),
    RecordKind.CONTRIBUTION: _l("Contribution"),
    RecordKind.REQUEST: _l("Demande aux mainteneurs"),
    RecordKind.SUBJECT: _l("Sujet"),
    RecordKind.ROADMAP_ITEM: _l("Chantier"),
    RecordKind.POLL: _l("Scrutin"),
    RecordKind.DECISION: _l("Décision"),
    RecordKind.MEETING: _l("Séance"),
    RecordKind.SOFTWARE: _l("Logiciel"),
    RecordKind.ORGANIZATION: _l("Organisme"),
}

# The order of the chain (product.md); within a kind, by date.
ORDER = {
    kind: position
    for position, kind in enumerate(
        [
            RecordKind.SUBJECT,
            RecordKind.NEED,
            RecordKind.CONTRIBUTION,
            RecordKind.REQUEST,
            RecordKind.ROADMAP_ITEM,
            RecordKind.MEETING,
            RecordKind.POLL,
            RecordKind.DECISION,
        ]
    )
}


class TimelineStep(TypedDict):
    """One link of the chain, as the timeline macro shows it."""

    id: int
    kind: str
    title: str
    url: str
    reference: str
    state: str
    tone: str
    date: date | datetime | None
    organization: str
    note: str
    waiting_for: str
    current: bool


def _connected(record_id: int, viewer: Viewer) -> CTE:
    """Return the ids reached over every link but `about`, only through what the viewer may see."""
    reached = select(literal(record_id).label("id")).cte("reached", recursive=True)
    other = case(
        (RecordLink.from_id == reached.c.id, RecordLink.to_id), else_=RecordLink.from_id
    )
    step = (
        select(Record.id)
        .select_from(reached)
        .join(
            RecordLink,
            or_(RecordLink.from_id == reached.c.id, RecordLink.to_id == reached.c.id),
        )
        .join(Record, Record.id == other)
        .where(RecordLink.kind != LinkKind.ABOUT, visible_to(viewer))
    )
    return reached.union(step)


def chain_records(record_id: int, viewer: Viewer) -> list[Record]:
    """Return the visible records of the chain this one belongs to, itself included; one query."""
    reached = _connected(record_id, viewer)
    return list(
        db.session.scalars(
            select(Record)
            .where(Record.id.in_(select(reached.c.id)), visible_to(viewer))
            .order_by(Record.id)
            .limit(MOST)
        )
    )


def timeline_of(record_id: int, viewer: Viewer) -> list[TimelineStep]:
    """Return the chain of a record in its order, with states, dates, bodies, who is waited for.

    Three queries whatever the length. A poll's result never appears here.
    """
    records = {record.id: record for record in chain_records(record_id, viewer)}
    facts = _facts(records.values())
    bodies = _bodies(records.values())
    steps: list[TimelineStep] = []
    for number, record in records.items():
        if number not in facts:
            continue
        title, state, moment, until, note = facts[number]
        stage = stages.stage_of(record.kind, state, moment, until, now=now(), today=today())
        holder = record.organization_id or record.software_id or 0
        steps.append(
            TimelineStep(
                id=number,
                kind=str(KIND_LABELS[RecordKind(record.kind)]),
                title=title,
                url=path_of_record(record),
                reference=record.reference or "",
                state=str(stage.label),
                tone=stage.tone,
                date=moment or record.created_at,
                organization=bodies.get(holder, ""),
                note=str(stages.note_of(record.kind, note)),
                waiting_for=str(stage.waiting_for),
                current=number == record_id,
            )
        )
    kinds = {step["id"]: records[step["id"]].kind for step in steps}
    return sorted(
        steps, key=lambda s: (ORDER.get(RecordKind(kinds[s["id"]]), 99), _sortable(s["date"]))
    )


def _sortable(moment: date | datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""


_LAST_ANSWER = (
    select(Answer.choice)
    .where(Answer.request_id == Request.id)
    .order_by(Answer.number.desc())
    .limit(1)
    .scalar_subquery()
)

# Kind → model, its title, its state, the moment it shows, the moment its state depends on, a note.
_COLUMNS: dict[RecordKind, tuple[Any, ...]] = {
    RecordKind.NEED: (Need, Need.title, Need.state, Need.published_at, null(), null()),
    RecordKind.CONTRIBUTION: (
        Contribution,
        Contribution.title,
        Contribution.state,
        Contribution.offered_at,
        Contribution.valid_until,
        Contribution.outcome,
    ),
    RecordKind.REQUEST: (
        Request,
        Request.title,
        Request.state,
        Request.sent_at,
        Request.due_on,
        _LAST_ANSWER,
    ),
    RecordKind.ROADMAP_ITEM: (
        RoadmapItem,
        RoadmapItem.title,
        RoadmapItem.state,
        RoadmapItem.moved_at,
        null(),
        RoadmapItem.due_label,
    ),
    RecordKind.SUBJECT: (
        Subject,
        Subject.title,
        Subject.state,
        Subject.received_at,
        null(),
        null(),
    ),
    RecordKind.POLL: (Poll, Poll.title, Poll.state, Poll.opens_at, Poll.closes_at, null()),
    RecordKind.DECISION: (
        Decision,
        Decision.title,
        Decision.state,
        Decision.adopted_on,
        null(),
        null(),
    ),
}

Facts = tuple[str, str, "date | datetime | None", "date | datetime | None", str]


def _facts(records: Iterable[Record]) -> dict[int, Facts]:
    """Return title, state, moment, limit and note of each record, in one query."""
    ids: dict[str, list[int]] = {}
    for record in records:
        ids.setdefault(record.kind, []).append(record.id)
    queries = [
        select(
            model.id,
            cast(title, String),
            cast(state, String),
            cast(moment, String),
            cast(until, String),
            cast(note, String),
        ).where(model.id.in_(ids[kind]))
        for kind, (model, title, state, moment, until, note) in _COLUMNS.items()
        if kind in ids
    ]
    if not queries:
        return {}
    rows = db.session.execute(union_all(*queries) if len(queries) > 1 else queries[0])
    return {
        number: (title, state, _moment(moment), _moment(until), note or "")
        for number, title, state, moment, until, note in rows
    }


def _moment(text: str | None) -> date | datetime | None:
    """Read a day or a moment as the databases write them; a moment without zone is UTC."""
    if not text:
        return None
    if len(text) == 10:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=now().tzinfo)


def _bodies(records: Iterable[Record]) -> dict[int, str]:
    """Return the names of the holders, organizations and software, in one query."""
    ids = {r.organization_id for r in records} | {r.software_id for r in records}
    ids.discard(None)
    if not ids:
        return {}
    rows = db.session.execute(
        union_all(
            select(Organization.id, Organization.name).where(Organization.id.in_(ids)),
            select(Software.id, Software.name).where(Software.id.in_(ids)),
        )
    )
    return {number: name for number, name in rows}
