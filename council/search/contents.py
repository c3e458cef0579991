"""What is looked for in each kind of record: its words as plain text, never a result or price.

A builder takes ids and makes a bounded number of queries, whatever their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from council.contributions.models import KIND_LABELS as CONTRIBUTION_KINDS
from council.contributions.models import Contribution
from council.decisions.models import KIND_LABELS as DECISION_KINDS
from council.decisions.models import Decision, DecisionState
from council.extensions import db
from council.introductions.models import Introduction
from council.meetings.models import KIND_LABELS as MEETING_KINDS
from council.meetings.models import Meeting
from council.needs.models import REQUIREMENTS, Need, NeedState
from council.needs.queries_answers import published_texts
from council.organizations.models import KIND_LABELS as ORGANIZATION_KINDS
from council.organizations.models import Organization
from council.polls.models import Poll
from council.records.models import RecordKind
from council.requests.models import CHOICE_LABELS, Answer, Request, RequestState
from council.reuses.models import Reuse, ReuseState
from council.roadmap.models import RoadmapItem
from council.roadmap.models_progress import ItemDelivery
from council.search import contents_programs
from council.search.content import Builder, Content, plain
from council.search.content import rows_of as _rows
from council.search.content import text_of as _text
from council.search.contents_needs import frame_of, tags_of
from council.software.models import KIND_LABELS as SOFTWARE_KINDS
from council.software.models import Software
from council.subjects.models import Subject, SubjectState

# People look for what was decided: a decision comes before what led to it.
DECISION_WEIGHT = 1.3


def _organizations(ids: Sequence[int]) -> dict[int, Content]:
    rows = _rows(Organization, ids, Organization.name, Organization.kind, Organization.summary)
    return {
        row.id: Content(
            title=row.name,
            texts=[row.summary],
            words=["organisme", _label(ORGANIZATION_KINDS, row)],
        )
        for row in rows
    }


def _software(ids: Sequence[int]) -> dict[int, Content]:
    shown = (
        Software.summary,
        Software.function,
        Software.component,
        Software.sector,
        Software.usage,
        Software.licence,
    )
    rows = _rows(Software, ids, Software.name, Software.kind, Software.website, *shown)
    return {
        row.id: Content(
            title=row.name,
            texts=[getattr(row, column.key) for column in shown],
            words=[_label(SOFTWARE_KINDS, row), row.website],
            software_ids=[row.id],
        )
        for row in rows
    }


def _needs(ids: Sequence[int]) -> dict[int, Content]:
    fields = ("summary", "body", "current_situation", "enough", "constraints", "skills")
    columns = [getattr(Need, name) for name in fields]
    rows = _rows(
        Need,
        ids,
        Need.title,
        Need.html,
        Need.state,
        Need.filed_on,
        Need.closing_reason,
        Need.affected,
        Need.function,
        Need.legal_frame,
        Need.imposed_licence,
        *(getattr(Need, name) for name in REQUIREMENTS),
        *columns,
    )
    tags = tags_of(ids)
    answers = published_texts(ids)
    contents = {}
    for row in rows:
        texts = [_text((row.html or {}).get(name), getattr(row, name)) for name in fields]
        if row.id in answers:
            texts.append(_text(answers[row.id].html, answers[row.id].text))
        withdrawn = row.state == NeedState.WITHDRAWN
        contents[row.id] = Content(
            title=row.title,
            texts=[row.closing_reason] if withdrawn else [*texts, *frame_of(row)],
            tags=tags.get(row.id, ()),
            words=[
                "besoin",
                "appel à contribution",
                "réponse officielle" if row.id in answers else "",
                *([] if withdrawn else tags.get(row.id, ())),
            ],
            state=row.state,
            day=row.filed_on,
        )
    return contents


def _introductions(ids: Sequence[int]) -> dict[int, Content]:
    # Read by its two bodies only; never a contact, not even to them.
    shown = (Introduction.title, Introduction.message, Introduction.state, Introduction.proposed_at)
    return {
        row.id: Content(
            title=row.title,
            texts=[row.message],
            words=["mise en relation"],
            state=row.state,
            day=row.proposed_at,
        )
        for row in _rows(Introduction, ids, *shown)
    }


def _contributions(ids: Sequence[int]) -> dict[int, Content]:
    rows = _rows(
        Contribution,
        ids,
        Contribution.title,
        Contribution.body,
        Contribution.html,
        Contribution.kind,
        Contribution.state,
        Contribution.supplier,
        Contribution.offered_by_label,
        Contribution.software_label,
        Contribution.delivered_on,
        Contribution.offered_at,
    )
    return {
        row.id: Content(
            title=row.title,
            texts=[_text(row.html, row.body)],
            words=[
                "contribution",
                _label(CONTRIBUTION_KINDS, row),
                row.supplier,
                row.offered_by_label,
                row.software_label,
            ],
            state=row.state,
            day=row.delivered_on or row.offered_at,
        )
        for row in rows
    }


def _reuses(ids: Sequence[int]) -> dict[int, Content]:
    reviewed = (
        Reuse.hosting,
        Reuse.situation_before,
        Reuse.situation_after,
        Reuse.obstacles,
        Reuse.habits,
    )
    rows = _rows(
        Reuse,
        ids,
        Reuse.title,
        Reuse.body,
        Reuse.html,
        Reuse.state,
        Reuse.closing_reason,
        Reuse.published_at,
        Reuse.version_deployed,
        *reviewed,
    )
    contents = {}
    for row in rows:
        texts = [_text(row.html, row.body), *(getattr(row, column.key) for column in reviewed)]
        withdrawn = row.state == ReuseState.WITHDRAWN
        contents[row.id] = Content(
            title=row.title,
            texts=[row.closing_reason] if withdrawn else texts,
            words=["réutilisation", "retour d’expérience", "bilan", row.version_deployed],
            state=row.state,
            day=row.published_at,
        )
    return contents


def _programs(ids: Sequence[int]) -> dict[int, Content]:
    return {key: Content(**said) for key, said in contents_programs.programs(ids, _text).items()}


def _requests(ids: Sequence[int]) -> dict[int, Content]:
    answers = {}
    for answer in db.session.execute(
        select(Answer.request_id, Answer.choice, Answer.html, Answer.text, Answer.since_version)
        .where(Answer.request_id.in_(ids))
        .order_by(Answer.number)
    ):
        choice = str(CHOICE_LABELS[answer.choice])
        answers[answer.request_id] = [choice, _text(answer.html, answer.text), answer.since_version]
    rows = _rows(
        Request,
        ids,
        Request.title,
        Request.question,
        Request.html,
        Request.state,
        Request.sent_at,
        Request.software_id,
        Request.withdrawal_reason,
    )
    contents = {}
    for row in rows:
        texts = [_text(row.html, row.question), *answers.get(row.id, [])]
        withdrawn = row.state == RequestState.WITHDRAWN
        contents[row.id] = Content(
            title=row.title,
            texts=[row.withdrawal_reason] if withdrawn else texts,
            words=["demande aux mainteneurs", "réponse" if row.id in answers else ""],
            state=row.state,
            day=row.sent_at,
            software_ids=[row.software_id],
        )
    return contents


def _roadmap_items(ids: Sequence[int]) -> dict[int, Content]:
    delivered = select(ItemDelivery.item_id, ItemDelivery.html).where(ItemDelivery.item_id.in_(ids))
    notes = {item_id: plain(markup) for item_id, markup in db.session.execute(delivered)}
    rows = _rows(
        RoadmapItem,
        ids,
        RoadmapItem.title,
        RoadmapItem.body,
        RoadmapItem.html,
        RoadmapItem.theme,
        RoadmapItem.organization_label,
        RoadmapItem.due_label,
        RoadmapItem.state,
        RoadmapItem.delivered_on,
        RoadmapItem.due_ends_on,
        RoadmapItem.moved_at,
    )
    return {
        row.id: Content(
            title=row.title,
            texts=[
                _text(row.html, row.body),
                " · ".join(part for part in (row.theme, row.due_label) if part),
                notes.get(row.id, ""),
            ],
            words=["chantier", "feuille de route", row.organization_label],
            state=row.state,
            day=row.delivered_on or row.due_ends_on or row.moved_at,
        )
        for row in rows
    }


def _subjects(ids: Sequence[int]) -> dict[int, Content]:
    # The person who asks is on the page if they said so, never in the index.
    rows = _rows(
        Subject,
        ids,
        Subject.title,
        Subject.body,
        Subject.html,
        Subject.state,
        Subject.state_reason,
        Subject.received_at,
    )
    return {
        row.id: Content(
            title=row.title,
            texts=[
                "" if row.state == SubjectState.WITHDRAWN else _text(row.html, row.body),
                row.state_reason,
            ],
            words=["sujet", "saisine", "question"],
            state=row.state,
            day=row.received_at,
        )
        for row in rows
    }


def _meetings(ids: Sequence[int]) -> dict[int, Content]:
    rows = _rows(
        Meeting,
        ids,
        Meeting.title,
        Meeting.kind,
        Meeting.state,
        Meeting.held_on,
        Meeting.place,
        Meeting.note,
        Meeting.agenda,
        Meeting.agenda_html,
        Meeting.minutes,
        Meeting.minutes_html,
    )
    return {
        row.id: Content(
            title=row.title,
            texts=[
                _text(row.minutes_html, row.minutes),
                _text(row.agenda_html, row.agenda),
                row.place,
                row.note,
            ],
            words=["séance", "compte rendu", _label(MEETING_KINDS, row)],
            state=row.state,
            day=row.held_on,
        )
        for row in rows
    }


def _polls(ids: Sequence[int]) -> dict[int, Content]:
    # The question and what each choice means; a result is never here, whoever looks.
    day = func.coalesce(Poll.announced_opens_at, Poll.opens_at, Poll.created_at).label("day")
    rows = _rows(Poll, ids, Poll.title, Poll.text, Poll.html, Poll.options, day)
    return {
        row.id: Content(
            title=row.title,
            texts=[_text(row.html, row.text), *(o.get("meaning", "") for o in row.options or [])],
            words=["scrutin", "vote"],
            day=row.day,
        )
        for row in rows
    }


def _decisions(ids: Sequence[int]) -> dict[int, Content]:
    rows = _rows(
        Decision,
        ids,
        Decision.title,
        Decision.question,
        Decision.body,
        Decision.body_html,
        Decision.sections_html,
        Decision.signatory,
        Decision.kind,
        Decision.state,
        Decision.closing_reason,
        Decision.adopted_on,
        Decision.published_at,
        Decision.updated_at,
    )
    contents = {}
    for row in rows:
        withdrawn = row.state == DecisionState.WITHDRAWN
        html = row.sections_html.values()
        texts = [row.question, _text(row.body_html, row.body), *(_text(h, "") for h in html)]
        texts = [] if withdrawn else [*texts, row.signatory]
        contents[row.id] = Content(
            title=row.title,
            texts=[*texts, row.closing_reason],
            words=["décision", _label(DECISION_KINDS, row)],
            state=row.state,
            day=row.adopted_on or row.published_at or row.updated_at,
            weight=DECISION_WEIGHT,
        )
    return contents


def _label(labels: dict[Any, Any], row: Any) -> str:
    return str(labels[row.kind])


BUILDERS: dict[str, Builder] = {
    RecordKind.ORGANIZATION: _organizations,
    RecordKind.SOFTWARE: _software,
    RecordKind.NEED: _needs,
    RecordKind.INTRODUCTION: _introductions,
    RecordKind.CONTRIBUTION: _contributions,
    RecordKind.REUSE: _reuses,
    RecordKind.PROGRAM: _programs,
    RecordKind.REQUEST: _requests,
    RecordKind.ROADMAP_ITEM: _roadmap_items,
    RecordKind.SUBJECT: _subjects,
    RecordKind.MEETING: _meetings,
    RecordKind.POLL: _polls,
    RecordKind.DECISION: _decisions,
}
