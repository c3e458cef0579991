"""Reads on the votes that follow one that an objection stopped."""

from __future__ import annotations

from sqlalchemy import select

from council.extensions import db
from council.organizations.viewer import Viewer
from council.polls.models import Poll, PollState
from council.polls.queries import visible_to
from council.records.models import LinkKind, RecordLink


def followups_of(poll: Poll, viewer: Viewer) -> list[Poll]:
    """Return the visible polls born from this one, second convocations and those given up aside."""
    born = select(RecordLink.from_id).where(
        RecordLink.to_id == poll.id, RecordLink.kind == LinkKind.BORN_FROM
    )
    query = visible_to(viewer).where(
        Poll.id.in_(born), Poll.second_of_id.is_(None), Poll.state != PollState.CANCELLED
    )
    return list(db.session.scalars(query.order_by(Poll.id)))
