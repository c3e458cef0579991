"""How long maintainers take to answer: what everybody may read, counted the same for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from council.clock import PARIS, today
from council.extensions import db
from council.records.delays import Delay, delay_of
from council.records.models import Audience, Record
from council.requests.models import Answer, Request, RequestState
from council.software.models import Software

MOST_SOFTWARE = 20


@dataclass(frozen=True)
class AnswerDelays:
    """Delays of first answers, and how many requests were answered by the day that was asked for.

    `judged` counts the requests that were answered or whose day has passed; the others may still
    be answered in time, and count neither way.
    """

    delay: Delay | None
    in_time: int
    judged: int
    waiting: int
    name: str = ""
    reference: str = ""

    @property
    def percent(self) -> int | None:
        """The share answered in time, in whole hundredths; None when nothing can be judged."""
        return 100 * self.in_time // self.judged if self.judged else None


def delays_of_software(software_id: int) -> AnswerDelays:
    """Return the delays of a software's maintainers; one query."""
    return _counted(_rows(software_id))


def delays_of_all() -> tuple[AnswerDelays, list[AnswerDelays]]:
    """Return the delays of all maintainers, and of those asked most, by software; one query."""
    rows = _rows()
    by_software: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        by_software.setdefault((row.name, row.reference), []).append(row)
    each = [
        _counted(found, name=name, reference=reference)
        for (name, reference), found in by_software.items()
    ]
    each.sort(key=lambda one: (-(one.judged + one.waiting), one.name))
    return _counted(rows), each[:MOST_SOFTWARE]


def _rows(software_id: int | None = None) -> Sequence[Any]:
    first = (
        select(func.min(Answer.created_at))
        .where(Answer.request_id == Request.id)
        .correlate(Request)
        .scalar_subquery()
    )
    asked = aliased(Record)
    query = (
        select(
            Request.sent_at,
            Request.due_on,
            first.label("answered_at"),
            Software.name,
            asked.reference,
        )
        .join(Record, Record.id == Request.id)
        .join(Software, Software.id == Request.software_id)
        .join(asked, asked.id == Software.id)
        .where(
            Record.audience == Audience.PUBLIC,
            asked.audience == Audience.PUBLIC,
            Request.state != RequestState.WITHDRAWN,
        )
        .order_by(Request.id)
    )
    if software_id is not None:
        query = query.where(Request.software_id == software_id)
    return db.session.execute(query).all()


def _counted(rows: Iterable[Any], *, name: str = "", reference: str = "") -> AnswerDelays:
    day, pairs = today(), []
    in_time = judged = waiting = 0
    for row in rows:
        pairs.append((row.sent_at, row.answered_at))
        if row.answered_at is None and row.due_on >= day:
            waiting += 1
            continue
        judged += 1
        in_time += _is_in_time(row.answered_at, row.due_on)
    return AnswerDelays(delay_of(pairs), in_time, judged, waiting, name, reference)


def _is_in_time(answered_at: datetime | None, due_on: date) -> bool:
    return answered_at is not None and answered_at.astimezone(PARIS).date() <= due_on
