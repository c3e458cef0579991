"""What makes a rule usable: every check of its fields, alone and together."""

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from council.tally.methods import METHODS
from council.tally.parts import (
    BASES,
    HALF,
    MODES,
    OPENERS,
    QUORUM_KINDS,
    RESULTS_PUBLIC,
    SCHEMA_VERSION,
    SECRECIES,
    TIES,
    Threshold,
)

if TYPE_CHECKING:
    from council.tally.rule import Rule

_KEY = re.compile(r"[a-z][a-z0-9_-]{0,59}")


def _one_of(value: Any, known: Any, errors: dict[str, str], field: str) -> None:
    if not isinstance(value, str) or value not in known:
        errors[field] = f"Valeur inconnue ; valeurs possibles : {', '.join(known)}."


def _bounded(share: Fraction | None, errors: dict[str, str], field: str) -> None:
    if share is None or not 0 < share <= 1:
        errors[field] = "La fraction doit être supérieure à 0 et au plus égale à 1."


def _check_threshold(threshold: Threshold, errors: dict[str, str], field: str) -> None:
    if not HALF <= threshold.share <= 1:
        errors[f"{field}.share"] = "La fraction doit être comprise entre 1/2 et 1."
    elif threshold.share == HALF and not threshold.strict:
        errors[f"{field}.strict"] = (
            "À la moitié, le seuil doit être strict : sinon une égalité serait une adoption."
        )
    elif threshold.share == 1 and threshold.strict:
        errors[f"{field}.strict"] = (
            "À l’unanimité, le seuil ne peut pas être strict : il ne serait jamais atteint."
        )


def _check_colleges(rule: "Rule", errors: dict[str, str]) -> None:
    if not rule.colleges:
        errors["electorate.colleges"] = "Il faut au moins un collège."
        return
    if not rule.voting_colleges:
        errors["electorate.colleges"] = "Il faut au moins un collège de poids supérieur à 0."
    seen = set()
    for number, college in enumerate(rule.colleges):
        path = f"electorate.colleges[{number}]"
        if not isinstance(college.key, str) or not _KEY.fullmatch(college.key):
            errors[f"{path}.key"] = (
                "Le code du collège s’écrit en minuscules sans accent, chiffres, « - » ou « _ »."
            )
        elif college.key in seen:
            errors[f"{path}.key"] = "Ce collège est déjà dans la liste."
        else:
            seen.add(college.key)
        if college.weight < 0:
            errors[f"{path}.weight"] = "Le poids ne peut pas être négatif."
        elif rule.mode != "weighted" and college.weight not in (0, 1):
            errors[f"{path}.weight"] = (
                "Hors du mode « weighted », le poids vaut 1 (décide) ou 0 (consultatif)."
            )
        if college.threshold is not None:
            if rule.mode != "concurrent" or college.advisory:
                errors[f"{path}.threshold"] = (
                    "Un seuil propre à un collège demande le mode « concurrent » et un poids de 1."
                )
            else:
                _check_threshold(college.threshold, errors, f"{path}.threshold")
        if college.quorum is not None:
            if rule.quorum.kind != "per_college" or college.advisory:
                errors[f"{path}.quorum"] = (
                    "Un quorum propre à un collège demande un quorum « per_college » "
                    "et un poids supérieur à 0."
                )
            else:
                _bounded(college.quorum, errors, f"{path}.quorum")


def check(rule: "Rule") -> dict[str, str]:
    """Return one French sentence per field that cannot be used; empty when the rule is sound."""
    errors: dict[str, str] = {}
    if rule.schema_version != SCHEMA_VERSION:
        errors["schema_version"] = f"Version inconnue ; cette version lit la {SCHEMA_VERSION}."
    _one_of(rule.method, METHODS, errors, "method")
    _one_of(rule.mode, MODES, errors, "electorate.mode")
    _one_of(rule.majority_base, BASES, errors, "majority_base")
    _one_of(rule.quorum.kind, QUORUM_KINDS, errors, "quorum.kind")
    _one_of(rule.results_public, RESULTS_PUBLIC, errors, "results_public")
    _one_of(rule.opened_by, OPENERS, errors, "opened_by")
    for field, known in (("tie", TIES), ("secrecy", SECRECIES)):
        value = getattr(rule, field)
        _one_of(value, known, errors, field)
        if field not in errors and known[value] is not None:
            errors[field] = str(known[value])
    for field in (
        "ballots_changeable",
        "blank_allowed",
        "reason_required_on_against",
        "recused_leave_quorum",
    ):
        if not isinstance(getattr(rule, field), bool):
            errors[field] = "La valeur doit être true ou false."
    if type(rule.proxies) is not int or rule.proxies != 0:
        errors["proxies"] = "Les procurations ne sont pas encore proposées : la valeur doit être 0."
    _check_threshold(rule.threshold, errors, "threshold")
    if rule.quorum.kind == "none":
        if rule.quorum.share is not None:
            errors["quorum.share"] = "Sans quorum, il n’y a pas de fraction à donner."
    else:
        _bounded(rule.quorum.share, errors, "quorum.share")
    if "electorate.mode" not in errors:
        _check_colleges(rule, errors)
    if rule.tie == "casting_vote" and rule.mode == "concurrent":
        errors["tie"] = (
            "Quand chaque collège doit se prononcer, la présidence ne peut pas départager : "
            "choisir « rejected » ou « no_decision »."
        )
    return errors
