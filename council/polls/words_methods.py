"""Counting methods in words: their names, how a ballot is filled, how each one counts."""

from __future__ import annotations

from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from council.tally import METHODS, Rule

METHOD_NAMES = {
    "motion": _l("Pour ou contre"),
    "lazy_consensus": _l("Consensus apparent"),
    "consent": _l("Consentement"),
    "approval": _l("Vote par approbation"),
    "ranked": _l("Classement (Condorcet, ordre de Schulze)"),
    "irv": _l("Vote préférentiel à éliminations"),
    "stv": _l("Vote unique transférable"),
    "majority_judgment": _l("Jugement majoritaire"),
    "score": _l("Notes"),
    "equal_shares": _l("Parts égales d’une enveloppe"),
}
# What each ballot asks, said above it.
HOW_TO_FILL = {
    "motion": _l("Choisissez une réponse."),
    "lazy_consensus": _l(
        "Si vous êtes d’accord, vous n’avez rien à faire : la proposition est adoptée à la "
        "clôture si personne n’a d’objection."
    ),
    "consent": _l("Consentir, c’est dire que vous n’avez pas d’objection, même sans préférence."),
    "approval": _l("Cochez toutes les options qui vous conviennent, autant que vous voulez."),
    "ranked": _l(
        "Donnez 1 à l’option que vous préférez, 2 à la suivante… Deux options peuvent avoir le "
        "même rang. Une option non classée passe après toutes celles que vous classez."
    ),
    "irv": _l(
        "Donnez 1 à l’option que vous préférez, 2 à la suivante… Vos rangs suivants ne servent "
        "que si votre premier choix est éliminé."
    ),
    "stv": _l(
        "Donnez 1 à l’option que vous préférez, 2 à la suivante… Votre voix passe à la suivante "
        "si votre choix est éliminé ou déjà élu."
    ),
    "majority_judgment": _l("Donnez une mention à chaque option, indépendamment des autres."),
    "score": _l("Donnez une note à chaque option, indépendamment des autres."),
    "equal_shares": _l(
        "Cochez tous les projets que vous approuvez. Vous pouvez dépasser l’enveloppe : chaque "
        "votant reçoit la même part, dépensée pour les seuls projets qu’il approuve."
    ),
}
MISSING_GRADES = {
    "worst": _l("Une option sans mention reçoit la plus basse."),
    "median": _l("Une option sans mention reçoit sa propre mention médiane."),
    "normalize": _l("Chaque option est jugée par ceux qui lui donnent une mention."),
    "ignore": _l("« Sans avis » ne compte pas dans la note d’une option."),
}


def how_it_counts(rule: Rule) -> str:
    """Say in a few sentences how a rule chooses; empty for a motion, whose majority says it."""
    said = _COUNTS.get(rule.method)
    return said(rule) if said is not None else ""


def _lazy(rule: Rule) -> str:
    text = _(
        "La proposition est adoptée à la clôture si aucune objection motivée n’est ouverte ; une "
        "objection se ferme par son auteur, ou par un acte motivé de qui conduit le scrutin."
    )
    if rule.parameters["on_objection"] == "motion":
        return f"{text} {_('Sinon elle est mise au vote, pour ou contre.')}"
    return f"{text} {_('Sinon la discussion reprend.')}"


def _consent(_rule: Rule) -> str:
    return _(
        "La proposition est adoptée si aucune objection motivée n’est ouverte à la clôture ; une "
        "objection se ferme par son auteur, ou par un acte motivé de qui conduit le scrutin."
    )


def _approval(rule: Rule) -> str:
    return ngettext(
        "L’option la plus approuvée est choisie.",
        "Les %(num)d options les plus approuvées sont choisies.",
        rule.seats,
    )


def _ranked(rule: Rule) -> str:
    text = _(
        "Les options sont comparées deux à deux : l’une bat l’autre si plus de votants la "
        "préfèrent. Celle qui bat toutes les autres est choisie ; quand il n’y en a pas, les "
        "comparaisons les plus faibles sont laissées de côté."
    )
    parameters = rule.parameters
    if parameters["default_option"]:
        ratio = Fraction(parameters["majority"])
        text += " " + _("« Poursuivre la discussion » est une option comme les autres.")
        if ratio > 1:
            text += " " + _(
                "Pour être retenue, une option doit la battre à %(n)s contre 1.", n=ratio
            )
        else:
            text += " " + _("Une option qui ne la bat pas est écartée.")
    if parameters["quorum"]:
        text += " " + _(
            "Une option doit lui être préférée par %(n)s votants au moins.", n=parameters["quorum"]
        )
    return text


