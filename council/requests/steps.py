"""Writes on requests that actions and the demonstration share; no commit, no journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from council.contributions.steps import holder_tokens, narrowest
from council.extensions import db
from council.markdown import RENDERER_VERSION, render_markdown
from council.records.canonical import digest
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.steps import give_reference, link, new_record
from council.requests.models import Answer, AnswerChoice, Request, RequestState
from council.software.models import Software
from council.transactions import Invalid


@dataclass(frozen=True)
class AnswerContent:
    """What maintainers say, rendered once when it is made, outside of any lock."""

    choice: str
    text: str = ""
    since_version: str = ""
    days_hundredths: int | None = None
    links: tuple[str, ...] = ()
    received_from: str = ""
    reason: str = ""
    rendered: str = ""

    @cached_property
    def html(self) -> str:
        """The text as safe HTML, rendered now unless it was before."""
        if self.rendered or not self.text:
            return self.rendered
        return str(render_markdown(self.text).html)


@dataclass(frozen=True)
class Question:
    """What is asked, rendered once when it is made."""

    title: str
    text: str
    due_on: date

    @cached_property
    def html(self) -> str:
        """The question as safe HTML."""
        return str(render_markdown(self.text).html)


def add_request(
    question: Question,
    *,
    software: Software,
    sources: Sequence[Record],
    organization_id: int | None,
    acted: dict[str, int | None],
) -> Request:
    """Add a numbered request, read by whoever reads what it is born from, and by maintainers."""
    record = new_record(
        RecordKind.REQUEST,
        audience=narrowest(sources),
        organization_id=organization_id,
        readers=holder_tokens([*sources, software.record]),
    )
    give_reference(record)
    request = Request(
        id=record.id,
        software_id=software.id,
        title=question.title,
        question=question.text,
        html=question.html,
        renderer_version=RENDERER_VERSION,
        due_on=question.due_on,
        **acted,
    )
    request.record = record
    db.session.add(request)
    db.session.flush()
    for source in sources:
        link(record, source, LinkKind.BORN_FROM)
    link(record, software.record, LinkKind.ABOUT)
    return request


def add_answer(
    request: Request,
    content: AnswerContent,
    *,
    was_received: bool,
    by_link: bool = False,
    acted: dict[str, int | None],
) -> Answer:
    """Add the next version of the answer; earlier ones stay as they are."""
    last = db.session.scalar(select(func.max(Answer.number)).where(Answer.request_id == request.id))
    columns: dict[str, Any] = {
        "choice": content.choice,
        "since_version": content.since_version,
        "text": content.text,
        "days_hundredths": content.days_hundredths,
        "links": list(content.links),
        "received_from": content.received_from,
        "reason": content.reason,
    }
    answer = Answer(
        request_id=request.id,
        number=(last or 0) + 1,
        html=content.html,
        renderer_version=RENDERER_VERSION,
        was_received=was_received,
        by_link=by_link,
        sha256=digest(columns),
        **columns,
        **acted,
    )
    db.session.add(answer)
    request.state = RequestState.ANSWERED
    request.row_version += 1
    return answer


def refuse_incomplete(content: AnswerContent) -> None:
    """Raise Invalid when an answer lacks what its choice asks for."""
    if content.choice == AnswerChoice.ALREADY_THERE and not content.since_version:
        raise Invalid({"since_version": _("Dites depuis quelle version cela existe.")})
    if content.choice in {AnswerChoice.ANOTHER_WAY, AnswerChoice.NO} and not content.text:
        raise Invalid({"text": _("Expliquez cette réponse en quelques mots.")})


def source_records(request: Request) -> list[Record]:
    """Return the records a request is born from, whoever may see them."""
    return list(
        db.session.scalars(
            select(Record)
            .join(RecordLink, RecordLink.to_id == Record.id)
            .where(RecordLink.from_id == request.id, RecordLink.kind == LinkKind.BORN_FROM)
        )
    )
