"""Following a record, and ending it; private wishes, so nothing goes to the journal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from council.access import check
from council.clock import now
from council.discussion.models_follows import Follow
from council.discussion.policies import can_follow
from council.extensions import db
from council.organizations.viewer import Viewer
from council.records.models import Record
from council.transactions import quiet_action


@quiet_action
def follow_record(record: Record, *, author: Viewer) -> bool:
    """Have this person hear of a record and of what is born from it; twice changes nothing."""
    check(can_follow(author))
    _wish(record, author, None)
    return True


@quiet_action
def unfollow_record(record: Record, *, author: Viewer) -> bool:
    """Have this person hear no more of a record, even through its origins or their part in it."""
    check(can_follow(author))
    _wish(record, author, now())
    return True


def _wish(record: Record, author: Viewer, ended_at: datetime | None) -> None:
    # Two clicks at once are two wishes for the same row: the last one holds.
    name = db.session.get_bind().dialect.name
    insert = (postgresql if name == "postgresql" else sqlite).insert(Follow)
    db.session.execute(
        insert.values(
            account_id=author.account_id, record_id=record.id, created_at=now(), ended_at=ended_at
        ).on_conflict_do_update(
            index_elements=["account_id", "record_id"], set_={"ended_at": ended_at}
        )
    )
