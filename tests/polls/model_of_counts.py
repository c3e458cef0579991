"""Counting a motion in the plainest way, written from docs/polls.md: it imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

COUNTED_AS = {"for": "pour", "against": "contre", "abstain": "abstentions", "blank": "blancs"}


@dataclass(frozen=True)
class Voice:
    """A seat of the roll: its college, whether its body left, what it voted or None."""

    body: str
    college: str
    recused: bool
    choice: str | None


@dataclass(frozen=True)
class Count:
    """What a box gives: the outcome, and the counters of the seats that decide, then of others."""

    outcome: str
    total: dict[str, int]
    advisory: dict[str, int]
    colleges: dict[str, dict[str, int]]


def counters(voices: list[Voice]) -> dict[str, int]:
    """Count some seats."""
    cast = [voice.choice for voice in voices if voice.choice is not None]
    numbers = {name: cast.count(choice) for choice, name in COUNTED_AS.items()}
    gone = sum(voice.recused for voice in voices)
    return numbers | {
        "inscrits": len(voices),
        "deportes": gone,
        "votants": len(cast),
        "exprimes": numbers["pour"] + numbers["contre"],
        "membres": len(voices) - gone,
        "absents": len(voices) - gone - len(cast),
    }


def count(rule: dict[str, Any], voices: list[Voice], settled: str) -> Count:
    """Count a box by a rule, with the casting vote when there was one."""
    weights = {c["key"]: Fraction(c["weight"]) for c in rule["electorate"]["colleges"]}
    by_college = {key: counters([v for v in voices if v.college == key]) for key in weights}
    total = counters([v for v in voices if weights[v.college] > 0])
    advisory = counters([v for v in voices if weights[v.college] == 0])
    deciding = [c for c in rule["electorate"]["colleges"] if Fraction(c["weight"]) > 0]
    outcome = _outcome(rule, deciding, by_college, total)
    if outcome == "tie" and rule["tie"] == "rejected":
        outcome = "rejected"
    if outcome == "tie" and settled:
        outcome = "adopted" if settled == "for" else "rejected"
    return Count(outcome, total, advisory, by_college)


def _outcome(
    rule: dict[str, Any],
    deciding: list[dict[str, Any]],
    by_college: dict[str, dict[str, int]],
    total: dict[str, int],
) -> str:
    if total["votants"] == 0:
        return "no_result"
    if not _quorate(rule, deciding, by_college, total):
        return "no_quorum"
    base = rule["majority_base"]
    if rule["electorate"]["mode"] == "single":
        return _verdict(total["pour"], total["contre"], total[base], rule["threshold"])
    if rule["electorate"]["mode"] == "weighted":
        return _weighted(rule, deciding, by_college)
    verdicts = []
    for college in deciding:
        own = by_college[college["key"]]
        threshold = college.get("threshold") or rule["threshold"]
        verdicts.append(_verdict(own["pour"], own["contre"], own[base], threshold))
    worst = [v for v in ("rejected", "no_result", "tie") if v in verdicts]
    return worst[0] if worst else "adopted"


def _weighted(
    rule: dict[str, Any],
    deciding: list[dict[str, Any]],
    by_college: dict[str, dict[str, int]],
) -> str:
    pour = contre = base = Fraction(0)
    for college in deciding:
        own, weight = by_college[college["key"]], Fraction(college["weight"])
        size = own[rule["majority_base"]]
        if size:
            pour += weight * own["pour"] / size
            contre += weight * own["contre"] / size
            base += weight
    return _verdict(pour, contre, base, rule["threshold"])


def _verdict(pour: Any, contre: Any, base: Any, threshold: dict[str, Any]) -> str:
    if base == 0:
        return "no_result"
    asked = Fraction(threshold["share"]) * base
    if pour > asked or (pour == asked and not threshold["strict"]):
        return "adopted"
    half = Fraction(threshold["share"]) == Fraction(1, 2)
    return "tie" if half and pour == contre == Fraction(base) / 2 else "rejected"


def _quorate(
    rule: dict[str, Any],
    deciding: list[dict[str, Any]],
    by_college: dict[str, dict[str, int]],
    total: dict[str, int],
) -> bool:
    quorum = rule["quorum"]
    if quorum["kind"] == "none":
        return True
    seats = "membres" if rule["recused_leave_quorum"] else "inscrits"
    if quorum["kind"] == "share":
        return total["votants"] >= ceil(Fraction(quorum["share"]) * total[seats])
    asked = [(by_college[c["key"]], c.get("quorum") or quorum["share"]) for c in deciding]
    return all(own["votants"] >= ceil(Fraction(share) * own[seats]) for own, share in asked)
