"""Needs filed for an organization: asking it by mail, and its answer by a one-time link."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.accounts import throttle
from council.accounts.forms import too_many
from council.accounts.links import SECRET_PAGE, read_link
from council.extensions import db
from council.needs import actions_filing as actions
from council.needs import policies_filing as policies
from council.needs import queries
from council.needs.forms_filing import DENY, AnswerFilingForm, AskConfirmationForm
from council.needs.links import PURPOSE
from council.needs.models_filing import FilingConfirmation
from council.needs.queries_filing import filing_of
from council.needs.views import bp, load, to_page


@bp.route("/<ref:reference>/demander-confirmation", methods=["GET", "POST"])
@requires("registered")
def ask_confirmation(reference):
    """Have the organization asked by mail whether the need is its own."""
    viewer, need = current_viewer(), load(reference)
    check(policies.can_ask_confirmation(viewer, need, filing_of(need.id)))
    form = AskConfirmationForm()
    if form.validate_on_submit():
        email = form.email.data
        wait = throttle.spend(throttle.mail_charges("filing", email, request.remote_addr)).wait
        if wait:
            return _asking(form, need, *too_many(form, wait))
        if form.run(actions.ask_confirmation, need, email=email, author=viewer):
            flash(_("Le courrier part à %(email)s.", email=email), "success")
            return to_page(need)
    return _asking(form, need, form.status)


def _asking(form: AskConfirmationForm, need: Any, *status: Any) -> Any:
    return render_template("needs/ask_confirmation.html", form=form, need=need), *status


@bp.route("/confirmer/<token>", methods=["GET", "POST"])
@public
def answer_filing(token: str):
    """Let who received the mail read the need and answer; opening the page answers nothing."""
    link = read_link(PURPOSE, token)
    filing = db.session.get(FilingConfirmation, link.id) if link else None
    if filing is None:
        return render_template("needs/filing_link_expired.html"), 410, SECRET_PAGE
    form = AnswerFilingForm()
    if form.validate_on_submit():
        done = _answer(filing, form)
        if done is not None:
            page = render_template("needs/filing_answered.html", filing=done, need=done.need)
            return page, 200, SECRET_PAGE
    need = filing.need
    said = queries.particulars_of(need)
    page = render_template("needs/answer_filing.html", form=form, need=need, said=said)
    return page, form.status, SECRET_PAGE


def _answer(filing: FilingConfirmation, form: AnswerFilingForm) -> FilingConfirmation | None:
    if form.answer.data == DENY:
        return form.run(actions.deny_filing, filing, reason=form.reason.data or "")
    return form.run(actions.confirm_filing, filing)
