"""The parts a rule is made of and the values each of its fields may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

# 1: motions only; 2: every method with its parameters, secrecy, proxies, convocations, guests.
SCHEMA_VERSION = 2
SCHEMA_VERSIONS = (1, 2)
HALF = Fraction(1, 2)

MODES = ("single", "weighted", "concurrent")
BASES = ("exprimes", "votants", "membres")
QUORUM_KINDS = ("none", "share", "per_college")
RESULTS_PUBLIC = ("closing", "decision")
OPENERS = ("secretariat", "chair")
# How a vote ends: at its date, or by an act of who conducts it, its date being the latest.
CLOSERS = ("date", "act")
# What comes before the vote: nothing, or a debate opened and closed by acts (ordonnance 2014-1329).
SEQUENCES = ("plain", "debate")
# Who may read a result between closing and publication.
READERS = ("roll", "secretariat", "chair", "council", "endorser")
# Who is heard at weight 0 without holding a seat.
GUESTS = ("observers", "maintainers")
# What the college of guests of one kind is named on a roll: no college can have such a key.
GUEST_COLLEGE = "guests:"
TIES = ("rejected", "no_decision", "casting_vote", "lot")
SECRECIES = ("public", "secret", "end_to_end")


def guest_college(kind: str) -> str:
    """Return the key under which guests of one kind are on a roll and in a result."""
    return GUEST_COLLEGE + kind


class RuleInvalid(ValueError):
    """A rule that cannot be used; `errors` gives one French sentence per field path."""

    def __init__(self, errors: Mapping[str, str]):
        self.errors = dict(errors)
        super().__init__(" ".join(f"{field} : {text}" for field, text in self.errors.items()))


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share of the base that « pour » must pass (strict) or reach (not strict)."""

    share: Fraction = HALF
    strict: bool = True

    def needed(self, base: int) -> int:
        """Return the smallest whole number of « pour » that satisfies the threshold on `base`."""
        exact = self.share * base
        ceiling = -(-exact.numerator // exact.denominator)
        return ceiling + 1 if self.strict and exact == ceiling else ceiling

    def reached(self, for_: Fraction | int, base: Fraction | int) -> bool:
        """Tell whether `for_` satisfies the threshold on `base`, without rounding."""
        return for_ > self.share * base if self.strict else for_ >= self.share * base

    def as_json(self) -> dict[str, Any]:
        """Return the threshold as JSON values."""
        return {"share": str(self.share), "strict": self.strict}


@dataclass(frozen=True, slots=True)
class Quorum:
    """The share of seats that must take part, on the whole roll or in each college."""

    kind: str = "none"
    share: Fraction | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the quorum as JSON values."""
        return {"kind": self.kind} | ({} if self.share is None else {"share": str(self.share)})


@dataclass(frozen=True, slots=True)
class College:
    """One college of the electorate; weight 0 counts it apart and never in the result."""

    key: str
    weight: Fraction = Fraction(1)
    quorum: Fraction | None = None
    threshold: Threshold | None = None

    @property
    def advisory(self) -> bool:
        """Tell whether the college is heard without deciding."""
        return self.weight == 0

    def as_json(self) -> dict[str, Any]:
        """Return the college as JSON values, with its own quorum and threshold when it has some."""
        values: dict[str, Any] = {"key": self.key, "weight": str(self.weight)}
        if self.quorum is not None:
            values["quorum"] = str(self.quorum)
        if self.threshold is not None:
            values["threshold"] = self.threshold.as_json()
        return values


@dataclass(frozen=True, slots=True)
class SecondConvocation:
    """What a second vote on the same question asks instead of the first: None keeps the first's.

    `after_days` is how long after the first closing it may open.
    """

    after_days: int = 0
    quorum: Quorum | None = None
    threshold: Threshold | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the second convocation as JSON values."""
        return {
            "after_days": self.after_days,
            "quorum": None if self.quorum is None else self.quorum.as_json(),
            "threshold": None if self.threshold is None else self.threshold.as_json(),
        }
