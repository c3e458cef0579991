"""What the page of other rules shows: the same ballots counted otherwise, in words."""

from __future__ import annotations

import json
from typing import Any

from flask_babel import gettext as _

from council.polls import queries, queries_results
from council.polls.models import Poll
from council.polls.queries_results import Outcome
from council.polls.secrecy import APART
from council.polls.words_others import motion_table, option_rows, way_rows
from council.tally import METHODS, others


def others_shown(poll: Poll) -> dict[str, Any]:
    """Return what the ballots of a counted poll give by other rules, or why nothing is said."""
    box = queries.box_of(poll)
    outcome = queries_results.outcome_of(poll, box)
    why = _unsaid(poll, outcome)
    if why:
        return {"why": why, "rows": [], "grid": None, "same": 0}
    voters, contents, question = queries_results.opened(poll, box)
    actual = outcome.result
    if poll.rule.method == "motion":
        apart = poll.rule.secrecy == "public"
        cells = others.motion_cells(poll.rule, voters, contents)
        ways = others.motion_ways(poll.rule, voters, contents, actual, apart=apart)
        tried = [cell.outcome for cell in cells if not cell.own] + [way.outcome for way in ways]
        same = sum(found == actual.outcome for found in tried)
        grid = motion_table(cells, actual.outcome, together=poll.rule.mode == "single")
        return {"why": "", "rows": way_rows(ways), "grid": grid, "same": same, "of": len(tried)}
    found = others.other_methods(poll.rule, voters, contents, question, actual)
    if not found:
        return {
            "why": _("Ces bulletins ne disent rien qu’une autre règle puisse compter."),
            "rows": [],
            "grid": None,
            "same": 0,
        }
    rows = option_rows(found, question.labels, poll.rule)
    same = sum(one.same for one in found)
    return {"why": "", "rows": rows, "grid": None, "same": same, "of": len(found)}


def _unsaid(poll: Poll, outcome: Outcome) -> str:
    """Return why nothing is said of other rules, empty when something is."""
    if METHODS[poll.rule.method].on_proposal and poll.rule.method != "motion":
        return _("Un consentement se compte d’une seule façon : une objection ouverte l’arrête.")
    if outcome.result.outcome == "no_result":
        return _("Personne n’a exprimé de vote qui compte : aucune règle ne donne de résultat.")
    if poll.rule.secrecy != "public" and poll.rule.mode in APART:
        sealed = outcome.sealed
        facts = json.loads(sealed.content).get("secret", {}) if sealed is not None else {}
        if not facts.get("boxes"):
            return _(
                "Les chiffres des collèges ne sont pas publiés : d’autres règles les diraient."
            )
    return ""
