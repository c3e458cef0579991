"""Rows in words about shared fundings that wait for somebody."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from council.contributions.models_funding import PHASE_LABELS, PHASE_TONES
from council.contributions.queries_duties import Waiting
from council.contributions.words_funding import gathered
from council.web import paris_day


def funding_line(waiting: Waiting) -> dict[str, Any]:
    """A funding: what it asks of this person, what is gathered, by when."""
    view = waiting.view
    asked = {
        "maintain": _("maintenez-vous votre engagement ?"),
        "accept": _("couvert : à accepter"),
        "decide": _("échéance passée : accepter, repousser ou clore"),
        "near": _("l’échéance approche"),
    }
    return {
        "title": waiting.title,
        "url": f"/contributions/{view.record.reference}/financement",
        "reference": view.record.reference,
        "badge": (PHASE_LABELS[view.phase], PHASE_TONES[view.phase]),
        "details": [
            asked[waiting.asks],
            gathered(view),
            _("échéance le %(day)s", day=paris_day(view.funding.deadline_on)),
        ],
    }
