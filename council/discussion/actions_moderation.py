"""What moderation does, what people report to it, and threads opened to everybody."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _

from council.access import check
from council.clock import now
from council.discussion import policies_moderation as policies
from council.discussion.models import Comment
from council.discussion.models_moderation import CommentReport, ModerationKind, ThreadOpening
from council.discussion.queries_moderation import has_reported, open_reports, reports_today
from council.discussion.steps import decide, facts_of, record_of
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.viewer import Viewer
from council.records.models import Record
from council.transactions import Invalid, action, lock


@action
def report_comment(comment: Comment, *, reason: str, reporter: Viewer) -> CommentReport:
    """Tell the secretariat of a comment; who told is kept apart, and shown to nobody."""
    lock(comment)
    known = has_reported(comment.id, reporter)
    check(policies.can_report_comment(reporter, comment, has_reported=known))
    if reports_today(reporter.account_id) >= current_app.config["COUNCIL_REPORTS_A_DAY"]:
        raise Invalid(
            {"reason": _("Vous avez beaucoup signalé depuis hier : attendez les réponses.")}
        )
    report = CommentReport(comment_id=comment.id, account_id=reporter.account_id, reason=reason)
    db.session.add(report)
    db.session.flush()
    # No actor and no mandate in the journal's public part: a report must not cost its author.
    write_entry(
        "comment.reported",
        subjects=[record_of(comment)],
        actor=None,
        public=facts_of(comment),
        private={"reporter": reporter.account_uid or "", "reason": reason},
    )
    return report


@action
def hide_comment(comment: Comment, *, author: Viewer, reason: str) -> Comment:
    """Hide a comment, with the reason that everybody reads in its place."""
    lock(comment)
    check(policies.can_hide_comment(author, comment))
    _demand(reason)
    comment.hidden_at, comment.hidden_reason = now(), reason
    comment.hidden_by_id = author.account_id
    decide(comment, ModerationKind.HIDDEN, moderator=author, reason=reason)
    _journal(comment, "comment.hidden", author)
    return comment


@action
def restore_comment(comment: Comment, *, author: Viewer) -> Comment:
    """Show a hidden comment again."""
    lock(comment)
    check(policies.can_restore_comment(author, comment))
    comment.hidden_at, comment.hidden_reason, comment.hidden_by_id = None, "", None
    decide(comment, ModerationKind.RESTORED, moderator=author)
    _journal(comment, "comment.restored", author)
    return comment


@action
def keep_comment(comment: Comment, *, author: Viewer, reason: str) -> Comment:
    """Answer the reports of a comment by leaving it as it is, with a public reason."""
    lock(comment)
    reports = len(open_reports(comment.id))
    check(policies.can_keep_comment(author, comment, reports=reports))
    _demand(reason)
    decide(comment, ModerationKind.KEPT, moderator=author, reason=reason)
    _journal(comment, "comment.kept", author)
    return comment


@action
def release_comment(comment: Comment, *, author: Viewer) -> Comment:
    """Let everybody read a comment that waited, or that was refused; those concerned are told."""
    lock(comment)
    check(policies.can_release_comment(author, comment))
    comment.held_at, comment.refused_at, comment.refused_reason = None, None, ""
    told, comment.told_version = comment.told_version, comment.row_version
    decide(comment, ModerationKind.RELEASED, moderator=author)
    # An edited text that was read again is no news to who was told of the first one.
    kind = "comment.read_again" if told else "comment.released"
    _journal(comment, kind, author, since=told)
    return comment


@action
def refuse_comment(comment: Comment, *, author: Viewer, reason: str) -> Comment:
    """Refuse a comment that waits, with the reason its author reads."""
    lock(comment)
    check(policies.can_refuse_comment(author, comment))
    _demand(reason)
    comment.refused_at, comment.refused_reason = now(), reason
    decide(comment, ModerationKind.REFUSED, moderator=author, reason=reason)
    _journal(comment, "comment.refused", author)
    return comment


@action
def ask_review(comment: Comment, *, author: Viewer, reason: str) -> Comment:
    """Ask that what moderation decided on one's comment be looked at again; once."""
    lock(comment)
    check(policies.can_ask_review(author, comment))
    if not reason:
        raise Invalid({"reason": _("Dites ce que le secrétariat devrait revoir.")})
    comment.review_asked_at, comment.review_reason = now(), reason
    _journal(comment, "comment.review_asked", author)
    return comment


@action
def maintain_decision(comment: Comment, *, author: Viewer, reason: str) -> Comment:
    """Answer a second look by keeping what was decided, with a public reason."""
    lock(comment)
    check(policies.can_maintain_decision(author, comment))
    _demand(reason)
    decide(comment, ModerationKind.MAINTAINED, moderator=author, reason=reason)
    _journal(comment, "comment.maintained", author)
    return comment


@action
def open_thread(record: Record, *, author: Viewer) -> ThreadOpening:
    """Let every registered person comment a record; the first words of strangers wait."""
    return _set_opening(record, author, is_open=True)


@action
def close_thread(record: Record, *, author: Viewer) -> ThreadOpening:
    """Keep the thread of a record to mandated people again; what was said stays."""
    return _set_opening(record, author, is_open=False)


def _set_opening(record: Record, author: Viewer, *, is_open: bool) -> ThreadOpening:
    lock(record)
    check(policies.can_open_thread(author, record))
    opening = db.session.get(ThreadOpening, record.id)
    if opening is None:
        opening = ThreadOpening(record_id=record.id)
        db.session.add(opening)
    opening.is_open, opening.changed_at = is_open, now()
    opening.account_id = author.account_id
    kind = "thread.opened" if is_open else "thread.closed"
    write_entry(kind, subjects=[record], actor=author, public={"reference": record.reference})
    return opening


def _demand(reason: str) -> None:
    if not reason:
        raise Invalid({"reason": _("Le motif est demandé : il sera public.")})


def _journal(comment: Comment, kind: str, author: Viewer, *, since: int = 0) -> None:
    facts = facts_of(comment, since=since)
    write_entry(kind, subjects=[record_of(comment)], actor=author, public=facts)
