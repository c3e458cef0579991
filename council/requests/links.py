"""The signed links by which maintainers answer without an account, then confirm.

They are derived when their mail is sent. A link that has served still opens: its page shows what
was answered; only the state of its request says whether it may be used.
"""

from __future__ import annotations

from datetime import timedelta

from council.accounts.links import register
from council.extensions import db
from council.requests.models_links import PendingAnswer, RequestInvitation

ANSWER, CONFIRM = "answer-request", "confirm-answer"
# Longer than any due date that is meant; the invitation's own last day decides before.
KEPT_FOR = timedelta(days=1100)


def _invitation_epoch(number: int) -> int | None:
    return 0 if db.session.get(RequestInvitation, number) is not None else None


def _pending_epoch(number: int) -> int | None:
    return 0 if db.session.get(PendingAnswer, number) is not None else None


register(
    ANSWER,
    path="/demandes/repondre/{token}",
    epoch_of=_invitation_epoch,
    max_age=KEPT_FOR,
)
register(
    CONFIRM,
    path="/demandes/confirmer/{token}",
    epoch_of=_pending_epoch,
    max_age=KEPT_FOR,
)
