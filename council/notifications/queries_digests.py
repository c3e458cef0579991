"""Reads on summaries: whose is due, and what a summary may still tell."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from council.clock import now
from council.extensions import db
from council.journal.models import OutboxMessage
from council.notifications.models import Digest, DigestItem, Frequency, NotificationChoice
from council.notifications.timing import Cut

KEPT_FOR = timedelta(days=180)


def entries_unread(cut: Cut) -> bool:
    """Say whether acts done before a cut still wait to be told: their summary waits for them.

    One that failed is not waited for: it goes into a later summary.
    """
    return (
        db.session.scalar(
            select(OutboxMessage.id)
            .where(
                OutboxMessage.topic == "notify",
                OutboxMessage.done_at.is_(None),
                OutboxMessage.last_error == "",
                OutboxMessage.created_at < cut.daily,
            )
            .limit(1)
        )
        is not None
    )


def accounts_due(cut: Cut) -> list[int]:
    """Return the people who have something to be told at a cut, and were not yet."""
    made = exists().where(Digest.account_id == DigestItem.account_id, Digest.day == cut.day)
    return list(
        db.session.scalars(
            select(DigestItem.account_id)
            .outerjoin(
                NotificationChoice,
                and_(
                    NotificationChoice.account_id == DigestItem.account_id,
                    NotificationChoice.family == DigestItem.family,
                ),
            )
            .where(DigestItem.digest_id.is_(None), _belongs(cut), ~made)
            .distinct()
            .order_by(DigestItem.account_id)
        )
    )


def _belongs(cut: Cut) -> ColumnElement[bool]:
    frequency = func.coalesce(NotificationChoice.frequency, Frequency.DAILY)
    return and_(
        DigestItem.at < cut.daily,
        or_(frequency != Frequency.WEEKLY, DigestItem.at < cut.weekly),
    )


def items_due(account_id: int, cut: Cut, weekly: set[str]) -> ColumnElement[bool]:
    """Return the condition on what a person's summary takes; `weekly`: the families told weekly."""
    return and_(
        DigestItem.account_id == account_id,
        DigestItem.digest_id.is_(None),
        DigestItem.at < cut.daily,
        or_(DigestItem.family.not_in(sorted(weekly)), DigestItem.at < cut.weekly),
    )


def items_of(digest_id: int) -> list[DigestItem]:
    """Return what a summary was given to tell, oldest act first."""
    return list(
        db.session.scalars(
            select(DigestItem)
            .where(DigestItem.digest_id == digest_id)
            .order_by(DigestItem.sequence)
        )
    )


def old_digests() -> bool:
    """Say whether a summary is older than what is kept."""
    old = select(Digest.id).where(Digest.created_at < now() - KEPT_FOR).limit(1)
    return db.session.scalar(old) is not None
