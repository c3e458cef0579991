"""Results in words: the outcome, and each condition with its numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from council.polls.words import CHOICES, TIES, share_words
from council.polls.words_explained import Labels, named
from council.polls.words_methods import OPTION_TIES
from council.tally import Result
from council.tally.outcome import Condition

NO_LABELS: Labels = {}
OUTCOMES = {
    "adopted": _l("Adopté"),
    "rejected": _l("Rejeté"),
    "chosen": _l("Choix fait"),
    "discussion": _l("Poursuivre la discussion"),
    "no_agreement": _l("Pas d’accord entre les collèges"),
    "tie": _l("Égalité : aucune décision"),
    "no_result": _l("Pas de résultat"),
    "no_quorum": _l("Quorum non atteint"),
}
OUTCOME_TONES = {
    "adopted": "success",
    "rejected": "error",
    "chosen": "success",
    "discussion": "info",
    "no_agreement": "warning",
    "tie": "warning",
    "no_result": "neutral",
    "no_quorum": "warning",
}


def outcome_sentence(result: Result, labels: Labels = NO_LABELS) -> str:
    """Say the outcome in one sentence; `labels` are the names of the options, where there are."""
    if labels and result.outcome in _AMONG:
        return _AMONG[result.outcome](result, labels)
    choice = result.choice or {}
    if result.outcome == "discussion" and choice["parameters"].get("on_objection") == "motion":
        return _("Une objection est ouverte : la proposition est mise au vote, pour ou contre.")
    return {
        "adopted": _("La proposition est adoptée."),
        "rejected": _("La proposition est rejetée."),
        "discussion": _("Une objection est ouverte : la discussion continue."),
        "tie": _("Les voix se partagent également : aucune décision n’est prise."),
        "no_result": _("Personne n’a exprimé de vote qui compte : il n’y a pas de résultat."),
        "no_quorum": _("Le quorum n’est pas atteint : le vote n’a pas d’effet."),
    }[result.outcome]


def _chosen(result: Result, labels: Labels) -> str:
    return ngettext(
        "%(names)s est l’option choisie.",
        "Sont choisies : %(names)s.",
        len(result.winners),
        names=named(result.winners, labels),
    )


def _tied(result: Result, labels: Labels) -> str:
    names = named(result.tied, labels)
    text = _("À égalité : %(names)s. Rien ne les départage encore.", names=names)
    if not result.winners:
        return text
    return _("Déjà choisies : %(names)s.", names=named(result.winners, labels)) + " " + text


_AMONG: dict[str, Callable[[Result, Labels], str]] = {
    "chosen": _chosen,
    "tie": _tied,
    "rejected": lambda result, labels: _(
        "À égalité : %(names)s. Aucune option n’est retenue.", names=named(result.tied, labels)
    ),
    "discussion": lambda _result, _labels: _(
        "« Poursuivre la discussion » l’emporte : aucune option n’est retenue."
    ),
    "no_agreement": lambda _result, _labels: _(
        "Les collèges n’ont pas choisi les mêmes options : aucune n’est retenue."
    ),
}


def condition_sentence(
    condition: Condition, names: dict[str, str], labels: Labels = NO_LABELS
) -> str:
    """Say one condition of a result with its numbers; `names` are those of the colleges."""
    n: dict[str, Any] = {**condition.numbers, "labels": labels}
    college = names.get(condition.college or "", condition.college or "")
    return _SENTENCES[condition.code](n, college)


def _someone(n: dict[str, Any], _college: str) -> str:
    if n["votants"] == 0:
        return _("Aucun siège qui décide n’a voté.")
    return ngettext(
        "%(num)d siège qui décide a voté.", "%(num)d sièges qui décident ont voté.", n["votants"]
    )


def _quorum_said(n: dict[str, Any], college: str) -> str:
    where = _("Quorum du collège %(name)s", name=college) if college else _("Quorum")
    return _(
        "%(where)s : %(votants)s votants sur %(seats)s sièges, il en fallait %(needed)s.",
        where=where,
        votants=n["votants"],
        seats=n["seats"],
        needed=n["needed"],
    )


def _threshold_said(n: dict[str, Any], college: str) -> str:
    where = _("Majorité du collège %(name)s", name=college) if college else _("Majorité")
    if n["base"] == 0:
        return _("%(where)s : aucune voix à compter.", where=where)
    return _(
        "%(where)s : %(pour)s pour sur %(base)s %(kind)s ; il en fallait %(needed)s (%(share)s).",
        where=where,
        pour=n["pour"],
        base=n["base"],
        kind=_BASE_NOUNS[n["base_kind"]],
        needed=n["needed"],
        share=share_words(n["share"], n["strict"]),
    )


_BASE_NOUNS = {
    "exprimes": _l("suffrages exprimés"),
    "votants": _l("votants"),
    "membres": _l("inscrits"),
}


def _share_said(n: dict[str, Any], college: str) -> str:
    return _(
        "Collège %(name)s : %(pour)s pour sur %(base)s, de poids %(weight)s, "
        "soit %(weighted)s dans le total pondéré.",
        name=college,
        pour=n["pour"],
        base=n["base"],
        weight=n["weight"],
        weighted=n["weighted_pour"],
    )


def _without_base(_n: dict[str, Any], college: str) -> str:
    return _("Collège %(name)s : aucune voix à compter, son poids sort du total.", name=college)


def _weighted_said(n: dict[str, Any], _college: str) -> str:
    return _(
        "Majorité pondérée : %(pour)s pour sur un total de %(base)s (%(share)s).",
        pour=n["weighted_pour"],
        base=n["weighted_base"],
        share=share_words(n["share"], n["strict"]),
    )


def _college_chose(n: dict[str, Any], college: str) -> str:
    if not n["winners"]:
        return _("Collège %(name)s, à lui seul : aucun choix exprimé.", name=college)
    names = named(n["winners"], n["labels"])
    if n["outcome"] == "tie":
        return _("Collège %(name)s, à lui seul : à égalité, %(names)s.", name=college, names=names)
    return _("Collège %(name)s, à lui seul : %(names)s.", name=college, names=names)


def _colleges_agree(_n: dict[str, Any], _college: str) -> str:
    return _("Les collèges doivent choisir les mêmes options.")


def _colleges_withheld(_n: dict[str, Any], _college: str) -> str:
    return _(
        "Chaque collège a été compté à part ; ses chiffres ne sont pas publiés, car ils diraient "
        "le vote de quelques-uns."
    )


def _tie_among(n: dict[str, Any], _college: str) -> str:
    names = named(n["tied"], n["labels"])
    return _("À égalité : %(names)s. %(rule)s", names=names, rule=OPTION_TIES[n["rule"]])


def _lot_drawn(n: dict[str, Any], _college: str) -> str:
    labels = n["labels"] or CHOICES
    return _("Le tirage au sort donne : %(names)s.", names=named(n["drawn"], labels))


def _no_objection(n: dict[str, Any], _college: str) -> str:
    said = _("Aucune objection n’est ouverte.")
    if n["objection"]:
        said = ngettext(
            "%(num)d objection ouverte ; il n’en fallait aucune.",
            "%(num)d objections ouvertes ; il n’en fallait aucune.",
            n["objection"],
        )
    return said if not n.get("closed") else f"{said} {_closed_said(n['closed'])}"


def _closed_said(number: Any) -> str:
    # In a weighted vote the figure is a weight, not a number of objections.
    if not isinstance(number, int):
        return _("Une objection au moins a été fermée avant la clôture.")
    return ngettext(
        "%(num)d objection a été fermée avant la clôture.",
        "%(num)d objections ont été fermées avant la clôture.",
        number,
    )


def _tie_said(n: dict[str, Any], _college: str) -> str:
    rule = TIES[n["rule"]]
    return _(
        "Partage égal des voix : %(pour)s pour, %(contre)s contre. %(rule)s",
        pour=n["pour"],
        contre=n["contre"],
        rule=rule,
    )


def _casting_said(n: dict[str, Any], _college: str) -> str:
    if n["labels"]:
        return _("La présidence a départagé : %(name)s.", name=named([n["choice"]], n["labels"]))
    if n["choice"] == "for":
        return _("La présidence a départagé : pour.")
    return _("La présidence a départagé : contre.")


_SENTENCES = {
    "someone_voted": _someone,
    "quorum": _quorum_said,
    "quorum_college": _quorum_said,
    "threshold": _threshold_said,
    "threshold_college": _threshold_said,
    "threshold_weighted": _weighted_said,
    "college_share": _share_said,
    "college_without_base": _without_base,
    "tie": _tie_said,
    "casting_vote": _casting_said,
    "college_chose": _college_chose,
    "colleges_agree": _colleges_agree,
    "colleges_withheld": _colleges_withheld,
    "tie_among": _tie_among,
    "lot_drawn": _lot_drawn,
    "no_objection": _no_objection,
}


# Counters that only a vote for or against has.
FOR_OR_AGAINST = ("pour", "contre")
COUNTERS = (
    ("inscrits", _l("Inscrits")),
    ("votants", _l("Votants")),
    ("pour", _l("Pour")),
    ("contre", _l("Contre")),
    ("abstentions", _l("Abstentions")),
    ("blancs", _l("Blancs")),
    ("exprimes", _l("Exprimés")),
    ("absents", _l("N’ont pas voté")),
    ("deportes", _l("Déportés")),
)


def counters_table(
    result: Result, names: dict[str, str], *, on_motion: bool = True
) -> tuple[list[str], list[list[Any]]]:
    """Return the columns and rows of counters: each college, then the totals, advisory apart."""
    shown = [(k, label) for k, label in COUNTERS if on_motion or k not in FOR_OR_AGAINST]
    columns = [_("Collège"), *(str(label) for _key, label in shown)]
    keys = [key for key, _label in shown]
    rows: list[list[Any]] = []
    for group in result.groups:
        name = names.get(group.college, group.college)
        title = _("%(name)s (consultatif)", name=name) if group.advisory else name
        rows.append([title, *(group.counters.as_json()[key] for key in keys)])
    total = result.total.as_json()
    rows.append([_("Total qui décide"), *(total[key] for key in keys)])
    if result.advisory.inscrits:
        apart = result.advisory.as_json()
        rows.append([_("Total consultatif"), *(apart[key] for key in keys)])
    return columns, rows


def bars(result: Result, *, on_motion: bool = True) -> list[dict[str, Any]]:
    """Return the parts of the deciding roll, each with its share of a bar of 1000 units."""
    total = result.total
    said = [("for", _("Pour"), total.pour), ("against", _("Contre"), total.contre)]
    parts = [
        *(said if on_motion else [("for", _("Exprimés"), total.exprimes)]),
        ("abstain", _("Abstentions"), total.abstentions),
        ("blank", _("Blancs"), total.blancs),
        ("absent", _("N’ont pas voté"), total.absents),
    ]
    whole, done, found = max(1, total.membres), 0, []
    for key, label, number in parts:
        start, done = done * 1000 // whole, done + number
        if number:
            width = done * 1000 // whole - start
            found.append({"key": key, "label": label, "number": number, "x": start, "w": width})
    return found
