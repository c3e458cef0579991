"""Posting, editing, withdrawing and moderating comments."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.discussion import actions, policies, queries
from council.discussion.forms import CommentForm, EditCommentForm, HideCommentForm
from council.discussion.models import Comment
from council.forms import ConfirmForm
from council.markdown import render_markdown
from council.records.addresses import path_of_record
from council.records.models import Record
from council.records.titles import titles_of

bp = Blueprint("discussion", __name__)


@bp.app_context_processor
def _may():
    viewer = g.get("viewer")
    return {
        "may_comment": policies.can_comment(viewer) if viewer is not None else None,
        "may_note": policies.can_note(viewer) if viewer is not None else None,
    }


def get_record(uid: str) -> Record:
    """Return the record to comment, or answer 404."""
    return queries.find_record_by_uid(uid, current_viewer()) or abort(404)


def get_comment(uid: str) -> tuple[Comment, Record]:
    """Return the comment and its record, or answer 404."""
    return queries.find_comment(uid, current_viewer()) or abort(404)


@bp.post("/discussion/<uid:uid>/commentaires")
@requires("registered")
def post(uid: str):
    """Add a comment to a record and go back to its page."""
    record = get_record(uid)
    form = CommentForm()
    viewer = current_viewer()
    check(policies.can_note(viewer) if form.council_only.data else policies.can_comment(viewer))
    if form.validate_on_submit():
        comment = form.run(
            actions.post_comment,
            record,
            author=viewer,
            body=form.body.data,
            rendered=render_markdown(form.body.data),
            council_only=bool(form.council_only.data),
        )
        if comment is not None:
            return redirect(f"{path_of_record(record)}#c-{comment.uid}", 303)
    title = titles_of([record]).get(record.id, "")
    page = render_template("discussion/comment.html", form=form, record=record, title=title)
    return page, form.status


@bp.get("/discussion/commentaires/<uid:uid>/modifier")
@requires("registered")
def edit(uid: str):
    """Show the form that rewrites one's comment."""
    comment, record = get_comment(uid)
    check(policies.can_edit_comment(current_viewer(), comment))
    form = EditCommentForm(obj=comment)
    return render_template("discussion/edit.html", form=form, record=record, comment=comment)


@bp.post("/discussion/commentaires/<uid:uid>/modifier")
@requires("registered")
def save(uid: str):
    """Rewrite one's comment."""
    comment, record = get_comment(uid)
    check(policies.can_edit_comment(current_viewer(), comment))
    form = EditCommentForm()
    if form.validate_on_submit():
        saved = form.run(
            actions.edit_comment,
            comment,
            record,
            author=current_viewer(),
            body=form.body.data,
            rendered=render_markdown(form.body.data),
            seen_version=form.seen_version,
        )
        if saved is not None:
            return redirect(f"{path_of_record(record)}#c-{uid}", 303)
    page = render_template("discussion/edit.html", form=form, record=record, comment=comment)
    return page, form.status


@bp.post("/discussion/commentaires/<uid:uid>/retirer")
@requires("registered")
def withdraw(uid: str):
    """Take back one's comment."""
    comment, record = get_comment(uid)
    check(policies.can_edit_comment(current_viewer(), comment))
    form = ConfirmForm()
    if form.validate_on_submit():
        form.run(actions.withdraw_comment, comment, record, author=current_viewer())
        flash(_("Votre commentaire est retiré."))
    return redirect(path_of_record(record), 303)


@bp.get("/discussion/commentaires/<uid:uid>/masquer")
@requires("registered")
def hiding(uid: str):
    """Ask why a comment is to be hidden."""
    comment, record = get_comment(uid)
    check(policies.can_hide_comment(current_viewer(), comment))
    form = HideCommentForm()
    return render_template("discussion/hide.html", form=form, record=record, comment=comment)


@bp.post("/discussion/commentaires/<uid:uid>/masquer")
@requires("registered")
def hide(uid: str):
    """Hide a comment, with its reason."""
    comment, record = get_comment(uid)
    check(policies.can_hide_comment(current_viewer(), comment))
    form = HideCommentForm()
    if form.validate_on_submit():
        hidden = form.run(
            actions.hide_comment,
            comment,
            record,
            moderator=current_viewer(),
            reason=form.reason.data or "",
        )
        if hidden is not None:
            return redirect(path_of_record(record), 303)
    page = render_template("discussion/hide.html", form=form, record=record, comment=comment)
    return page, form.status


@bp.get("/moderation")
@public
def log():
    """Show what moderation hid, and why."""
    return render_template("discussion/log.html", rows=queries.moderated())
