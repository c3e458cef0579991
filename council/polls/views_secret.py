"""Finding a secret ballot again by its receipt."""

from __future__ import annotations

import json
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from council.access import check, current_viewer, no, public
from council.polls import policies, queries, queries_secret
from council.polls.forms_ballots import ReceiptForm
from council.polls.models import Poll
from council.polls.receipts import read_receipt
from council.polls.views import bp, moment, poll_of
from council.polls.words_ballots import content_said


@bp.route("/scrutins/<ref:reference>/retrouver", methods=["GET", "POST"])
@public
def find_ballot(reference: str):
    """Say whether a receipt is that of a ballot, and of which once the result may be read."""
    poll, form = poll_of(reference), ReceiptForm()
    if poll.rule.secrecy != "secret":
        check(no(_("Ce scrutin est public : ses bulletins sont nominatifs, sans reçu secret.")))
    facts: dict[str, Any] = {"answer": "", "found": False, "held": False}
    if form.validate_on_submit():
        facts = _looked_up(poll, read_receipt(form.receipt.data or "") or "")
        form.receipt.data = ""
    return render_template("polls/find_ballot.html", poll=poll, form=form, **facts), form.status


def _looked_up(poll: Poll, receipt: str) -> dict[str, Any]:
    viewer = current_viewer()
    found, held = queries_secret.counted_by(poll, receipt), False
    if found is None:
        held = queries_secret.ballot_by(poll, receipt) is not None
    seen = policies.can_see_result(viewer, poll, bool(queries.my_entries(poll, viewer)), moment())
    if found is None and not held:
        answer = _("Ce reçu n’est celui d’aucun bulletin de ce scrutin.")
    elif not seen:
        answer = _("Un bulletin a ce reçu. %(why)s", why=seen.reason)
    elif found is None:
        answer = _("Un bulletin a ce reçu. Le décompte vient dans un moment.")
    else:
        said = content_said(poll, json.loads(found.content))
        answer = _("Bulletin : %(said)s.", said=said)
    return {"answer": answer, "found": bool(seen and found), "held": bool(found or held)}
