"""Writes on the addresses and milestones of a contribution that actions share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import delete

from council.clock import now
from council.contributions import forges
from council.contributions.forges import Told
from council.contributions.models_upstream import (
    ContributionMilestone,
    UpstreamKind,
    UpstreamLink,
    UpstreamState,
)
from council.contributions.queries_upstream import links_of
from council.extensions import db
from council.records.due import Due

if TYPE_CHECKING:
    from council.contributions.models import Contribution

# What still moves is asked about twice a day; what has ended may still be reopened.
MOVING, ENDED = timedelta(hours=12), timedelta(days=7)
FIRST_FAILURE, LAST_FAILURE = timedelta(hours=1), timedelta(days=7)


def set_links(
    contribution: Contribution, urls: Sequence[str], kinds: Mapping[str, str] | None = None
) -> None:
    """Give a contribution these addresses, in that order; one it had keeps its kind and state."""
    known: dict[str, list[UpstreamLink]] = {}
    for link in links_of(contribution.id):
        known.setdefault(link.url, []).append(link)
    links = [known[url].pop(0) if known.get(url) else _new_link(url) for url in urls]
    for link in links:
        link.kind = UpstreamKind((kinds or {}).get(link.url) or link.kind)
    for gone in (link for rest in known.values() for link in rest):
        db.session.delete(gone)
    # Positions are unique: rows that move are first put out of the way of each other.
    for number, link in enumerate(links):
        link.contribution_id, link.position = contribution.id, -1 - number
    db.session.add_all(links)
    db.session.flush()
    for number, link in enumerate(links):
        link.position = number
    db.session.flush()
    db.session.expire(contribution, ["links"])


def _new_link(url: str) -> UpstreamLink:
    kind = forges.guessed_kind(url, current_app.config["FORGES"])
    return UpstreamLink(url=url, host=forges.host_of(url), kind=kind, due_at=now())


def note_told(link: UpstreamLink, said: Told) -> None:
    """Keep what a forge told of an address, dated; it changes no state of ours."""
    link.state, link.state_at = said.state, said.at
    link.checked_at, link.error, link.failures = now(), "", 0
    ended = said.state in {UpstreamState.MERGED, UpstreamState.CLOSED, UpstreamState.RELEASED}
    link.due_at = now() + (ENDED if ended else MOVING)


def note_failure(link: UpstreamLink, error: str) -> None:
    """Keep that nobody answered; what was told before stays, with its date. Waits longer."""
    link.failures += 1
    link.error = error[:200]
    wait = FIRST_FAILURE * 2 ** min(link.failures - 1, 12)
    link.due_at = now() + min(wait, LAST_FAILURE)


@dataclass(frozen=True)
class Step:
    """A milestone as typed."""

    title: str
    due: Due
    done_on: date | None


def forget_all(contribution: Contribution) -> None:
    """Take the addresses and milestones of a draft away with it."""
    for model in (UpstreamLink, ContributionMilestone):
        db.session.execute(
            delete(model)
            .where(model.contribution_id == contribution.id)
            .execution_options(synchronize_session=False)
        )


def set_milestones(contribution: Contribution, steps: Sequence[Step]) -> None:
    """Give a contribution these milestones, in that order, in the place of those it had."""
    db.session.execute(
        delete(ContributionMilestone)
        .where(ContributionMilestone.contribution_id == contribution.id)
        .execution_options(synchronize_session=False)
    )
    for number, step in enumerate(steps):
        row = ContributionMilestone(
            contribution_id=contribution.id,
            position=number,
            title=step.title,
            done_on=step.done_on,
        )
        row.due = step.due
        db.session.add(row)
