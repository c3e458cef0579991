"""Saying the outcome of a poll in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import clock
from council.access import check
from council.extensions import db
from council.journal.steps import write_entry
from council.polls import steps
from council.polls.models_statements import OutcomeStatement
from council.polls.policies_acts import can_state_outcome
from council.polls.queries_statements import statement_of
from council.transactions import action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.polls.models import Poll


@action
def state_outcome(poll: Poll, *, author: Viewer, text: str) -> OutcomeStatement:
    """Say what came of a closed poll, beside its result; the same words twice change nothing."""
    lock(poll)
    check(can_state_outcome(steps.as_of_now(author), poll, clock.database_now(db.session())))
    last = statement_of(poll)
    if last is not None and last.text == text:
        return last
    organization_id, software_id = author.acts_for
    statement = OutcomeStatement(
        poll_id=poll.id,
        text=text,
        account_id=author.account_id,
        for_organization_id=organization_id,
        for_software_id=software_id,
    )
    db.session.add(statement)
    # The words may tell a result that is not public yet: the journal has their hash's place only.
    write_entry("poll.outcome_stated", subjects=[poll.record], actor=author, private={"text": text})
    return statement
