"""Reads on the acts of a deliberation, and on its debate."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from council.accounts.models import Account
from council.extensions import db
from council.polls.models import Phase, Poll, PollState, RollEntry
from council.polls.models_acts import (
    BEFORE_VOTE,
    ActKind,
    DebateContribution,
    PollAct,
    acts_asked,
)

Done = dict[str, PollAct]
Spoken = tuple[DebateContribution, RollEntry, str]


def acts_of(poll: Poll) -> Done:
    """Return the acts done for a poll, by kind, in their order."""
    if not acts_asked(poll.rule):
        return {}
    found = db.session.scalars(
        select(PollAct).where(PollAct.poll_id == poll.id).order_by(PollAct.created_at)
    )
    return {act.kind: act for act in found}


def next_act(poll: Poll, done: Done, at: datetime) -> ActKind | None:
    """Return the act that comes next, None when none is to be done at that moment."""
    phase = poll.phase(at)
    for kind in acts_asked(poll.rule):
        if kind in done:
            continue
        if kind in BEFORE_VOTE and phase != Phase.COMING:
            return None
        if kind == ActKind.VOTE_CLOSED and phase != Phase.OPEN:
            if phase == Phase.COMING:
                return None
            continue
        if kind == ActKind.RESULTS_SENT and poll.state not in (
            PollState.COUNTED,
            PollState.PUBLISHED,
        ):
            return None
        return kind
    return None


def debate_is_open(done: Done, poll: Poll, at: datetime) -> bool:
    """Say whether contributions are received: from the act that opens the debate to the one that
    closes it."""
    opened = ActKind.DEBATE_OPENED in done and ActKind.DEBATE_CLOSED not in done
    return opened and poll.phase(at) == Phase.COMING


def debate_of(poll: Poll) -> list[Spoken]:
    """Return what was said in the debate, oldest first, with the seat and the person."""
    rows = db.session.execute(
        select(DebateContribution, RollEntry, Account.name)
        .join(RollEntry, RollEntry.id == DebateContribution.roll_entry_id)
        .join(Account, Account.id == DebateContribution.account_id)
        .where(DebateContribution.poll_id == poll.id)
        .order_by(DebateContribution.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]
