"""Reads on follows: does this person hear of that record, who does, what did they choose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, literal, or_, select, true

from council.discussion.models_follows import Follow
from council.extensions import db
from council.records.addresses import path_of_record
from council.records.models import Audience, LinkKind, Record, RecordLink
from council.records.queries import visible_to

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

# Read "from … is born of to": who follows the second hears of the first.
BORN = (
    LinkKind.ANSWERS,
    LinkKind.BORN_FROM,
    LinkKind.DELIVERS,
    LinkKind.SUPERSEDES,
    LinkKind.REPEALS,
    LinkKind.AMENDS,
    LinkKind.CORRECTS,
)


@dataclass(frozen=True)
class FollowState:
    """What the « Suivre » button of a record's page says to this reader."""

    record_uid: str
    is_followed: bool = False
    # Followed by the person's own choice; else by their part in it, or through an origin.
    is_chosen: bool = False
    by_part: bool = False
    # Where everybody reads what happens to it, "" when not everybody may.
    feed: str = ""


def follow_of(record: Record, viewer: Viewer) -> FollowState | None:
    """Return whether this viewer hears of a record; None for a draft. At most one query."""
    if record.reference is None:
        return None
    feed = f"{path_of_record(record)}.atom" if record.audience == Audience.PUBLIC else ""
    if viewer.account_id is None:
        return FollowState(record.uid, feed=feed)
    found = _choices_on_the_way(record.id, viewer)
    if record.id in found:
        chosen = found[record.id]
        return FollowState(record.uid, is_followed=chosen, is_chosen=chosen, feed=feed)
    by_part = viewer.holds(record)
    followed = by_part or any(found.values())
    return FollowState(record.uid, is_followed=followed, by_part=by_part, feed=feed)


def hears_of(record_id: int, viewer: Viewer) -> bool:
    """Say whether this person follows a record, or one it is born of, and did not end it."""
    found = _choices_on_the_way(record_id, viewer)
    return found.get(record_id, any(found.values()))


def _choices_on_the_way(record_id: int, viewer: Viewer) -> dict[int, bool]:
    # A follow that was ended stops the way: what is only reached through it is not heard of.
    ended = exists().where(Follow.account_id == viewer.account_id, Follow.ended_at.is_not(None))
    way = _origins([record_id], visible_to(viewer), ended)
    rows = db.session.execute(
        select(Follow.record_id, Follow.ended_at).where(
            Follow.account_id == viewer.account_id, Follow.record_id.in_(select(way.c.id))
        )
    )
    return {number: ended_at is None for number, ended_at in rows}


def _origins(record_ids: Iterable[int], may_pass: ColumnElement[bool], stops: Any = None) -> Any:
    """Return these records and all they are born of, as a subquery of ids.

    A need merged into another is an origin of it: who followed the first hears of the second.
    """
    start = select(Record.id.label("id")).where(Record.id.in_(list(record_ids)))
    way = start.cte("way", recursive=True)
    other = case((RecordLink.from_id == way.c.id, RecordLink.to_id), else_=RecordLink.from_id)
    step = (
        select(Record.id)
        .select_from(way)
        .join(
            RecordLink,
            or_(
                and_(RecordLink.from_id == way.c.id, RecordLink.kind.in_(BORN)),
                and_(RecordLink.to_id == way.c.id, RecordLink.kind == LinkKind.DUPLICATES),
            ),
        )
        .join(Record, Record.id == other)
        .where(may_pass)
    )
    if stops is not None:
        step = step.where(~stops.where(Follow.record_id == way.c.id))
    return way.union(step)


def may_follow_ids(record_ids: Iterable[int]) -> set[int]:
    """Return the accounts that follow these records or what they are born of.

    Candidates only: ask `hears_of` for each, which knows what they may see and what they ended.
    """
    way = _origins(record_ids, true())
    return set(
        db.session.scalars(
            select(Follow.account_id)
            .where(Follow.record_id.in_(select(way.c.id)), Follow.ended_at.is_(None))
            .distinct()
        )
    )


def ended_by(record_id: int) -> set[int]:
    """Return the accounts that asked to hear no more of a record."""
    return set(
        db.session.scalars(
            select(Follow.account_id).where(
                Follow.record_id == record_id, Follow.ended_at.is_not(None)
            )
        )
    )


def ended_among(record_ids: Iterable[int], account_id: int) -> set[int]:
    """Return those of these records of which a person asked to hear no more."""
    return set(
        db.session.scalars(
            select(Follow.record_id).where(
                Follow.record_id.in_(list(record_ids)),
                Follow.account_id == account_id,
                Follow.ended_at.is_not(None),
            )
        )
    )


def followed_by(viewer: Viewer) -> Select[tuple[Follow]]:
    """Return what this person chose to follow and may still see, latest first."""
    return (
        select(Follow)
        .join(Record, Record.id == Follow.record_id)
        .where(
            Follow.account_id == literal(viewer.account_id),
            Follow.ended_at.is_(None),
            visible_to(viewer),
        )
        .order_by(Follow.created_at.desc(), Follow.id.desc())
    )


def choices_of(account_id: int) -> list[dict[str, Any]]:
    """Return all a person asked about following, for the copy of their data."""
    rows = db.session.execute(
        select(Record.kind, Record.reference, Follow.created_at, Follow.ended_at)
        .join(Record, Record.id == Follow.record_id)
        .where(Follow.account_id == account_id)
        .order_by(Follow.id)
    )
    return [
        {
            "kind": kind,
            "reference": reference,
            "since": since.isoformat(),
            "ended_at": ended_at.isoformat() if ended_at else None,
        }
        for kind, reference, since, ended_at in rows
    ]
