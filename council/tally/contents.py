"""What a ballot may hold under a rule: read, checked and put in its one form before it is cast."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from council.tally.election import Ballot, Number
from council.tally.methods import METHODS
from council.tally.rule import Rule

# The option that a ranked vote always has when its rule gives one: to go on discussing.
DISCUSSION = "discussion"


@dataclass(frozen=True, slots=True)
class Question:
    """What is voted on: the options in their published order, their names, what they cost.

    `lot` is the published order that settles ties where the rule says so; `closed` the seats whose
    objection was closed, in a vote by consent or by lazy consensus.
    """

    options: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    costs: Mapping[str, int] = field(default_factory=dict)
    budget: Number | None = None
    lot: tuple[str, ...] = ()
    closed: frozenset[str] = frozenset()

    def problem(self, rule: Rule) -> str | None:
        """Return why this question cannot be voted on under a rule, None when it can."""
        method = METHODS[rule.method]
        if method.on_proposal:
            return None
        if len(self.options) < 2:
            return "Il faut au moins deux options."
        if len(set(self.options)) != len(self.options):
            return "Une option figure deux fois."
        real = [option for option in self.options if option != DISCUSSION]
        if rule.seats > len(real):
            return f"La règle choisit {rule.seats} options : il en faut au moins autant."
        if rule.method == "equal_shares":
            if self.budget is None or self.budget <= 0:
                return "Il faut dire de combien dispose l’enveloppe."
            if any(self.costs.get(option, 0) <= 0 for option in self.options):
                return "Chaque projet doit avoir un coût supérieur à zéro."
        return None


class ContentInvalid(ValueError):
    """A ballot that the rule does not allow; its text is a French sentence for the voter."""


def read_content(rule: Rule, question: Question, content: Any) -> dict[str, Any]:
    """Return a ballot's content in its one form; ContentInvalid when the rule does not allow it.

    Options come in their published order, so that equal ballots have equal texts.
    """
    if not isinstance(content, Mapping) or len(content) != 1:
        raise ContentInvalid("Choisissez une des réponses proposées.")
    method = METHODS[rule.method]
    if "choice" in content:
        if not isinstance(content["choice"], str) or content["choice"] not in rule.choices:
            raise ContentInvalid("Choisissez une des réponses proposées.")
        return {"choice": content["choice"]}
    if method.kind not in content:
        raise ContentInvalid("Choisissez une des réponses proposées.")
    return {method.kind: _READERS[method.kind](rule, question, content[method.kind])}


def _known(question: Question, option: Any) -> str:
    if not isinstance(option, str) or option not in question.options:
        raise ContentInvalid("Ce bulletin nomme une option qui n’est pas soumise au vote.")
    return option


def _once(options: list[str]) -> list[str]:
    if len(set(options)) != len(options):
        raise ContentInvalid("Une option figure deux fois dans ce bulletin.")
    return options


def _approves(rule: Rule, question: Question, value: Any) -> list[str]:
    listed = _once([_known(question, o) for o in value] if isinstance(value, (list, tuple)) else [])
    if not listed:
        raise ContentInvalid("Approuvez au moins une option, ou choisissez de vous abstenir.")
    return sorted(listed, key=question.options.index)


def _ranking(rule: Rule, question: Question, value: Any) -> list[list[str]]:
    ranks = value if isinstance(value, (list, tuple)) else []
    groups = [list(rank) for rank in ranks if isinstance(rank, (list, tuple)) and rank]
    listed = _once([_known(question, option) for group in groups for option in group])
    if not listed or len(groups) != len(ranks):
        raise ContentInvalid("Classez au moins une option, ou choisissez de vous abstenir.")
    return [sorted(group, key=question.options.index) for group in groups]


def grade_bounds(rule: Rule) -> tuple[int, int]:
    """Return the lowest and the highest number that grades an option under a rule."""
    if rule.method == "score":
        return 0, int(rule.parameters["most"])
    return 0, len(rule.parameters["grades"]) - 1


def _grades(rule: Rule, question: Question, value: Any) -> dict[str, int]:
    given = value if isinstance(value, Mapping) else {}
    least, most = grade_bounds(rule)
    for option, grade in given.items():
        _known(question, option)
        if type(grade) is not int or not least <= grade <= most:
            raise ContentInvalid("Ce bulletin donne une note ou une mention qui n’existe pas.")
    if not given:
        raise ContentInvalid("Évaluez au moins une option, ou choisissez de vous abstenir.")
    return {option: given[option] for option in question.options if option in given}


_READERS = {"approves": _approves, "ranking": _ranking, "grades": _grades}


def ballot_of(content: Mapping[str, Any], count: Number = 1) -> Ballot:
    """Return the ballot that a method counts, from a content in its one form."""
    if "choice" in content:
        return Ballot(count, choice=content["choice"])
    if "approves" in content:
        return Ballot(count, approves=frozenset(content["approves"]))
    if "ranking" in content:
        return Ballot(count, ranking=tuple(tuple(rank) for rank in content["ranking"]))
    return Ballot(count, grades=dict(content["grades"]))


def ballots_of(contents: Iterable[Mapping[str, Any]], count: Number = 1) -> tuple[Ballot, ...]:
    """Return the ballots of several contents, each of the same weight."""
    return tuple(ballot_of(content, count) for content in contents)
