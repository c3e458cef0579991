"""What secrecy covers and what it does not, said before anyone votes."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from council.polls.secrecy import APART, SMALLEST
from council.tally import Rule

UNCOVERED = (
    _l("Qui exploite le serveur et l’observe pendant le vote pourrait savoir qui vote quoi."),
    _l("Les sauvegardes et les archives de journaux faites pendant le vote ne sont pas effacées."),
    _l("Un reçu montré à quelqu’un lui prouve votre vote : ne le donnez pas."),
    _l("Dans un petit groupe, ou quand tous votent de même, le résultat dit le vote de chacun."),
    _l("Un classement ou des notes rares peuvent se reconnaître entre tous."),
)


def told_lines(rule: Rule) -> list[str]:
    """Say what is published after the vote."""
    few = {"n": SMALLEST}
    lines = [
        _("Sont publiés à la fin : le total, et les bulletins mêlés, sans nom, heure ni ordre."),
        _(
            "Les noms des sièges qui ont voté le sont aussi, sauf si moins de %(n)s ont voté ou si "
            "tous ont voté de même.",
            **few,
        ),
    ]
    if rule.mode in APART:
        lines.append(
            _(
                "La règle compte chaque collège à part : ses chiffres sont publiés, sauf si moins "
                "de %(n)s y ont voté ou si tous y ont voté de même.",
                **few,
            )
        )
    else:
        lines.append(_("Les chiffres d’un collège ne sont jamais séparés de ceux des autres."))
    return lines


def withheld_lines(facts: dict[str, object], advisory: bool) -> list[str]:
    """Say what of a counted secret poll is not told, and why; `advisory` where some were heard."""
    lines = []
    if not facts["turnout"]:
        lines.append(
            _("Les noms des votants ne sont pas publiés : ils diraient le vote de chacun.")
        )
    if advisory and not facts["advisory"]:
        lines.append(_("Les avis consultatifs ne sont pas publiés : trop peu, ou tous les mêmes."))
    return lines
