"""Rules and results in words: each condition with its numbers, said the way French law says it."""

from __future__ import annotations

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from council.organizations.models import College, Seat
from council.organizations.viewer import Viewer
from council.polls.models import Poll
from council.polls.queries_recusals import Proposal
from council.polls.voters import VOTING_TITLES, voting_organizations
from council.polls.words_guests import guest_names, weighs_apart
from council.polls.words_methods import METHOD_NAMES, OPTION_TIES, how_it_counts, weight_among
from council.tally import METHODS, Rule
from council.tally.contents import DISCUSSION

CHOICES = {
    "for": _l("Pour"),
    "against": _l("Contre"),
    "abstain": _l("Abstention"),
    "blank": _l("Blanc"),
    "objection": _l("Objection motivée"),
    "consent": _l("Je consens"),
    "reservation": _l("Je consens avec réserve"),
    "aside": _l("Je m’en tiens à l’écart"),
}
SHARES = {
    ("1/2", True): _l("plus de la moitié"),
    ("3/5", False): _l("au moins les trois cinquièmes"),
    ("2/3", False): _l("au moins les deux tiers"),
    ("3/4", False): _l("au moins les trois quarts"),
    ("1", False): _l("la totalité"),
}
BASES = {
    "exprimes": _l("des suffrages exprimés (pour et contre)"),
    "votants": _l("des votants"),
    "membres": _l("des inscrits, qu’ils aient voté ou non"),
}
QUORUM_SHARES = {"1/2": _l("la moitié"), "2/3": _l("les deux tiers"), "1": _l("la totalité")}


def share_words(share: str, strict: bool) -> str:
    """Say a threshold: « plus de la moitié », « au moins les deux tiers »."""
    known = SHARES.get((share, strict))
    if known is not None:
        return str(known)
    if strict:
        return _("plus de %(share)s", share=share)
    return _("au moins %(share)s", share=share)


def weighs(rule: Rule, choice: str) -> str:
    """Say what abstaining, voting blank or not voting (`absent`) weighs under a rule."""
    if rule.method != "motion":
        return weight_among(rule, choice)
    base = _base_short(rule)
    counted = rule.quorum.kind != "none"
    if choice == "absent":
        text = _("Ne pas voter ne pèse ni pour ni contre.")
        if rule.majority_base == "membres":
            text = _("Ne pas voter pèse comme un vote contre.")
        return f"{text} {_('Un absent ne compte pas pour le quorum.')}" if counted else text
    if rule.majority_base == "exprimes":
        text = _("Ne pèse ni pour ni contre : seuls les votes pour et contre sont comptés.")
    else:
        text = _("Pèse comme un vote contre : la majorité se calcule sur %(base)s.", base=base)
    return f"{text} {_('Compte pour le quorum.')}" if counted else text


def _base_short(rule: Rule) -> str:
    return _("les inscrits") if rule.majority_base == "membres" else _("les votants")


def advisory_words(*, guest: bool = False) -> str:
    """Say what a ballot of an advisory seat, or of a guest, is worth."""
    if guest:
        return _(
            "Vous êtes invité à donner un avis : il est compté et montré à part, sans décider."
        )
    return _("Ce siège est consultatif : son bulletin est compté et montré à part, sans décider.")


def rule_lines(rule: Rule, names: dict[str, str]) -> list[tuple[str, str]]:
    """Return a rule as (label, sentence), with each college by its name."""
    voting = [names.get(c.key, c.key) for c in rule.voting_colleges]
    advisory = [names.get(c.key, c.key) for c in rule.colleges if c.advisory] + guest_names(rule)
    lines = [
        (_("Qui décide"), _electorate(rule, voting, names)),
        (_("À titre consultatif"), ", ".join(advisory)),
        (_("Méthode"), str(METHOD_NAMES[rule.method])),
        (_("Comment on compte"), how_it_counts(rule)),
        *_majority_lines(rule, names),
        *((_LABELS[choice], weighs(rule, choice)) for choice in _told(rule)),
        (_("Quorum"), _quorum(rule)),
        *_own_quorums(rule, names),
        (_("Partage égal des voix") if rule.method == "motion" else _("Égalité"), _tie(rule)),
        (_("Secret"), _secrecy(rule)),
        (_("Changer d’avis"), _changing(rule)),
        (
            _("Motif"),
            _reason_asked(rule),
        ),
        (_("Procuration"), _proxies(rule)),
        (_("Seconde convocation"), _second(rule)),
        (_("Déroulé"), _sequence(rule)),
        (_("Délais"), _delays(rule)),
        (_("Résultat"), _result_public(rule)),
        (
            _("Conduite du scrutin"),
            _("Ouvert par la présidence.")
            if rule.opened_by == "chair"
            else _("Ouvert par le secrétariat ou la présidence."),
        ),
    ]
    return [(label, text) for label, text in lines if text]


