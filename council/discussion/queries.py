"""Reads on comments: the thread of a record, and the public log of moderation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from council.accounts.models import Account
from council.discussion.models import Comment
from council.discussion.queries_follows import FollowState, follow_of
from council.extensions import db
from council.organizations.models import Organization
from council.records.models import Record
from council.records.queries import visible_to as record_visible_to
from council.software.models import Software

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@dataclass(frozen=True)
class CommentLine:
    """One comment as its page shows it; without its text when it was withdrawn or hidden."""

    uid: str
    person: str
    body: str
    html: Markup
    at: datetime
    council_only: bool
    edited_at: datetime | None
    withdrawn_at: datetime | None
    hidden_at: datetime | None
    hidden_reason: str
    is_own: bool
    can_moderate: bool

    @property
    def is_shown(self) -> bool:
        """Say whether the text is there to be read."""
        return self.withdrawn_at is None and self.hidden_at is None


@dataclass(frozen=True)
class Thread:
    """What was said of a record, oldest first, and what this reader may add."""

    record_id: int
    record_uid: str
    comments: Sequence[CommentLine] = field(default_factory=tuple)
    can_comment: bool = False
    can_note: bool = False
    follow: FollowState | None = None

    def __len__(self) -> int:
        return len(self.comments)

    def __bool__(self) -> bool:
        return True


def may_speak(viewer: Viewer) -> bool:
    """Say whether somebody's capacity lets them comment: any mandate but operating the site."""
    return any(mandate.title != "administrator" for mandate in viewer.mandates)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on comments that keeps members' notes among them and their authors."""
    if viewer.is_council:
        return true()
    if viewer.account_id is None:
        return ~Comment.council_only
    return or_(~Comment.council_only, Comment.account_id == viewer.account_id)


def visible_to(viewer: Viewer) -> Select[tuple[Comment]]:
    """Return the comments this viewer may see: on visible records, notes for the council alone."""
    return (
        select(Comment)
        .join(Record, Record.id == Comment.record_id)
        .where(record_visible_to(viewer), readable_by(viewer))
    )


def find_comment(uid: str, viewer: Viewer) -> Comment | None:
    """Return a visible comment by its identifier."""
    return db.session.scalar(visible_to(viewer).where(Comment.uid == uid))


def find_commented(uid: str, viewer: Viewer) -> Record | None:
    """Return a visible record that has a reference, by its identifier: drafts have no thread."""
    return db.session.scalar(
        select(Record).where(
            and_(Record.uid == uid, Record.reference.is_not(None), record_visible_to(viewer))
        )
    )


def thread_of(record_id: int, viewer: Viewer) -> Thread:
    """Return the thread of a record that this viewer was let see; one query of comments."""
    record = db.session.get_one(Record, record_id)
    rows = db.session.execute(
        select(Comment, Account.name, Organization.name, Software.name)
        .outerjoin(Account, Account.id == Comment.account_id)
        .outerjoin(Organization, Organization.id == Comment.for_organization_id)
        .outerjoin(Software, Software.id == Comment.for_software_id)
        .where(Comment.record_id == record_id, readable_by(viewer))
        .order_by(Comment.id)
    )
    speaks = may_speak(viewer) and record.reference is not None
    return Thread(
        record_id=record_id,
        record_uid=record.uid,
        comments=[
            CommentLine(
                uid=comment.uid,
                person=person or "",
                body=organization or software or "",
                html=Markup(comment.html if comment.is_shown else ""),  # noqa: S704
                at=comment.created_at,
                council_only=comment.council_only,
                edited_at=comment.edited_at,
                withdrawn_at=comment.withdrawn_at,
                hidden_at=comment.hidden_at,
                hidden_reason=comment.hidden_reason,
                is_own=viewer.account_id is not None and comment.account_id == viewer.account_id,
                can_moderate=viewer.is_secretariat,
            )
            for comment, person, organization, software in rows
        ],
        can_comment=speaks,
        can_note=speaks and viewer.is_council,
        follow=follow_of(record, viewer),
    )


def moderated(viewer: Viewer) -> Select[tuple[Comment]]:
    """Return the comments that moderation hid, newest first, as this viewer may see them."""
    return visible_to(viewer).where(Comment.hidden_at.is_not(None)).order_by(Comment.id.desc())
