"""Reads on comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from council.accounts.models import Account, AccountState
from council.discussion.models import Comment
from council.extensions import db
from council.organizations.models import Organization
from council.records.models import Record
from council.records.queries import visible_to
from council.software.models import Software

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

MOST = 500


@dataclass(frozen=True)
class Post:
    """A comment as its reader sees it: who, for whom, and what this reader may do."""

    comment: Comment
    author: str
    body_name: str
    is_mine: bool


@dataclass(frozen=True)
class Thread:
    """The discussion of a record."""

    record_uid: str
    posts: list[Post]


def thread_of(record_id: int, viewer: Viewer) -> Thread:
    """Return the discussion of a record this viewer may see; notes of the council only to it."""
    query = (
        select(Comment, Account.name, Account.state, Organization.name, Software.name)
        .outerjoin(Account, Account.id == Comment.account_id)
        .outerjoin(Organization, Organization.id == Comment.for_organization_id)
        .outerjoin(Software, Software.id == Comment.for_software_id)
        .where(Comment.record_id == record_id)
        .order_by(Comment.id)
        .limit(MOST)
    )
    if not viewer.is_council:
        query = query.where(Comment.council_only.is_(False))
    posts = [
        Post(
            comment=comment,
            author="" if state == AccountState.CLOSED else name or "",
            body_name=organization or software or "",
            is_mine=comment.account_id is not None and comment.account_id == viewer.account_id,
        )
        for comment, name, state, organization, software in db.session.execute(query)
    ]
    uid = db.session.scalar(select(Record.uid).where(Record.id == record_id)) or ""
    return Thread(uid, posts)


def find_record_by_uid(uid: str, viewer: Viewer) -> Record | None:
    """Return a visible record by its random name."""
    return db.session.scalar(select(Record).where(Record.uid == uid, visible_to(viewer)))


def find_comment(uid: str, viewer: Viewer) -> tuple[Comment, Record] | None:
    """Return a comment and its record when this viewer may read both."""
    query = (
        select(Comment, Record)
        .join(Record, Record.id == Comment.record_id)
        .where(Comment.uid == uid, visible_to(viewer))
    )
    if not viewer.is_council:
        query = query.where(Comment.council_only.is_(False))
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1]) if row is not None else None


def moderated(*, limit: int = 100) -> list[tuple[Comment, Record]]:
    """Return the comments moderation hid from public pages, latest first, for the public log."""
    rows = db.session.execute(
        select(Comment, Record)
        .join(Record, Record.id == Comment.record_id)
        .where(
            Comment.hidden_at.is_not(None),
            Comment.council_only.is_(False),
            Record.audience == "public",
        )
        .order_by(Comment.hidden_at.desc())
        .limit(limit)
    )
    return [(comment, record) for comment, record in rows]


def comments_count(record_id: int) -> int:
    """Return how many comments a record has had."""
    return (
        db.session.scalar(
            select(func.count()).select_from(Comment).where(Comment.record_id == record_id)
        )
        or 0
    )
