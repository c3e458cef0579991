"""What happens to comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.access import check
from council.clock import now
from council.discussion import policies
from council.discussion.models import Comment
from council.extensions import db
from council.journal.steps import write_entry
from council.markdown import Rendered
from council.records.models import Record
from council.transactions import Conflict, Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@action
def post_comment(
    record: Record, *, author: Viewer, body: str, rendered: Rendered, council_only: bool
) -> Comment:
    """Add a comment to a record, for the body the person acts for, or as an individual."""
    check(policies.can_note(author) if council_only else policies.can_comment(author))
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
    kind = "note.posted" if council_only else "comment.posted"
    write_entry(kind, subjects=[record], actor=author, public={"comment": comment.uid})
    return comment


@action
def edit_comment(
    comment: Comment,
    record: Record,
    *,
    author: Viewer,
    body: str,
    rendered: Rendered,
    seen_version: int,
) -> Comment:
    """Rewrite one's own comment, with a mark; Conflict when it changed since `seen_version`."""
    lock(comment)
    check(policies.can_edit_comment(author, comment))
    if comment.row_version != seen_version:
        raise Conflict(
            _("Ce commentaire a été modifié entre-temps."), ours=body, theirs=comment.body
        )
    comment.body, comment.html = body, str(rendered.html)
    comment.renderer_version = rendered.version
    comment.edited_at = now()
    comment.row_version += 1
    write_entry(
        "comment.edited", subjects=[record], actor=author, public={"comment": comment.uid}
    )
    return comment


@action
def withdraw_comment(comment: Comment, record: Record, *, author: Viewer) -> Comment:
    """Take back one's own comment; its place stays."""
    lock(comment)
    check(policies.can_edit_comment(author, comment))
    comment.withdrawn_at = now()
    comment.row_version += 1
    write_entry(
        "comment.withdrawn", subjects=[record], actor=author, public={"comment": comment.uid}
    )
    return comment


@action
def hide_comment(comment: Comment, record: Record, *, moderator: Viewer, reason: str) -> Comment:
    """Hide a comment, with the reason everybody reads."""
    lock(comment)
    check(policies.can_hide_comment(moderator, comment))
    if not reason:
        raise Invalid({"reason": _("Dites pourquoi : le motif est public.")})
    comment.hidden_at = now()
    comment.hidden_reason = reason
    comment.hidden_by_id = moderator.account_id
    comment.row_version += 1
    write_entry(
        "comment.hidden", subjects=[record], actor=moderator, public={"comment": comment.uid}
    )
    return comment
