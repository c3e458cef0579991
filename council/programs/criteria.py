"""Criteria as people type them: one a line, a weight after a bar; pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 20
LONGEST = 200
_WEIGHT = re.compile(r"(.*?)\s*\|\s*([0-9]{1,2})\s*\Z", re.DOTALL)


class BadCriteria(ValueError):
    """A text is not a list of criteria: which rule it breaks, on which line."""

    def __init__(self, rule: str, line: str = ""):
        super().__init__(rule)
        self.rule, self.line = rule, line[:60]


def parse(text: str) -> tuple[tuple[str, int], ...]:
    """Return the criteria of a text with their weights, 1 when unsaid; BadCriteria."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > MOST:
        raise BadCriteria("many")
    return tuple(_one(line) for line in lines)


def _one(line: str) -> tuple[str, int]:
    match = _WEIGHT.fullmatch(line)
    label, weight = (match[1], int(match[2])) if match else (line, 1)
    if not label or len(label) > LONGEST:
        raise BadCriteria("label", line)
    if not 1 <= weight <= 10:
        raise BadCriteria("weight", line)
    return label, weight


def typed(criteria: Iterable[tuple[str, int]]) -> str:
    """Return criteria as a person would type them."""
    return "\n".join(f"{label} | {n}" if n != 1 else label for label, n in criteria)
