"""The motion: for, against, abstain or blank, counted by base, threshold, quorum and college.

Source: CRPA R133-10 to R133-12 for quorum, majority and casting vote; the choice of the base is the
rule's. An equal split is for = against when each is exactly half of the base: then one more voice
would have decided, which is what a casting vote is for.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from council.tally.methods import METHODS
from council.tally.outcome import Condition, Counters, GroupCount, Result, Voter, add_up
from council.tally.rule import HALF, College, Rule, Threshold

CHOICES = METHODS["motion"].choices
CASTING_CHOICES = ("for", "against")


def count(
    rule: Rule,
    voters: Iterable[Voter],
    ballots: Mapping[str, str],
    casting_vote: str | None = None,
) -> Result:
    """Count a motion and explain it.

    `ballots` gives the choice of each voter key that voted. ValueError on a ballot nobody of the
    roll may have cast, a repeated voter, an unknown college or choice.
    """
    groups = _groups(rule, list(voters), ballots)
    total = add_up(g.counters for g in groups if not g.advisory)
    advisory = add_up(g.counters for g in groups if g.advisory)
    conditions = [
        Condition("someone_voted", total.votants > 0, {"votants": total.votants}),
        *_quorum(rule, groups, total),
    ]
    quorate = all(c.passed for c in conditions[1:])
    found, verdict = _DECIDE[rule.mode](rule, groups, total)
    conditions += found
    if total.votants == 0:
        outcome = "no_result"
    elif not quorate:
        outcome = "no_quorum"
    else:
        outcome, extra = _settle(rule, verdict, total, casting_vote)
        conditions += extra
    return Result(outcome, tuple(conditions), tuple(groups), total, advisory)


def _groups(rule: Rule, voters: list[Voter], ballots: Mapping[str, str]) -> list[GroupCount]:
    known = {college.key: college for college in rule.colleges}
    by_key = {voter.key: voter for voter in voters}
    if len(by_key) != len(voters):
        raise ValueError("a voter is on the roll twice")
    for key, choice in ballots.items():
        if key not in by_key:
            raise ValueError(f"ballot of {key!r}, who is not on the roll")
        if by_key[key].recused:
            raise ValueError(f"ballot of {key!r}, who is recused")
        if choice not in rule.choices:
            raise ValueError(f"unknown choice {choice!r}")
    tallies: dict[tuple[str, bool], dict[str, int]] = {}
    for college in rule.colleges:
        tallies[college.key, college.advisory] = _empty()
    for voter in voters:
        if voter.college not in known:
            raise ValueError(f"unknown college {voter.college!r}")
        advisory = voter.advisory or known[voter.college].advisory
        tally = tallies.setdefault((voter.college, advisory), _empty())
        tally["inscrits"] += 1
        tally["deportes"] += voter.recused
        choice = ballots.get(voter.key)
        if choice is not None:
            tally["votants"] += 1
            tally[_COUNTER[choice]] += 1
    order = {college.key: number for number, college in enumerate(rule.colleges)}
    return [
        GroupCount(key, advisory, "0" if advisory else str(known[key].weight), Counters(**tally))
        for (key, advisory), tally in sorted(
            tallies.items(), key=lambda item: (order[item[0][0]], item[0][1])
        )
    ]


_COUNTER = {"for": "pour", "against": "contre", "abstain": "abstentions", "blank": "blancs"}


def _empty() -> dict[str, int]:
    names = ("inscrits", "deportes", "votants", "blancs", "abstentions", "pour", "contre")
    return dict.fromkeys(names, 0)


def _voting(rule: Rule, groups: list[GroupCount]) -> list[tuple[College, Counters]]:
    return [(rule.college(g.college), g.counters) for g in groups if not g.advisory]


def _quorum_condition(
    rule: Rule, counters: Counters, share: Fraction, college: str | None = None
) -> Condition:
    """Compare seats, never weights, with the share rounded up to a whole seat."""
    seats = counters.membres if rule.recused_leave_quorum else counters.inscrits
    needed = -(-(share * seats).numerator // (share * seats).denominator)
    return Condition(
        "quorum" if college is None else "quorum_college",
        counters.votants >= needed,
        {
            "votants": counters.votants,
            "needed": needed,
            "seats": seats,
            "share": str(share),
        },
        college,
    )


def _quorum(rule: Rule, groups: list[GroupCount], total: Counters) -> list[Condition]:
    if rule.quorum.kind == "share" and rule.quorum.share is not None:
        return [_quorum_condition(rule, total, rule.quorum.share)]
    conditions = []
    for college, counters in _voting(rule, groups):
        share = rule.quorum_of(college)
        if share is not None:
            conditions.append(_quorum_condition(rule, counters, share, college.key))
    return conditions


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
    if base == 0:
        return condition, "no_result"
    if passed:
        return condition, "adopted"
    equal = counters.pour == counters.contre and 2 * counters.pour == base
    return condition, "tie" if equal and threshold.share == HALF else "rejected"


def _single(rule: Rule, groups: list[GroupCount], total: Counters) -> tuple[list[Condition], str]:
    condition, verdict = _threshold_condition(rule, rule.threshold, total)
    return [condition], verdict


def _concurrent(
    rule: Rule, groups: list[GroupCount], total: Counters
) -> tuple[list[Condition], str]:
    """Each college must pass: one refusal refuses, else one empty college leaves no result."""
    found = [
        _threshold_condition(rule, rule.threshold_of(college), counters, college.key)
        for college, counters in _voting(rule, groups)
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
    for college, counters in _voting(rule, groups):
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
    rule: Rule, verdict: str, total: Counters, casting_vote: str | None
) -> tuple[str, list[Condition]]:
    """Apply the tie rule to an equal split; a casting vote only counts when the rule gives one."""
    if verdict != "tie":
        return verdict, []
    numbers = {"pour": total.pour, "contre": total.contre, "rule": rule.tie}
    tie = Condition("tie", None, numbers)
    if rule.tie == "rejected":
        return "rejected", [tie]
    if rule.tie != "casting_vote" or casting_vote is None:
        return "tie", [tie]
    if casting_vote not in CASTING_CHOICES:
        raise ValueError(f"unknown casting vote {casting_vote!r}")
    outcome = "adopted" if casting_vote == "for" else "rejected"
    act = Condition("casting_vote", casting_vote == "for", {"choice": casting_vote})
    return outcome, [tie, act]
