"""Rows in words of what reuses ask of a person."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from council.reuses.queries import Owed
from council.web import paris_day


def review_line(owed: Owed) -> dict[str, Any]:
    """A review that is asked: of which need, after which delivery."""
    return {
        "title": owed.need.title,
        "url": f"/reutilisations/bilans/{owed.due.id}",
        "reference": owed.need.reference,
        "details": [
            owed.contribution.title,
            _("demandé le %(day)s", day=paris_day(owed.due.asked_at)),
        ],
    }
