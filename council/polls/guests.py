"""What a draft's pages show of those who would be heard without a seat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council.polls.queries_guests import guests_for
from council.polls.words_guests import GUEST_LABELS, would_be_heard

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.polls.models import Poll


def guests_shown(poll: Poll, viewer: Viewer) -> dict[str, Any]:
    """Return the guests there would be today, and whether the visitor would speak for one."""
    guests = guests_for(poll) if poll.rule.guests else []
    return {
        "guests": [(guest.name, GUEST_LABELS[guest.kind]) for guest in guests],
        "would_be_heard": would_be_heard(viewer, guests),
    }
