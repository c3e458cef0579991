"""Reads on what is said of the outcomes of polls."""

from __future__ import annotations

from sqlalchemy import select

from council.extensions import db
from council.polls.models import Poll
from council.polls.models_statements import OutcomeStatement


def statement_of(poll: Poll) -> OutcomeStatement | None:
    """Return the last statement on a poll's outcome; the caller decides who reads the result."""
    return db.session.scalar(
        select(OutcomeStatement)
        .where(OutcomeStatement.poll_id == poll.id)
        .order_by(OutcomeStatement.id.desc())
        .limit(1)
    )
