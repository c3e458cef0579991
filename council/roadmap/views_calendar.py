"""The time line of the road map, by half-year, and its dates as a calendar file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, render_template, request
from flask_babel import gettext as _

from council import clock
from council.access import current_viewer, public
from council.extensions import db
from council.meetings.calendar import calendar as calendar_file
from council.meetings.calendar import event
from council.organizations.viewer import ANONYMOUS
from council.roadmap import policies, queries
from council.roadmap.models import RoadmapItem
from council.roadmap.models_progress import Milestone
from council.roadmap.queries_progress import OVER, due_milestones
from council.roadmap.views import bp, facts_of


@bp.get("/calendrier")
@public
def timeline():
    """Show the road map by half-year, then what is continuous and what has no date."""
    viewer = current_viewer()
    chosen = {name: request.args.get(name, "")[:200] for name in ("etat", "theme", "q")}
    query = queries.listed(viewer, state=chosen["etat"], theme=chosen["theme"], words=chosen["q"])
    items = db.session.scalars(query.limit(queries.MOST)).unique().all()
    steps = _steps({item.id for item in items})
    days = [rows[0][0].due_ends_on for rows in steps.values()]
    return render_template(
        "roadmap/timeline.html",
        items=items,
        columns=queries.time_line(items, clock.today(), also=days),
        now=queries.half_year(clock.today()),
        steps=steps,
        chosen=chosen,
        themes=queries.themes(viewer),
        can_propose=policies.can_propose(viewer),
        **facts_of(items),
    )


def _steps(shown: set[int]) -> dict[str, list[tuple[Milestone, RoadmapItem]]]:
    """Return the dated milestones of the items shown, by half-year."""
    found: dict[str, list[tuple[Milestone, RoadmapItem]]] = {}
    for milestone, item in due_milestones(current_viewer(), most=queries.MOST):
        if item.id in shown:
            half = queries.half_year(milestone.due_ends_on)
            found.setdefault(half, []).append((milestone, item))
    return found


@bp.get("/echeances.ics")
@public
def dates():
    """Give the targets of public items and their milestones as a calendar to subscribe to."""
    title = _("Feuille de route – %(site)s", site=current_app.config["COUNCIL_SITE_NAME"])
    return Response(calendar_file(_events(), name=title), mimetype="text/calendar")


def _events() -> Iterator[Any]:
    items = db.session.scalars(queries.listed(ANONYMOUS).limit(queries.MOST)).unique().all()
    for item in items:
        if item.due_ends_on is not None and item.state not in OVER:
            yield _event(item, item.record.uid, item.title, item.due_ends_on)
    for milestone, item in due_milestones(ANONYMOUS, most=queries.MOST):
        if milestone.is_open and item.state not in OVER:
            title = f"{milestone.title} – {item.title}"
            yield _event(item, f"{item.record.uid}-{milestone.id}", title, milestone.due_ends_on)


def _event(item: RoadmapItem, uid: str, title: str, day: date) -> Any:
    base = current_app.config["COUNCIL_BASE_URL"].rstrip("/")
    return event(
        uid=f"{uid}@{urlsplit(base).hostname}",
        title=f"{item.reference} {title}",
        url=f"{base}/feuille-de-route/{item.reference}",
        starts=day,
        ends=None,
        made_at=item.moved_at,
        sequence=item.row_version - 1,
    )
