"""What is counted, and what a count says: options, ballots with their weight, explained outcome.

Every method of this folder but the motion is a function of one `Election` that returns one
`Count`; readers of published files build elections, and the polls of the product do too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Number = int | Fraction
Ranking = tuple[tuple[str, ...], ...]

# Choices that any method takes instead of a ballot's content; they are counted, and weigh nothing.
ASIDE = ("abstain", "blank")


@dataclass(frozen=True, slots=True)
class Ballot:
    """One content and how many voters cast it (or what it weighs).

    One field is filled, or a ranking beside the grades that it follows from.

    `ranking` goes from best to worst, equals together; options left out are below all ranked ones
    and equal. `grades` are numbers of grades, worst 0; options left out were not graded.
    """

    count: Number = 1
    ranking: Ranking | None = None
    approves: frozenset[str] | None = None
    grades: Mapping[str, int] | None = None
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class Election:
    """The options in their published order, and the ballots; `tallies` may stand for grades.

    `costs` and `budget` are in one unit (cents, or the unit of the file). `grades` names the
    grades from worst to best. `tallies` gives, for each option, how many voters gave each grade,
    worst first.
    """

    options: tuple[str, ...]
    ballots: tuple[Ballot, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    costs: Mapping[str, Number] = field(default_factory=dict)
    budget: Number | None = None
    grades: tuple[str, ...] = ()
    tallies: Mapping[str, tuple[int, ...]] | None = None
    warnings: tuple[str, ...] = ()

    def label(self, option: str) -> str:
        """Return the long name of an option, its key when it has none."""
        return self.labels.get(option, option)


@dataclass(frozen=True, slots=True)
class Dropped:
    """An option set aside before the count proper, why, and the figures that say so."""

    option: str
    reason: str
    figures: Mapping[str, Number] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the option, reason and figures as JSON values."""
        return {
            "option": self.option,
            "reason": self.reason,
            "figures": plain(self.figures),
        }


@dataclass(frozen=True, slots=True)
class Count:
    """The explained outcome of one count; equal ballots and parameters give an equal count.

    `outcome` is `chosen` (the winners fill the seats), `tie` (several winners for fewer seats, or
    a tie at the cut, named in `ties`), or `no_result` (nothing to count). `rounds` holds the steps
    of the method in JSON values; `medians` the median grade of each option.
    """

    method: str
    ballots: Number
    outcome: str = "no_result"
    winners: tuple[str, ...] = ()
    ranking: Ranking = ()
    dropped: tuple[Dropped, ...] = ()
    pairwise: tuple[tuple[Number, ...], ...] | None = None
    pairwise_options: tuple[str, ...] = ()
    rounds: tuple[dict[str, Any], ...] = ()
    medians: Mapping[str, int] | None = None
    selected: tuple[str, ...] | None = None
    spent: Number | None = None
    ties: tuple[dict[str, Any], ...] = ()
    counts: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return every part as JSON values without floats; fractions are written « a/b »."""
        matrix = None
        if self.pairwise is not None:
            matrix = {
                "options": list(self.pairwise_options),
                "matrix": plain([list(row) for row in self.pairwise]),
            }
        return {
            "method": self.method,
            "ballots": plain(self.ballots),
            "outcome": self.outcome,
            "winners": list(self.winners),
            "ranking": [list(rank) for rank in self.ranking],
            "dropped": [dropped.as_json() for dropped in self.dropped],
            "pairwise": matrix,
            "rounds": plain(list(self.rounds)),
            "medians": plain(self.medians),
            "selected": None if self.selected is None else list(self.selected),
            "spent": plain(self.spent),
            "ties": plain(list(self.ties)),
            "counts": plain(self.counts),
            "parameters": plain(self.parameters),
            "warnings": list(self.warnings),
        }


def plain(value: Any) -> Any:
    """Return a value as JSON values: whole fractions become integers, others text « a/b »."""
    if isinstance(value, Fraction):
        return (
            value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
        )
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, float):
        raise TypeError("a count holds no float")
    return value


def total(ballots: Iterable[Ballot]) -> Number:
    """Return how many voters cast these ballots, or what they weigh together."""
    return whole(sum((ballot.count for ballot in ballots), Fraction(0)))


def whole(number: Number) -> Number:
    """Return a whole fraction as an integer, any other number as it is."""
    if isinstance(number, Fraction) and number.denominator == 1:
        return number.numerator
    return number
