"""Sign-in, sign-out, acting for a body."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, session
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from council.access import Refused, current_viewer, public, requires
from council.accounts import actions
from council.accounts.forms import ActForForm, SignInForm
from council.accounts.passwords import matches, new_token
from council.accounts.queries import find_account, find_session
from council.forms import ConfirmForm
from council.organizations.visitor import SignedIn
from council.web import safe_next

bp = Blueprint("accounts", __name__)


@bp.get("/connexion")
@public
def sign_in():
    """Show the sign-in form."""
    form = SignInForm(suite=safe_next(request.args.get("suite")))
    return render_template("accounts/sign_in.html", form=form)


@bp.post("/connexion")
@public
def open_session():
    """Sign a person in; the same answer for an unknown address and a wrong password."""
    form = SignInForm()
    if form.validate_on_submit():
        account = find_account(form.email.data)
        known = account.password_hash if account and account.is_active else None
        if matches(known, form.password.data):
            _sign_in(account)
            return redirect(safe_next(form.suite.data, "/tableau-de-bord"), 303)
        form.form_errors.append(_("Adresse ou mot de passe incorrect."))
    return render_template("accounts/sign_in.html", form=form), form.status


def _sign_in(account) -> None:
    token = new_token()
    hours = current_app.config["COUNCIL_SESSION_HOURS"]
    browser = request.headers.get("User-Agent", "")
    session.clear()
    actions.sign_in(account, token=token, hours=hours, browser=browser)
    login_user(SignedIn(token, find_session(token)))


@bp.post("/deconnexion")
@requires("registered")
def sign_out():
    """End this session, on the server too."""
    if ConfirmForm().validate_on_submit():
        actions.sign_out(current_viewer().session_id)
        logout_user()
        session.clear()
        flash(_("Vous êtes déconnecté."))
    return redirect("/", 303)


@bp.post("/compte/agir-pour")
@requires("registered")
def act_for():
    """Choose for whom the next acts are done."""
    form = ActForForm()
    viewer = current_viewer()
    if form.validate_on_submit():
        chosen = {str(mandate.id): mandate.id for mandate in viewer.mandates}
        if form.mandate.data and form.mandate.data not in chosen:
            raise Refused(_("Ce mandat n’est pas le vôtre, ou n’est plus en vigueur."))
        actions.act_for(viewer.session_id, chosen.get(form.mandate.data or ""))
    return redirect(safe_next(form.next.data, "/tableau-de-bord"), 303)
