"""When summaries leave: daily at the hour of the settings, the weekly part on Mondays; Paris."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from council.clock import PARIS

WEEKLY_ON = 0  # Monday


@dataclass(frozen=True)
class Cut:
    """The latest moment summaries were due: what was done before it is told, nothing after.

    A worker that slept for days finds one cut, so one summary.
    """

    day: date
    daily: datetime
    weekly: datetime


def due_at(day: date, hour: int) -> datetime:
    """Return the moment of a day's summaries; an hour that a change of time skips comes after it,
    one that it repeats is the first."""
    return datetime.combine(day, time(hour), PARIS).astimezone(UTC)


def last_cut(moment: datetime, hour: int) -> Cut:
    """Return the latest cut at this moment."""
    day = moment.astimezone(PARIS).date()
    if moment < due_at(day, hour):
        day -= timedelta(days=1)
    monday = day - timedelta(days=(day.weekday() - WEEKLY_ON) % 7)
    return Cut(day, due_at(day, hour), due_at(monday, hour))
