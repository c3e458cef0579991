"""Sign-in, sign-out, acting for a body, forgotten passwords, invitations."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, session
from flask_babel import gettext as _
from flask_login import logout_user

from council.access import Refused, current_viewer, public, requires
from council.accounts import actions, throttle, views_own
from council.accounts.faces import bp, link_expired, start_session
from council.accounts.forms import (
    ActForForm,
    ActivateForm,
    AddressForm,
    ResetForm,
    SignInForm,
    too_many,
)
from council.accounts.links import SECRET_PAGE, read_link
from council.accounts.models import Account, AccountState
from council.accounts.passwords import hash_password, matches
from council.accounts.queries import find_account
from council.extensions import db
from council.forms import ConfirmForm
from council.organizations.queries import password_length_of, viewer_for
from council.web import safe_next

__all__ = ["bp", "views_own"]


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
    status, headers = form.status, {}
    if form.validate_on_submit():
        charges = throttle.password_charges(form.email.data, request.remote_addr)
        tried = throttle.spend(charges)
        if tried.wait:
            status, headers = too_many(form, tried.wait)
        else:
            account = find_account(form.email.data)
            known = account.password_hash if account and account.is_active else None
            if matches(known, form.password.data):
                throttle.give_back(tried)
                start_session(account)
                return redirect(safe_next(form.suite.data, "/tableau-de-bord"), 303)
            form.form_errors.append(_("Adresse ou mot de passe incorrect."))
    status = status if status == 429 else form.status
    return render_template("accounts/sign_in.html", form=form), status, headers


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
    if not form.validate_on_submit():
        abort(400)
    chosen = {str(mandate.id): mandate.id for mandate in viewer.mandates}
    if form.mandate.data and form.mandate.data not in chosen:
        raise Refused(_("Ce mandat n’est pas le vôtre, ou n’est plus en vigueur."))
    actions.act_for(viewer.session_id, chosen.get(form.mandate.data or ""))
    return redirect(safe_next(form.next.data, "/tableau-de-bord"), 303)


@bp.route("/mot-de-passe-oublie", methods=["GET", "POST"])
@public
def forgotten():
    """Ask for a link to choose a new password; the answer never says whether an account exists."""
    form = AddressForm()
    if form.validate_on_submit():
        charges = throttle.mail_charges("reset", form.email.data, request.remote_addr)
        wait = throttle.spend(charges).wait
        if wait:
            return render_template("accounts/forgotten.html", form=form), *too_many(form, wait)
        account = find_account(form.email.data)
        actions.ask_reset(account.id if account is not None else 0)
        return render_template("accounts/forgotten_sent.html", email=form.email.data)
    return render_template("accounts/forgotten.html", form=form), form.status


@bp.route("/mot-de-passe-oublie/<token>", methods=["GET", "POST"])
@public
def reset(token: str):
    """Choose a new password by a mailed link; opening the page does not use the link up."""
    link = read_link("reset-password", token)
    account = db.session.get(Account, link.id) if link else None
    if link is None or account is None or account.state != AccountState.ACTIVE:
        return link_expired()
    form = ResetForm()
    form.judge_by(minimum=password_length_of(account), personal=(account.name, account.email))
    if form.validate_on_submit():
        done = form.run(
            actions.reset_password,
            account,
            password_hash=hash_password(form.password.data),
            epoch=link.epoch,
            author=viewer_for(account),
        )
        if done is not None:
            start_session(done)
            flash(
                _("Votre mot de passe est changé ; vos autres connexions sont terminées."),
                "success",
            )
            return redirect("/tableau-de-bord", 303)
    return render_template("accounts/reset.html", form=form), form.status, SECRET_PAGE


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public
def activate(token: str):
    """Let an invited person choose a name and a password; the account is theirs at once."""
    link = read_link("invitation", token)
    account = db.session.get(Account, link.id) if link else None
    if link is None or account is None or account.state != AccountState.INVITED:
        return link_expired()
    form = ActivateForm(name=account.name)
    form.judge_by(minimum=password_length_of(account), personal=(account.email,))
    if form.validate_on_submit():
        done = form.run(
            actions.activate_account,
            account,
            name=form.name.data,
            password_hash=hash_password(form.password.data),
            epoch=link.epoch,
            author=viewer_for(account),
        )
        if done is not None:
            start_session(done)
            flash(_("Votre compte est ouvert."), "success")
            return redirect("/tableau-de-bord", 303)
    page = render_template("accounts/activate.html", form=form, email=account.email)
    return page, form.status, SECRET_PAGE
