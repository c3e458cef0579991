"""What makes a rule usable: every check of its fields, alone and together."""

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from council.tally.methods import METHODS
from council.tally.parameters import ParameterInvalid
from council.tally.parts import (
    BASES,
    CLOSERS,
    GUESTS,
    HALF,
    MODES,
    OPENERS,
    QUORUM_KINDS,
    READERS,
    RESULTS_PUBLIC,
    SCHEMA_VERSIONS,
    SECRECIES,
    SEQUENCES,
    TIES,
    Quorum,
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


def _check_quorum(quorum: Quorum, errors: dict[str, str], field: str) -> None:
    _one_of(quorum.kind, QUORUM_KINDS, errors, f"{field}.kind")
    if quorum.kind != "none":
        _bounded(quorum.share, errors, f"{field}.share")
    elif quorum.share is not None:
        errors[f"{field}.share"] = "Sans quorum, il n’y a pas de fraction à donner."


def _check_second(rule: "Rule", errors: dict[str, str]) -> None:
    second = rule.second_convocation
    if second is None:
        return
    if type(second.after_days) is not int or not 0 <= second.after_days <= 3660:
        errors["second_convocation.after_days"] = "Le délai se compte en jours, de 0 à 3660."
    if second.quorum is not None:
        _check_quorum(second.quorum, errors, "second_convocation.quorum")
    if second.threshold is not None:
        _check_threshold(second.threshold, errors, "second_convocation.threshold")
    if second.quorum is None and second.threshold is None:
        errors["second_convocation"] = (
            "La seconde convocation doit dire ce qu’elle change : le quorum ou le seuil."
        )


def _check_parameters(rule: "Rule", errors: dict[str, str]) -> None:
    method = METHODS[rule.method]
    if set(rule.parameters) != set(method.parameters):
        errors["parameters"] = "Les réglages ne sont pas ceux de cette méthode de vote."
        return
    for name, parameter in method.parameters.items():
        try:
            parameter.read(rule.parameters[name])
        except ParameterInvalid as error:
            errors[f"parameters.{name}"] = str(error)
    if rule.method == "equal_shares" and rule.mode == "weighted":
        errors["electorate.mode"] = (
            "Les parts égales donnent la même somme à chaque siège : le mode « weighted » ne "
            "s’y applique pas."
        )
    several = rule.parameters.get("seats", 1)
    if rule.tie == "casting_vote" and (several != 1 or rule.method in ("stv", "equal_shares")):
        errors["tie"] = (
            "La présidence départage deux options pour une place ; pour plusieurs places, "
            "choisir « lot » ou « no_decision »."
        )


def _check_words(rule: "Rule", errors: dict[str, str]) -> None:
    for field, known in (
        ("method", METHODS),
        ("majority_base", BASES),
        ("results_public", RESULTS_PUBLIC),
        ("opened_by", OPENERS),
        ("closed_by", CLOSERS),
        ("sequence", SEQUENCES),
        ("tie", TIES),
        ("secrecy", SECRECIES),
    ):
        _one_of(getattr(rule, field), known, errors, field)
    _one_of(rule.mode, MODES, errors, "electorate.mode")
    for field, known in (("results_read_by", READERS), ("guests", GUESTS)):
        values = getattr(rule, field)
        if len(set(values)) != len(values) or not set(values) <= set(known):
            errors[field] = f"Liste de valeurs différentes, parmi : {', '.join(known)}."
    for field in (
        "ballots_changeable",
        "blank_allowed",
        "reason_required_on_against",
        "recused_leave_quorum",
        "written_exchange",
    ):
        if not isinstance(getattr(rule, field), bool):
            errors[field] = "La valeur doit être true ou false."
    for field, most in (("proxies", 100), ("minimum_days", 366), ("notice_days", 366)):
        value = getattr(rule, field)
        if type(value) is not int or not 0 <= value <= most:
            errors[field] = f"La valeur doit être un nombre entier de 0 à {most}."


def _check_together(rule: "Rule", errors: dict[str, str]) -> None:
    if rule.tie == "casting_vote" and rule.mode == "concurrent":
        errors["tie"] = (
            "Quand chaque collège doit se prononcer, la présidence ne peut pas départager : "
            "choisir « rejected » ou « no_decision »."
        )
    if rule.secrecy != "public":
        if rule.reason_required_on_against:
            errors["reason_required_on_against"] = (
                "Un scrutin secret ne peut pas exiger de motif signé."
            )
        if rule.method in ("lazy_consensus", "consent"):
            errors["secrecy"] = "Une objection se discute : ce scrutin ne peut pas être secret."
        if rule.tie == "casting_vote":
            errors["tie"] = (
                "Dans un scrutin secret, la présidence ne peut pas départager sans dire son vote."
            )
    if rule.written_exchange and rule.secrecy == "public":
        errors["written_exchange"] = "Cette mention ne concerne que les scrutins secrets."
    if rule.sequence == "debate" and rule.secrecy != "public" and not rule.written_exchange:
        errors["written_exchange"] = (
            "Un échange écrit suivi d’un vote secret doit être voulu par la règle."
        )


def check(rule: "Rule") -> dict[str, str]:
    """Return one French sentence per field that cannot be used; empty when the rule is sound."""
    errors: dict[str, str] = {}
    if rule.schema_version not in SCHEMA_VERSIONS:
        read = ", ".join(str(version) for version in SCHEMA_VERSIONS)
        errors["schema_version"] = f"Version inconnue ; cette version lit : {read}."
    _check_words(rule, errors)
    _check_threshold(rule.threshold, errors, "threshold")
    _check_quorum(rule.quorum, errors, "quorum")
    if "method" not in errors:
        _check_parameters(rule, errors)
    if "electorate.mode" not in errors:
        _check_colleges(rule, errors)
    _check_together(rule, errors)
    _check_second(rule, errors)
    return errors
