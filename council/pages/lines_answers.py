"""Rows in words: official answers owed and prepared, routes to judge."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from council.needs.models import Need
from council.needs.models_answers import OfficialAnswer
from council.needs.models_routes import KIND_LABELS, NeedRoute, RouteKind
from council.needs.queries_delays import deadline_of
from council.records.addresses import path_of_record
from council.web import paris_day


def answer_due_line(need: Need) -> dict[str, Any]:
    """A need whose official answer is owed: until when, how late."""
    holder, deadline = need.holder_organization or need.holder_software, deadline_of(need)
    line = {
        "title": need.title,
        "url": path_of_record(need.record),
        "reference": need.reference,
        "details": [holder.name if holder else ""],
    }
    if deadline is None:
        return line
    days = abs(deadline.days_left)
    left = ngettext("encore %(num)d jour", "encore %(num)d jours", days)
    late = ngettext("en retard de %(num)d jour", "en retard de %(num)d jours", days)
    until = _("réponse officielle attendue avant le %(day)s", day=paris_day(deadline.due_on))
    return {
        **line,
        "badge": (late, "warning") if deadline.is_late else (left, "info"),
        "details": [*line["details"], until],
    }


def prepared_line(answer: OfficialAnswer) -> dict[str, Any]:
    """An official answer that waits to be published: its line leads to the last reading, or to
    the need while its text is to be written."""
    reading = f"/besoins/reponses/publier?reponse={answer.uid}"
    return {
        "title": answer.need.title,
        "url": reading if answer.text else path_of_record(answer.need.record),
        "reference": answer.need.reference,
        "details": [_("écrite le %(day)s", day=paris_day(answer.updated_at))],
    }


def route_line(route: NeedRoute) -> dict[str, Any]:
    """A route to an answer that its need's holder has to judge."""
    return {
        "title": route.need.title,
        "url": f"{path_of_record(route.need.record)}/pistes/{route.uid}/avis",
        "reference": route.need.reference,
        "details": [
            str(KIND_LABELS[RouteKind(route.kind)]),
            _("proposée le %(day)s", day=paris_day(route.proposed_at)),
        ],
    }
