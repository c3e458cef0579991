"""Counting a box nobody can open by seat, and what of it may be told without naming a voter.

A group of voters is told apart only when at least five voted in it and they did not all vote the
same: otherwise its figures say what one person did.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from council import tally
from council.polls.models import Poll, RollEntry
from council.polls.models_secret import SecretBallot
from council.polls.queries import CastBallot
from council.tally.outcome import Condition, Counters, Result

SMALLEST = 5
ADVISORY = "advisory"
APART = ("weighted", "concurrent")
# Conditions that say something of one college's ballots, not only of who took part.
OF_BALLOTS = frozenset(
    {"threshold_college", "college_share", "college_without_base", "college_chose"}
)
Contents = dict[str, Mapping[str, Any]]


@dataclass(frozen=True)
class SecretCount:
    """The result of a secret poll as it may be told, and which groups it tells apart.

    `boxes`: the ballots of each college that the rule counts apart; `advisory`: the opinions of
    advisory seats; `turnout`: the names of the seats that voted; `votants`: how many by college.
    """

    result: Result
    boxes: bool
    advisory: bool
    turnout: bool
    votants: dict[str, int]

    def facts(self) -> dict[str, Any]:
        """Return what is sealed beside the result."""
        return {
            "boxes": self.boxes,
            "advisory": self.advisory,
            "turnout": self.turnout,
            "votants": self.votants,
        }


def box_for(rule: tally.Rule, entry: RollEntry) -> str:
    """Return the box a seat's ballot falls in: no finer than the rule's count needs."""
    if entry.advisory:
        return ADVISORY
    return entry.college_key if rule.mode in APART else ""


def too_small(rule: tally.Rule, entries: Iterable[RollEntry], gone: set[int]) -> list[str]:
    """Return the groups that decide and have fewer than five seats to vote, by box."""
    sizes: Counter[str] = Counter()
    for entry in entries:
        if not entry.advisory:
            sizes[box_for(rule, entry)] += entry.organization_id not in gone
    return [box for box, size in sizes.items() if size < SMALLEST]


def voters_of(rows: Iterable[CastBallot]) -> list[tally.Voter]:
    """Return a roll as it is counted."""
    return [
        tally.Voter(r.entry.uid, r.entry.college_key, r.entry.advisory, r.recusal is not None)
        for r in rows
    ]


def count_secret(
    poll: Poll, rows: Sequence[CastBallot], ballots: Sequence[SecretBallot]
) -> SecretCount:
    """Count a secret box, and leave out what would name a voter.

    The ballots of a box are dealt to its signed seats in an arbitrary order: what is counted
    depends on each box alone. ValueError when signatures and ballots are not as many.
    """
    rule = poll.rule
    contents = dealt(rule, rows, ballots)
    whole = tally.count_ballots(rule, voters_of(rows), contents, None, poll.question)
    groups: dict[str, list[str]] = {}
    for ballot in ballots:
        groups.setdefault(ballot.box, []).append(ballot.content)
    deciding = {box: found for box, found in groups.items() if box != ADVISORY}
    boxes = rule.mode in APART and all(map(_tells_nobody, deciding.values()))
    advisory = _tells_nobody(groups.get(ADVISORY, []))
    together = [content for found in deciding.values() for content in found]
    turnout = _tells_nobody(together) and (advisory or ADVISORY not in groups)
    votants = _votants(rows) if turnout or rule.quorum.kind == "per_college" else {}
    return SecretCount(_told(rule, whole, boxes, advisory), boxes, advisory, turnout, votants)


def _tells_nobody(contents: Sequence[str]) -> bool:
    return len(contents) >= SMALLEST and len(set(contents)) > 1


def _votants(rows: Sequence[CastBallot]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if not row.entry.advisory:
            found.setdefault(row.entry.college_key, 0)
            found[row.entry.college_key] += row.signature is not None
    return found


def dealt(
    rule: tally.Rule, rows: Sequence[CastBallot], ballots: Sequence[SecretBallot]
) -> Contents:
    """Return the ballots of each box dealt to its signed seats, in an arbitrary order."""
    left: dict[str, list[str]] = {}
    for ballot in sorted(ballots, key=lambda ballot: ballot.proof):
        left.setdefault(ballot.box, []).append(ballot.content)
    contents: Contents = {}
    for row in rows:
        if row.signature is not None:
            contents[row.entry.uid] = json.loads(left[box_for(rule, row.entry)].pop())
    if any(left.values()):
        raise ValueError("the box holds more ballots than signatures")
    return contents


def _told(rule: tally.Rule, whole: Result, boxes: bool, advisory: bool) -> Result:
    """Return a result without the figures of the groups that are not told apart."""
    alone = len(rule.voting_colleges) == 1
    heard = sum(1 for college in rule.colleges if college.advisory) + len(rule.guests) == 1
    groups = tuple(
        g for g in whole.groups if (advisory and heard if g.advisory else boxes or alone)
    )
    told = replace(
        whole,
        groups=groups,
        conditions=_conditions(rule, whole.conditions, boxes),
        colleges=whole.colleges if boxes or (alone and whole.colleges) else {},
    )
    if not advisory:
        told = replace(told, advisory=Counters(), advisory_choice=None)
    if rule.mode in APART and not boxes and told.choice is not None:
        told = replace(told, choice={"withheld": True})
    return told


def _conditions(
    rule: tally.Rule, conditions: Iterable[Condition], boxes: bool
) -> tuple[Condition, ...]:
    if boxes:
        return tuple(conditions)
    hidden = OF_BALLOTS | ({"threshold_weighted"} if rule.mode == "weighted" else set())
    kept = [c for c in conditions if c.code not in hidden]
    if rule.mode in APART:
        kept.append(Condition("colleges_withheld", None))
    return tuple(kept)


def sheet_of(ballots: Iterable[SecretBallot], facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the ballots as they are published, in the order of their proofs."""
    return [
        {
            "box": ballot.box if facts["boxes"] or ballot.box == ADVISORY else "",
            "content": ballot.content,
            "proof": ballot.proof,
        }
        for ballot in sorted(ballots, key=lambda ballot: ballot.proof)
        if facts["advisory"] or ballot.box != ADVISORY
    ]


def turnout_of(rows: Iterable[CastBallot], facts: Mapping[str, Any]) -> list[str] | None:
    """Return the seats that voted, in the order of the roll; None where that would tell a vote."""
    if not facts["turnout"]:
        return None
    return [row.entry.uid for row in rows if row.signature is not None]
