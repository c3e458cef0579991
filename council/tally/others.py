"""What the same ballots would give by other rules: an analysis after a vote, which decides nothing.

Ballots are only read for what they hold. A ranking says who comes first and who is above whom;
grades say that and whether an option is in the upper half; approvals say nothing of an order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from council.tally import elections, motion
from council.tally.contents import Question
from council.tally.methods import METHODS
from council.tally.outcome import Result, Voter
from council.tally.parts import HALF, College, Quorum, RuleInvalid, Threshold
from council.tally.rule import Rule

Contents = Mapping[str, Mapping[str, Any]]
BASES = ("exprimes", "votants", "membres")
THRESHOLDS = (
    Threshold(),
    Threshold(Fraction(3, 5), False),
    Threshold(Fraction(2, 3), False),
    Threshold(Fraction(3, 4), False),
    Threshold(Fraction(1), False),
)


@dataclass(frozen=True, slots=True)
class Other:
    """One other rule: its key, how ballots are read for it, what it gives, and if that is the same.

    `reading` is empty where the ballots are taken as they are.
    """

    key: str
    reading: str
    outcome: str
    winners: tuple[str, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A motion by one base and threshold: the outcome, who is for, how many were needed."""

    base: str
    threshold: Threshold
    outcome: str
    pour: int
    needed: int
    own: bool


def motion_cells(rule: Rule, voters: Iterable[Voter], contents: Contents) -> list[Cell]:
    """Count a motion by each base and threshold, without quorum, an equal split being one."""
    roll = list(voters)
    ballots = {key: content["choice"] for key, content in contents.items()}
    cells = []
    for threshold in THRESHOLDS:
        for base in BASES:
            tried = replace(
                rule, majority_base=base, threshold=threshold, quorum=Quorum(), tie="no_decision"
            )
            result = motion.count(tried, roll, ballots)
            number = result.total.base(base)
            own = base == rule.majority_base and threshold == rule.threshold
            needed = threshold.needed(number)
            pour = result.total.pour
            cells.append(Cell(base, threshold, result.outcome, pour, needed, own))
    return cells


def motion_ways(
    rule: Rule, voters: Iterable[Voter], contents: Contents, actual: Result, *, apart: bool
) -> list[Other]:
    """Count a motion with or without a quorum, and, where `apart`, by colleges otherwise."""
    roll = list(voters)
    ballots = {key: content["choice"] for key, content in contents.items()}
    ways = {
        "no_quorum": {"quorum": Quorum()},
        "half_quorum": {"quorum": Quorum("share", HALF)},
    }
    if apart and len(rule.voting_colleges) > 1:
        plain = tuple(
            college if college.advisory else College(college.key, Fraction(1))
            for college in rule.colleges
        )
        ways["single"] = {"mode": "single", "colleges": plain}
        ways["concurrent"] = {"mode": "concurrent", "colleges": plain}
    found = []
    for key, changes in ways.items():
        try:
            tried = replace(rule, **changes)
            if tried.tie == "casting_vote" and tried.mode == "concurrent":
                continue
        except RuleInvalid:
            continue
        if tried != rule:
            outcome = motion.count(tried, roll, ballots).outcome
            found.append(Other(key, "", outcome, (), outcome == actual.outcome))
    return found


def other_methods(
    rule: Rule, voters: Iterable[Voter], contents: Contents, question: Question, actual: Result
) -> list[Other]:
    """Count a choice among options by every other method its ballots can be read for."""
    roll = list(voters)
    found = []
    for key, reading, method, parameters, read in _WAYS[METHODS[rule.method].kind](rule, question):
        try:
            tried = replace(rule, method=method, parameters=parameters, tie="no_decision")
        except RuleInvalid:
            continue
        if (tried.method, dict(tried.parameters)) == (rule.method, dict(rule.parameters)):
            continue
        given = {voter: _read(content, read) for voter, content in contents.items()}
        result = elections.count(tried, roll, given, None, replace(question, lot=()))
        found.append(_other(key, reading, result, actual))
    if rule.method == "equal_shares":
        found += _greedy(actual)
    return found


