"""The rule of a vote: everything that decides, validated once, with one canonical form and hash.

Source: the counting words and thresholds of French council practice (CRPA R133-3 and following).
Integers and fractions only: a float in a rule is refused.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any

from council.tally.checks import check
from council.tally.methods import METHODS
from council.tally.parts import (
    SCHEMA_VERSION,
    College,
    Quorum,
    RuleInvalid,
    SecondConvocation,
    Threshold,
    guest_college,
)

SIMPLE_MAJORITY = Threshold()
NO_QUORUM = Quorum()
# The fields that version 2 added: a rule of version 1 has them at their defaults, unwritten.
ADDED = (
    "parameters", "written_exchange", "results_read_by", "closed_by", "sequence",
    "second_convocation", "minimum_days", "notice_days", "guests",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """The complete rule of one vote; an instance always satisfies every check of this module."""

    colleges: tuple[College, ...]
    mode: str = "single"
    method: str = "motion"
    majority_base: str = "exprimes"
    threshold: Threshold = SIMPLE_MAJORITY
    quorum: Quorum = NO_QUORUM
    tie: str = "rejected"
    secrecy: str = "public"
    ballots_changeable: bool = True
    proxies: int = 0
    results_public: str = "closing"
    opened_by: str = "chair"
    blank_allowed: bool = True
    reason_required_on_against: bool = False
    recused_leave_quorum: bool = True
    parameters: Mapping[str, Any] = field(default_factory=dict)
    written_exchange: bool = False
    results_read_by: tuple[str, ...] = ("roll", "secretariat", "chair")
    closed_by: str = "date"
    sequence: str = "plain"
    second_convocation: SecondConvocation | None = None
    minimum_days: int = 0
    notice_days: int = 0
    guests: tuple[str, ...] = ()
    schema_version: int = SCHEMA_VERSION

    def __post_init__(self) -> None:
        method = METHODS.get(self.method) if isinstance(self.method, str) else None
        if method is not None:
            # What is not written is at its default, so that equal rules have one text.
            filled = method.defaults() | dict(self.parameters)
            object.__setattr__(self, "parameters", filled)
        errors = check(self)
        if not errors and self.schema_version == 1:
            errors = self._not_in_version_1()
        if errors:
            raise RuleInvalid(errors)

    def _not_in_version_1(self) -> dict[str, str]:
        sentence = "Cette valeur demande la version 2 des règles."
        blank = {f.name: f.default for f in fields(Rule) if f.name in ADDED}
        blank["parameters"] = {}
        errors = {n: sentence for n, value in blank.items() if getattr(self, n) != value}
        if self.method != "motion":
            errors["method"] = sentence
        if self.secrecy != "public":
            errors["secrecy"] = sentence
        if self.proxies:
            errors["proxies"] = sentence
        if self.tie == "lot":
            errors["tie"] = sentence
        return errors

    @property
    def voting_colleges(self) -> tuple[College, ...]:
        """Return the colleges that decide, in the order of the rule."""
        return tuple(c for c in self.colleges if not c.advisory)

    @property
    def guest_colleges(self) -> tuple[str, ...]:
        """Return the keys under which those heard without a seat are on the roll."""
        return tuple(guest_college(kind) for kind in self.guests)

    @property
    def choices(self) -> tuple[str, ...]:
        """Return what a ballot may say under this rule, in the order to show."""
        method = METHODS[self.method]
        return tuple(c for c in method.choices if self.blank_allowed or c != method.blank)

    @property
    def seats(self) -> int:
        """Return how many options the vote chooses; 1 unless the method's parameter says more."""
        return int(self.parameters.get("seats", 1))

    def for_second(self) -> "Rule":
        """Return the rule of the second convocation; ValueError when this rule has none."""
        second = self.second_convocation
        if second is None:
            raise ValueError("this rule has no second convocation")
        return replace(
            self,
            quorum=second.quorum or self.quorum,
            threshold=second.threshold or self.threshold,
            second_convocation=None,
        )

    def college(self, key: str) -> College:
        """Return the college named `key`; KeyError when the rule does not know it."""
        for college in self.colleges:
            if college.key == key:
                return college
        raise KeyError(key)

    def threshold_of(self, college: College) -> Threshold:
        """Return the threshold that applies to one college."""
        return college.threshold or self.threshold

    def quorum_of(self, college: College) -> Fraction | None:
        """Return the share of one college that must take part, None when nothing is asked."""
        if self.quorum.kind != "per_college":
            return None
        return college.quorum if college.quorum is not None else self.quorum.share

    def as_json(self) -> dict[str, Any]:
        """Return the rule as JSON values, every field written even at its default."""
        return {
            "schema_version": self.schema_version,
            "method": self.method,
            "electorate": {
                "mode": self.mode,
                "colleges": [college.as_json() for college in self.colleges],
            },
            "majority_base": self.majority_base,
            "threshold": self.threshold.as_json(),
            "quorum": self.quorum.as_json(),
            "tie": self.tie,
            "secrecy": self.secrecy,
            "ballots_changeable": self.ballots_changeable,
            "proxies": self.proxies,
            "results_public": self.results_public,
            "opened_by": self.opened_by,
            "blank_allowed": self.blank_allowed,
            "reason_required_on_against": self.reason_required_on_against,
            "recused_leave_quorum": self.recused_leave_quorum,
            **({} if self.schema_version == 1 else self._added_as_json()),
        }

    def _added_as_json(self) -> dict[str, Any]:
        second = self.second_convocation
        return {
            "parameters": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in sorted(self.parameters.items())
            },
            "written_exchange": self.written_exchange,
            "results_read_by": list(self.results_read_by),
            "closed_by": self.closed_by,
            "sequence": self.sequence,
            "second_convocation": None if second is None else second.as_json(),
            "minimum_days": self.minimum_days,
            "notice_days": self.notice_days,
            "guests": list(self.guests),
        }

    def canonical(self) -> str:
        """Return the one text of this rule: sorted keys, no spaces; equal rules, equal text."""
        return json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        """Return the hexadecimal SHA-256 of the canonical text."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    @classmethod
    def from_json(cls, values: Any) -> "Rule":
        """Build a rule from JSON values; RuleInvalid names every field that is wrong."""
        # The reader builds rules: imported here, or each would need the other first.
        from council.tally.reader import read_rule

        return read_rule(values)

    @classmethod
    def loads(cls, text: str) -> "Rule":
        """Build a rule from JSON text; RuleInvalid when the text is not JSON."""
        try:
            values = json.loads(text, object_pairs_hook=_no_repeats)
        except RuleInvalid:
            raise
        except (ValueError, RecursionError) as error:
            raise RuleInvalid({"json": "Ce texte n’est pas du JSON valide."}) from error
        return cls.from_json(values)


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise RuleInvalid({key: "Ce champ est écrit deux fois."})
        values[key] = value
    return values
