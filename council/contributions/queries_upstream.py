"""Reads on the addresses of contributions in projects, and on their milestones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select

from council.clock import now, today
from council.contributions.models import Contribution, ContributionState
from council.contributions.models_upstream import ContributionMilestone, UpstreamLink
from council.extensions import db

# A forge without an account answers about sixty questions an hour; the others wait their turn.
HOST_PAUSE = timedelta(seconds=75)
# Nobody is asked about what only its author reads, nor about what is over without effect.
ASKED_ABOUT = (
    ContributionState.OFFERED,
    ContributionState.ACCEPTED,
    ContributionState.UNDER_WAY,
    ContributionState.DELIVERED,
    ContributionState.CONFIRMED,
)


def links_of(contribution_id: int) -> list[UpstreamLink]:
    """Return the addresses of a contribution, in their order."""
    return list(
        db.session.scalars(
            select(UpstreamLink)
            .where(UpstreamLink.contribution_id == contribution_id)
            .order_by(UpstreamLink.position)
        )
    )


def due_links(limit: int = 50) -> Select[tuple[UpstreamLink]]:
    """Return the addresses to ask about now, whose host was left in peace for a while."""
    moment = now()
    busy = select(UpstreamLink.host).where(UpstreamLink.asked_at > moment - HOST_PAUSE)
    return (
        select(UpstreamLink)
        .join(Contribution, Contribution.id == UpstreamLink.contribution_id)
        .where(
            UpstreamLink.due_at <= moment,
            UpstreamLink.host.not_in(busy),
            Contribution.state.in_(ASKED_ABOUT),
        )
        .order_by(UpstreamLink.due_at, UpstreamLink.id)
        .limit(limit)
    )


@dataclass(frozen=True)
class Calendar:
    """The milestones of a contribution, and how many of them are done and late today."""

    steps: Sequence[ContributionMilestone]
    done: int
    late: int

    @property
    def percent(self) -> int:
        """The share done, in whole hundredths."""
        return 100 * self.done // len(self.steps) if self.steps else 0


def calendar_of(contribution_id: int) -> Calendar:
    """Return the milestones of a contribution, in their order; one query."""
    steps = list(
        db.session.scalars(
            select(ContributionMilestone)
            .where(ContributionMilestone.contribution_id == contribution_id)
            .order_by(ContributionMilestone.position)
        )
    )
    day = today()
    return Calendar(
        steps,
        sum(step.done_on is not None for step in steps),
        sum(step.is_late(day) for step in steps),
    )
