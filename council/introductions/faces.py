"""What a need's page shows of introductions: those one reads, and with whom one may be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from council.introductions import policies
from council.introductions.queries import about

if TYPE_CHECKING:
    from council.needs.models import Need
    from council.organizations.viewer import Viewer


def introductions_of(need: Need, similar: Iterable[Any], viewer: Viewer) -> dict[str, Any]:
    """Return the introductions about a need, and the needs alike whose holder may be met."""
    holder = policies.holder_id(need)
    may = policies.can_propose_introduction(viewer) and policies.can_be_introduced(need)
    return {
        "introductions": about(need.id, viewer),
        "may_introduce": may,
        "introducible": {
            line.need.id
            for line in similar
            if policies.can_introduce(viewer, [holder, policies.holder_id(line.need)])
            and policies.can_be_introduced(need, line.need)
        },
    }
