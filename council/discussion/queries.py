"""Reads on comments: the thread of a record, who reads what of it, earlier versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from council.accounts.models import Account
from council.discussion.models import Comment, CommentVersion
from council.discussion.models_moderation import ThreadOpening
from council.discussion.queries_follows import FollowState, follow_of
from council.discussion.words import without_quotes
from council.extensions import db
from council.organizations.models import Organization
from council.records.models import Record, RecordKind
from council.records.queries import visible_to as record_visible_to
from council.software.models import Software

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


# More than that waiting to be read, of one person, is no longer a conversation.
MOST_WAITING = 5


@dataclass(frozen=True)
class Quoted:
    """What a comment answers: whose words, where; `is_shown` when they are still to be read."""

    uid: str
    person: str
    at: datetime
    is_shown: bool


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
    held_at: datetime | None
    refused_at: datetime | None
    refused_reason: str
    review_asked_at: datetime | None
    review_answered_at: datetime | None
    is_own: bool
    can_moderate: bool
    is_answer: bool = False
    quoted: Quoted | None = None

    @property
    def is_shown(self) -> bool:
        """Say whether the text is there to be read."""
        return self.withdrawn_at is None and self.hidden_at is None

    @property
    def is_public(self) -> bool:
        """Say whether everybody who reads the thread reads it: shown, and not waiting."""
        return self.is_shown and self.held_at is None

    @property
    def can_ask_review(self) -> bool:
        """Say whether its author may ask that a decision of moderation be looked at again."""
        decided = self.hidden_at is not None or self.refused_at is not None
        return self.is_own and decided and not self.review_asked_at and not self.withdrawn_at


@dataclass(frozen=True)
class Thread:
    """What was said of a record, oldest first, and what this reader may add."""

    record_id: int
    record_uid: str
    comments: Sequence[CommentLine] = field(default_factory=tuple)
    can_comment: bool = False
    can_note: bool = False
    is_open: bool = False
    is_for_notes: bool = False
    must_be_read_first: bool = False
    follow: FollowState | None = None

    def __len__(self) -> int:
        return len(self.comments)

    def __bool__(self) -> bool:
        return True


def may_speak(viewer: Viewer) -> bool:
    """Say whether somebody's capacity lets them comment: any mandate but operating the site."""
    return any(mandate.title != "administrator" for mandate in viewer.mandates)


def is_for_notes(record: Record) -> bool:
    """Say whether only the council speaks of a record, among itself: a poll's debate and the
    preparation of a decision are not told to others, even afterwards."""
    if record.kind == RecordKind.POLL:
        return True
    return record.kind == RecordKind.DECISION and record.reference is None


def is_open_to_all(record_id: int) -> bool:
    """Say whether the secretariat opened this thread to every registered person."""
    opening = db.session.get(ThreadOpening, record_id)
    return opening is not None and opening.is_open


def must_be_read_first(viewer: Viewer, first: int) -> bool:
    """Say whether what this person writes waits to be read: nobody vouches for them by a mandate,
    and fewer than `first` comments of theirs were let through."""
    if may_speak(viewer):
        return False
    passed = select(func.count(Comment.id)).where(
        Comment.account_id == viewer.account_id,
        Comment.held_at.is_(None),
        Comment.hidden_at.is_(None),
    )
    return (db.session.scalar(passed) or 0) < first


