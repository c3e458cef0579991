"""What time asks of polls: sealing those that have closed, cleaning what a secret one left."""

from __future__ import annotations

from council import clock
from council.extensions import db
from council.polls.actions import seal_poll
from council.polls.actions_secret import mark_scrubbed
from council.polls.queries import due_polls
from council.polls.queries_secret import unscrubbed_polls
from council.polls.scrub import scrub_secret_tables


def seal_due_polls() -> int:
    """Seal every closed poll that nobody sealed; return how many; twice at once is harmless."""
    polls = due_polls(clock.database_now(db.session()))
    for poll in polls:
        seal_poll(poll)
    return len(polls)


def clean_secret_boxes() -> int:
    """Clean what the database keeps of the earlier states of counted secret boxes, once for each;
    return how many; tried again later where the database is busy."""
    found = unscrubbed_polls()
    db.session.rollback()
    if not found or not scrub_secret_tables(db.engine):
        return 0
    for poll_id in found:
        mark_scrubbed(poll_id)
    return len(found)


PERIODIC = (seal_due_polls, clean_secret_boxes)
