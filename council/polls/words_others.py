"""Other rules in words: what each one is, how ballots are read for it, what it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from council.polls.words import share_words
from council.polls.words_ballots import grade_names
from council.polls.words_explained import named
from council.polls.words_results import OUTCOMES
from council.tally import Rule
from council.tally.others import Cell, Other, upper_half

NAMES = {
    "plurality": _l("Premiers rangs seuls"),
    "borda": _l("Points de rang (Borda)"),
    "irv": _l("Éliminations successives"),
    "stv": _l("Vote unique transférable"),
    "schulze": _l("Duels (Condorcet, ordre de Schulze)"),
    "score": _l("Somme des notes"),
    "judgment": _l("Jugement majoritaire"),
    "approval": _l("Approbation"),
    "shares_add1u": _l("Parts égales, complétées par les voix"),
    "shares_add1": _l("Parts égales, sans complément par les voix"),
    "shares_none": _l("Parts égales, sans rien ajouter aux parts"),
    "greedy": _l("Les plus approuvés d’abord, tant que l’enveloppe suffit"),
    "no_quorum": _l("Sans quorum"),
    "half_quorum": _l("Avec un quorum de la moitié"),
    "single": _l("Tous les sièges ensemble, une voix chacun"),
    "concurrent": _l("Chaque collège devant adopter"),
}
READINGS = {
    "first": _l("Seul le premier rang est lu."),
    "points": _l("Une option reçoit un point par option classée après elle."),
    "sums": _l("Chaque mention vaut son rang, de zéro pour la plus basse."),
    "order": _l("Les notes ne donnent que l’ordre des options."),
}


def motion_table(cells: Sequence[Cell], actual: str, *, together: bool) -> dict[str, Any]:
    """Return the outcome of a motion by threshold (rows) and base (columns); with its figures
    where all seats count `together`, since those of the total decide nothing elsewhere."""
    bases = list(dict.fromkeys(cell.base for cell in cells))
    rows: dict[Any, list[str]] = {}
    for cell in cells:
        said = str(OUTCOMES[cell.outcome])
        if together:
            said = _("%(outcome)s (%(pour)s pour, il en fallait %(needed)s)",
                     outcome=said, pour=cell.pour, needed=cell.needed)  # fmt: skip
        if cell.own:
            said = _("%(said)s – la règle de ce scrutin", said=said)
        elif cell.outcome != actual:
            said = _("%(said)s – autre issue", said=said)
        rows.setdefault(cell.threshold, []).append(said)
    columns = [_("Seuil"), *(_("des %(base)s", base=_BASE_NAMES[base]) for base in bases)]
    table = [
        [share_words(str(threshold.share), threshold.strict), *line]
        for threshold, line in rows.items()
    ]
    return {"columns": columns, "rows": table}


_BASE_NAMES = {
    "exprimes": _l("suffrages exprimés"),
    "votants": _l("votants"),
    "membres": _l("inscrits"),
}


def way_rows(ways: Sequence[Other]) -> list[list[str]]:
    """Return other quorums and colleges as rows: rule, result, whether it is the same."""
    return [[str(NAMES[way.key]), str(OUTCOMES[way.outcome]), _sameness(way)] for way in ways]


def option_rows(found: Sequence[Other], labels: Mapping[str, str], rule: Rule) -> list[list[str]]:
    """Return other methods as rows: rule and how ballots are read, result, whether it is so."""
    return [
        [
            f"{NAMES[other.key]}. {_reading(other, rule)}".strip().removesuffix("."),
            _result(other, labels),
            _sameness(other),
        ]
        for other in found
    ]


def _reading(other: Other, rule: Rule) -> str:
    if other.reading == "least":
        grade = grade_names(rule)[upper_half(rule)]
        return _("Une option est approuvée à partir de « %(grade)s ».", grade=grade)
    return str(READINGS.get(other.reading, ""))


def _result(other: Other, labels: Mapping[str, str]) -> str:
    names = named(other.winners, labels)
    if other.outcome == "tie":
        return _("À égalité : %(names)s", names=names)
    return names or str(OUTCOMES[other.outcome])


def _sameness(other: Other) -> str:
    return _("la même") if other.same else _("une autre")
