"""The one-time link by which an organization says whether a need filed for it is its own."""

from __future__ import annotations

from datetime import timedelta

from council.accounts.links import register
from council.extensions import db
from council.needs.models_filing import ANSWERABLE, FilingAnswer, FilingConfirmation

PURPOSE = "confirm-filing"
KEPT_FOR = timedelta(days=30)


def _epoch(confirmation_id: int) -> int | None:
    filing = db.session.get(FilingConfirmation, confirmation_id)
    if filing is None or filing.need.state not in ANSWERABLE:
        return None
    return 0 if filing.answer == FilingAnswer.ASKED else 1


register(PURPOSE, path="/besoins/confirmer/{token}", epoch_of=_epoch, max_age=KEPT_FOR)
