"""The motion: for, against, abstain or blank, counted by base, threshold, quorum and college.

Source: CRPA R133-10 to R133-12 for quorum, majority and casting vote; the choice of the base is the
rule's. An equal split is for = against when each is exactly half of the base: then one more voice
would have decided, which is what a casting vote is for.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from council.tally.groups import participation, voting_groups
from council.tally.methods import METHODS
from council.tally.outcome import Condition, Counters, GroupCount, Result, Voter
from council.tally.parts import HALF, Threshold
from council.tally.rule import Rule

CHOICES = METHODS["motion"].choices
CASTING_CHOICES = ("for", "against")


def count(
    rule: Rule,
    voters: Iterable[Voter],
    ballots: Mapping[str, str],
    casting_vote: str | None = None,
    lot: tuple[str, ...] = (),
) -> Result:
    """Count a motion and explain it.

    `lot` is « for » and « against » in the order drawn, for a rule that settles ties by lot.

    `ballots` gives the choice of each voter key that voted. ValueError on a ballot nobody of the
    roll may have cast, a repeated voter, an unknown college or choice.
    """
    contents = {key: {"choice": choice} for key, choice in ballots.items()}
    part = participation(rule, voters, contents)
    found, verdict = _DECIDE[rule.mode](rule, part.groups, part.total)
    conditions = [*part.conditions, *found]
    outcome = part.without_effect
    if outcome is None:
        outcome, extra = _settle(rule, verdict, part.total, casting_vote, lot)
        conditions += extra
    return Result(outcome, tuple(conditions), tuple(part.groups), part.total, part.advisory)


def _threshold_condition(
    rule: Rule, threshold: Threshold, counters: Counters, college: str | None = None
) -> tuple[Condition, str]:
    """Return the threshold's condition and what it alone would decide."""
    base = counters.base(rule.majority_base)
    passed = base > 0 and threshold.reached(counters.pour, base)
    condition = Condition(
        "threshold" if college is None else "threshold_college",
        passed,
        {
            "pour": counters.pour,
            "contre": counters.contre,
            "base": base,
            "base_kind": rule.majority_base,
            "share": str(threshold.share),
            "strict": threshold.strict,
            "needed": threshold.needed(base),
        },
        college,
    )
    return condition, verdict(threshold, counters, rule.majority_base)


def verdict(threshold: Threshold, counters: Counters, majority_base: str) -> str:
    """Return what a threshold alone decides: adopted, rejected, tie or no_result."""
    base = counters.base(majority_base)
    if base == 0:
        return "no_result"
    if threshold.reached(counters.pour, base):
        return "adopted"
    equal = counters.pour == counters.contre and 2 * counters.pour == base
    return "tie" if equal and threshold.share == HALF else "rejected"


def _single(rule: Rule, groups: list[GroupCount], total: Counters) -> tuple[list[Condition], str]:
    condition, verdict = _threshold_condition(rule, rule.threshold, total)
    return [condition], verdict


def _concurrent(
    rule: Rule, groups: list[GroupCount], total: Counters
) -> tuple[list[Condition], str]:
    """Each college must pass: one refusal refuses, else one empty college leaves no result."""
    found = [
        _threshold_condition(rule, rule.threshold_of(college), counters, college.key)
        for college, counters in voting_groups(rule, groups)
    ]
    verdicts = {verdict for _, verdict in found}
    for verdict in ("rejected", "no_result", "tie"):
        if verdict in verdicts:
            return [condition for condition, _ in found], verdict
    return [condition for condition, _ in found], "adopted"


def _weighted(rule: Rule, groups: list[GroupCount], total: Counters) -> tuple[list[Condition], str]:
    """Sum weight × share of each college; a college whose base is empty leaves it, and says so."""
    for_, against, base = Fraction(0), Fraction(0), Fraction(0)
    conditions = []
    for college, counters in voting_groups(rule, groups):
        college_base = counters.base(rule.majority_base)
        numbers = {
            "pour": counters.pour,
            "contre": counters.contre,
            "base": college_base,
            "base_kind": rule.majority_base,
            "weight": str(college.weight),
        }
        if college_base == 0:
            conditions.append(Condition("college_without_base", None, numbers, college.key))
            continue
        share = Fraction(counters.pour, college_base) * college.weight
        for_ += share
        against += Fraction(counters.contre, college_base) * college.weight
        base += college.weight
        numbers["weighted_pour"] = str(share)
        conditions.append(Condition("college_share", None, numbers, college.key))
    passed = base > 0 and rule.threshold.reached(for_, base)
    conditions.append(
        Condition(
            "threshold_weighted",
            passed,
            {
                "weighted_pour": str(for_),
                "weighted_contre": str(against),
                "weighted_base": str(base),
                "base_kind": rule.majority_base,
                "share": str(rule.threshold.share),
                "strict": rule.threshold.strict,
            },
        )
    )
    if base == 0:
        return conditions, "no_result"
    if passed:
        return conditions, "adopted"
    equal = for_ == against and 2 * for_ == base and rule.threshold.share == HALF
    return conditions, "tie" if equal else "rejected"


_DECIDE = {"single": _single, "weighted": _weighted, "concurrent": _concurrent}


def _settle(
    rule: Rule, verdict: str, total: Counters, casting_vote: str | None, lot: tuple[str, ...]
) -> tuple[str, list[Condition]]:
    """Apply the tie rule to an equal split; a casting vote only counts when the rule gives one."""
    if verdict != "tie":
        return verdict, []
    numbers = {"pour": total.pour, "contre": total.contre, "rule": rule.tie}
    tie = Condition("tie", None, numbers)
    if rule.tie == "rejected":
        return "rejected", [tie]
    if rule.tie == "lot" and lot:
        drawn = Condition("lot_drawn", lot[0] == "for", {"drawn": [lot[0]]})
        return "adopted" if lot[0] == "for" else "rejected", [tie, drawn]
    if rule.tie != "casting_vote" or casting_vote is None:
        return "tie", [tie]
    if casting_vote not in CASTING_CHOICES:
        raise ValueError(f"unknown casting vote {casting_vote!r}")
    outcome = "adopted" if casting_vote == "for" else "rejected"
    act = Condition("casting_vote", casting_vote == "for", {"choice": casting_vote})
    return outcome, [tie, act]
