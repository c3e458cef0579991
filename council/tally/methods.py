"""The counting methods a rule may name, as data: each new method is one more row here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from council.tally import parameters as p
from council.tally.election import ASIDE

# What a ballot holds: one choice, the options approved, a ranking, or a grade for each option.
KINDS = ("choice", "approves", "ranking", "grades")


@dataclass(frozen=True, slots=True)
class Method:
    """What a ballot of one method may say, and what its rule may set.

    `blank` and `against` name its special choices; `silence_adopts` is true where nobody has to
    vote; `parameters` gives how each parameter is read and what it is when not written;
    `on_proposal` is true when the vote is on one text, false when it chooses among options.
    """

    name: str
    choices: tuple[str, ...]
    kind: str = "choice"
    blank: str | None = "blank"
    against: str | None = None
    silence_adopts: bool = False
    parameters: Mapping[str, p.Parameter] = field(default_factory=dict)

    @property
    def on_proposal(self) -> bool:
        """Tell whether the vote is on one text, not among options."""
        return self.kind == "choice"

    def defaults(self) -> dict[str, Any]:
        """Return every parameter at its default."""
        return {name: parameter.default for name, parameter in self.parameters.items()}


METHODS: dict[str, Method] = {
    "motion": Method("motion", choices=("for", "against", "abstain", "blank"), against="against"),
    "lazy_consensus": Method(
        "lazy_consensus",
        choices=("objection",),
        blank=None,
        against="objection",
        silence_adopts=True,
        parameters={"on_objection": p.Parameter("discussion", p.one_of("discussion", "motion"))},
    ),
    "consent": Method(
        "consent",
        choices=("consent", "reservation", "aside", "objection"),
        blank=None,
        against="objection",
    ),
    "approval": Method("approval", ASIDE, "approves", parameters={"seats": p.SEATS}),
    "ranked": Method(
        "ranked",
        ASIDE,
        "ranking",
        parameters={
            "default_option": p.Parameter(True, p.flag),
            "quorum": p.Parameter(0, p.whole(0, 1_000_000)),
            "majority": p.Parameter("1", p.fraction_of_at_least_one),
        },
    ),
    "irv": Method("irv", ASIDE, "ranking", parameters={"equal_ranks": p.EQUAL_RANKS}),
    "stv": Method(
        "stv", ASIDE, "ranking", parameters={"seats": p.SEATS, "equal_ranks": p.EQUAL_RANKS}
    ),
    "majority_judgment": Method(
        "majority_judgment",
        ASIDE,
        "grades",
        parameters={
            "grades": p.Parameter(
                ("À rejeter", "Insuffisant", "Passable", "Assez bien", "Bien", "Très bien"),
                p.grade_names,
            ),
            "missing": p.Parameter("worst", p.one_of("worst", "median", "normalize")),
        },
    ),
    "score": Method(
        "score",
        ASIDE,
        "grades",
        parameters={
            "most": p.Parameter(10, p.whole(1, 100)),
            "mean": p.Parameter(False, p.flag),
            "missing": p.Parameter("ignore", p.one_of("ignore", "worst")),
        },
    ),
    "equal_shares": Method(
        "equal_shares",
        ASIDE,
        "approves",
        parameters={
            "completion": p.Parameter("add1u", p.one_of("add1u", "add1", "none")),
            "minimum_support": p.Parameter(0, p.whole(0, 1_000_000)),
        },
    ),
}
