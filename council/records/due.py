"""When something is due, as the council says it: a half-year, a year, a day, or for ever."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

CONTINUOUS = "CONT"

_HALF = re.compile(r"S([12])[ /-]?(\d{4})", re.IGNORECASE | re.ASCII)
_QUARTER = re.compile(r"T([1-4])[ /-]?(\d{4})", re.IGNORECASE | re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})/(\d{4})", re.ASCII)
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


class NotADue(ValueError):
    """A text is none of the ways in which the council writes when something is due."""


@dataclass(frozen=True)
class Due:
    """A due time as it was written, and the days it spans; no days when it is continuous."""

    label: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def is_continuous(self) -> bool:
        """Say whether it never ends."""
        return self.label.upper() == CONTINUOUS


def parse_due(text: str) -> Due:
    """Return the due time that a text says, the text kept as written; empty gives an empty one.

    Known: « S1 2026 », « T3 2026 », « 2026 », « 06/2026 », « 2026-06 »,
    « 30/06/2026 », « 2026-06-30 »,
    « CONT ». Anything else raises NotADue.
    """
    label = " ".join(text.split())
    if not label:
        return Due()
    if label.upper() == CONTINUOUS:
        return Due(label)
    try:
        starts_on, ends_on = _span(label)
    except ValueError as error:
        raise NotADue(label) from error
    if not 1990 <= starts_on.year <= 2100:
        raise NotADue(label)
    return Due(label, starts_on, ends_on)


def _span(label: str) -> tuple[date, date]:
    if match := _HALF.fullmatch(label):
        return _months(int(match[2]), 6 * int(match[1]) - 5, 6)
    if match := _QUARTER.fullmatch(label):
        return _months(int(match[2]), 3 * int(match[1]) - 2, 3)
    if _YEAR.fullmatch(label):
        return _months(int(label), 1, 12)
    if match := _MONTH.fullmatch(label):
        return _months(int(match[2]), int(match[1]), 1)
    if match := _ISO_MONTH.fullmatch(label):
        return _months(int(match[1]), int(match[2]), 1)
    if match := _DAY.fullmatch(label):
        day = date(int(match[3]), int(match[2]), int(match[1]))
    elif _ISO_DAY.fullmatch(label):
        day = date.fromisoformat(label)
    else:
        raise ValueError(label)
    return day, day


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    last = first + count - 1
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


class DueMixin:
    """When a noun is due: what was written, and the days it spans, for sorting and reminders."""

    due_label: Mapped[str] = mapped_column(String(40), default="")
    due_starts_on: Mapped[date | None]
    due_ends_on: Mapped[date | None]

    @property
    def due(self) -> Due:
        """The three columns as one value."""
        return Due(self.due_label, self.due_starts_on, self.due_ends_on)

    @due.setter
    def due(self, due: Due) -> None:
        self.due_label, self.due_starts_on, self.due_ends_on = (
            due.label,
            due.starts_on,
            due.ends_on,
        )
