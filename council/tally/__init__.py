"""The counting rules: pure functions of a rule, a roll and ballots, exact and repeatable."""

from collections.abc import Iterable, Mapping
from typing import Any

from council.tally import elections, motion
from council.tally.contents import ContentInvalid, Question, read_content
from council.tally.methods import METHODS
from council.tally.outcome import Result, Voter
from council.tally.rule import Rule, RuleInvalid

# Changes whenever the same ballots could give another result; stored with each poll.
TALLY_VERSION = "1"


def count_ballots(
    rule: Rule,
    voters: Iterable[Voter],
    contents: Mapping[str, Mapping[str, Any]],
    casting_vote: str | None = None,
    question: Question = elections.NO_QUESTION,
) -> Result:
    """Count with the method the rule names; ValueError when a ballot does not fit the roll.

    `contents` gives what the ballot of each voter key holds, as `read_content` returns it.
    """
    if rule.method == "motion":
        choices = {key: content["choice"] for key, content in contents.items()}
        return motion.count(rule, voters, choices, casting_vote, question.lot)
    return elections.count(rule, voters, contents, casting_vote, question)


__all__ = [
    "METHODS",
    "TALLY_VERSION",
    "ContentInvalid",
    "Question",
    "Result",
    "Rule",
    "RuleInvalid",
    "Voter",
    "count_ballots",
    "read_content",
]
