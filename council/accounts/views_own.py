"""« Mon compte »: what a person sees of themselves, changes, takes away and closes."""

from __future__ import annotations

from flask import abort, flash, jsonify, redirect, render_template, request, session
from flask_babel import gettext as _
from flask_login import logout_user

from council.access import check, current_viewer, public, requires
from council.accounts import actions, policies, throttle
from council.accounts.confirmation import confirm_password
from council.accounts.faces import bp, link_expired
from council.accounts.forms import (
    AddressForm,
    ConfirmPasswordForm,
    NameForm,
    PasswordForm,
    too_many,
)
from council.accounts.links import SECRET_PAGE, read_link
from council.accounts.models import Account
from council.accounts.passwords import hash_password, matches
from council.accounts.queries import acts_of, own_session, sessions_of
from council.discussion.queries_follows import choices_of
from council.extensions import db
from council.forms import ConfirmForm
from council.notifications.queries_choices import frequencies_of
from council.notifications.queries_searches import searches_of
from council.organizations.queries import (
    applications_of,
    mandates_held,
    password_length_of,
    viewer_for,
)
from council.organizations.viewer import TITLE_LABELS
from council.subjects.queries import subjects_by
from council.web import iso, safe_next


def _own_account() -> Account:
    return db.session.get_one(Account, current_viewer().account_id)


@bp.get("/compte")
@requires("registered")
def show():
    """Show a person their data, their mandates and their sessions."""
    viewer = current_viewer()
    return render_template(
        "accounts/show.html",
        account=_own_account(),
        mandates=mandates_held(viewer.account_id),
        sessions=sessions_of(viewer.account_id),
        title_labels=TITLE_LABELS,
    )


@bp.post("/compte/connexions/<int:number>/terminer")
@requires("registered")
def end_session(number: int):
    """End one of one's own sessions."""
    viewer = current_viewer()
    row = own_session(number, viewer.account_id)
    if row is None:
        abort(404)
    check(policies.can_end_session(viewer, row))
    if ConfirmForm().validate_on_submit():
        actions.sign_out(row.id)
        flash(_("La connexion est terminée."), "success")
    return redirect("/compte#connexions", 303)


@bp.post("/compte/connexions/terminer-les-autres")
@requires("registered")
def end_other_sessions():
    """End every session but this one."""
    viewer = current_viewer()
    if ConfirmForm().validate_on_submit():
        actions.end_other_sessions(viewer.account_id, but=viewer.session_id)
        flash(_("Vos autres connexions sont terminées."), "success")
    return redirect("/compte#connexions", 303)


@bp.route("/compte/nom", methods=["GET", "POST"])
@requires("registered")
def rename():
    """Change one's displayed name."""
    account = _own_account()
    form = NameForm(name=account.name)
    if form.validate_on_submit():
        viewer = current_viewer()
        if form.run(actions.rename_account, account, name=form.name.data, author=viewer):
            flash(_("Votre nom est changé."), "success")
            return redirect("/compte", 303)
    return render_template("accounts/rename.html", form=form), form.status


def _try_password(form, field) -> tuple[int, dict[str, str]]:
    """Check the present password, counted like a sign-in; say on the form what is wrong."""
    account = _own_account()
    tried = throttle.spend(throttle.password_charges(account.email, request.remote_addr))
    if tried.wait:
        return too_many(form, tried.wait)
    if matches(account.password_hash, field.data):
        throttle.give_back(tried)
        return 200, {}
    field.errors = [*field.errors, _("Ce mot de passe n’est pas le vôtre.")]
    return 422, {}


@bp.route("/compte/mot-de-passe", methods=["GET", "POST"])
@requires("registered")
def change_password():
    """Change one's password; every other session ends."""
    viewer, account = current_viewer(), _own_account()
    form = PasswordForm()
    form.judge_by(minimum=password_length_of(account), personal=(account.name, account.email))
    status, headers = form.status, {}
    if form.validate_on_submit():
        status, headers = _try_password(form, form.current)
        if status == 200:
            new_hash = hash_password(form.password.data)
            actions.change_password(_own_account(), password_hash=new_hash, author=viewer)
            flash(
                _("Votre mot de passe est changé ; vos autres connexions sont terminées."),
                "success",
            )
            return redirect("/compte", 303)
    return render_template("accounts/password.html", form=form), max(status, form.status), headers


