"""The order of a to-do page: what has a near date first, by that date; the rest in its order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from council.pages.queries import Duties
from council.pages.reminders import REMINDERS, day_of

Group = TypeVar("Group")

PRESSING = timedelta(days=7)


def earliest(found: Duties, key: str) -> date | None:
    """Return the nearest date of a group of duties, None for one that has none."""
    days = [
        day_of(reminder.when(duty))
        for reminder in REMINDERS
        if reminder.group == key and reminder.before
        for duty in getattr(found, key)
    ]
    return min((day for day in days if day is not None), default=None)


def by_urgency(found: Duties, groups: Sequence[Group], day: date) -> list[Group]:
    """Return groups (each with its `key`), those due within a week first."""

    def rank(group: Group) -> tuple[bool, date]:
        due = earliest(found, group.key)  # type: ignore[attr-defined]
        pressing = due is not None and due <= day + PRESSING
        return (not pressing, due if pressing and due else day)

    return sorted(groups, key=rank)
