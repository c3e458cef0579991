"""« Mes recherches »: kept with one button of the search page, told by mail when one wants it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from council.access import current_viewer, public, requires
from council.accounts.links import SECRET_PAGE, read_link
from council.clock import today
from council.forms import ConfirmForm
from council.notifications import actions_searches as actions
from council.notifications import queries_searches as queries
from council.notifications.forms import ALERT_LABELS, AlertForm, SearchForm, SignedForm
from council.notifications.models_searches import Alert, SavedSearch
from council.notifications.unsubscribing import STOP_ALERT
from council.notifications.views import bp
from council.search.facets import in_words
from council.transactions import allow_writes


@bp.app_context_processor
def _words():
    return {"alert_labels": ALERT_LABELS}


@bp.get("/compte/recherches")
@requires("registered")
def searches() -> Any:
    """List the searches this person keeps."""
    return _page(AlertForm(formdata=None)), 200


def _page(form: AlertForm) -> str:
    found = queries.searches_of(current_viewer())
    return render_template(
        "notifications/searches.html",
        searches=[(search, in_words(search.address)) for search in found],
        form=form,
    )


@bp.post("/compte/recherches")
@requires("registered")
def save_search() -> Any:
    """Keep a search; it is told from now on, if its person wants."""
    form, viewer = SearchForm(), current_viewer()
    if not form.validate_on_submit():
        return _page(form), form.status
    address = form.address
    known = queries.results_since(address, viewer, today()) or []
    saved = form.run(actions.save_search, address, Alert(form.alert.data), known, author=viewer)
    if saved is None:
        return _page(form), form.status
    flash(_("La recherche est enregistrée dans « Mes recherches »."), "success")
    return redirect(url_for(".searches"), 303)


def _mine(uid: str) -> SavedSearch:
    return queries.find_search(uid, current_viewer()) or abort(404)


@bp.post("/compte/recherches/<uid:uid>/alerte")
@requires("registered")
def set_alert(uid: str) -> Any:
    """Choose when what is new in a search is told."""
    search, form = _mine(uid), AlertForm()
    if not form.validate_on_submit():
        return _page(form), form.status
    actions.set_alert(search, Alert(form.alert.data), author=current_viewer())
    flash(_("L’alerte est réglée : %(when)s.", when=ALERT_LABELS[search.alert]), "success")
    return redirect(url_for(".searches"), 303)


@bp.post("/compte/recherches/<uid:uid>/supprimer")
@requires("registered")
def delete_search(uid: str) -> Any:
    """Forget a search."""
    search = _mine(uid)
    if not ConfirmForm().validate_on_submit():
        abort(400)
    actions.delete_search(search, author=current_viewer())
    flash(_("La recherche est supprimée."), "success")
    return redirect(url_for(".searches"), 303)


@bp.route("/alerte/<token>", methods=["GET", "POST"])
@public
def stop_alert(token: str) -> Any:
    """End the mails of a search by a signed link, without signing in."""
    link, form = read_link(STOP_ALERT, token), SignedForm()
    if link is None:
        return render_template("notifications/unsubscribe_expired.html"), 410, SECRET_PAGE
    done = form.is_submitted()
    if done:
        allow_writes()
        actions.stop_alert(link.id)
    page = render_template("notifications/stop_alert.html", form=form, done=done)
    return page, 200, SECRET_PAGE
