"""The shared funding inside the page of what it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from council.contributions.policies_funding import can_open_funding

if TYPE_CHECKING:
    from council.contributions.queries_desks import Desk
    from council.organizations.viewer import Viewer


def funding_of(desk: Desk, viewer: Viewer, timeline: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a page shows of its object's funding, which its chain already holds, and whether
    this reader may open one."""
    view = next((step["funding"] for step in timeline if step["id"] == desk.record.id), None)
    may_open = bool(can_open_funding(viewer, desk, view))
    return {"funding": view, "may_open_funding": may_open}