def _read(content: Mapping[str, Any], read: Any) -> Mapping[str, Any]:
    return content if "choice" in content else read(content)


def _other(key: str, reading: str, result: Result, actual: Result) -> Other:
    winners = tuple(result.winners or result.tied)
    same = set(winners) == set(actual.winners or actual.tied) and (
        (result.outcome == "tie") == (actual.outcome == "tie")
    )
    return Other(key, reading, result.outcome, winners, same)


def _greedy(actual: Result) -> list[Other]:
    """The projects with the most votes first, while the envelope lasts."""
    if actual.choice is None:
        return []
    bought = tuple(actual.choice["counts"].get("greedy", ()))
    return [Other("greedy", "", "chosen", bought, set(bought) == set(actual.winners))]


def _of_rankings(rule: Rule, question: Question) -> list[tuple[Any, ...]]:
    several = rule.seats > 1
    options = question.options

    def points(content: Mapping[str, Any]) -> dict[str, Any]:
        notes, left = {}, set(options)
        for group in content["ranking"]:
            left -= set(group)
            notes |= dict.fromkeys(group, len(left))
        return {"grades": notes}

    first = ("plurality", "first", "approval", {"seats": rule.seats}, _first)
    ways = [first, ("borda", "points", "score", {"most": max(1, len(options) - 1)}, points)]
    if several:
        return [first, ("stv", "", "stv", {"seats": rule.seats}, dict)]
    return [
        *ways,
        ("irv", "", "irv", {}, dict),
        ("schulze", "", "ranked", {"default_option": False}, dict),
    ]


def _first(content: Mapping[str, Any]) -> dict[str, Any]:
    ranking = content["ranking"]
    return {"approves": sorted(ranking[0])} if ranking else {"choice": "abstain"}


def _scale(rule: Rule) -> int:
    judged = rule.method == "majority_judgment"
    return len(rule.parameters["grades"]) if judged else rule.parameters["most"] + 1


def upper_half(rule: Rule) -> int:
    """Return the lowest grade of the upper half of a rule's scale, from which one approves."""
    return (_scale(rule) + 1) // 2


def _of_grades(rule: Rule, question: Question) -> list[tuple[Any, ...]]:
    judged = rule.method == "majority_judgment"
    number, least = _scale(rule), upper_half(rule)

    def ranking(content: Mapping[str, Any]) -> dict[str, Any]:
        by: dict[int, list[str]] = {}
        for option, grade in content["grades"].items():
            by.setdefault(grade, []).append(option)
        groups = [sorted(by[grade]) for grade in sorted(by, reverse=True)]
        return {"ranking": groups} if groups else {"choice": "abstain"}

    def approved(content: Mapping[str, Any]) -> dict[str, Any]:
        liked = sorted(o for o, grade in content["grades"].items() if grade >= least)
        return {"approves": liked} if liked else {"choice": "abstain"}

    names = [str(n) for n in range(number)]
    other = (
        ("score", "sums", "score", {"most": number - 1}, dict)
        if judged
        else ("judgment", "", "majority_judgment", {"grades": names}, dict)
    )
    return [
        other,
        ("schulze", "order", "ranked", {"default_option": False}, ranking),
        ("irv", "order", "irv", {}, ranking),
        ("approval", "least", "approval", {"seats": 1}, approved),
    ]


def _of_approvals(rule: Rule, _question: Question) -> list[tuple[Any, ...]]:
    if rule.method != "equal_shares":
        return []
    kept = {"minimum_support": rule.parameters["minimum_support"]}
    return [
        (f"shares_{way}", "", "equal_shares", kept | {"completion": way}, dict)
        for way in ("add1u", "add1", "none")
    ]


_WAYS = {
    "ranking": _of_rankings,
    "grades": _of_grades,
    "approves": _of_approvals,
    "choice": lambda _rule, _question: [],
}
