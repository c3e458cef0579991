"""What time asks of contributions: telling once that a shared funding is covered, or was not."""

from __future__ import annotations

from council.clock import today
from council.contributions.actions_funding import tell_phase
from council.contributions.models_funding import FundingPhase
from council.contributions.queries_funding import untold


def tell_fundings() -> int:
    """Tell what changed of the open fundings; return how many; twice at once is harmless."""
    day = today()
    due = [
        view.funding
        for view in untold(day)
        if (view.phase == FundingPhase.REACHED and view.funding.told_reached_at is None)
        or (view.phase == FundingPhase.MISSED and view.funding.told_missed_at is None)
    ]
    return sum(tell_phase(funding) for funding in due)