READERS = {
    "roll": _l("les inscrits"),
    "secretariat": _l("le secrétariat"),
    "chair": _l("la présidence"),
    "council": _l("tout le conseil"),
    "endorser": _l("qui dira si l’État soutient la décision"),
}


def _result_public(rule: Rule) -> str:
    if rule.results_public == "closing":
        return _("Public dès la clôture.")
    readers = [str(READERS[reader]) for reader in rule.results_read_by]
    if not readers:
        return _("Public avec la décision ; d’ici là, personne ne le lit.")
    return _(
        "Public avec la décision ; d’ici là, lu par %(names)s.",
        names=format_list(readers, locale=get_locale()),
    )


def _sequence(rule: Rule) -> str:
    said = []
    if rule.sequence == "debate":
        said.append(
            _("Un débat écrit et confidentiel précède le vote ; des actes l’ouvrent et le closent.")
        )
    if rule.closed_by == "act":
        said.append(
            _("Un acte clôt le vote, au plus tôt à la date annoncée ; à défaut, sept jours après.")
        )
    return " ".join(said)


def _secrecy(rule: Rule) -> str:
    if rule.secrecy == "secret":
        return _(
            "Scrutin secret : on sait qui a voté, l’urne ne dit pas quoi. Chacun garde un reçu "
            "pour retrouver son bulletin."
        )
    if rule.secrecy == "end_to_end":
        return _(
            "Scrutin chiffré de bout en bout, tenu dans Belenios : le résultat vient de son "
            "archive, vérifiée par belenios-tool."
        )
    return _("Scrutin public : les bulletins sont nominatifs et montrés après coup.")


def _changing(rule: Rule) -> str:
    if not rule.ballots_changeable:
        return _("Un bulletin reçu ne peut plus être changé.")
    if rule.secrecy == "secret":
        return _("Un bulletin peut être changé jusqu’à la clôture, avec son reçu.")
    if rule.secrecy == "end_to_end":
        return _("On peut voter de nouveau dans Belenios jusqu’à la clôture ; le dernier compte.")
    return _("Un bulletin peut être changé jusqu’à la clôture ; le dernier compte.")


_LABELS = {
    "abstain": _l("S’abstenir"),
    "blank": _l("Voter blanc"),
    "absent": _l("Ne pas voter"),
}


def _told(rule: Rule) -> list[str]:
    return [c for c in rule.choices if c in _LABELS] + ["absent"]


def _tie(rule: Rule) -> str:
    if rule.method == "motion":
        return str(TIES[rule.tie])
    return "" if METHODS[rule.method].on_proposal else str(OPTION_TIES[rule.tie])


def _majority_lines(rule: Rule, names: dict[str, str]) -> list[tuple[str, str]]:
    """Say the threshold, and those that colleges have of their own; none where none is used."""
    if rule.method != "motion":
        return []
    text = _(
        "La proposition est adoptée si les votes pour font %(share)s %(base)s.",
        share=share_words(str(rule.threshold.share), rule.threshold.strict),
        base=BASES[rule.majority_base],
    )
    lines = [(_("Majorité"), text)]
    for college in rule.voting_colleges:
        if college.threshold is not None:
            share = share_words(str(college.threshold.share), college.threshold.strict)
            lines.append((_("Seuil propre"), f"{names.get(college.key, college.key)} : {share}"))
    return lines


def _own_quorums(rule: Rule, names: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (
            _("Quorum propre"),
            _(
                "%(college)s : il faut que %(share)s des sièges aient voté.",
                college=names.get(college.key, college.key),
                share=QUORUM_SHARES.get(str(college.quorum), college.quorum),
            ),
        )
        for college in rule.voting_colleges
        if college.quorum is not None
    ]


TIES = {
    "rejected": _l("La proposition est rejetée."),
    "no_decision": _l("Aucune décision n’est prise."),
    "casting_vote": _l("La présidence départage par un acte distinct, si elle a voté."),
    "lot": _l("Un tirage au sort, engagé avant le vote et vérifiable, départage."),
}


def _proxies(rule: Rule) -> str:
    if not rule.proxies:
        return _("Pas de procuration.")
    return _("Un siège peut en porter %(n)s ; qui vote soi-même y met fin.", n=rule.proxies)


