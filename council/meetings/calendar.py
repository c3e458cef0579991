"""Meetings and deadlines as calendar files (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar, Event

from council.meetings.models import Meeting, MeetingState


def event(
    *,
    uid: str,
    title: str,
    url: str,
    starts: datetime | date,
    ends: datetime | date | None,
    made_at: datetime,
    sequence: int = 0,
    status: str = "CONFIRMED",
    place: str = "",
) -> Event:
    """Return one event; its UID is stable and its SEQUENCE rises with each change."""
    made = Event()
    made.add("uid", uid)
    made.add("dtstamp", made_at.astimezone(UTC))
    made.add("summary", title)
    made.add("dtstart", starts.astimezone(UTC) if isinstance(starts, datetime) else starts)
    if ends is not None:
        made.add("dtend", ends.astimezone(UTC) if isinstance(ends, datetime) else ends)
    made.add("sequence", sequence)
    made.add("status", status)
    made.add("url", url)
    if place:
        made.add("location", place)
    return made


def calendar(events: Iterable[Event], *, name: str) -> bytes:
    """Return a calendar file."""
    made = Calendar()
    made.add("prodid", "-//Conseil logiciels libres//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for one in events:
        made.add_component(one)
    content: Any = made.to_ical()
    return bytes(content)


def meeting_event(meeting: Meeting, *, base_url: str, host: str) -> Event:
    """Return a meeting as an event: a whole day when its times are unknown."""
    starts: datetime | date = meeting.starts_at or meeting.held_on
    return event(
        uid=f"{meeting.record.uid}@{host}",
        title=meeting.title,
        url=f"{base_url}/seances/{meeting.reference}",
        starts=starts,
        ends=meeting.ends_at if meeting.starts_at else None,
        made_at=meeting.updated_at,
        sequence=meeting.row_version - 1,
        status="CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED",
        place=meeting.place,
    )