def _irv(_rule: Rule) -> str:
    return _(
        "Chaque bulletin compte pour sa première option. Tant qu’aucune n’a plus de la moitié des "
        "bulletins encore en jeu, la moins soutenue est éliminée et ses bulletins passent à "
        "l’option suivante."
    )


def _stv(rule: Rule) -> str:
    return _(
        "%(n)s options sont choisies. Une option qui atteint le quota est choisie, et ses voix en "
        "trop passent, à proportion, à l’option suivante de chaque bulletin ; sinon la moins "
        "soutenue est éliminée.",
        n=rule.seats,
    )


def _majority_judgment(rule: Rule) -> str:
    text = _(
        "L’option dont la mention médiane est la meilleure est choisie : la moitié au moins des "
        "votants lui donne cette mention ou mieux. À mention égale, on compare ceux qui jugent "
        "mieux et ceux qui jugent moins bien."
    )
    return f"{text} {MISSING_GRADES[rule.parameters['missing']]}"


def _score(rule: Rule) -> str:
    if rule.parameters["mean"]:
        text = _("L’option dont la moyenne est la plus haute est choisie.")
    else:
        text = _("L’option dont le total des notes est le plus haut est choisie.")
    missing = rule.parameters["missing"]
    worst = _("« Sans avis » compte comme zéro.")
    return f"{text} {worst if missing == 'worst' else MISSING_GRADES[missing]}"


def _equal_shares(rule: Rule) -> str:
    text = _(
        "L’enveloppe est partagée également entre les votants. Un projet est retenu quand ceux "
        "qui l’approuvent peuvent le payer ensemble, à parts aussi égales que possible ; le projet "
        "qui coûte le moins à chacun passe d’abord."
    )
    if rule.parameters["completion"] != "none":
        text += " " + _("La part de chacun est ensuite augmentée tant que l’enveloppe suffit.")
    if rule.parameters["completion"] == "add1u":
        text += " " + _("Ce qui reste va aux projets les plus approuvés.")
    if rule.parameters["minimum_support"]:
        least = rule.parameters["minimum_support"]
        text += " " + _("Un projet doit être approuvé par %(n)s votants au moins.", n=least)
    return text


_COUNTS = {
    "lazy_consensus": _lazy,
    "consent": _consent,
    "approval": _approval,
    "ranked": _ranked,
    "irv": _irv,
    "stv": _stv,
    "majority_judgment": _majority_judgment,
    "score": _score,
    "equal_shares": _equal_shares,
}

OPTION_TIES = {
    "rejected": _l("Aucune option n’est retenue."),
    "no_decision": _l("Aucune décision n’est prise ; les options à égalité sont nommées."),
    "casting_vote": _l("La présidence choisit par un acte distinct, si elle a voté."),
    "lot": _l("Un tirage au sort, engagé avant le vote et vérifiable, départage."),
}
OBJECTION_WEIGHT = _l(
    "La proposition n’est pas adoptée tant que votre objection est ouverte. Pour pouvoir y "
    "répondre, qui conduit le scrutin lit votre objection et son motif avant la clôture, personne "
    "d’autre. Vous pouvez la fermer ; il le peut aussi, par un acte motivé publié avec le résultat."
)
ON_PROPOSAL_WEIGHT = {
    "lazy_consensus": _l("Ne rien dire, c’est accepter."),
    "consent": _l("Ne pas répondre ne bloque pas la proposition."),
    # What each answer of a vote by consent does.
    "consent:consent": _l("La proposition vous paraît assez bonne pour être tentée."),
    "consent:reservation": _l("Vous consentez ; votre réserve est publiée avec le résultat."),
    "consent:aside": _l("Vous ne prenez pas part à cette décision, sans la bloquer."),
    "consent:objection": OBJECTION_WEIGHT,
    "lazy_consensus:objection": OBJECTION_WEIGHT,
}


def weight_among(rule: Rule, choice: str) -> str:
    """Say what an answer, or silence (`absent`), weighs where the vote is not for or against."""
    method = METHODS[rule.method]
    quorum = rule.quorum.kind != "none"
    if method.on_proposal:
        key = rule.method if choice == "absent" else f"{rule.method}:{choice}"
        return str(ON_PROPOSAL_WEIGHT[key])
    if choice == "absent":
        text = _("Ne pas voter ne pèse pas sur le choix.")
        return f"{text} {_('Un absent ne compte pas pour le quorum.')}" if quorum else text
    text = _("Compté comme votant, sans peser sur le choix.")
    return f"{text} {_('Compte pour le quorum.')}" if quorum else text
