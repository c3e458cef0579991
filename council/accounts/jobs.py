"""What the worker does for accounts."""

from __future__ import annotations

from collections.abc import Sequence

from council.accounts.models import Account
from council.accounts.throttle import forget_old_tries
from council.extensions import db
from council.journal.models import OutboxMessage
from council.journal.steps import enqueue
from council.transactions import quiet_action


@quiet_action
def mail_resets(messages: Sequence[OutboxMessage]) -> dict[int, str]:
    """Owe a link to each active person who forgot a password; unknown addresses get nothing.

    Known and unknown addresses part only here, so that the page answers both in the same time.
    """
    for message in messages:
        account = db.session.get(Account, message.payload["account_id"])
        if account is None or not account.is_active:
            continue
        enqueue(
            "mail",
            f"mail:{message.dedupe_key}",
            {
                "template": "reset_password",
                "account_id": account.id,
                "context": {},
                "link": {"purpose": "reset-password", "id": account.id},
            },
        )
    return {}


TOPICS = {"password_reset": mail_resets}
PERIODIC = (forget_old_tries,)
