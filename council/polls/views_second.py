"""Second convocations: the act that prepares one."""

from __future__ import annotations

from flask import flash, redirect
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.forms import ConfirmForm
from council.polls import actions_second, policies, queries, queries_results, queries_second
from council.polls.models import Phase
from council.polls.views import bp, moment, page_of, poll_of


@bp.post("/scrutins/<ref:reference>/seconde-convocation")
@requires("registered")
def call_again(reference: str):
    """Prepare the second convocation; asked twice, the same draft comes back."""
    poll, viewer, form = poll_of(reference), current_viewer(), ConfirmForm()
    known = queries_second.second_of(poll)
    outcome = ""
    if poll.phase(moment()) in (Phase.COUNTED, Phase.PUBLISHED):
        outcome = queries_results.outcome_of(poll, queries.box_of(poll)).result.outcome
    check(policies.can_call_again(viewer, poll, outcome, again=False))
    if not form.validate_on_submit():
        return redirect(page_of(poll), 303)
    again = known or form.run(actions_second.call_again, poll, author=viewer)
    if again is None:
        return redirect(page_of(poll), 303)
    flash(_("La seconde convocation est prête : vérifiez-la, puis ouvrez-la."))
    return redirect(page_of(again), 303)
