"""What other rules would have said of the same ballots."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _

from council.access import check, current_viewer, no, public
from council.extensions import db
from council.polls import policies, queries
from council.polls.models import PollResult
from council.polls.others import others_shown
from council.polls.views import bp, moment, poll_of


@bp.get("/scrutins/<ref:reference>/autres-regles")
@public
def other_rules(reference: str):
    """Count a sealed box again by other rules, for whoever may read the result."""
    poll, viewer = poll_of(reference), current_viewer()
    on_roll = bool(queries.my_entries(poll, viewer))
    check(policies.can_see_result(viewer, poll, on_roll, moment()))
    if db.session.get(PollResult, poll.id) is None:
        check(no(_("Ce résultat sera scellé dans un moment : l’analyse viendra avec.")))
    return render_template("polls/others.html", poll=poll, **others_shown(poll))