@bp.route("/compte/adresse", methods=["GET", "POST"])
@requires("registered")
def change_email():
    """Ask to change one's address: the new one is written to first."""
    viewer = current_viewer()
    confirm_password(viewer, suite="/compte/adresse")
    form = AddressForm()
    if form.validate_on_submit():
        charges = throttle.mail_charges("change-email", form.email.data, request.remote_addr)
        wait = throttle.spend(charges).wait
        if wait:
            return render_template("accounts/email.html", form=form), *too_many(form, wait)
        actions.ask_email_change(_own_account(), email=form.email.data)
        flash(_("Un lien a été envoyé à la nouvelle adresse : suivez-le pour confirmer."), "info")
        return redirect("/compte", 303)
    return render_template("accounts/email.html", form=form), form.status


@bp.route("/compte/adresse/<token>", methods=["GET", "POST"])
@public
def confirm_email(token: str):
    """Take a new address by the link sent there."""
    link = read_link("change-email", token)
    account = db.session.get(Account, link.id) if link else None
    if link is None or account is None or not account.pending_email:
        return link_expired()
    form = ConfirmForm()
    if form.validate_on_submit():
        author = viewer_for(account)
        done = form.run(actions.confirm_email_change, account, epoch=link.epoch, author=author)
        if done is not None:
            flash(_("Votre nouvelle adresse est confirmée."), "success")
            return redirect("/compte", 303)
    page = render_template("accounts/confirm_email.html", form=form, email=account.pending_email)
    return page, form.status, SECRET_PAGE


@bp.route("/compte/confirmer", methods=["GET", "POST"])
@requires("registered")
def confirm():
    """Ask the password again before a grave act, then go back to it."""
    form = ConfirmPasswordForm(suite=safe_next(request.args.get("suite"), "/compte"))
    status, headers = form.status, {}
    if form.validate_on_submit():
        status, headers = _try_password(form, form.password)
        if status == 200:
            actions.confirm_session(current_viewer().session_id)
            return redirect(safe_next(form.suite.data, "/compte"), 303)
    return render_template("accounts/confirm.html", form=form), max(status, form.status), headers


@bp.get("/compte/mes-donnees.json")
@requires("registered")
def export():
    """Give a person everything the site holds about them, as JSON."""
    viewer, account = current_viewer(), _own_account()
    content = {
        "account": {
            "uid": account.uid,
            "name": account.name,
            "email": account.email,
            "state": account.state,
            "created_at": iso(account.created_at),
            "email_confirmed_at": iso(account.email_confirmed_at),
        },
        "mandates": [mandate.as_data() for mandate in mandates_held(viewer.account_id)],
        "sessions": [row.as_data() for row in sessions_of(viewer.account_id)],
        "applications": [row.as_data() for row in applications_of(account.email)],
        "subjects": [row.as_data() for row in subjects_by(account)],
        "follows": choices_of(account.id),
        "notifications": frequencies_of(account.id),
        "searches": [row.as_data() for row in searches_of(viewer)],
        "acts": [entry_data(entry) for entry in acts_of(account.uid)],
    }
    answer = jsonify(content)
    answer.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return answer


def entry_data(entry) -> dict[str, object]:
    """Return what a journal entry tells of a person's act."""
    return {"sequence": entry.sequence, "kind": entry.kind, "at": entry.at, "public": entry.public}


@bp.route("/compte/fermer", methods=["GET", "POST"])
@requires("registered")
def close():
    """Close one's account for ever, after giving the password again."""
    viewer = current_viewer()
    confirm_password(viewer, suite="/compte/fermer")
    form = ConfirmForm()
    if form.validate_on_submit():
        actions.close_account(_own_account(), author=viewer)
        logout_user()
        session.clear()
        flash(_("Votre compte est fermé."), "success")
        return redirect("/", 303)
    return render_template("accounts/close.html", form=form), form.status
