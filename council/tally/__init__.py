"""The counting rules: pure functions of a rule, a roll and ballots, exact and repeatable."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from council.tally import motion
from council.tally.outcome import Result, Voter
from council.tally.rule import Rule, RuleInvalid

# Changes whenever the same ballots could give another result; stored with each poll.
TALLY_VERSION = "1"

COUNTERS: dict[str, Callable[..., Result]] = {"motion": motion.count}


def count_ballots(
    rule: Rule, voters: Iterable[Voter], ballots: Mapping[str, Any], casting_vote: str | None = None
) -> Result:
    """Count with the method the rule names; ValueError when a ballot does not fit the roll."""
    return COUNTERS[rule.method](rule, voters, ballots, casting_vote)


__all__ = ["TALLY_VERSION", "Result", "Rule", "RuleInvalid", "Voter", "count_ballots"]
