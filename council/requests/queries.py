"""Reads on requests to maintainers and on their answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload, selectinload

from council.accounts.models import Account
from council.clock import today
from council.contributions.queries import Act
from council.extensions import db
from council.organizations.models import Mandate, Organization, Title
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to as record_visible_to
from council.requests.models import (
    CHOICE_LABELS,
    CHOICE_TONES,
    STATE_LABELS,
    STATE_TONES,
    Answer,
    AnswerChoice,
    Request,
    RequestState,
)
from council.software.models import Software

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@dataclass(frozen=True)
class Answered:
    """A request with its answer in force; `answer` is None while nobody answered."""

    request: Request
    software: Software
    answer: Answer | None
    answered_for: str

    @property
    def choice_label(self) -> Any:
        """What the maintainers say, in words; empty while nobody answered."""
        return CHOICE_LABELS[AnswerChoice(self.answer.choice)] if self.answer else ""

    @property
    def choice_tone(self) -> str:
        """The tone of the answer's badge."""
        return CHOICE_TONES[AnswerChoice(self.answer.choice)] if self.answer else "neutral"

    @property
    def state_label(self) -> Any:
        """Where the request is today, in words."""
        return STATE_LABELS[self.request.current_state]

    @property
    def state_tone(self) -> str:
        """The tone of the state's badge."""
        return STATE_TONES[self.request.current_state]


def visible_to(viewer: Viewer) -> Select[tuple[Request]]:
    """Return the requests this viewer may see."""
    return select(Request).join(Request.record).where(record_visible_to(viewer))


def in_state(state: str) -> ColumnElement[bool]:
    """Return the condition for a state of today, expired being computed from the due date."""
    if state == RequestState.EXPIRED:
        return and_(Request.state == RequestState.SENT, Request.due_on < today())
    if state == RequestState.SENT:
        return and_(Request.state == RequestState.SENT, Request.due_on >= today())
    return Request.state == state


def listed(
    viewer: Viewer, *, state: str = "", choice: str = "", words: str = ""
) -> Select[tuple[Request]]:
    """Return the requests, newest first, with what a row shows loaded."""
    query = visible_to(viewer)
    if state:
        query = query.where(in_state(state))
    if choice:
        in_force = select(Answer.request_id).where(is_in_force(), Answer.choice == choice)
        query = query.where(Request.id.in_(in_force))
    for word in words.split()[:6]:
        query = query.where(_mentions(word))
    return query.options(
        joinedload(Request.software).raiseload("*"),
        joinedload(Request.asker_organization).raiseload("*"),
        selectinload(Request.answers).raiseload("*"),
        joinedload(Request.record),
        raiseload("*"),
    ).order_by(Request.sent_at.desc(), Request.id.desc())


def is_in_force() -> ColumnElement[bool]:
    """Return the condition that an answer is the last version of its request's."""
    newer = Answer.__table__.alias("newer")
    last = (
        select(func.max(newer.c.number))
        .where(newer.c.request_id == Answer.request_id)
        .correlate(Answer)
        .scalar_subquery()
    )
    return Answer.number == last


def _mentions(word: str) -> ColumnElement[bool]:
    return or_(
        Request.title.icontains(word, autoescape=True),
        Request.software.has(Software.name.icontains(word, autoescape=True)),
    )


def find_request(reference: str, viewer: Viewer) -> Request | None:
    """Return a visible request by its reference, with its software and its asker."""
    query = visible_to(viewer).where(Record.reference == reference)
    return (
        db.session.scalars(
            query.options(joinedload(Request.software), joinedload(Request.asker_organization))
        )
        .unique()
        .one_or_none()
    )


def sources_of(request: Request, viewer: Viewer) -> list[Record]:
    """Return the records a request is born from, as this viewer may see them."""
    query = (
        select(Record)
        .join(RecordLink, RecordLink.to_id == Record.id)
        .where(
            RecordLink.from_id == request.id,
            RecordLink.kind == LinkKind.BORN_FROM,
            record_visible_to(viewer),
        )
        .order_by(RecordLink.id)
    )
    return list(db.session.scalars(query))


def answers_of(request: Request) -> list[tuple[Answer, Act]]:
    """Return every version of the answer with who wrote it, newest first; one query."""
    rows = db.session.execute(
        select(Answer, Account.name, Organization.name, Software.name)
        .outerjoin(Account, Account.id == Answer.account_id)
        .outerjoin(Organization, Organization.id == Answer.for_organization_id)
        .outerjoin(Software, Software.id == Answer.for_software_id)
        .where(Answer.request_id == request.id)
        .order_by(Answer.number.desc())
    )
    return [
        (
            answer,
            Act(
                at=answer.created_at,
                state=answer.choice,
                reason=answer.reason,
                person=person or "",
                body=body or software or "",
                number=answer.number,
            ),
        )
        for answer, person, body, software in rows
    ]


def answers_for(record_ids: Iterable[int], viewer: Viewer) -> list[Answered]:
    """Return the requests born from any of these records, with their answers in force.

    One query. A need's page gives its own id; a poll's page gives the ids of its whole chain
    (`chain.queries.connected_ids`). Withdrawn requests are left out.
    """
    asked: Any = select(RecordLink.from_id).where(
        RecordLink.to_id.in_(list(record_ids)), RecordLink.kind == LinkKind.BORN_FROM
    )
    rows = db.session.execute(
        select(Request, Software, Answer, Organization.name)
        .join(Request.record)
        .join(Software, Software.id == Request.software_id)
        .outerjoin(Answer, and_(Answer.request_id == Request.id, is_in_force()))
        .outerjoin(Organization, Organization.id == Answer.for_organization_id)
        .where(
            Request.id.in_(asked),
            Request.state != RequestState.WITHDRAWN,
            record_visible_to(viewer),
        )
        .options(contains_eager(Request.record), raiseload("*"))
        .order_by(Request.id)
    )
    return [
        Answered(request, software, answer, organization or software.name)
        for request, software, answer, organization in rows
    ]


def waiting_like(source: Record, software_id: int, organization_id: int | None) -> Request | None:
    """Return a request already waiting, from the same body, on the same source and software."""
    return db.session.scalar(
        select(Request)
        .join(Request.record)
        .join(RecordLink, RecordLink.from_id == Request.id)
        .where(
            RecordLink.to_id == source.id,
            RecordLink.kind == LinkKind.BORN_FROM,
            Request.software_id == software_id,
            Request.state == RequestState.SENT,
            Record.organization_id == organization_id,
        )
        .limit(1)
    )


def find_source(reference: str, viewer: Viewer) -> Record | None:
    """Return the need or contribution of that reference, as this viewer may see it."""
    return db.session.scalar(
        select(Record).where(
            Record.kind.in_([RecordKind.NEED, RecordKind.CONTRIBUTION]),
            Record.reference == reference,
            record_visible_to(viewer),
        )
    )


def software_about(record_id: int) -> Sequence[Software]:
    """Return the software a need or contribution is about."""
    return db.session.scalars(
        select(Software)
        .join(RecordLink, RecordLink.to_id == Software.id)
        .where(RecordLink.from_id == record_id, RecordLink.kind == LinkKind.ABOUT)
        .order_by(Software.name)
    ).all()


def maintainer_count(software_id: int) -> int:
    """Return how many people are mandated today to answer for a software."""
    day = today()
    query = select(func.count(Mandate.id)).where(
        Mandate.software_id == software_id,
        Mandate.title == Title.MAINTAINER,
        Mandate.revoked_at.is_(None),
        Mandate.starts_on <= day,
        or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day),
    )
    return db.session.scalar(query) or 0
