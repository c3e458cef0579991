"""What the worker does for the to-do page: once a day, each person is reminded of what they owe."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage

from flask_babel import force_locale
from sqlalchemy import select

from council.accounts.models import Account, AccountState
from council.clock import now, today
from council.extensions import db
from council.journal.models import OutboxMessage
from council.notifications.actions import owe_reminders, plan_reminders
from council.notifications.jobs import deliver, present_cut
from council.notifications.mail import compose
from council.organizations.models import Mandate
from council.organizations.queries import viewer_for
from council.pages.reminders import Recalled, recalled_to
from council.web import paris_day


def look_for_reminders() -> bool:
    """Have everybody's duties looked at once a day, at the hour of the summaries."""
    day = today()
    if present_cut().day != day:
        return False
    key = f"remind:{day}"
    planned = select(OutboxMessage.id).where(OutboxMessage.dedupe_key == key)
    return db.session.scalar(planned) is None and plan_reminders(day)


def remind(messages: Sequence[OutboxMessage]) -> None:
    """Owe one mail to each person who has something to be reminded of and was not yet."""
    day = today()
    mandated = select(Mandate.account_id).where(Mandate.revoked_at.is_(None))
    people = db.session.scalars(
        select(Account.id)
        .where(Account.state == AccountState.ACTIVE, Account.id.in_(mandated))
        .order_by(Account.id)
    ).all()
    for account_id in people:
        lines = _recalled(db.session.get_one(Account, account_id))
        if lines:
            owe_reminders(account_id, [line.key for line in lines], day)


def _recalled(account: Account) -> list[Recalled]:
    with force_locale("fr"):
        return recalled_to(viewer_for(account), today())


def send_reminders(messages: Sequence[OutboxMessage]) -> dict[int, str | None]:
    """Send the reminders owed: of what is still owed then, and may still be seen."""
    return deliver(messages, _mail)


def _mail(message: OutboxMessage) -> EmailMessage | None:
    account = db.session.get(Account, message.payload["account_id"])
    if account is None or not account.is_active:
        return None
    keys = set(message.payload["keys"])
    lines = [line for line in _recalled(account) if line.key in keys]
    if not lines:
        return None
    with force_locale("fr"):
        items = [
            {
                "sentence": line.sentence,
                "title": line.title,
                "reference": line.reference,
                "path": line.path,
                "due": paris_day(line.due_on),
            }
            for line in lines
        ]
    context = {"name": account.name, "items": items, "at": now()}
    return compose("reminders", account.email, context, key=message.dedupe_key)


TOPICS = {"remind": remind, "reminder": send_reminders}
PERIODIC = (look_for_reminders,)
