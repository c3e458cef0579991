"""Writes on meetings that several actions share."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import func, select

from council.clock import now
from council.extensions import db
from council.meetings.models import KIND_LABELS, Meeting, MeetingKind, MeetingState, MeetingVersion
from council.records.canonical import digest
from council.records.models import Audience, RecordKind
from council.records.steps import give_reference, new_record

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def title_of(kind: str, day: date) -> str:
    """Return the title of a meeting: its college and its day."""
    return _(
        "Séance du %(day)s, %(kind)s",
        day=format_date(day, "d MMMM yyyy"),
        kind=KIND_LABELS[MeetingKind(kind)],
    )


def add_meeting(
    *,
    kind: str,
    held_on: date,
    starts: time | None,
    ends: time | None,
    state: str = MeetingState.PLANNED,
    imported: bool = False,
    **columns: Any,
) -> Meeting:
    """Add a public meeting with its number; its year is the session's."""
    record = new_record(RecordKind.MEETING, audience=Audience.PUBLIC)
    meeting = Meeting(
        id=record.id,
        record=record,
        title=title_of(kind, held_on),
        kind=kind,
        held_on=held_on,
        starts=starts,
        ends=ends,
        state=state,
        imported=imported,
        **columns,
    )
    db.session.add(meeting)
    give_reference(record, year=held_on.year)
    return meeting


def add_version(meeting: Meeting, *, author: Viewer | None, reason: str = "") -> MeetingVersion:
    """Freeze what the meeting says now as its next version."""
    meeting.title = title_of(meeting.kind, meeting.held_on)
    meeting.updated_at = now()
    db.session.flush()
    last = db.session.scalar(
        select(func.max(MeetingVersion.number)).where(MeetingVersion.meeting_id == meeting.id)
    )
    snapshot = {
        "kind": meeting.kind,
        "state": str(meeting.state),
        "held_on": meeting.held_on.isoformat(),
        "starts": meeting.starts.isoformat("minutes") if meeting.starts else "",
        "ends": meeting.ends.isoformat("minutes") if meeting.ends else "",
        "place": meeting.place or "",
        "note": meeting.note or "",
        "agenda": meeting.agenda or "",
        "minutes": meeting.minutes or "",
    }
    organization_id = author.acts_for[0] if author is not None else None
    version = MeetingVersion(
        meeting_id=meeting.id,
        number=(last or 0) + 1,
        snapshot=snapshot,
        reason=reason,
        sha256=digest(snapshot),
        renderer_version=meeting.renderer_version or "",
        account_id=author.account_id if author is not None else None,
        for_organization_id=organization_id,
    )
    db.session.add(version)
    return version
