"""What time asks of reuses: the review of what was delivered and confirmed a while ago."""

from __future__ import annotations

from flask import current_app

from council.contributions.models import Contribution
from council.extensions import db
from council.needs.models import Need
from council.reuses.actions_reviews import ask_review
from council.reuses.queries import to_ask


def ask_reviews() -> int:
    """Ask the reviews that are due; return how many; twice at once is harmless."""
    asked = 0
    for need_id, contribution_id in to_ask(current_app.config["COUNCIL_REVIEW_DAYS"]):
        need = db.session.get_one(Need, need_id)
        contribution = db.session.get_one(Contribution, contribution_id)
        asked += ask_review(need, contribution) is not None
    return asked


PERIODIC = (ask_reviews,)
