"""What a count returns: counters, conditions with their numbers, and an outcome, without words."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

# On a text: adopted, rejected, discussion. Among options: chosen, discussion (the default option
# won), no_agreement (colleges that must agree chose otherwise). On both: the others.
OUTCOMES = (
    "adopted", "rejected", "discussion", "chosen", "no_agreement", "tie", "no_result", "no_quorum",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voter:
    """One seat on the roll; advisory seats are counted apart, recused seats leave the count."""

    key: str
    college: str
    advisory: bool = False
    recused: bool = False


@dataclass(frozen=True, slots=True)
class Counters:
    """The counters of one group of seats; blank, abstention and absence stay apart."""

    inscrits: int = 0
    deportes: int = 0
    votants: int = 0
    blancs: int = 0
    abstentions: int = 0
    pour: int = 0
    contre: int = 0

    @property
    def exprimes(self) -> int:
        """Return votants less blank ballots and abstentions."""
        return self.votants - self.blancs - self.abstentions

    @property
    def membres(self) -> int:
        """Return the roll less recusals."""
        return self.inscrits - self.deportes

    @property
    def absents(self) -> int:
        """Return the seats that could vote and sent nothing."""
        return self.membres - self.votants

    def base(self, majority_base: str) -> int:
        """Return the number the threshold applies to."""
        return {
            "exprimes": self.exprimes,
            "votants": self.votants,
            "membres": self.membres,
        }[majority_base]

    def as_json(self) -> dict[str, int]:
        """Return every counter, the computed ones included."""
        stored = {f.name: getattr(self, f.name) for f in fields(self)}
        return stored | {
            "exprimes": self.exprimes,
            "membres": self.membres,
            "absents": self.absents,
        }

    @classmethod
    def from_json(cls, values: dict[str, int]) -> "Counters":
        """Build counters from what `as_json` returned."""
        return cls(**{f.name: values[f.name] for f in fields(cls)})


def add_up(parts: Iterable[Counters]) -> Counters:
    """Return the counters of several groups together."""
    parts = list(parts)
    return Counters(**{f.name: sum(getattr(p, f.name) for p in parts) for f in fields(Counters)})


@dataclass(frozen=True, slots=True)
class GroupCount:
    """The counters of one college, split between its deciding and its advisory seats."""

    college: str
    advisory: bool
    weight: str
    counters: Counters

    def as_json(self) -> dict[str, Any]:
        """Return the group as JSON values."""
        return {
            "college": self.college,
            "advisory": self.advisory,
            "weight": self.weight,
            "counters": self.counters.as_json(),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "GroupCount":
        """Build a group from what `as_json` returned."""
        return cls(
            values["college"],
            values["advisory"],
            values["weight"],
            Counters.from_json(values["counters"]),
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the rule: its code, its numbers, and whether it holds.

    Numbers are integers, or exact fractions written « a/b »; `passed` is None for a statement
    that is neither met nor missed.
    """

    code: str
    passed: bool | None
    numbers: dict[str, Any] = field(default_factory=dict)
    college: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the condition as JSON values."""
        return {
            "code": self.code,
            "passed": self.passed,
            "numbers": dict(self.numbers),
            "college": self.college,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """The explained result of one vote; the same ballots and rule always give the same result.

    `choice` is the count of the method (`election.Count` as JSON) over the seats that decide,
    `colleges` the same for each deciding college, `advisory_choice` over the seats heard apart;
    None and empty for a motion. `winners` are what the vote chose once ties are settled.
    """

    outcome: str
    conditions: tuple[Condition, ...]
    groups: tuple[GroupCount, ...]
    total: Counters
    advisory: Counters
    winners: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    choice: dict[str, Any] | None = None
    colleges: dict[str, dict[str, Any]] = field(default_factory=dict)
    advisory_choice: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values without floats."""
        return {
            "outcome": self.outcome,
            "conditions": [c.as_json() for c in self.conditions],
            "groups": [g.as_json() for g in self.groups],
            "total": self.total.as_json(),
            "advisory": self.advisory.as_json(),
            **({} if self.choice is None else self._choice_as_json()),
        }

    def _choice_as_json(self) -> dict[str, Any]:
        return {
            "winners": list(self.winners),
            "tied": list(self.tied),
            "choice": self.choice,
            "colleges": self.colleges,
            "advisory_choice": self.advisory_choice,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Result":
        """Build a result from what `as_json` returned."""
        return cls(
            outcome=values["outcome"],
            conditions=tuple(Condition(**c) for c in values["conditions"]),
            groups=tuple(GroupCount.from_json(g) for g in values["groups"]),
            total=Counters.from_json(values["total"]),
            advisory=Counters.from_json(values["advisory"]),
            winners=tuple(values.get("winners", ())),
            tied=tuple(values.get("tied", ())),
            choice=values.get("choice"),
            colleges=values.get("colleges", {}),
            advisory_choice=values.get("advisory_choice"),
        )
