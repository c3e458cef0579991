"""What people do in threads."""

from __future__ import annotations

from flask_babel import gettext as _

from council.access import check
from council.clock import now
from council.discussion import policies
from council.discussion.models import Comment
from council.extensions import db
from council.journal.steps import write_entry
from council.markdown import Rendered
from council.organizations.viewer import Viewer
from council.records.models import Record
from council.records.steps import bump
from council.transactions import Conflict, Invalid, action, lock


@action
def post_comment(
    record: Record, *, author: Viewer, body: str, rendered: Rendered, council_only: bool = False
) -> Comment:
    """Add a comment to a record, for the body of the author's chosen mandate."""
    check(policies.can_post_comment(author, council_only=council_only))
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
    )
    db.session.add(comment)
    db.session.flush()
    _journal(comment, "comment.posted", author)
    return comment


@action
def edit_comment(
    comment: Comment, *, author: Viewer, body: str, rendered: Rendered, seen_version: int
) -> Comment:
    """Change one's own comment; it says from then on that it was edited."""
    lock(comment)
    check(policies.can_edit_comment(author, comment))
    if not bump(comment, Comment.row_version, seen_version):
        raise Conflict(
            _("Ce commentaire a été modifié entre-temps."), ours=body, theirs=comment.body
        )
    comment.body, comment.html = body, str(rendered.html)
    comment.renderer_version = rendered.version
    comment.edited_at = now()
    _journal(comment, "comment.edited", author)
    return comment


@action
def withdraw_comment(comment: Comment, *, author: Viewer) -> Comment:
    """Take one's own comment back; its place stays, without its text."""
    lock(comment)
    check(policies.can_withdraw_comment(author, comment))
    comment.withdrawn_at = now()
    _journal(comment, "comment.withdrawn", author)
    return comment


@action
def hide_comment(comment: Comment, *, author: Viewer, reason: str) -> Comment:
    """Hide a comment, with the reason that everybody reads in its place."""
    lock(comment)
    check(policies.can_hide_comment(author, comment))
    if not reason:
        raise Invalid({"reason": _("Le motif est demandé : il sera public.")})
    comment.hidden_at, comment.hidden_reason = now(), reason
    comment.hidden_by_id = author.account_id
    _journal(comment, "comment.hidden", author)
    return comment


@action
def restore_comment(comment: Comment, *, author: Viewer) -> Comment:
    """Show a hidden comment again."""
    lock(comment)
    check(policies.can_restore_comment(author, comment))
    comment.hidden_at, comment.hidden_reason, comment.hidden_by_id = None, "", None
    _journal(comment, "comment.restored", author)
    return comment


def _journal(comment: Comment, kind: str, author: Viewer) -> None:
    record = db.session.get_one(Record, comment.record_id)
    write_entry(
        kind,
        subjects=[record],
        actor=author,
        public={"comment": comment.uid, "council_only": comment.council_only},
    )
