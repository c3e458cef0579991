"""Which rules the pages can hold a vote by: a rule is offered once all that it asks is there."""

from __future__ import annotations

from flask_babel import gettext as _

from council.tally import Rule


def missing_for(rule: Rule) -> str | None:
    """Return what a rule asks that votes held here do not have yet, None when it can be held."""
    asked = (
        (rule.secrecy == "end_to_end", _("le scrutin chiffré de bout en bout")),
        (rule.sequence != "plain", _("un débat ouvert et clos par des actes")),
        (rule.closed_by != "date", _("une clôture par un acte")),
    )
    return next((what for asks, what in asked if asks), None)
