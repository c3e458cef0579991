"""What the page of a poll shows of objections: before the closing, to few."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from council.polls.models import DONE, Poll, RollEntry
from council.polls.policies import can_see_result, conducts, may_use_seat
from council.polls.policies_objections import can_close_objection
from council.polls.queries_objections import Objection, objections_of, takes_objections

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def objections_shown(
    poll: Poll, mine: Sequence[RollEntry], viewer: Viewer, at: datetime
) -> dict[str, Any]:
    """Return the objections this reader may know of, each with whether they may close it.

    Before the closing: who conducts the poll knows all, a seat's people know its own. After it,
    whoever reads the result.
    """
    if not takes_objections(poll.rule):
        return {"objections": [], "own_seats": set()}
    if poll.phase(at) in DONE:
        every = bool(can_see_result(viewer, poll, bool(mine), at))
    else:
        every = conducts(viewer, poll)
    found = objections_of(poll, None if every else mine) if every or mine else []
    own = {entry.id for entry in mine}
    return {
        "objections": [(row, _closable(row, poll, viewer, at, own)) for row in found],
        "own_seats": {entry.id for entry in mine if may_use_seat(viewer, entry)},
    }


def _closable(row: Objection, poll: Poll, viewer: Viewer, at: datetime, own: set[int]) -> bool:
    verdict = can_close_objection(viewer, poll, at, own=row.entry.id in own, objects=True)
    return row.is_open and bool(verdict)
