"""Pages of requests sent by mail: sending, answering by the link, confirming."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.accounts import throttle
from council.accounts.forms import too_many
from council.accounts.links import SECRET_PAGE, read_link
from council.accounts.throttle import HOUR, Charge, Limit
from council.forms import ConfirmForm
from council.requests import actions_links as actions
from council.requests import policies_links as policies
from council.requests import queries_links as queries
from council.requests.forms_links import LinkAnswerForm, MailForm
from council.requests.links import ANSWER, CONFIRM
from council.requests.models import CHOICE_MEANINGS
from council.requests.queries import find_request
from council.requests.queries_links import Standing
from council.requests.views import bp

ANSWERS = Limit(5, HOUR)


@bp.route("/<ref:reference>/envoyer", methods=["GET", "POST"])
@requires("registered")
def mail(reference: str) -> Any:
    """Send a request to an address of maintainers, with a link to answer without an account."""
    viewer = current_viewer()
    asked = find_request(reference, viewer) or abort(404)
    check(policies.can_mail(viewer, asked))
    form = MailForm()
    page = {
        "form": form,
        "asked": asked,
        "has_contact": bool(queries.contact_of(asked.software_id)),
    }
    if form.validate_on_submit():
        address = form.email.data or f"contact:{asked.software_id}"
        charges = throttle.mail_charges("request-mail", address, request.remote_addr)
        wait = throttle.spend(charges).wait
        if wait:
            status = too_many(form, wait)
            return render_template("requests/mail.html", **page), *status
        if form.run(actions.mail_request, asked, email=form.email.data or "", sender=viewer):
            flash(_("Demande envoyée par courriel."), "success")
            return redirect(url_for(".show", reference=reference), 303)
    return render_template("requests/mail.html", **page), form.status


def _closed(standing: Standing | None, invitation: Any = None) -> Any:
    """Say what became of a link; an answered one shows the answer."""
    answer = None
    if standing == Standing.ANSWERED:
        answer = queries.last_answer(invitation.request_id)
    page = render_template(
        "requests/link_closed.html",
        standing=standing.value if standing else "",
        asked=invitation.request if invitation is not None else None,
        answer=answer,
    )
    return page, 200 if answer is not None else 410, SECRET_PAGE


@bp.route("/repondre/<token>", methods=["GET", "POST"])
@public
def answer_by_link(token: str) -> Any:
    """Answer a request by a mailed link; opening the page changes nothing."""
    link = read_link(ANSWER, token)
    invitation = queries.find_invitation(link.id) if link else None
    standing = queries.standing_of(invitation) if invitation else None
    if invitation is None or standing != Standing.OPEN:
        return _closed(standing, invitation)
    form = LinkAnswerForm().keep(was_received=False, is_revision=False)
    if form.validate_on_submit():
        wait = throttle.spend(_charges(invitation.id)).wait
        if wait:
            return _answer_page(form, invitation), *too_many(form, wait)
        signed = form.signed_as.data or ""
        if form.run(actions.propose_answer, invitation, form.content(), signed_as=signed):
            page = render_template("requests/link_sent.html", asked=invitation.request)
            return page, 200, SECRET_PAGE
    return _answer_page(form, invitation), form.status, SECRET_PAGE


def _charges(number: int) -> list[Charge]:
    network = throttle.network_of(request.remote_addr)
    return [
        Charge(throttle.key("answer-link", str(number)), ANSWERS),
        Charge(throttle.key("answer-link", "network", network), throttle.FORM_NETWORK),
    ]


def _answer_page(form: Any, invitation: Any) -> str:
    return render_template(
        "requests/answer_by_link.html",
        form=form,
        asked=invitation.request,
        invitation=invitation,
        meanings=CHOICE_MEANINGS,
    )


@bp.route("/confirmer/<token>", methods=["GET", "POST"])
@public
def confirm_answer(token: str) -> Any:
    """Publish an answer by the link sent to the address of the question."""
    link = read_link(CONFIRM, token)
    pending = queries.find_pending(link.id) if link else None
    invitation = queries.find_invitation(pending.invitation_id) if pending else None
    standing = queries.standing_of(invitation) if invitation else None
    if invitation is None or standing != Standing.OPEN:
        return _closed(standing, invitation)
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(actions.publish_answer, pending):
        return _closed(Standing.ANSWERED, queries.find_invitation(invitation.id))
    page = render_template(
        "requests/confirm_answer.html", form=form, asked=invitation.request, pending=pending
    )
    return page, form.status, SECRET_PAGE
