"""The mails of a demonstration, readable on the machine that runs it."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, request

from council.access import public
from council.notifications.queries import filed_mail, filed_mails

bp = Blueprint("notifications", __name__)


def _only_in_a_local_demonstration() -> None:
    # Mails hold one-time links: nobody but the person at this machine may read them.
    local = request.remote_addr in {"127.0.0.1", "::1"}
    if not current_app.config["COUNCIL_DEMO"] or not local:
        abort(404)


@bp.get("/courriers")
@public
def mails():
    """List the mails that were filed instead of sent."""
    _only_in_a_local_demonstration()
    mails = filed_mails(current_app.config["COUNCIL_INSTANCE"])
    return render_template("notifications/mails.html", mails=mails)


@bp.get("/courriers/<name>")
@public
def mail(name: str):
    """Show one filed mail."""
    _only_in_a_local_demonstration()
    found = filed_mail(current_app.config["COUNCIL_INSTANCE"], name)
    if found is None:
        abort(404)
    return render_template("notifications/mail.html", mail=found)
