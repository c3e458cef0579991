"""The parts a rule is made of and the values each of its fields may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

SCHEMA_VERSION = 1
HALF = Fraction(1, 2)

MODES = ("single", "weighted", "concurrent")
BASES = ("exprimes", "votants", "membres")
QUORUM_KINDS = ("none", "share", "per_college")
RESULTS_PUBLIC = ("closing", "decision")
OPENERS = ("secretariat", "chair")
# Value → None when it can be used, else the sentence that says why it cannot yet.
TIES: dict[str, str | None] = {
    "rejected": None,
    "no_decision": None,
    "casting_vote": None,
    "lot": "Le tirage au sort n’est pas encore proposé pour départager une égalité.",
}
SECRECIES: dict[str, str | None] = {
    "public": None,
    "secret": "Le scrutin secret n’est pas encore proposé.",
    "end_to_end": "Le scrutin vérifiable de bout en bout n’est pas encore proposé.",
}


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
