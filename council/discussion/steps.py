"""Writes that the acts of threads share: what moderation decided, the journal's public facts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from council.clock import now
from council.discussion.models import Comment
from council.discussion.models_moderation import CommentReport, ModerationAct, ModerationKind
from council.extensions import db
from council.organizations.viewer import Viewer
from council.records.models import Record


def decide(comment: Comment, kind: ModerationKind, *, moderator: Viewer, reason: str = "") -> None:
    """Put a decision in the public log; it answers the reports and the second look that wait."""
    db.session.add(
        ModerationAct(
            comment_id=comment.id, kind=kind, reason=reason, account_id=moderator.account_id
        )
    )
    db.session.execute(
        update(CommentReport)
        .where(CommentReport.comment_id == comment.id, CommentReport.settled_at.is_(None))
        .values(settled_at=now())
        .execution_options(synchronize_session=False)
    )
    answers = kind in {
        ModerationKind.RESTORED, ModerationKind.RELEASED, ModerationKind.MAINTAINED,
    }  # fmt: skip
    if answers and comment.review_asked_at is not None and comment.review_answered_at is None:
        comment.review_answered_at = now()
    db.session.flush()


def facts_of(comment: Comment, *, since: int = 0) -> dict[str, Any]:
    """Return what the journal says of a comment: which, for whom, which versions are news."""
    return {
        "comment": comment.uid,
        "council_only": comment.council_only,
        "version": comment.row_version,
        "since": since,
    }


def record_of(comment: Comment) -> Record:
    """Return the record a comment is about."""
    return db.session.get_one(Record, comment.record_id)
