"""What time asks of polls: sealing those that have closed."""

from __future__ import annotations

from council import clock
from council.extensions import db
from council.polls.actions import seal_poll
from council.polls.queries import due_polls


def seal_due_polls() -> int:
    """Seal every closed poll that nobody sealed; return how many; twice at once is harmless."""
    polls = due_polls(clock.database_now(db.session()))
    for poll in polls:
        seal_poll(poll)
    return len(polls)


PERIODIC = (seal_due_polls,)
