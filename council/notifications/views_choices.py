"""« Ce que je reçois »: each one's choice by family, and the link that ends mails in one click."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import current_viewer, public, requires
from council.accounts.links import SECRET_PAGE, read_link
from council.notifications import actions
from council.notifications.events import FAMILY_LABELS, Family
from council.notifications.forms import ChoicesForm, UnsubscribeForm
from council.notifications.queries_choices import frequencies_of
from council.notifications.unsubscribing import PURPOSE
from council.notifications.views import bp
from council.transactions import allow_writes


@bp.route("/compte/notifications", methods=["GET", "POST"])
@requires("registered")
def choices() -> Any:
    """Choose, family by family, what one receives and when."""
    account_id = current_viewer().account_id
    form = ChoicesForm(data=frequencies_of(account_id))
    if form.validate_on_submit() and form.run(actions.set_choices, account_id, form.frequencies()):
        flash(_("Vos choix sont enregistrés."), "success")
        return redirect(url_for(".choices"), 303)
    page = render_template("notifications/choices.html", form=form, families=list(Family))
    return page, form.status


def _family(text: str | None) -> Family | None:
    return Family(text) if text in set(Family) else None


@bp.route("/desabonnement/<token>", methods=["GET", "POST"])
@public
def unsubscribe(token: str) -> Any:
    """End mails by a signed link, without signing in: a page with a button, or one click."""
    link, asked = read_link(PURPOSE, token), _family(request.args.get("famille"))
    if link is None:
        return render_template("notifications/unsubscribe_expired.html"), 410, SECRET_PAGE
    form = UnsubscribeForm(family=asked or "")
    if request.method == "GET":
        page = render_template("notifications/unsubscribe.html", form=form)
        return page, 200, SECRET_PAGE
    chosen = asked if form.one_click.data else _family(form.family.data)
    allow_writes()
    actions.unsubscribe(link.id, [chosen] if chosen else list(Family))
    said = FAMILY_LABELS[chosen] if chosen else None
    return render_template("notifications/unsubscribed.html", said=said), 200, SECRET_PAGE
