"""Figures of official answers: how long the first took, how many came in time, what still waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, func, select

from council.clock import PARIS, now
from council.extensions import db
from council.needs.models import Need
from council.needs.models_answers import ReminderStage
from council.needs.queries_delays import delay_days, is_owed, is_past
from council.pages.queries_figures import Delay, delay_of
from council.records.models import Audience, Record

# Days of age up to which a need without an answer is of a class; None: whatever is older.
AGES: tuple[tuple[int | None, Any], ...] = (
    (30, _l("moins d’un mois")),
    (91, _l("un à trois mois")),
    (182, _l("trois à six mois")),
    (365, _l("six mois à un an")),
    (None, _l("plus d’un an")),
)


@dataclass(frozen=True)
class OfficialFigures:
    """What the page says of official answers to needs that everybody may read."""

    delay: Delay | None
    # Of those measured and for which a delay is promised: how many came within it.
    promised: int
    in_time: int
    waiting_by_age: Sequence[tuple[Any, int]]
    late: int

    @property
    def waiting(self) -> int:
        """How many needs wait for their first official answer."""
        return sum(count for _label, count in self.waiting_by_age)


def official_figures() -> OfficialFigures:
    """Return the figures of official answers: two queries, whatever the size.

    Imported needs carry the moment of their import: they are counted among those that wait, their
    delay is not measured.
    """
    answered = db.session.execute(
        select(Need.published_at, Need.answered_at, Record.software_id)
        .join(Need.record)
        .where(Record.audience == Audience.PUBLIC, Need.answered_at.is_not(None), Need.source == "")
    ).all()
    in_time = [
        _is_in_time(published_at, answered_at, delay_days(is_call=software_id is not None))
        for published_at, answered_at, software_id in answered
    ]
    known = [one for one in in_time if one is not None]
    *ages, late = _waiting()
    return OfficialFigures(
        delay=delay_of((start, end) for start, end, _software in answered),
        promised=len(known),
        in_time=sum(known),
        waiting_by_age=[(label, count) for (_days, label), count in zip(AGES, ages, strict=True)],
        late=late,
    )


def _is_in_time(start: datetime | None, end: datetime | None, days: int) -> bool | None:
    if start is None or end is None or end < start or not days:
        return None
    due_on = start.astimezone(PARIS).date() + timedelta(days)
    return end.astimezone(PARIS).date() <= due_on


def _waiting() -> list[int]:
    moment = now()
    conditions, newest = [], None
    for days, _label in AGES:
        oldest = moment - timedelta(days) if days is not None else None
        bounds = [Need.published_at > oldest] if oldest is not None else []
        bounds += [Need.published_at <= newest] if newest is not None else []
        conditions.append(bounds)
        newest = oldest
    sums = [func.sum(case((_all(bounds), 1), else_=0)) for bounds in conditions]
    late = func.sum(case((is_past(ReminderStage.LATE), 1), else_=0))
    row = db.session.execute(
        select(*sums, late)
        .select_from(Need)
        .join(Need.record)
        .where(Record.audience == Audience.PUBLIC, is_owed())
    ).one()
    return [int(count or 0) for count in row]


def _all(bounds: Sequence[Any]) -> Any:
    condition = bounds[0]
    for bound in bounds[1:]:
        condition &= bound
    return condition
