"""Rows in words of what votes ask of who conducts them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from council.polls.models import Poll, RollEntry
from council.web import paris


def objection_line(owed: tuple[Poll, RollEntry]) -> dict[str, Any]:
    """An objection that waits for an answer: whose, in which vote, until when."""
    poll, entry = owed
    return {
        "title": poll.title,
        "url": f"/scrutins/{poll.reference}#objections",
        "reference": poll.reference,
        "kind": _("de %(body)s", body=entry.organization_name),
        "details": [_("ferme le %(when)s", when=paris(poll.closes_at))],
        "lang": poll.lang,
    }