def waiting_count(account_id: int | None) -> int:
    """Return how many comments of a person wait to be read."""
    waiting = select(func.count(Comment.id)).where(
        Comment.account_id == account_id,
        Comment.held_at.is_not(None),
        Comment.refused_at.is_(None),
        Comment.withdrawn_at.is_(None),
    )
    return db.session.scalar(waiting) or 0


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on comments that keeps members' notes among them and their authors,
    and what waits to be read between its author and the secretariat."""
    if viewer.is_secretariat:
        return true()
    everybody = Comment.held_at.is_(None)
    if not viewer.is_council:
        everybody = and_(everybody, ~Comment.council_only)
    if viewer.account_id is None:
        return everybody
    return or_(everybody, Comment.account_id == viewer.account_id)


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
    """Return a visible record that has a thread, by its identifier: drafts have none, but the
    draft of a decision, on which the council works together."""
    has_thread = or_(Record.reference.is_not(None), Record.kind == RecordKind.DECISION)
    return db.session.scalar(
        select(Record).where(and_(Record.uid == uid, has_thread, record_visible_to(viewer)))
    )


def thread_of(record_id: int, viewer: Viewer) -> Thread:
    """Return the thread of a record that this viewer was let see; one query of comments."""
    record = db.session.get_one(Record, record_id)
    notes_only = is_for_notes(record)
    rows = _said_of(record_id, viewer) if viewer.is_council or not notes_only else []
    known = {comment.id: (comment, person or "") for comment, person, *_ in rows}
    # Asked for who it concerns: people without mandate, and the secretariat, which opens threads.
    asks = viewer.is_secretariat or (not viewer.is_anonymous and not may_speak(viewer))
    is_open = asks and not notes_only and is_open_to_all(record_id)
    speaks = may_speak(viewer) and (viewer.is_council or not notes_only)
    has_thread = record.reference is not None or notes_only
    return Thread(
        record_id=record_id,
        record_uid=record.uid,
        comments=[
            _line(comment, person or "", organization or software or "", viewer, known)
            for comment, person, organization, software in rows
        ],
        can_comment=has_thread and (speaks or is_open),
        can_note=has_thread and speaks and viewer.is_council,
        is_open=is_open,
        is_for_notes=notes_only,
        must_be_read_first=is_open and not may_speak(viewer),
        follow=follow_of(record, viewer),
    )


def _said_of(record_id: int, viewer: Viewer) -> Sequence[Any]:
    return db.session.execute(
        select(Comment, Account.name, Organization.name, Software.name)
        .outerjoin(Account, Account.id == Comment.account_id)
        .outerjoin(Organization, Organization.id == Comment.for_organization_id)
        .outerjoin(Software, Software.id == Comment.for_software_id)
        .where(Comment.record_id == record_id, readable_by(viewer))
        .order_by(Comment.id)
    ).all()


def _line(
    comment: Comment,
    person: str,
    body: str,
    viewer: Viewer,
    known: Mapping[int, tuple[Comment, str]],
) -> CommentLine:
    source, name = known.get(comment.quotes_id or 0, (None, ""))
    quoted = Quoted(source.uid, name, source.created_at, is_quotable(source)) if source else None
    return CommentLine(
        uid=comment.uid,
        person=person,
        body=body,
        html=html_of(comment, source),
        at=comment.created_at,
        council_only=comment.council_only,
        edited_at=comment.edited_at,
        withdrawn_at=comment.withdrawn_at,
        hidden_at=comment.hidden_at,
        hidden_reason=comment.hidden_reason,
        held_at=comment.held_at,
        refused_at=comment.refused_at,
        refused_reason=comment.refused_reason,
        review_asked_at=comment.review_asked_at,
        review_answered_at=comment.review_answered_at,
        is_own=viewer.account_id is not None and comment.account_id == viewer.account_id,
        can_moderate=viewer.is_secretariat,
        is_answer=comment.quotes_id is not None,
        quoted=quoted,
    )


def is_quotable(comment: Comment | None) -> bool:
    """Say whether the words of a comment are still to be read by all who read its thread."""
    return comment is not None and comment.is_shown and comment.held_at is None


def html_of(comment: Comment, source: Comment | None) -> Markup:
    """Return what a comment says to its readers, without the words it quotes when these are no
    longer to be read."""
    if not comment.is_shown:
        return Markup()
    return said(comment, source, comment.html, comment.body)


def said(comment: Comment, source: Comment | None, html: str, body: str) -> Markup:
    """Return a text of a comment, present or past, less the quote of what is no longer shown."""
    if comment.quotes_id is not None and not is_quotable(source):
        return without_quotes(body)
    return Markup(html)  # noqa: S704  made by render_markdown


def source_of(comment: Comment) -> Comment | None:
    """Return the comment that a comment quotes."""
    return db.session.get(Comment, comment.quotes_id) if comment.quotes_id else None


def versions_of(comment: Comment) -> list[CommentVersion]:
    """Return what a comment said before, oldest first."""
    return list(
        db.session.scalars(
            select(CommentVersion)
            .where(CommentVersion.comment_id == comment.id)
            .order_by(CommentVersion.number)
        )
    )
