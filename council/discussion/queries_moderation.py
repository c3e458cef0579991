"""Reads of moderation: what waits for the secretariat, the public log of what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from council.accounts.models import Account
from council.clock import now
from council.discussion.models import Comment
from council.discussion.models_moderation import CommentReport, ModerationAct
from council.discussion.queries import html_of, said, visible_to
from council.extensions import db
from council.organizations.models import Organization
from council.records.models import Record
from council.records.queries import visible_to as record_visible_to
from council.software.models import Software

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def open_reports(comment_id: int) -> list[CommentReport]:
    """Return the reports of a comment that wait for an answer, oldest first."""
    return list(
        db.session.scalars(
            select(CommentReport)
            .where(CommentReport.comment_id == comment_id, CommentReport.settled_at.is_(None))
            .order_by(CommentReport.id)
        )
    )


def has_reported(comment_id: int, viewer: Viewer) -> bool:
    """Say whether this person has a report that waits on this comment."""
    return any(row.account_id == viewer.account_id for row in open_reports(comment_id))


def reports_today(account_id: int | None) -> int:
    """Return how many comments a person reported in the last twenty-four hours."""
    query = select(func.count(CommentReport.id)).where(
        CommentReport.account_id == account_id,
        CommentReport.created_at > now() - timedelta(days=1),
    )
    return db.session.scalar(query) or 0


def _is_reported() -> ColumnElement[bool]:
    return exists().where(
        CommentReport.comment_id == Comment.id, CommentReport.settled_at.is_(None)
    )


def _is_held() -> ColumnElement[bool]:
    return and_(Comment.held_at.is_not(None), Comment.refused_at.is_(None))


def _is_asked_again() -> ColumnElement[bool]:
    return and_(Comment.review_asked_at.is_not(None), Comment.review_answered_at.is_(None))


def waiting(viewer: Viewer) -> Select[tuple[Comment]]:
    """Return the comments that wait for the secretariat, the oldest wait first; none for others.

    Three reasons to wait: held before publication, reported, looked at again for its author.
    """
    reported_at = (
        select(func.min(CommentReport.created_at))
        .where(CommentReport.comment_id == Comment.id, CommentReport.settled_at.is_(None))
        .scalar_subquery()
    )
    query = visible_to(viewer).where(
        Comment.withdrawn_at.is_(None), or_(_is_held(), _is_reported(), _is_asked_again())
    )
    if not viewer.is_secretariat:
        query = query.where(Comment.id < 0)
    since = func.coalesce(Comment.review_asked_at, reported_at, Comment.held_at)
    return query.order_by(since, Comment.id)


@dataclass(frozen=True)
class Waiting:
    """One comment of the queue: what it says, after what, why it waits."""

    comment: Comment
    person: str
    body: str
    html: Markup
    is_held: bool
    is_asked_again: bool
    reports: Sequence[CommentReport]
    before: Comment | None
    before_html: Markup


def in_context(comments: Sequence[Comment]) -> list[Waiting]:
    """Return comments of the queue with their authors, their reports and what was said before;
    four queries."""
    ids = [comment.id for comment in comments]
    names = _names(ids)
    reports: dict[int, list[CommentReport]] = {number: [] for number in ids}
    rows = select(CommentReport).where(
        CommentReport.comment_id.in_(ids), CommentReport.settled_at.is_(None)
    )
    for row in db.session.scalars(rows.order_by(CommentReport.id)):
        reports[row.comment_id].append(row)
    before = _before(comments)
    quoted = {comment.quotes_id for comment in comments if comment.quotes_id}
    sources = {
        row.id: row for row in db.session.scalars(select(Comment).where(Comment.id.in_(quoted)))
    }
    return [
        Waiting(
            comment=comment,
            person=names[comment.id][0],
            body=names[comment.id][1],
            html=said(comment, sources.get(comment.quotes_id or 0), comment.html, comment.body),
            is_held=comment.is_waiting,
            is_asked_again=bool(comment.review_asked_at and not comment.review_answered_at),
            reports=reports[comment.id],
            before=before.get(comment.id),
            before_html=html_of(before[comment.id], None) if comment.id in before else Markup(),
        )
        for comment in comments
    ]


def _names(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = db.session.execute(
        select(Comment.id, Account.name, Organization.name, Software.name)
        .outerjoin(Account, Account.id == Comment.account_id)
        .outerjoin(Organization, Organization.id == Comment.for_organization_id)
        .outerjoin(Software, Software.id == Comment.for_software_id)
        .where(Comment.id.in_(ids))
    )
    return {row[0]: (row[1] or "", row[2] or row[3] or "") for row in rows}


def _before(comments: Sequence[Comment]) -> dict[int, Comment]:
    """Return for each comment the one shown just before it in its thread."""
    other = Comment.__table__.alias("later")
    rows = db.session.execute(
        select(other.c.id, func.max(Comment.id))
        .select_from(other)
        .join(Comment, (Comment.record_id == other.c.record_id) & (Comment.id < other.c.id))
        .where(
            other.c.id.in_([comment.id for comment in comments]),
            Comment.held_at.is_(None),
            Comment.hidden_at.is_(None),
            Comment.withdrawn_at.is_(None),
        )
        .group_by(other.c.id)
    ).all()
    found = {
        row.id: row
        for row in db.session.scalars(
            select(Comment).where(Comment.id.in_([previous for _later, previous in rows]))
        )
    }
    return {later: found[previous] for later, previous in rows}


def log(viewer: Viewer) -> Select[tuple[ModerationAct]]:
    """Return what moderation decided, newest first, on records this viewer may see: the act, its
    reason and its place, never the text; notes of the council are told to the council alone."""
    query = (
        select(ModerationAct)
        .join(Comment, Comment.id == ModerationAct.comment_id)
        .join(Record, Record.id == Comment.record_id)
        .where(record_visible_to(viewer))
        .options(contains_eager(ModerationAct.comment))
        .order_by(ModerationAct.id.desc())
    )
    return query if viewer.is_council else query.where(~Comment.council_only)


def records_of(comments: Iterable[Comment]) -> dict[int, Record]:
    """Return the records of these comments by their id."""
    ids = {comment.record_id for comment in comments}
    rows = db.session.scalars(select(Record).where(Record.id.in_(ids)))
    return {record.id: record for record in rows}


@dataclass(frozen=True)
class Reading:
    """How much waits, for the to-do page: how many comments, since when."""

    count: int
    since: datetime | None


def to_read(viewer: Viewer) -> Reading:
    """Return how many comments wait for this person, nothing but for the secretariat."""
    if not viewer.is_secretariat:
        return Reading(0, None)
    rows = list(db.session.scalars(waiting(viewer).limit(100)))
    first = rows[0] if rows else None
    since = (first.review_asked_at or first.held_at or first.created_at) if first else None
    return Reading(len(rows), since)
