"""What the worker does for requests: forgets the addresses that can serve no more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, delete, exists, or_, select, update

from council.clock import now, today
from council.extensions import db
from council.requests.models import Request, RequestState
from council.requests.models_links import PendingAnswer, RequestInvitation
from council.transactions import quiet_action

# Long enough to find out who was written to when something went wrong.
KEPT_FOR = timedelta(days=30)


def forget_addresses() -> None:
    """Forget the addresses of invitations that are over and the answers nobody confirmed."""
    if db.session.scalar(select(exists().where(_is_over()))):
        blank_addresses()
    if db.session.scalar(select(exists().where(*_unconfirmed()))):
        drop_unconfirmed()


def _is_over():
    closed = select(Request.id).where(Request.state != RequestState.SENT)
    answered = RequestInvitation.request_id.in_(closed)
    return (RequestInvitation.email != "") & or_(
        RequestInvitation.expires_on < today() - KEPT_FOR,
        and_(answered, RequestInvitation.sent_at < now() - KEPT_FOR),
    )


def _unconfirmed():
    return PendingAnswer.answer_id.is_(None), PendingAnswer.created_at < now() - KEPT_FOR


@quiet_action
def blank_addresses() -> None:
    """Empty the addresses that serve no more; that a mail was sent, and when, stays."""
    db.session.execute(
        update(RequestInvitation)
        .where(_is_over())
        .values(email="")
        .execution_options(synchronize_session=False)
    )


@quiet_action
def drop_unconfirmed() -> None:
    """Delete the answers that were never confirmed: nobody ever read them."""
    db.session.execute(
        delete(PendingAnswer).where(*_unconfirmed()).execution_options(synchronize_session=False)
    )


PERIODIC = (forget_addresses,)
