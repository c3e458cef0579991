"""What the page of a poll shows of proxies: those given, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from council.polls.models import DONE, Poll, RollEntry
from council.polls.models_proxies import ProxyEnd
from council.polls.policies import may_use_seat
from council.polls.queries_proxies import every_proxy_of
from council.polls.words_proxies import proxy_state

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def proxies_shown(
    poll: Poll, mine: Sequence[RollEntry], viewer: Viewer, at: datetime
) -> dict[str, Any]:
    """Return the proxies of a poll with their state, those in force by giver, and which of the
    visitor's seats are another's. Before the closing, that a giver voted is told to the two bodies
    alone."""
    known, closed = every_proxy_of(poll), poll.phase(at) in DONE
    own = {entry.id for entry in mine if may_use_seat(viewer, entry)}
    told = [closed or row.giver.id in own or row.holder.id in own for row in known]
    return {
        "proxies": [
            (row, proxy_state(row.proxy, told=knows))
            for row, knows in zip(known, told, strict=True)
        ],
        "carried": {r.giver.id: r for r in known if r.proxy.ended == ProxyEnd.IN_FORCE},
        "for_others": {entry.id for entry in mine if entry.id not in own},
    }
