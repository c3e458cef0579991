"""Reads on second convocations."""

from __future__ import annotations

from sqlalchemy import select

from council.extensions import db
from council.organizations.viewer import Viewer
from council.polls.models import Poll, PollState
from council.polls.queries import visible_to

_IN_FORCE = Poll.state != PollState.CANCELLED


def second_of(poll: Poll) -> Poll | None:
    """Return the second convocation of a poll, one that was given up or cancelled left aside."""
    return db.session.scalar(select(Poll).where(Poll.second_of_id == poll.id, _IN_FORCE))


def visible_second(poll: Poll, viewer: Viewer) -> Poll | None:
    """Return the second convocation of a poll when this viewer may see it."""
    return db.session.scalar(visible_to(viewer).where(Poll.second_of_id == poll.id, _IN_FORCE))
