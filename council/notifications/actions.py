"""What is owed to people, what they choose, what the worker gave up; nothing of it is public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from council.accounts.models import Account
from council.clock import now
from council.discussion.models_follows import Follow
from council.extensions import db
from council.journal.models import OutboxMessage
from council.journal.steps import enqueue
from council.notifications import steps
from council.notifications.events import Family
from council.notifications.models import (
    Digest,
    DigestItem,
    Frequency,
    NotificationChoice,
    Reminded,
)
from council.notifications.models_searches import SavedSearch, ToldResult
from council.notifications.queries_choices import frequencies_of
from council.notifications.queries_digests import KEPT_FOR, items_due
from council.notifications.timing import Cut
from council.transactions import lock, quiet_action


@quiet_action
def owe(mails: Sequence[Mapping[str, Any]], items: Sequence[Mapping[str, Any]] = ()) -> None:
    """Put mails in the outbox, and events among what summaries tell; each is owed once."""
    for mail in mails:
        enqueue("mail", mail["key"], mail["payload"])
    for item in items:
        db.session.execute(
            steps.insert(DigestItem)
            .values(**item)
            .on_conflict_do_nothing(index_elements=["account_id", "sequence", "record_id"])
        )


@quiet_action
def make_digest(account_id: int, cut: Cut) -> bool:
    """Owe a person the summary of a cut; False when another worker did, or nothing is left."""
    made = db.session.scalar(
        steps.insert(Digest)
        .values(account_id=account_id, day=cut.day, created_at=now())
        .on_conflict_do_nothing(index_elements=["account_id", "day"])
        .returning(Digest.id)
    )
    if made is None:
        return False
    chosen = frequencies_of(account_id)
    weekly = {family for family, when in chosen.items() if when == Frequency.WEEKLY}
    taken = db.session.execute(
        update(DigestItem)
        .where(items_due(account_id, cut, weekly))
        .values(digest_id=made)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount:
        enqueue("digest", f"digest:{account_id}:{cut.day}", {"digest_id": made})
    return bool(taken.rowcount)


@quiet_action
def set_choices(account_id: int, frequencies: Mapping[Family, Frequency]) -> bool:
    """Note what a person wants to receive of each family, and when."""
    steps.choose(account_id, frequencies)
    return True


@quiet_action
def unsubscribe(account_id: int, families: Sequence[Family]) -> bool:
    """End the mails of these families, by the link one of them carried; twice changes nothing."""
    steps.choose(account_id, dict.fromkeys(families, Frequency.NONE))
    return True


@quiet_action
def forget_person(account_uid: str) -> None:
    """Delete what a person who closed their account followed, chose and was told."""
    account_id = db.session.scalar(select(Account.id).where(Account.uid == account_uid))
    kept = select(SavedSearch.id).where(SavedSearch.account_id == account_id)
    db.session.execute(delete(ToldResult).where(ToldResult.search_id.in_(kept)))
    for model in (DigestItem, Digest, NotificationChoice, Follow, Reminded, SavedSearch):
        db.session.execute(delete(model).where(model.account_id == account_id))


@quiet_action
def forget_old_digests() -> None:
    """Delete the summaries of long ago: what they told stays in the journal."""
    old = select(Digest.id).where(Digest.created_at < now() - KEPT_FOR)
    db.session.execute(delete(DigestItem).where(DigestItem.digest_id.in_(old)))
    db.session.execute(delete(Digest).where(Digest.created_at < now() - KEPT_FOR))


@quiet_action
def send_again(message: OutboxMessage) -> bool:
    """Try a mail that was given up once more, from the first try on; under the same identifier."""
    if lock(message).given_up_at is None or message.done_at is not None:
        return False
    message.given_up_at, message.attempts, message.not_before = None, 0, now()
    return True


@quiet_action
def put_aside(message: OutboxMessage) -> bool:
    """Show a mail that was given up no more; it stays unsent."""
    if lock(message).given_up_at is None or message.done_at is not None:
        return False
    message.done_at = now()
    return True


@quiet_action
def plan_reminders(day: date) -> bool:
    """Owe one look at everybody's duties for a day."""
    enqueue("remind", f"remind:{day}", {"day": str(day)})
    return True


@quiet_action
def owe_reminders(account_id: int, keys: Sequence[str], day: date) -> bool:
    """Owe a person one mail of what they were not reminded of yet; each key serves once."""
    new = [key for key in keys if _note_reminder(account_id, key, day)]
    if new:
        payload = {"account_id": account_id, "keys": new}
        enqueue("reminder", f"reminder:{account_id}:{new[0]}", payload)
    return bool(new)


def _note_reminder(account_id: int, key: str, day: date) -> bool:
    noted = db.session.execute(
        steps.insert(Reminded)
        .values(account_id=account_id, key=key, day=day)
        .on_conflict_do_nothing(index_elements=["account_id", "key"])
    )
    return bool(noted.rowcount)
