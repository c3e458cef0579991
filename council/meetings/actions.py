"""What happens to meetings."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.access import check
from council.journal.steps import write_entry
from council.markdown import Rendered
from council.meetings import policies
from council.meetings.models import Meeting, MeetingState
from council.meetings.steps import add_meeting, add_version
from council.transactions import Conflict, Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@action
def plan_meeting(
    *,
    author: Viewer,
    kind: str,
    held_on: date,
    starts: time | None,
    ends: time | None,
    place: str,
    note: str,
    agenda: str,
    rendered: Rendered,
) -> Meeting:
    """Convene a meeting; it is public at once, with its number."""
    check(policies.can_plan_meeting(author))
    meeting = add_meeting(
        kind=kind,
        held_on=held_on,
        starts=starts,
        ends=ends,
        place=place,
        note=note,
        agenda=agenda,
        agenda_html=str(rendered.html),
        renderer_version=rendered.version,
    )
    add_version(meeting, author=author)
    write_entry(
        "meeting.planned",
        subjects=[meeting.record],
        actor=author,
        public={"kind": kind, "held_on": held_on.isoformat()},
    )
    return meeting


@action
def edit_meeting(
    meeting: Meeting,
    *,
    author: Viewer,
    seen_version: int,
    held_on: date,
    starts: time | None,
    ends: time | None,
    place: str,
    note: str,
    agenda: str,
    agenda_rendered: Rendered,
    minutes: str,
    minutes_rendered: Rendered,
) -> Meeting:
    """Change what a meeting's page says; another day makes it « déplacée ».

    Raises Conflict when somebody changed it since version `seen_version`.
    """
    lock(meeting)
    check(policies.can_edit_meeting(author, meeting))
    if meeting.row_version != seen_version:
        raise Conflict(
            _("Cette séance a été modifiée entre-temps."),
            ours=f"{agenda}\n\n{minutes}",
            theirs=f"{meeting.agenda}\n\n{meeting.minutes}",
        )
    if meeting.state == MeetingState.PLANNED and held_on != meeting.held_on:
        meeting.state = MeetingState.MOVED
    meeting.held_on, meeting.starts, meeting.ends = held_on, starts, ends
    meeting.place, meeting.note = place, note
    meeting.agenda, meeting.agenda_html = agenda, str(agenda_rendered.html)
    meeting.minutes, meeting.minutes_html = minutes, str(minutes_rendered.html)
    meeting.renderer_version = agenda_rendered.version
    meeting.row_version += 1
    version = add_version(meeting, author=author)
    write_entry(
        "meeting.edited",
        subjects=[meeting.record],
        actor=author,
        public={"version": version.number, "held_on": held_on.isoformat()},
    )
    return meeting


@action
def conclude_meeting(meeting: Meeting, *, state: str, author: Viewer, reason: str) -> Meeting:
    """Note that a meeting took place, or cancel it with its reason."""
    lock(meeting)
    check(policies.can_conclude_meeting(author, meeting, state))
    transition = policies.find_transition(meeting, state)
    if transition is not None and transition.asks_reason and not reason:
        raise Invalid({"reason": _("Dites pourquoi la séance est annulée.")})
    meeting.state = state
    meeting.note = reason or meeting.note
    meeting.row_version += 1
    add_version(meeting, author=author, reason=reason)
    write_entry(f"meeting.{state}", subjects=[meeting.record], actor=author)
    return meeting
