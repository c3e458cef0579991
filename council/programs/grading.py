"""Majority judgment of candidacies: grades, their count, the median; pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Grade(StrEnum):
    """What a juror thinks of a candidacy, from the worst to the best."""

    REJECT = "reject"
    INSUFFICIENT = "insufficient"
    PASSABLE = "passable"
    FAIRLY_GOOD = "fairly_good"
    GOOD = "good"
    VERY_GOOD = "very_good"


GRADE_LABELS = {
    Grade.VERY_GOOD: _l("très bien"),
    Grade.GOOD: _l("bien"),
    Grade.FAIRLY_GOOD: _l("assez bien"),
    Grade.PASSABLE: _l("passable"),
    Grade.INSUFFICIENT: _l("insuffisant"),
    Grade.REJECT: _l("à rejeter"),
}
_RANK = {grade: number for number, grade in enumerate(Grade)}


@dataclass(frozen=True)
class Appraisal:
    """How often each grade was given, and the median one: the lower of the two middle grades."""

    counts: dict[Grade, int] = field(default_factory=dict)
    median: Grade | None = None

    @property
    def total(self) -> int:
        """How many grades were counted."""
        return sum(self.counts.values())

    @property
    def rank(self) -> int:
        """Where the median stands, -1 when nothing was graded."""
        return _RANK[self.median] if self.median is not None else -1


def appraise(grades: Iterable[tuple[str, int]]) -> Appraisal:
    """Return the count and median of grades, each counted as often as its weight says.

    The one function that aggregates grades: `tally` may take its place.
    """
    counts = dict.fromkeys(Grade, 0)
    for grade, weight in grades:
        counts[Grade(grade)] += weight
    total, passed = sum(counts.values()), 0
    for grade in Grade:
        passed += counts[grade]
        # Half or more of the grades are this one or worse: the lower middle one when even.
        if total and 2 * passed >= total:
            return Appraisal(counts, grade)
    return Appraisal(counts)
