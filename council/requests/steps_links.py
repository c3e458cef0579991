"""Writes on questions sent by mail that several actions share; no commit, no journal."""

from __future__ import annotations

from flask_babel import format_date
from flask_babel import gettext as _

from council.clock import now
from council.extensions import db
from council.journal.steps import enqueue
from council.organizations.models import Organization
from council.requests.links import ANSWER, CONFIRM
from council.requests.models import Request
from council.requests.models_links import PendingAnswer, RequestInvitation
from council.requests.queries_links import MOST_INVITATIONS, count_invitations, expiry_of
from council.requests.steps import AnswerContent
from council.software.models import Software
from council.transactions import Invalid


def invite_by_mail(request: Request, email: str, *, sender_id: int | None) -> RequestInvitation:
    """Owe an address the question, with a link to answer; a request is mailed a few times only."""
    if count_invitations(request.id) >= MOST_INVITATIONS:
        raise Invalid({"email": _("Cette demande a déjà été envoyée assez de fois.")})
    invitation = RequestInvitation(
        request_id=request.id,
        email=email,
        sent_by_id=sender_id,
        sent_at=now(),
        expires_on=expiry_of(request.due_on),
    )
    db.session.add(invitation)
    db.session.flush()
    body = db.session.get(Organization, request.record.organization_id or 0)
    context = {
        "reference": request.reference,
        "title": request.title,
        "question": request.question,
        "software": db.session.get_one(Software, request.software_id).name,
        "body": body.name if body is not None else "",
        "due_on": format_date(request.due_on, "d MMMM yyyy"),
        "expires_on": format_date(invitation.expires_on, "d MMMM yyyy"),
    }
    _owe("answer_request", ANSWER, invitation.id, email, context)
    return invitation


def keep_pending(
    invitation: RequestInvitation, content: AnswerContent, *, signed_as: str
) -> PendingAnswer:
    """Keep an answer until the address of its invitation confirms it by the link owed to it."""
    pending = PendingAnswer(
        invitation_id=invitation.id,
        choice=content.choice,
        since_version=content.since_version,
        text=content.text,
        html=content.html,
        days_hundredths=content.days_hundredths,
        links=list(content.links),
        signed_as=signed_as,
    )
    db.session.add(pending)
    db.session.flush()
    asked = invitation.request
    context = {"reference": asked.reference, "title": asked.title}
    _owe("confirm_answer", CONFIRM, pending.id, invitation.email, context)
    return pending


def content_of(pending: PendingAnswer) -> AnswerContent:
    """Return what a pending answer says, rendered when it was written."""
    return AnswerContent(
        choice=pending.choice,
        text=pending.text,
        since_version=pending.since_version,
        days_hundredths=pending.days_hundredths,
        links=tuple(pending.links),
        received_from=pending.signed_as,
        rendered=pending.html,
    )


def _owe(
    template: str, purpose: str, number: int, email: str, context: dict[str, str | None]
) -> None:
    payload = {
        "template": template,
        "email": email,
        "context": context,
        "link": {"purpose": purpose, "id": number},
    }
    enqueue("mail", f"mail:{purpose}:{number}", payload)
