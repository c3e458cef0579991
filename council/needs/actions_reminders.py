"""Reminding the secretariat of the official answers it owes: once at half the delay, once late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from council.clock import now
from council.extensions import db
from council.journal.steps import enqueue
from council.needs.models_answers import AnswerReminder, ReminderStage
from council.transactions import quiet_action

MOST_LISTED = 20


@quiet_action
def remind(
    stage: ReminderStage,
    items: Mapping[int, Mapping[str, Any]],
    *,
    people: Iterable[int],
    context: Mapping[str, Any],
) -> int:
    """Owe each of these people one mail for the needs (id → what is said) that no other worker
    reminded of meanwhile; return how many needs are told of. Not journalled: nobody acted."""
    told = [number for number in sorted(items) if _is_first(number, stage)]
    if not told:
        return 0
    listed = [dict(items[number]) for number in told[:MOST_LISTED]]
    for account_id in sorted(people):
        payload = {
            "template": "notice_many",
            "account_id": account_id,
            "context": {**context, "items": listed},
        }
        enqueue("mail", f"mail:answers:{stage}:{told[0]}:{account_id}", payload)
    return len(told)


def _is_first(need_id: int, stage: ReminderStage) -> bool:
    postgres = db.session.get_bind().dialect.name == "postgresql"
    insert = (postgresql if postgres else sqlite).insert(AnswerReminder)
    added = insert.values(need_id=need_id, stage=str(stage), sent_at=now())
    added = added.on_conflict_do_nothing().returning(AnswerReminder.need_id)
    return db.session.execute(added).first() is not None