def _second(rule: Rule) -> str:
    second = rule.second_convocation
    if second is None:
        return ""
    said = []
    if second.quorum is not None:
        said.append(
            _("Faute de quorum, sur le même texte : %(rule)s", rule=_quorum(rule.for_second()))
        )
    if second.threshold is not None:
        share = share_words(str(second.threshold.share), second.threshold.strict)
        said.append(_("Si le texte n’est pas adopté : %(share)s suffisent alors.", share=share))
    if second.after_days:
        said.append(_("Au plus tôt %(n)s jours après la clôture.", n=second.after_days))
    return " ".join(said)


def _reason_asked(rule: Rule) -> str:
    if not rule.reason_required_on_against:
        return ""
    if rule.method == "motion":
        return _("Un vote contre doit être motivé.")
    return _("Une objection doit être motivée.")


def _electorate(rule: Rule, voting: list[str], names: dict[str, str]) -> str:
    listed = ", ".join(voting)
    if rule.mode == "weighted":
        weights = ", ".join(f"{names.get(c.key, c.key)} : {c.weight}" for c in rule.voting_colleges)
        return _("Chaque collège pèse son poids (%(weights)s).", weights=weights)
    if rule.mode == "concurrent":
        return _("Chaque collège doit adopter de son côté : %(names)s.", names=listed)
    return ngettext(
        "Le collège %(names)s, une voix par siège.",
        "Les collèges %(names)s ensemble, une voix par siège.",
        len(voting),
        names=listed,
    )


def summary(rule: Rule, names: dict[str, str]) -> str:
    """Say a rule in two sentences: who decides, and what makes a result."""
    voting = [names.get(c.key, c.key) for c in rule.voting_colleges]
    how = how_it_counts(rule) or _majority_lines(rule, names)[0][1]
    return f"{_electorate(rule, voting, names)} {how}"


def _delays(rule: Rule) -> str:
    said = []
    if rule.notice_days:
        said.append(
            ngettext(
                "Convoqué au moins un jour avant l’ouverture.",
                "Convoqué au moins %(num)d jours avant l’ouverture.",
                rule.notice_days,
            )
        )
    if rule.minimum_days:
        said.append(
            ngettext(
                "Ouvert au moins un jour.",
                "Ouvert au moins %(num)d jours.",
                rule.minimum_days,
            )
        )
    return " ".join(said)


def _quorum(rule: Rule) -> str:
    if rule.quorum.kind == "none":
        return _("Aucun quorum.")
    share = str(rule.quorum.share)
    words = QUORUM_SHARES.get(share, share)
    if rule.quorum.kind == "share":
        return _("Il faut que %(share)s des sièges aient voté.", share=words)
    return _("Il faut que %(share)s des sièges de chaque collège aient voté.", share=words)


def recusal_reason(row: Proposal) -> str:
    """Say why a recusal is proposed, as it would be written."""
    offer = {"ref": row.offer.reference, "title": row.title}
    if row.person:
        return _(
            "%(person)s agit aussi pour l’auteur de l’offre %(ref)s (« %(title)s »).",
            person=row.person,
            **offer,
        )
    if row.is_source:
        return _("Auteur de l’offre %(ref)s (« %(title)s »), à l’origine du scrutin.", **offer)
    return _("Auteur de l’offre %(ref)s (« %(title)s ») pour ce qui est soumis au vote.", **offer)


def choice_meanings(poll: Poll, *, advisory: bool = False) -> dict[str, str]:
    """Return what each option and choice means, those its author did not write from the rule;
    `advisory`: to who is only heard."""
    rule = poll.rule
    found = {option: poll.meaning(option) for option in poll.question.options}
    if DISCUSSION in found:
        found[DISCUSSION] = _("Aucune option n’est retenue : la discussion continue.")
    said = weighs_apart if advisory else weighs
    return found | {c: poll.meaning(c) or said(rule, c) for c in rule.choices}


def choice_names(poll: Poll) -> dict[str, str]:
    """Return the name of everything a ballot of this poll may hold."""
    return {key: str(label) for key, label in CHOICES.items()} | dict(poll.question.labels)


def would_vote(viewer: Viewer, seats: list[tuple[Seat, College, str]], rule: Rule) -> str:
    """Answer « serais-je sur la liste ? » for a poll that is not called yet."""
    voting = voting_organizations(viewer, *VOTING_TITLES)
    found = [
        _("%(name)s (collège %(college)s, %(kind)s)", name=name, college=college.name,
          kind=_("consultatif") if rule.college(college.key).advisory else _("décide"))
        for seat, college, name in seats
        if seat.organization_id in voting
    ]  # fmt: skip
    if found:
        return _("Oui : vous voteriez pour %(names)s.", names=", ".join(found))
    return _("Non : vous n’êtes mandaté pour aucun des sièges de cette liste.")
