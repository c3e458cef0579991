"""Who took part: counters by college, and whether enough did for the vote to have effect."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from council.tally.outcome import Condition, Counters, GroupCount, Voter, add_up
from council.tally.parts import College
from council.tally.rule import Rule

# Voter key → content of the ballot, as `contents.read_content` returns it.
Contents = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Participation:
    """The counters of a vote and its conditions of attendance.

    `without_effect` is `no_result` when nobody who decides voted, `no_quorum` when too few did,
    None when the ballots decide.
    """

    groups: list[GroupCount]
    total: Counters
    advisory: Counters
    conditions: list[Condition]
    without_effect: str | None


def participation(rule: Rule, voters: Iterable[Voter], contents: Contents) -> Participation:
    """Count who took part; ValueError on a ballot that nobody of the roll may have cast, a repeated
    voter, an unknown college or choice."""
    groups = _groups(rule, list(voters), contents)
    total = add_up(g.counters for g in groups if not g.advisory)
    advisory = add_up(g.counters for g in groups if g.advisory)
    quorum = _quorum(rule, groups, total)
    someone = Condition("someone_voted", total.votants > 0, {"votants": total.votants})
    without_effect = None
    if total.votants == 0:
        without_effect = "no_result"
    elif not all(condition.passed for condition in quorum):
        without_effect = "no_quorum"
    return Participation(groups, total, advisory, [someone, *quorum], without_effect)


def _groups(rule: Rule, voters: list[Voter], contents: Contents) -> list[GroupCount]:
    known = {college.key: college.advisory for college in rule.colleges}
    known |= dict.fromkeys(rule.guest_colleges, True)
    by_key = {voter.key: voter for voter in voters}
    if len(by_key) != len(voters):
        raise ValueError("a voter is on the roll twice")
    for key, content in contents.items():
        if key not in by_key:
            raise ValueError(f"ballot of {key!r}, who is not on the roll")
        if by_key[key].recused:
            raise ValueError(f"ballot of {key!r}, who is recused")
        choice = content.get("choice")
        if choice is not None and choice not in rule.choices:
            raise ValueError(f"unknown choice {choice!r}")
    tallies: dict[tuple[str, bool], dict[str, int]] = {}
    for college in rule.colleges:
        tallies[college.key, college.advisory] = _empty()
    for voter in voters:
        if voter.college not in known:
            raise ValueError(f"unknown college {voter.college!r}")
        advisory = voter.advisory or known[voter.college]
        tally = tallies.setdefault((voter.college, advisory), _empty())
        tally["inscrits"] += 1
        tally["deportes"] += voter.recused
        content = contents.get(voter.key)
        if content is not None:
            tally["votants"] += 1
            counter = _COUNTER.get(content.get("choice", ""))
            if counter is not None:
                tally[counter] += 1
    order = {key: number for number, key in enumerate(known)}
    return [
        GroupCount(
            key, advisory, "0" if advisory else str(rule.college(key).weight), Counters(**tally)
        )
        for (key, advisory), tally in sorted(
            tallies.items(), key=lambda item: (order[item[0][0]], item[0][1])
        )
    ]


_COUNTER = {"for": "pour", "against": "contre", "abstain": "abstentions", "blank": "blancs"}


def _empty() -> dict[str, int]:
    names = ("inscrits", "deportes", "votants", "blancs", "abstentions", "pour", "contre")
    return dict.fromkeys(names, 0)


def voting_groups(rule: Rule, groups: list[GroupCount]) -> list[tuple[College, Counters]]:
    """Return each deciding college with its counters, in the order of the rule."""
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
    for college, counters in voting_groups(rule, groups):
        share = rule.quorum_of(college)
        if share is not None:
            conditions.append(_quorum_condition(rule, counters, share, college.key))
    return conditions
