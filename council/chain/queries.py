"""The whole chain that a record belongs to, for one reader, in at most four queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    Date,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from council.chain import words
from council.contributions.models import Contribution
from council.contributions.models_funding import Funding
from council.contributions.queries_funding import Shown, fundings_of
from council.decisions.models import Decision
from council.extensions import UtcDateTime, db
from council.introductions.models import Introduction
from council.meetings.models import Meeting
from council.needs.models import Need
from council.needs.models_answers import OfficialAnswer
from council.organizations.models import Organization
from council.polls.models import Poll
from council.programs.models import Program
from council.programs.queries import state_now
from council.records.addresses import path_of
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to
from council.requests.models import Answer, Request
from council.requests.queries import is_in_force
from council.reuses.models import Reuse
from council.roadmap.models import RoadmapItem
from council.software.models import Software
from council.subjects.models import Subject

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

# A chain longer than that is cut: what the page is about is always kept.
MOST = 200

# The order in which links of the chain follow each other.
ORDER = (
    RecordKind.SUBJECT,
    RecordKind.NEED,
    RecordKind.INTRODUCTION,
    RecordKind.CONTRIBUTION,
    RecordKind.PROGRAM,
    RecordKind.REQUEST,
    RecordKind.ROADMAP_ITEM,
    RecordKind.POLL,
    RecordKind.DECISION,
    RecordKind.MEETING,
    RecordKind.REUSE,
)

KIND_LABELS = {
    RecordKind.SUBJECT: _l("Sujet"),
    RecordKind.NEED: _l("Besoin"),
    RecordKind.INTRODUCTION: _l("Mise en relation"),
    RecordKind.CONTRIBUTION: _l("Contribution"),
    RecordKind.PROGRAM: _l("Dispositif d’appui"),
    RecordKind.REQUEST: _l("Demande aux mainteneurs"),
    RecordKind.ROADMAP_ITEM: _l("Chantier"),
    RecordKind.POLL: _l("Scrutin"),
    RecordKind.DECISION: _l("Décision"),
    RecordKind.MEETING: _l("Séance"),
    RecordKind.REUSE: _l("Réutilisation"),
}


class TimelineStep(TypedDict):
    """One step of the chain, as the timeline macro reads it."""

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
    # The shared funding of the step, as this reader sees it.
    funding: Shown | None
    lang: NotRequired[str]


@dataclass(frozen=True)
class Link:
    """What a step is made of, whatever its kind."""

    record: Record
    holder: str
    title: str
    state: str
    started: datetime | None
    ended: datetime | None
    # The moment that readers are told, where it is not that of `ended`.
    told: datetime | None
    day: date | None
    until: date | None
    label: str
    other: str
    is_funded: bool = False


def connected_ids(record_id: int, viewer: Viewer) -> list[int]:
    """Return the ids of the chain of a record, itself included; one query.

    Links are followed both ways through every kind but `about`, and only through records this
    viewer may see: what is hidden neither appears nor ties others together.
    """
    return list(db.session.scalars(_connected(record_id, viewer).limit(MOST)))


def _connected(record_id: int, viewer: Viewer) -> Select[tuple[int]]:
    chain = select(literal(record_id).label("id")).cte("chain", recursive=True)
    other = case((RecordLink.from_id == chain.c.id, RecordLink.to_id), else_=RecordLink.from_id)
    chain = chain.union(
        select(Record.id)
        .select_from(chain)
        .join(RecordLink, or_(RecordLink.from_id == chain.c.id, RecordLink.to_id == chain.c.id))
        .join(Record, Record.id == other)
        .where(
            # What an item waits for has a chain of its own.
            RecordLink.kind.not_in([LinkKind.ABOUT, LinkKind.DEPENDS_ON]),
            visible_to(viewer),
        )
    )
    return select(chain.c.id)


def timeline_of(record_id: int, viewer: Viewer) -> list[TimelineStep]:
    """Return the chain of a record as this viewer may see it, in the order of the chain.

    The caller has checked that the viewer may see the record itself. A poll shows where it
    stands, never what it gave.
    """
    links = _links(record_id, viewer)
    waits = _waits(links, viewer)
    fundings = fundings_of((link.record.id for link in links if link.is_funded), viewer)
    return [
        TimelineStep(
            id=link.record.id,
            kind=str(KIND_LABELS[RecordKind(link.record.kind)]),
            title=link.title,
            url=path_of(link.record.kind, link.record.reference, link.record.uid),
            reference=link.record.reference or "",
            state=str(words.state_of(link)[0]),
            tone=words.state_of(link)[1],
            date=words.date_of(link),
            organization=words.holder_of(link),
            note=words.noted(link, fundings.get(link.record.id)),
            waiting_for=waits.get(link.record.id, ""),
            current=link.record.id == record_id,
            funding=fundings.get(link.record.id),
        )
        for link in sorted(links, key=_rank)
    ]


def states_of(records: Sequence[Record]) -> dict[int, str]:
    """Return the state in words of records of the chain, by id; the others are left out."""
    known = [record for record in records if record.kind in ORDER]
    facts = _facts(known)
    links = [Link(record, "", *facts[record.id]) for record in known if record.id in facts]
    return {link.record.id: str(words.state_of(link)[0]) for link in links}


def _rank(link: Link) -> tuple[int, int]:
    return ORDER.index(RecordKind(link.record.kind)), link.record.id


def _links(record_id: int, viewer: Viewer) -> list[Link]:
    ids = _connected(record_id, viewer).limit(MOST)
    rows = db.session.execute(
        select(
            Record,
            Organization.name,
            Software.name,
            exists().where(Funding.record_id == Record.id),
        )
        .outerjoin(Organization, Organization.id == Record.organization_id)
        .outerjoin(Software, Software.id == Record.software_id)
        .where(or_(Record.id == record_id, Record.id.in_(ids)), Record.kind.in_(ORDER))
    ).all()
    facts = _facts([row[0] for row in rows])
    return [
        Link(record, organization or software or "", *facts[record.id], is_funded=is_funded)
        for record, organization, software, is_funded in rows
        if record.id in facts
    ]


def _facts(records: Sequence[Record]) -> dict[int, tuple[Any, ...]]:
    """Return title, state, dates and labels of records of any kind; one query."""
    ids: dict[str, list[int]] = {}
    for record in records:
        ids.setdefault(record.kind, []).append(record.id)
    queries = [_FACTS[RecordKind(kind)](numbers) for kind, numbers in sorted(ids.items())]
    if not queries:
        return {}
    rows = db.session.execute(union_all(*queries) if len(queries) > 1 else queries[0])
    return {row[0]: tuple(row[1:]) for row in rows}


def _row(
    model: Any,
    ids: list[int],
    *,
    started: Any = None,
    ended: Any = None,
    told: Any = None,
    day: Any = None,
    until: Any = None,
    label: Any = None,
    other: Any = None,
    title: Any = None,
    state: Any = None,
) -> Select[Any]:
    # Both databases want the same type in each column of a union, empty ones included.
    moment, when = cast(null(), UtcDateTime()), cast(null(), Date)
    return select(
        model.id,
        cast(model.title if title is None else title, String),
        cast(model.state if state is None else state, String),
        (moment if started is None else started).label("started"),
        (moment if ended is None else ended).label("ended"),
        (moment if told is None else told).label("told"),
        (when if day is None else day).label("day"),
        (when if until is None else until).label("until"),
        cast("" if label is None else label, String).label("label"),
        cast("" if other is None else other, String).label("other"),
    ).where(model.id.in_(ids))


def _need(ids: list[int]) -> Select[Any]:
    # A prepared answer is told of nowhere.
    given = and_(OfficialAnswer.need_id == Need.id, OfficialAnswer.published_at.is_not(None))
    return (
        _row(
            Need,
            ids,
            started=Need.published_at,
            ended=Need.closed_at,
            day=Need.filed_on,
            label=func.coalesce(OfficialAnswer.state, ""),
        )
        .select_from(Need)
        .outerjoin(OfficialAnswer, given)
    )


def _introduction(ids: list[int]) -> Select[Any]:
    moments = {"started": Introduction.proposed_at, "ended": Introduction.closed_at}
    return _row(Introduction, ids, until=Introduction.expires_on, **moments)


def _contribution(ids: list[int]) -> Select[Any]:
    return _row(
        Contribution,
        ids,
        started=Contribution.offered_at,
        day=Contribution.delivered_on,
        until=Contribution.valid_until,
        label=Contribution.offered_by_label,
        other=Contribution.outcome,
    )


def _program(ids: list[int]) -> Select[Any]:
    return _row(Program, ids, started=Program.opens_at, ended=Program.closes_at, state=state_now())


def _request(ids: list[int]) -> Select[Any]:
    return (
        _row(
            Request,
            ids,
            started=Request.sent_at,
            ended=Answer.created_at,
            until=Request.due_on,
            label=func.coalesce(Answer.choice, ""),
            other=Software.name,
        )
        .select_from(Request)
        .join(Software, Software.id == Request.software_id)
        .outerjoin(Answer, and_(Answer.request_id == Request.id, is_in_force()))
    )


def _item(ids: list[int]) -> Select[Any]:
    return _row(
        RoadmapItem,
        ids,
        started=RoadmapItem.moved_at,
        day=RoadmapItem.delivered_on,
        until=RoadmapItem.due_ends_on,
        label=RoadmapItem.due_label,
        other=RoadmapItem.organization_label,
    )


def _subject(ids: list[int]) -> Select[Any]:
    return _row(Subject, ids, started=Subject.received_at)


def _poll(ids: list[int]) -> Select[Any]:
    moments = {"started": Poll.opens_at, "ended": Poll.closes_at}
    return _row(Poll, ids, told=Poll.announced_closes_at, **moments)


def _decision(ids: list[int]) -> Select[Any]:
    return _row(
        Decision, ids, started=Decision.published_at, day=Decision.adopted_on, label=Decision.kind
    )


def _meeting(ids: list[int]) -> Select[Any]:
    return _row(Meeting, ids, day=Meeting.held_on, label=Meeting.kind)


def _reuse(ids: list[int]) -> Select[Any]:
    agents = func.coalesce(cast(Reuse.agents_reached, String), "")
    reviewed = case((Reuse.reviewed_at.is_not(None), "yes"), else_="")
    return _row(Reuse, ids, started=Reuse.published_at, label=agents, other=reviewed)


_FACTS = {
    RecordKind.NEED: _need,
    RecordKind.INTRODUCTION: _introduction,
    RecordKind.CONTRIBUTION: _contribution,
    RecordKind.PROGRAM: _program,
    RecordKind.REQUEST: _request,
    RecordKind.ROADMAP_ITEM: _item,
    RecordKind.SUBJECT: _subject,
    RecordKind.POLL: _poll,
    RecordKind.DECISION: _decision,
    RecordKind.MEETING: _meeting,
    RecordKind.REUSE: _reuse,
}


def _waits(links: Sequence[Link], viewer: Viewer) -> Mapping[int, str]:
    """Return who owes the next act of each step, by record id."""
    known = {link.record.id: link for link in links}
    waits = {number: words.waits_for(link) for number, link in known.items()}
    asking = [number for number, link in known.items() if words.waits_for_receiver(link)]
    if asking:
        rows = db.session.execute(
            select(RecordLink.from_id, RecordLink.to_id)
            .where(RecordLink.from_id.in_(asking), RecordLink.kind == LinkKind.ANSWERS)
            .order_by(RecordLink.id)
        )
        for contribution_id, need_id in rows:
            if need_id in known and known[need_id].holder:
                waits[contribution_id] = known[need_id].holder
        for number in asking:
            waits[number] = waits[number] or _("les mainteneurs du logiciel concerné")
    return {number: text for number, text in waits.items() if text}
