"""The mails that the other side refuses for good, for those who can mend an address."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.forms import ConfirmForm
from council.notifications import actions, policies
from council.notifications.queries_refused import given_up, given_up_mail
from council.notifications.views import bp


@bp.get("/courriers/refuses")
@requires("secretariat", "administrator")
def refused() -> str:
    """List the mails that were given up: to whom, about what, what the other side answered."""
    return render_template("notifications/refused.html", mails=given_up())


@bp.post("/courriers/refuses/<int:number>/renvoyer")
@requires("secretariat", "administrator")
def send_again(number: int) -> Any:
    """Try a mail again, once its address is mended."""
    said = _("Le courriel va être envoyé de nouveau, à l’adresse d’aujourd’hui.")
    return _act(number, actions.send_again, said)


@bp.post("/courriers/refuses/<int:number>/classer")
@requires("secretariat", "administrator")
def put_aside(number: int) -> Any:
    """Show a mail no more; it stays unsent."""
    return _act(number, actions.put_aside, _("Ce courriel n’est plus montré ; il n’est pas parti."))


def _act(number: int, action: Any, said: str) -> Any:
    check(policies.can_mend_mails(current_viewer()))
    message = given_up_mail(number) or abort(404)
    if not ConfirmForm().validate_on_submit():
        abort(400)
    if action(message):
        flash(said, "success")
    return redirect(url_for(".refused"), 303)
