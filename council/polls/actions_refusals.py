"""Counting the ballots that were refused: their number and cause, never whose."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite

from council.extensions import db
from council.polls.models import Poll
from council.polls.models_refusals import PollRefusal, RefusalCause
from council.transactions import quiet_action


@quiet_action
def note_refusal(poll: Poll, cause: RefusalCause) -> None:
    """Count one more refusal; several at once are all counted."""
    name = db.session.get_bind().dialect.name
    statement = (postgresql if name == "postgresql" else sqlite).insert(PollRefusal)
    db.session.execute(
        statement.values(poll_id=poll.id, cause=cause, number=1).on_conflict_do_update(
            index_elements=["poll_id", "cause"],
            set_={"number": PollRefusal.number + 1},
        )
    )
