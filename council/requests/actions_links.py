"""Asking by mail and answering by a link: sent, answered, confirmed, published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.access import check
from council.clock import now
from council.contributions.steps import by, for_whom
from council.journal.steps import write_entry
from council.requests import policies_links as policies
from council.requests.models import Answer, Request
from council.requests.models_links import PendingAnswer, RequestInvitation
from council.requests.queries_links import Standing, contact_of, last_answer, standing_of
from council.requests.steps import AnswerContent, add_answer, refuse_incomplete, source_records
from council.requests.steps_links import content_of, invite_by_mail, keep_pending
from council.transactions import Conflict, Invalid, action, lock, quiet_action

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@action
def mail_request(request: Request, *, email: str, sender: Viewer) -> RequestInvitation:
    """Send a request to an address of maintainers; without one, to the address kept for them."""
    lock(request)
    check(policies.can_mail(sender, request))
    address = email or contact_of(request.software_id)
    if not address:
        raise Invalid({"email": _("Écrivez à quelle adresse envoyer la demande.")})
    invitation = invite_by_mail(request, address, sender_id=sender.account_id)
    mandate = policies.mailing_mandate(sender, request)
    write_entry(
        "request.mailed",
        subjects=[request.record],
        actor=sender,
        public={"reference": request.reference},
        private={"email": address},
        **for_whom(mandate),
    )
    return invitation


@quiet_action
def propose_answer(
    invitation: RequestInvitation, content: AnswerContent, *, signed_as: str
) -> PendingAnswer:
    """Keep an answer given by a link; nobody reads it before the address confirms it."""
    lock(invitation)
    _refuse_closed(invitation, content)
    refuse_incomplete(content)
    return keep_pending(invitation, content, signed_as=signed_as)


@action
def publish_answer(pending: PendingAnswer) -> Answer:
    """Publish an answer whose link was followed; of two given at once, the first one counts."""
    invitation = pending.invitation
    request = lock(invitation.request)
    content = content_of(lock(pending))
    _refuse_closed(invitation, content)
    acted = {**by(None, None), "for_software_id": request.software_id}
    answer = add_answer(request, content, was_received=False, by_link=True, acted=acted)
    pending.confirmed_at, pending.answer = now(), answer
    write_entry(
        "request.answered",
        subjects=[request.record, *source_records(request)],
        actor=None,
        public={
            "reference": request.reference,
            "choice": answer.choice,
            "version": answer.number,
            "received": False,
            "by_link": True,
        },
        software_id=request.software_id,
    )
    return answer


def _refuse_closed(invitation: RequestInvitation, content: AnswerContent) -> None:
    standing = standing_of(invitation)
    if standing == Standing.OPEN:
        return
    if standing == Standing.ANSWERED:
        given = last_answer(invitation.request_id)
        raise Conflict(
            _("Une réponse a été publiée entre-temps."),
            ours=content.text,
            theirs=given.text if given is not None else "",
        )
    raise Conflict(_("Ce lien ne permet plus de répondre."))
