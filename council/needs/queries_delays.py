"""Official answers still owed: until when, which are late; from the publication of a need on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import contains_eager

from council.clock import PARIS, today
from council.extensions import db, likely
from council.needs.models import OWED_STATES, Need
from council.needs.models_answers import AnswerReminder, ReminderStage
from council.needs.queries import listed, with_row
from council.records.models import Record
from council.records.queries import visible_to

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

SETTINGS = {False: "COUNCIL_ANSWER_DELAY_DAYS", True: "COUNCIL_CALL_ANSWER_DELAY_DAYS"}


@dataclass(frozen=True)
class Deadline:
    """Until when an official answer is expected, and how many days are left; negative when late."""

    due_on: date
    days_left: int

    @property
    def is_late(self) -> bool:
        """Say whether that day has passed."""
        return self.days_left < 0


def delay_days(*, is_call: bool) -> int:
    """Return the delay of a kind of need in days; 0 when none is promised."""
    return max(0, int(current_app.config[SETTINGS[is_call]]))


def deadline_of(need: Need) -> Deadline | None:
    """Return until when an official answer to a need is expected; None when none is owed."""
    if need.answered_at is not None or need.state not in OWED_STATES or need.published_at is None:
        return None
    days = delay_days(is_call=need.is_call)
    if not days:
        return None
    due_on = need.published_at.astimezone(PARIS).date() + timedelta(days)
    return Deadline(due_on, (due_on - today()).days)


def _published_before(days_ago: int) -> datetime:
    # The first moment, in Paris, of the day that many days ago.
    return datetime.combine(today() - timedelta(days_ago), time(), PARIS)


def is_owed() -> ColumnElement[bool]:
    """Return the condition that a need waits for its first official answer."""
    return and_(
        Need.answered_at.is_(None),
        Need.published_at.is_not(None),
        # Told to be usual, so that SQLite reads them by age and stops at the page's end.
        likely(Need.state.in_(OWED_STATES)),
    )


def is_past(stage: ReminderStage) -> ColumnElement[bool]:
    """Return the condition that half the delay has passed, or all of it; `Record` is joined."""
    conditions = []
    for is_call in (False, True):
        days = delay_days(is_call=is_call)
        if days:
            passed = days + 1 if stage == ReminderStage.LATE else days - days // 2
            held = Record.software_id.is_not(None) if is_call else Record.software_id.is_(None)
            before = _published_before(passed - 1)
            conditions.append(and_(held, Need.published_at < before))
    return or_(*conditions) if conditions else false()


def unanswered(viewer: Viewer, *, late: bool = False, **chosen: Any) -> Select[tuple[Need]]:
    """Return the needs without an official answer that this viewer may see, oldest first;
    `chosen` narrows them as in the list of needs."""
    query = listed(viewer, **chosen).where(is_owed())
    if late:
        query = query.where(is_past(ReminderStage.LATE))
    return query.order_by(None).order_by(Need.published_at, Need.id)


def count_unanswered(viewer: Viewer, *, late: bool = False) -> int:
    """Return how many needs wait for their first official answer, as this viewer may see them."""
    query = (
        select(func.count())
        .select_from(Need)
        .join(Need.record)
        .where(is_owed(), visible_to(viewer), Record.reference.is_not(None))
    )
    return db.session.scalar(query.where(is_past(ReminderStage.LATE)) if late else query) or 0


def answers_due(viewer: Viewer, *, limit: int) -> list[Need]:
    """Return the needs whose official answer the secretariat owes, half the delay being passed,
    the most late first; nothing for others."""
    if not viewer.is_secretariat:
        return []
    # The oldest of each kind: their delays differ, so age alone does not tell the most late.
    oldest = [
        unanswered(viewer, calls=calls)
        .where(is_past(ReminderStage.HALF))
        .with_only_columns(Need.id, maintain_column_froms=True)
        .limit(limit)
        .subquery()
        for calls in (False, True)
    ]
    chosen = or_(*(Need.id.in_(select(ids.c.id)) for ids in oldest))
    found = list(db.session.scalars(with_row(unanswered(viewer).where(chosen))).unique())
    days_left = {need.id: _days_left(need) for need in found}
    return sorted(found, key=lambda need: (days_left[need.id], need.id))[:limit]


def _days_left(need: Need) -> int:
    deadline = deadline_of(need)
    return deadline.days_left if deadline is not None else 0


def reminders_owed(stage: ReminderStage, *, limit: int) -> list[Need]:
    """Return the needs for which that reminder is due and was not sent, oldest first."""
    sent = select(AnswerReminder.need_id).where(AnswerReminder.stage == stage)
    query = (
        select(Need)
        .join(Need.record)
        .where(is_owed(), is_past(stage), Need.id.not_in(sent))
        .options(contains_eager(Need.record))
        .order_by(Need.published_at, Need.id)
    )
    return list(db.session.scalars(query.limit(limit)))
