"""What people do in threads."""

from __future__ import annotations

from collections.abc import Collection

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from council.access import check
from council.clock import now
from council.discussion import policies
from council.discussion.models import Comment, CommentMention, CommentVersion
from council.discussion.queries import (
    MOST_WAITING,
    is_for_notes,
    is_open_to_all,
    must_be_read_first,
    waiting_count,
)
from council.discussion.steps import facts_of, record_of
from council.extensions import db
from council.journal.steps import write_entry
from council.markdown import Rendered
from council.organizations.viewer import Viewer
from council.records.models import Record
from council.records.steps import bump
from council.transactions import Conflict, Invalid, action, lock


@action
def post_comment(
    record: Record,
    *,
    author: Viewer,
    body: str,
    rendered: Rendered,
    council_only: bool = False,
    quotes: Comment | None = None,
    mentioned: Collection[int] = (),
) -> Comment:
    """Add a comment to a record, for the body of the author's chosen mandate.

    What a person writes whom no mandate vouches for waits to be read: nobody is told of it then.
    """
    council_only = council_only or is_for_notes(record)
    is_open = is_open_to_all(record.id)
    check(policies.can_post_comment(author, record, council_only=council_only, is_open=is_open))
    _refuse_quote(record, quotes, council_only, author)
    is_held = must_be_read_first(author, current_app.config["COUNCIL_HELD_COMMENTS"])
    if is_held and waiting_count(author.account_id) >= MOST_WAITING:
        raise Invalid(
            {"body": _("Vos commentaires précédents attendent d’être relus : patientez un peu.")}
        )
    organization_id, software_id = author.acts_for
    comment = Comment(
        record_id=record.id,
        body=body,
        html=str(rendered.html),
        renderer_version=rendered.version,
        council_only=council_only,
        account_id=author.account_id,
        for_organization_id=organization_id,
        for_software_id=software_id,
        quotes_id=quotes.id if quotes is not None else None,
        held_at=now() if is_held else None,
        row_version=1,
        told_version=0 if is_held else 1,
    )
    db.session.add(comment)
    db.session.flush()
    _mention(comment, mentioned)
    _journal(comment, "comment.held" if is_held else "comment.posted", author)
    return comment


def _refuse_quote(
    record: Record, quotes: Comment | None, council_only: bool, author: Viewer
) -> None:
    if quotes is None:
        return
    check(policies.can_quote_comment(author, quotes))
    if quotes.record_id != record.id:
        raise Invalid({"body": _("Le commentaire cité est celui d’une autre page.")})
    if quotes.council_only and not council_only:
        raise Invalid({"council_only": _("Une note interne ne se cite que dans une note interne.")})


def _mention(comment: Comment, mentioned: Collection[int]) -> None:
    """Keep whom a comment mentions now; who was mentioned before is not told again."""
    known = set(
        db.session.scalars(
            select(CommentMention.account_id).where(CommentMention.comment_id == comment.id)
        )
    )
    gone = known - set(mentioned)
    db.session.execute(
        delete(CommentMention).where(
            CommentMention.comment_id == comment.id, CommentMention.account_id.in_(sorted(gone))
        )
    )
    db.session.add_all(
        CommentMention(comment_id=comment.id, account_id=number, version=comment.row_version)
        for number in sorted(set(mentioned) - known)
    )
    db.session.flush()


@action
def edit_comment(
    comment: Comment,
    *,
    author: Viewer,
    body: str,
    rendered: Rendered,
    seen_version: int,
    mentioned: Collection[int] = (),
) -> Comment:
    """Change one's own comment; it says from then on that it was edited, and what it said before
    stays readable. One of somebody still unknown waits to be read again."""
    lock(comment)
    check(policies.can_edit_comment(author, comment))
    before = _version_of(comment)
    if not bump(comment, Comment.row_version, seen_version):
        raise Conflict(
            _("Ce commentaire a été modifié entre-temps."), ours=body, theirs=comment.body
        )
    db.session.add(before)
    comment.body, comment.html = body, str(rendered.html)
    comment.renderer_version = rendered.version
    comment.edited_at = now()
    told = comment.told_version
    # A text let through once must not be a door for another one.
    held = comment.held_at is not None or must_be_read_first(
        author, current_app.config["COUNCIL_HELD_COMMENTS"]
    )
    if held:
        comment.held_at = comment.held_at or now()
    else:
        comment.told_version = comment.row_version
    _mention(comment, mentioned)
    _journal(comment, "comment.held" if held else "comment.edited", author, since=told)
    return comment


def _version_of(comment: Comment) -> CommentVersion:
    last = db.session.scalar(
        select(func.max(CommentVersion.number)).where(CommentVersion.comment_id == comment.id)
    )
    return CommentVersion(
        comment_id=comment.id,
        number=(last or 0) + 1,
        body=comment.body,
        html=comment.html,
        renderer_version=comment.renderer_version,
        said_at=comment.edited_at or comment.created_at,
    )


@action
def withdraw_comment(comment: Comment, *, author: Viewer) -> Comment:
    """Take one's own comment back; its place stays, without its text."""
    lock(comment)
    check(policies.can_withdraw_comment(author, comment))
    comment.withdrawn_at = now()
    _journal(comment, "comment.withdrawn", author)
    return comment


def _journal(comment: Comment, kind: str, author: Viewer, *, since: int = 0) -> None:
    facts = facts_of(comment, since=since)
    write_entry(kind, subjects=[record_of(comment)], actor=author, public=facts)
