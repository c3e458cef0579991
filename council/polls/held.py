"""Which rules the pages can hold a vote by: a rule is offered once all that it asks is there."""

from __future__ import annotations

from flask_babel import gettext as _

from council.polls.belenios import HELD
from council.tally import Rule


def missing_for(rule: Rule) -> str | None:
    """Return what a rule asks that votes held here do not have yet, None when it can be held."""
    if rule.secrecy != "end_to_end" or _fits_belenios(rule):
        return None
    return _(
        "chiffré de bout en bout, un vote dans une seule liste qui décide, pour ou contre, par "
        "approbation ou par classement, sans procuration, invité ni quorum par collège"
    )


def _fits_belenios(rule: Rule) -> bool:
    """Say whether one Belenios election, where a voter may vote again, holds what a rule asks."""
    return (
        rule.method in HELD
        and rule.mode == "single"
        and len(rule.voting_colleges) == len(rule.colleges)
        and not rule.proxies
        and not rule.guests
        and rule.quorum.kind != "per_college"
        and rule.ballots_changeable
    )
