"""What a page of a poll shows of recusals: those there are, those the chain suggests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from council.polls import policies
from council.polls.queries_recusals import proposals_for
from council.polls.words import recusal_reason

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.polls.models import Poll
    from council.polls.models_recusals import Recusal


def recusals_shown(
    poll: Poll,
    known: Sequence[tuple[Recusal, str]],
    bodies: Mapping[int, str],
    viewer: Viewer,
    at: datetime,
    url: str,
) -> dict[str, Any]:
    """Return what the page shows; the suggestions to those who may say or establish them."""
    may = any(policies.can_recuse(viewer, poll, body, at) for body in bodies)
    gone = [recusal.organization_id for recusal, _name in known]
    return {
        "recusals": known,
        "proposals": proposals_for(poll, bodies, viewer, but=gone) if may else [],
        "recusal_url": url if may else "",
        "recusal_reason": recusal_reason,
    }
