"""Reading a rule from JSON values: every wrong field is named before anything is refused."""

from fractions import Fraction
from typing import Any

from council.tally.methods import METHODS
from council.tally.parameters import Parameter, ParameterInvalid, exact
from council.tally.parts import HALF, College, Quorum, RuleInvalid, SecondConvocation, Threshold
from council.tally.rule import ADDED, Rule

REQUIRED = ("schema_version", "method", "electorate", "majority_base", "threshold")
PLAIN = (
    "method", "majority_base", "tie", "secrecy", "ballots_changeable", "proxies",
    "results_public", "opened_by", "blank_allowed", "reason_required_on_against",
    "recused_leave_quorum",
)  # fmt: skip
ADDED_PLAIN = ("written_exchange", "closed_by", "sequence", "minimum_days", "notice_days")


def read_rule(values: Any) -> Rule:
    """Return the rule written in JSON values; RuleInvalid names every field that is wrong."""
    return Reader().rule(values)


class Reader:
    """Reads JSON values into dataclasses and gathers every error before it refuses."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def rule(self, values: Any) -> Rule:
        """Return the rule read, or raise RuleInvalid with all the errors found."""
        if not isinstance(values, dict):
            raise RuleInvalid({"json": "Une règle est un objet JSON."})
        version = values.get("schema_version")
        if "schema_version" in values and type(version) is not int:
            self.errors["schema_version"] = "La version doit être un nombre entier."
        added = () if version == 1 else ADDED
        self.only(values, (*REQUIRED, *PLAIN, *added, "quorum"), "", REQUIRED)
        electorate = self.object(values.get("electorate", {}), "electorate")
        self.only(electorate, ("mode", "colleges"), "electorate.", ("colleges",))
        colleges = electorate.get("colleges", [])
        if not isinstance(colleges, list) or len(colleges) > 50:
            self.errors["electorate.colleges"] = "Les collèges sont une liste d’au plus 50 objets."
            colleges = []
        read = tuple(self.college(c, f"electorate.colleges[{n}]") for n, c in enumerate(colleges))
        threshold = self.threshold(values.get("threshold"), "threshold")
        quorum = self.quorum(values.get("quorum", {"kind": "none"}))
        given: dict[str, Any] = {name: values[name] for name in PLAIN if name in values}
        if version != 1:
            given |= self.added(values)
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

    def added(self, values: dict) -> dict[str, Any]:
        """Return the fields of version 2 that are written."""
        found = {name: values[name] for name in ADDED_PLAIN if name in values}
        for name in ("results_read_by", "guests"):
            if name in values:
                found[name] = self.words(values[name], name)
        parameters = self.object(values.get("parameters", {}), "parameters")
        method = values.get("method")
        known = METHODS[method].parameters if isinstance(method, str) and method in METHODS else {}
        self.only(parameters, tuple(known), "parameters.")
        found["parameters"] = {
            name: self.parameter(known[name], value, f"parameters.{name}")
            for name, value in parameters.items()
            if name in known
        }
        found["second_convocation"] = self.second(values.get("second_convocation"))
        return found

    def parameter(self, parameter: Parameter, value: Any, field: str) -> Any:
        """Read one parameter of the method, its default with an error when it is wrong."""
        try:
            return parameter.read(value)
        except ParameterInvalid as error:
            self.errors[field] = str(error)
            return parameter.default

    def words(self, value: Any, field: str) -> tuple[str, ...]:
        """Read a short list of words."""
        if isinstance(value, list) and len(value) < 20 and all(isinstance(v, str) for v in value):
            return tuple(value)
        self.errors[field] = "La valeur doit être une liste de mots."
        return ()

    def second(self, value: Any) -> SecondConvocation | None:
        """Read what a second convocation changes, None when there is none."""
        if value is None:
            return None
        values = self.object(value, "second_convocation")
        known = ("after_days", "quorum", "threshold")
        self.only(values, known, "second_convocation.")
        quorum, threshold = values.get("quorum"), values.get("threshold")
        return SecondConvocation(
            values.get("after_days", 0),
            None if quorum is None else self.quorum(quorum, "second_convocation.quorum"),
            None
            if threshold is None
            else self.threshold(threshold, "second_convocation.threshold"),
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
        """Read an exact fraction, one half with an error when it is none."""
        read = exact(value)
        if read is None:
            self.errors[field] = (
                "La valeur doit être un entier positif ou une fraction écrite « 2/3 »."
            )
            return HALF
        return read

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

    def quorum(self, value: Any, field: str = "quorum") -> Quorum:
        """Read a quorum object; its share is one half unless written."""
        values = self.object(value, field)
        self.only(values, ("kind", "share"), f"{field}.", ("kind",))
        kind = values.get("kind", "none")
        if "share" in values:
            return Quorum(kind, self.fraction(values["share"], f"{field}.share"))
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
