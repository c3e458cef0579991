"""Votes that a need led to: from the day a roll is frozen, its endorsements stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import literal, select

from council.extensions import db
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import may_see

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

# What is born from a need, answers it or delivers it, and so on from one to the next.
CHAIN = (LinkKind.BORN_FROM, LinkKind.ANSWERS, LinkKind.DELIVERS)
# States of a poll whose roll is frozen and whose vote counts; polls are known by name only here.
FROZEN = ("called", "suspended", "counted", "published")


@dataclass(frozen=True)
class FrozenRoll:
    """The poll whose roll is frozen; its number is empty for who may not see it."""

    reference: str


def frozen_roll(need_id: int, viewer: Viewer) -> FrozenRoll | None:
    """Return the first poll of the chain born from a need whose roll is frozen."""
    chain = select(literal(need_id).label("id")).cte("born", recursive=True)
    chain = chain.union(
        select(RecordLink.from_id)
        .join(chain, RecordLink.to_id == chain.c.id)
        .where(RecordLink.kind.in_(CHAIN))
    )
    polls = db.metadata.tables["polls"]
    record = db.session.scalar(
        select(Record)
        .join(polls, polls.c.id == Record.id)
        .where(
            Record.kind == RecordKind.POLL,
            Record.id.in_(select(chain.c.id)),
            polls.c.state.in_(FROZEN),
        )
        .order_by(polls.c.called_at, Record.id)
        .limit(1)
    )
    if record is None:
        return None
    return FrozenRoll((record.reference or "") if may_see(record, viewer) else "")
