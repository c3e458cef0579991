"""What a mail says beside its sentence, read when it is sent: long texts are not copied in what is
owed to each person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from council.extensions import db
from council.polls.models import Poll
from council.roadmap.models_progress import ItemDelivery


def delivery(record_id: int) -> dict[str, Any]:
    """Return the note of a delivered item; empty for one delivered elsewhere before."""
    found = db.session.get(ItemDelivery, record_id)
    if found is None:
        return {"note": "", "note_html": "", "for_whom": "", "links": []}
    html = Markup(found.html)  # noqa: S704 -- made and cleaned by render_markdown
    return {
        "note": found.note,
        "note_html": html,
        "for_whom": found.for_whom,
        "links": found.links,
    }


def poll(record_id: int) -> dict[str, Any]:
    """Return when a poll opens and closes, as it stands when the mail is sent."""
    found = db.session.get_one(Poll, record_id)
    return {"opens_at": found.opening, "closes_at": found.closing}


# Template → what it needs of the record that the mail is about.
DETAILS: dict[str, Callable[[int], dict[str, Any]]] = {"delivery": delivery, "poll": poll}
