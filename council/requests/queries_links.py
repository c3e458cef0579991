"""Reads on the questions sent by mail: may a link still be answered, who was written to."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from council.clock import today
from council.extensions import db
from council.organizations.models import Mandate, Title
from council.organizations.viewer import REPRESENTING
from council.records.models import Record
from council.requests.models import Answer, Request, RequestState
from council.requests.models_links import PendingAnswer, RequestInvitation
from council.software.models_contacts import SoftwareContact

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

# A late answer is an answer: the link outlives the day that was asked for.
MARGIN = timedelta(days=60)
MOST_INVITATIONS = 5


class Standing(StrEnum):
    """What a link to answer is good for."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def standing_of(invitation: RequestInvitation) -> Standing:
    """Return what the link of an invitation is good for today."""
    asked = invitation.request
    if asked.state == RequestState.ANSWERED:
        return Standing.ANSWERED
    if asked.state == RequestState.WITHDRAWN:
        return Standing.WITHDRAWN
    if invitation.expires_on < today() or not invitation.email:
        return Standing.EXPIRED
    return Standing.OPEN


def expiry_of(due_on: date) -> date:
    """Return the last day on which a link may be answered."""
    return max(due_on, today()) + MARGIN


def find_invitation(number: int) -> RequestInvitation | None:
    """Return an invitation with its request, its software and who asks."""
    whole = joinedload(RequestInvitation.request)
    return db.session.scalar(
        select(RequestInvitation)
        .where(RequestInvitation.id == number)
        .options(whole.joinedload(Request.software), whole.joinedload(Request.asker_organization))
    )


def find_pending(number: int) -> PendingAnswer | None:
    """Return an answer that waits for its confirmation, or has had it."""
    return db.session.get(PendingAnswer, number)


def last_answer(request_id: int) -> Answer | None:
    """Return the answer in force of a request."""
    return db.session.scalar(
        select(Answer)
        .where(Answer.request_id == request_id)
        .order_by(Answer.number.desc())
        .limit(1)
    )


def invitations_of(request_id: int) -> list[RequestInvitation]:
    """Return the invitations sent for a request, oldest first."""
    return list(
        db.session.scalars(
            select(RequestInvitation)
            .where(RequestInvitation.request_id == request_id)
            .order_by(RequestInvitation.id)
        )
    )


def contact_of(software_id: int) -> str:
    """Return the private address of a software's maintainers, empty when none is known."""
    return (
        db.session.scalar(
            select(SoftwareContact.email).where(SoftwareContact.software_id == software_id)
        )
        or ""
    )


def unreached(viewer: Viewer, limit: int) -> list[Request]:
    """Return the unanswered requests of this person's bodies that reached nobody, oldest first:
    the software has no maintainer here, and nobody was written to."""
    asking = {*REPRESENTING, Title.SECRETARIAT}
    bodies = sorted(
        mandate.organization_id
        for mandate in viewer.mandates
        if mandate.organization_id is not None and mandate.title in asking
    )
    if not bodies:
        return []
    day = today()
    maintained = exists().where(
        Mandate.software_id == Request.software_id,
        Mandate.title == Title.MAINTAINER,
        Mandate.revoked_at.is_(None),
        or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day),
    )
    mailed = exists().where(RequestInvitation.request_id == Request.id)
    query = (
        select(Request)
        .join(Request.record)
        .where(
            Record.organization_id.in_(bodies),
            Request.state == RequestState.SENT,
            ~maintained,
            ~mailed,
        )
        .order_by(Request.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def count_invitations(request_id: int) -> int:
    """Return how many times a request was sent by mail."""
    query = select(func.count()).where(RequestInvitation.request_id == request_id)
    return db.session.scalar(query) or 0
