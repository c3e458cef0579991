"""Comments: post, edit, withdraw, moderate; the public log of moderation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.discussion import actions, policies, queries
from council.discussion.forms import CommentForm, HideForm
from council.extensions import db
from council.forms import ConfirmForm
from council.markdown import render_markdown
from council.records.addresses import path_of_record
from council.records.models import Record
from council.records.titles import titles_of
from council.web import paginate

bp = Blueprint("discussion", __name__, url_prefix="/discussion")


def _record(uid: str) -> Record:
    return queries.find_commented(uid, current_viewer()) or abort(404)


def _comment(uid: str) -> Any:
    comment = queries.find_comment(uid, current_viewer()) or abort(404)
    return comment, db.session.get_one(Record, comment.record_id)


def _back(record: Record, uid: str) -> Any:
    return redirect(f"{path_of_record(record)}#commentaire-{uid}", 303)


@bp.post("/<uid:record_uid>/commentaires")
@requires("registered")
def post(record_uid):
    """Comment a record; what was typed comes back when it cannot be posted."""
    record, viewer = _record(record_uid), current_viewer()
    form = CommentForm()
    check(policies.can_post_comment(viewer, council_only=bool(form.council_only.data)))
    if form.validate_on_submit():
        comment = form.run(
            actions.post_comment,
            record,
            author=viewer,
            body=form.body.data,
            rendered=render_markdown(form.body.data),
            council_only=form.council_only.data,
        )
        if comment is not None:
            flash(_("Votre commentaire est publié."), "success")
            return _back(record, comment.uid)
    action = url_for(".post", record_uid=record_uid)
    return _page("discussion/comment.html", form, record, action=action), form.status


@bp.route("/commentaires/<uid:uid>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit(uid):
    """Change one's own comment."""
    (comment, record), viewer = _comment(uid), current_viewer()
    check(policies.can_edit_comment(viewer, comment))
    form = CommentForm(body=comment.body, row_version=comment.row_version)
    del form.council_only
    if form.validate_on_submit():
        done = form.run(
            actions.edit_comment,
            comment,
            author=viewer,
            body=form.body.data,
            rendered=render_markdown(form.body.data),
            seen_version=form.seen_version,
        )
        if done is not None:
            return _back(record, uid)
    return _page("discussion/comment.html", form, record, action=None), form.status


@bp.route("/commentaires/<uid:uid>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw(uid):
    """Take one's own comment back, after a confirmation."""
    (comment, record), viewer = _comment(uid), current_viewer()
    check(policies.can_withdraw_comment(viewer, comment))
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(actions.withdraw_comment, comment, author=viewer):
        return _back(record, uid)
    return _page("discussion/withdraw.html", form, record, comment=comment), form.status


@bp.route("/commentaires/<uid:uid>/masquer", methods=["GET", "POST"])
@requires("registered")
def hide(uid):
    """Hide a comment, with its public reason."""
    (comment, record), viewer = _comment(uid), current_viewer()
    check(policies.can_hide_comment(viewer, comment))
    form = HideForm()
    if form.validate_on_submit() and form.run(
        actions.hide_comment, comment, author=viewer, reason=form.reason.data
    ):
        return _back(record, uid)
    return _page("discussion/hide.html", form, record, comment=comment), form.status


@bp.post("/commentaires/<uid:uid>/reafficher")
@requires("registered")
def restore(uid):
    """Show again a comment hidden by mistake."""
    (comment, record), viewer = _comment(uid), current_viewer()
    check(policies.can_restore_comment(viewer, comment))
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(actions.restore_comment, comment, author=viewer):
        return _back(record, uid)
    return abort(400)


@bp.get("/moderation")
@public
def moderation():
    """List what moderation hid, and why."""
    page = paginate(queries.moderated(current_viewer()))
    ids = {comment.record_id for comment in page.rows}
    records = {r.id: r for r in db.session.scalars(db.select(Record).where(Record.id.in_(ids)))}
    return render_template(
        "discussion/moderation.html",
        page=page,
        records=records,
        titles=titles_of(records.values()),
        path_of_record=path_of_record,
    )


def _page(template: str, form: Any, record: Record, **context: Any) -> str:
    return render_template(
        template,
        form=form,
        path=path_of_record(record),
        title=titles_of([record])[record.id],
        reference=record.reference,
        **context,
    )
