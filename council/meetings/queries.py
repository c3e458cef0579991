"""Reads on meetings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from council.clock import today
from council.extensions import db
from council.meetings.models import Meeting, MeetingState, MeetingVersion
from council.records.models import LinkKind, Record, RecordLink
from council.records.queries import visible_to as record_visible_to

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def visible_to(viewer: Viewer) -> Select[tuple[Meeting]]:
    """Return the meetings this viewer may see."""
    return select(Meeting).join(Meeting.record).where(record_visible_to(viewer))


def meetings(viewer: Viewer, *, kind: str = "", year: int | None = None) -> Select[tuple[Meeting]]:
    """Return the visible meetings, latest day first, optionally of one kind or year."""
    query = visible_to(viewer).order_by(Meeting.held_on.desc(), Meeting.id.desc())
    if kind:
        query = query.where(Meeting.kind == kind)
    if year:
        query = query.where(Meeting.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    return query


def coming(viewer: Viewer, *, limit: int = 3) -> list[Meeting]:
    """Return the next meetings that are to take place, soonest first."""
    return list(
        db.session.scalars(
            visible_to(viewer)
            .where(
                Meeting.held_on >= today(),
                Meeting.state.in_([MeetingState.PLANNED, MeetingState.MOVED]),
            )
            .order_by(Meeting.held_on, Meeting.id)
            .limit(limit)
        )
    )


def latest_held(viewer: Viewer, *, limit: int = 3) -> list[Meeting]:
    """Return the last meetings that took place, latest first."""
    return list(
        db.session.scalars(
            visible_to(viewer)
            .where(Meeting.state == MeetingState.HELD)
            .order_by(Meeting.held_on.desc(), Meeting.id.desc())
            .limit(limit)
        )
    )


def find_meeting(reference: str, viewer: Viewer) -> Meeting | None:
    """Return a visible meeting by its reference."""
    return db.session.scalar(visible_to(viewer).where(Record.reference == reference))


def versions_of(meeting_id: int) -> list[MeetingVersion]:
    """Return the versions of a meeting, latest first."""
    return list(
        db.session.scalars(
            select(MeetingVersion)
            .where(MeetingVersion.meeting_id == meeting_id)
            .order_by(MeetingVersion.number.desc())
        )
    )


def discussed_at(meeting_id: int, viewer: Viewer) -> list[Record]:
    """Return the visible records that say they are about a meeting, oldest link first."""
    return list(
        db.session.scalars(
            select(Record)
            .join(RecordLink, RecordLink.from_id == Record.id)
            .where(
                RecordLink.to_id == meeting_id,
                RecordLink.kind == LinkKind.ABOUT,
                record_visible_to(viewer),
            )
            .order_by(RecordLink.id)
        )
    )
