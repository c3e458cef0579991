"""Who may do what with meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.meetings.models import TRANSITIONS, Meeting, MeetingState, Transition

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def can_plan_meeting(viewer: Viewer) -> Verdict:
    """The secretariat and the chair convene the council."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.is_secretariat or viewer.is_chair:
        return yes()
    return no(_l("Les séances sont convoquées par la présidence ou le secrétariat."))


def can_edit_meeting(viewer: Viewer, meeting: Meeting) -> Verdict:
    """They also keep its page: agenda, place, minutes; a cancelled one is closed."""
    verdict = can_plan_meeting(viewer)
    if not verdict:
        return verdict
    if meeting.state == MeetingState.CANCELLED:
        return no(_l("Cette séance est annulée : planifiez-en une autre."))
    return yes()


def can_conclude_meeting(viewer: Viewer, meeting: Meeting, state: str) -> Verdict:
    """They note that it took place, or cancel it."""
    verdict = can_plan_meeting(viewer)
    if not verdict:
        return verdict
    if find_transition(meeting, state) is None:
        return no(_l("Une séance tenue ou annulée ne change plus d’état."))
    return yes()


def find_transition(meeting: Meeting, state: str) -> Transition | None:
    """Return the move from a meeting's state to another, None when there is none."""
    return next((t for t in TRANSITIONS if (t.source, t.target) == (meeting.state, state)), None)


def moves_of(meeting: Meeting) -> list[Transition]:
    """Return the moves a meeting may make."""
    return [transition for transition in TRANSITIONS if transition.source == meeting.state]
