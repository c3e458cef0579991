"""The page on which who conducts a poll says its outcome."""

from __future__ import annotations

from flask import redirect, render_template
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from council.access import check, current_viewer, requires
from council.forms import BaseForm, PlainField
from council.polls.actions_statements import state_outcome as state
from council.polls.policies_acts import can_state_outcome
from council.polls.queries_statements import statement_of
from council.polls.views import bp, moment, page_of, poll_of


class StatementForm(BaseForm):
    """What came of a poll, in a few sentences."""

    text = PlainField(
        _l("Issue du scrutin, en quelques phrases"),
        [DataRequired(_l("Dites ce que le vote a donné et ce qui suit."))],
        most=3000,
        description=_l("Montrée avec le résultat, à qui peut le lire."),
    )


@bp.route("/scrutins/<ref:reference>/issue", methods=["GET", "POST"])
@requires("registered")
def state_outcome(reference: str):
    """Say what came of a closed poll."""
    poll, viewer = poll_of(reference), current_viewer()
    check(can_state_outcome(viewer, poll, moment()))
    last = statement_of(poll)
    form = StatementForm(text=last.text if last is not None else "")
    if form.validate_on_submit() and form.run(state, poll, author=viewer, text=form.text.data):
        return redirect(page_of(poll) + "#issue", 303)
    return render_template("polls/statement.html", form=form, poll=poll, back=page_of(poll)), (
        form.status
    )
