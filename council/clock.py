"""The only place that reads the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

PARIS = ZoneInfo("Europe/Paris")

_offset = timedelta(0)


def set_offset(offset: timedelta) -> None:
    """Shift every clock of this process; for tests and for the demonstration's story only."""
    global _offset
    _offset = offset


def offset() -> timedelta:
    """Return the shift in force in this process, zero outside tests and the demonstration."""
    return _offset


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC) + _offset


def today() -> date:
    """Return the present day in Paris, which dates every public act."""
    return now().astimezone(PARIS).date()


def day_start(moment: datetime) -> datetime:
    """Return the midnight, in Paris, that began the day of a moment."""
    local = moment.astimezone(PARIS)
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)


def at_least_days(start: datetime, end: datetime, days: int) -> bool:
    """Say whether that many days pass between two moments, counted by the clock of Paris or in
    twenty-four hours: from noon to noon is a day, also on the night when the clock changes."""
    wall = [moment.astimezone(PARIS).replace(tzinfo=None) for moment in (start, end)]
    return max(end - start, wall[1] - wall[0]) >= timedelta(days=days)


def database_now(session: Session) -> datetime:
    """Return the moment as the database's clock tells it, aware, in UTC.

    Read it after the lock: PostgreSQL's `now()` is the start of the transaction, before the wait
    for the lock, so `clock_timestamp()` is asked. SQLite has one host and uses this process's.
    """
    if session.get_bind().dialect.name == "postgresql":
        moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        return moment.astimezone(UTC) + _offset
    return now()
