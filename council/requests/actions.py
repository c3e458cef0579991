"""What may happen to a request: sent, answered as often as needed, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import select

from council.access import check
from council.clock import now, today
from council.contributions.steps import by, for_whom, one_software
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.models import Title
from council.requests import policies
from council.requests.models import Answer, Request, RequestState
from council.requests.queries import find_source, maintainer_count, waiting_like
from council.requests.queries_links import contact_of
from council.requests.steps import (
    AnswerContent,
    Question,
    add_answer,
    add_request,
    refuse_incomplete,
    source_records,
)
from council.requests.steps_links import invite_by_mail
from council.transactions import Conflict, Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@action
def send_request(
    question: Question,
    *,
    source_reference: str,
    software_name: str,
    email: str = "",
    sender: Viewer,
) -> Request:
    """Ask a software's maintainers about a need or a contribution; one question at a time.

    It goes by mail to the address given; without one, to the address kept for the software when
    none of its maintainers has an account.
    """
    check(policies.can_send(sender))
    mandate = policies.asking_mandate(sender)
    assert mandate is not None
    source = find_source(source_reference, sender)
    if source is None:
        raise Invalid({"source": _("Aucun besoin ni contribution visible ne porte ce numéro.")})
    software = one_software(software_name, sender)
    if software is None:
        raise Invalid({"software": _("Dites à quel logiciel la demande s’adresse.")})
    if question.due_on <= today():
        raise Invalid({"due_on": _("La date de réponse souhaitée doit être à venir.")})
    known = waiting_like(lock(source), software.id, mandate.organization_id)
    if known is not None:
        sentence = _("La demande %(ref)s attend déjà une réponse.", ref=known.reference)
        raise Invalid({"software": sentence})
    request = add_request(
        question,
        software=software,
        sources=[source],
        organization_id=mandate.organization_id,
        acted=by(sender, mandate),
    )
    if not email and not maintainer_count(software.id):
        email = contact_of(software.id)
    if email:
        invite_by_mail(request, email, sender_id=sender.account_id)
    write_entry(
        "request.sent",
        subjects=[request.record, source, software.record],
        actor=sender,
        public={"reference": request.reference, "due_on": question.due_on.isoformat()},
        private={"email": email} if email else None,
        **for_whom(mandate),
    )
    return request


@action
def answer_request(
    request: Request, content: AnswerContent, *, seen: int, maintainer: Viewer
) -> Answer:
    """Answer, or revise the answer as a new version; the secretariat's are marked as received."""
    lock(request)
    check(policies.can_answer(maintainer, request))
    if request.row_version != seen:
        raise Conflict(
            _("Une autre réponse a été donnée pendant que vous écriviez la vôtre."),
            ours=content.text,
            theirs=_last_text(request),
        )
    mandate = policies.answering_mandate(maintainer, request)
    assert mandate is not None
    refuse_incomplete(content)
    if request.state == RequestState.ANSWERED and not content.reason:
        raise Invalid({"reason": _("Dites pourquoi la réponse change.")})
    was_received = mandate.title == Title.SECRETARIAT
    if was_received and not content.received_from:
        raise Invalid({"received_from": _("Dites de qui cette réponse a été reçue.")})
    answer = add_answer(request, content, was_received=was_received, acted=by(maintainer, mandate))
    write_entry(
        "request.answered",
        subjects=[request.record, *source_records(request)],
        actor=maintainer,
        public={
            "reference": request.reference,
            "choice": answer.choice,
            "version": answer.number,
            "received": was_received,
        },
        **for_whom(mandate),
    )
    return answer


@action
def withdraw_request(request: Request, *, reason: str, sender: Viewer) -> Request:
    """Take a request back; its page stays, with the reason."""
    lock(request)
    check(policies.can_withdraw(sender, request))
    mandate = policies.asking_mandate(sender, request)
    request.state = RequestState.WITHDRAWN
    request.withdrawn_at = now()
    request.withdrawal_reason = reason
    request.row_version += 1
    write_entry(
        "request.withdrawn",
        subjects=[request.record, *source_records(request)],
        actor=sender,
        public={"reference": request.reference},
        private={"reason": reason},
        **for_whom(mandate),
    )
    return request


def _last_text(request: Request) -> str:
    return (
        db.session.scalar(
            select(Answer.text)
            .where(Answer.request_id == request.id)
            .order_by(Answer.number.desc())
            .limit(1)
        )
        or ""
    )
