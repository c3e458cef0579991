"""Objections: closing one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.accounts.confirmation import confirm_password
from council.polls import queries
from council.polls.actions_objections import close_objection as close
from council.polls.forms_objections import CloseObjectionForm
from council.polls.models import Poll
from council.polls.policies import conducts
from council.polls.policies_objections import can_close_objection
from council.polls.queries_objections import Objection, objections_of
from council.polls.views import bp, moment, page_of, poll_of


@bp.route("/scrutins/<ref:reference>/objections/<uid:seat>/fermer", methods=["GET", "POST"])
@requires("registered")
def close_objection(reference: str, seat: str):
    """Close the objection of a seat, one's own or one that was answered."""
    poll, viewer = poll_of(reference), current_viewer()
    own, found = _objection(poll, seat)
    if not own:
        confirm_password(viewer, suite=request.path)
    form = CloseObjectionForm(revision=str(found.ballot.revision))
    if form.validate_on_submit():
        facts = {"revision": form.seen_revision, "reason": form.reason.data or ""}
        if form.run(close, poll, seat=found.entry, closer=viewer, **facts) is not None:
            flash(_("L’objection est fermée : le bulletin reste, sans arrêter la proposition."))
            return redirect(page_of(poll), 303)
    page = render_template(
        "polls/objection.html", form=form, poll=poll, row=found, own=own, back=page_of(poll)
    )
    return page, form.status


def _objection(poll: Poll, uid: str) -> tuple[bool, Any]:
    """Return whether the seat is the visitor's and the objection it made; Refused where the
    visitor closes none there."""
    viewer = current_viewer()
    mine = next((seat for seat in queries.my_entries(poll, viewer) if seat.uid == uid), None)
    found: Objection | None = None
    if mine is not None or conducts(viewer, poll):
        rows = objections_of(poll, None if mine is None else [mine])
        found = next((row for row in rows if row.entry.uid == uid), None)
    # Sent twice, the same act is not an error.
    objects = found is not None and (found.is_open or request.method == "POST")
    check(can_close_objection(viewer, poll, moment(), own=mine is not None, objects=objects))
    return mine is not None, found
