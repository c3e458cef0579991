"""The rule of a vote: everything that decides, validated once, with one canonical form and hash.

Source: the counting words and thresholds of French council practice (CRPA R133-3 and following).
Integers and fractions only: a float in a rule is refused.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from council.tally.checks import check
from council.tally.methods import METHODS
from council.tally.parts import HALF, SCHEMA_VERSION, College, Quorum, RuleInvalid, Threshold

SIMPLE_MAJORITY = Threshold()
NO_QUORUM = Quorum()
_FRACTION = re.compile(r"(\d{1,6})(?:/(\d{1,6}))?")


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
    schema_version: int = SCHEMA_VERSION

    def __post_init__(self) -> None:
        errors = check(self)
        if errors:
            raise RuleInvalid(errors)

    @property
    def voting_colleges(self) -> tuple[College, ...]:
        """Return the colleges that decide, in the order of the rule."""
        return tuple(c for c in self.colleges if not c.advisory)

    @property
    def choices(self) -> tuple[str, ...]:
        """Return what a ballot may say under this rule, in the order to show."""
        method = METHODS[self.method]
        return tuple(c for c in method.choices if self.blank_allowed or c != method.blank)

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
        return _Reader().rule(values)

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


class _Reader:
    """Reads JSON values into dataclasses and gathers every error before it refuses."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def rule(self, values: Any) -> Rule:
        """Return the rule read, or raise RuleInvalid with all the errors found."""
        if not isinstance(values, dict):
            raise RuleInvalid({"json": "Une règle est un objet JSON."})
        plain = (
            "method", "majority_base", "tie", "secrecy", "ballots_changeable", "proxies",
            "results_public", "opened_by", "blank_allowed", "reason_required_on_against",
            "recused_leave_quorum",
        )  # fmt: skip
        required = ("schema_version", "method", "electorate", "majority_base", "threshold")
        self.only(values, (*required, *plain, "quorum"), "", required)
        if type(values.get("schema_version")) is not int:
            self.errors.setdefault("schema_version", "La version doit être un nombre entier.")
        electorate = self.object(values.get("electorate", {}), "electorate")
        self.only(electorate, ("mode", "colleges"), "electorate.", ("colleges",))
        colleges = electorate.get("colleges", [])
        if not isinstance(colleges, list) or len(colleges) > 50:
            self.errors["electorate.colleges"] = "Les collèges sont une liste d’au plus 50 objets."
            colleges = []
        read = tuple(self.college(c, f"electorate.colleges[{n}]") for n, c in enumerate(colleges))
        threshold = self.threshold(values.get("threshold"), "threshold")
        quorum = self.quorum(values.get("quorum", {"kind": "none"}))
        given: dict[str, Any] = {name: values[name] for name in plain if name in values}
        if self.errors:
            raise RuleInvalid(self.errors)
        return Rule(
            colleges=read,
            mode=electorate.get("mode", "single"),
            threshold=threshold,
            quorum=quorum,
            schema_version=values["schema_version"],
            **given,
        )

    def only(self, values: dict, known: tuple, prefix: str, required: tuple = ()) -> None:
        """Record an error for each unknown and each missing key."""
        if prefix[:-1] in self.errors:
            return
        for key in values:
            if key not in known:
                self.errors[f"{prefix}{str(key)[:60]}"] = "Champ inconnu."
        for key in required:
            if key not in values:
                self.errors[f"{prefix}{key}"] = "Ce champ manque."

    def object(self, value: Any, field: str) -> dict:
        """Return `value` when it is an object, else an empty one with an error."""
        if isinstance(value, dict):
            return value
        self.errors[field] = "La valeur doit être un objet JSON."
        return {}

    def fraction(self, value: Any, field: str) -> Fraction:
        """Read an integer or a text such as « 2/3 »; a float is not exact and is refused."""
        if type(value) is int and 0 <= value < 1_000_000:
            return Fraction(value)
        match = _FRACTION.fullmatch(value) if isinstance(value, str) else None
        if match is None or int(match[2] or 1) == 0:
            self.errors[field] = (
                "La valeur doit être un entier positif ou une fraction écrite « 2/3 »."
            )
            return HALF
        return Fraction(int(match[1]), int(match[2] or 1))

    def threshold(self, value: Any, field: str) -> Threshold:
        """Read a threshold object; strict is true at one half unless written."""
        values = self.object(value, field)
        self.only(values, ("share", "strict"), f"{field}.", ("share",))
        share = self.fraction(values.get("share", "1/2"), f"{field}.share")
        strict = values.get("strict", share == HALF)
        if not isinstance(strict, bool):
            self.errors[f"{field}.strict"] = "La valeur doit être true ou false."
            strict = True
        return Threshold(share, strict)

    def quorum(self, value: Any) -> Quorum:
        """Read a quorum object; its share is one half unless written."""
        values = self.object(value, "quorum")
        self.only(values, ("kind", "share"), "quorum.", ("kind",))
        kind = values.get("kind", "none")
        if "share" in values:
            return Quorum(kind, self.fraction(values["share"], "quorum.share"))
        return Quorum(kind, None if kind == "none" else HALF)

    def college(self, value: Any, field: str) -> College:
        """Read one college; its weight is 1 unless written."""
        values = self.object(value, field)
        self.only(values, ("key", "weight", "quorum", "threshold"), f"{field}.", ("key",))
        quorum, threshold = values.get("quorum"), values.get("threshold")
        return College(
            key=values.get("key", ""),
            weight=self.fraction(values.get("weight", 1), f"{field}.weight"),
            quorum=None if quorum is None else self.fraction(quorum, f"{field}.quorum"),
            threshold=None
            if threshold is None
            else self.threshold(threshold, f"{field}.threshold"),
        )
