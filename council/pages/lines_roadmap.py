"""Rows in words about the road map, for the dashboard."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from council.records.addresses import path_of_record
from council.roadmap.models import RoadmapItem
from council.roadmap.models_progress import Milestone


def milestone_line(row: tuple[Milestone, RoadmapItem]) -> dict[str, Any]:
    """A late milestone of one's own body: of which item, since when it is late."""
    milestone, item = row
    return {
        "title": milestone.title,
        "url": f"{path_of_record(item.record)}#jalons",
        "reference": item.reference,
        "details": [item.title, _("échéance %(due)s", due=milestone.due_label)],
    }
