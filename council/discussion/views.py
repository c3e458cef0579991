"""Comments: post, quote, edit, withdraw, what they said before."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.discussion import actions, policies, queries, queries_mentions
from council.discussion.forms import CommentForm
from council.discussion.words import own_words, quote
from council.extensions import db
from council.forms import ConfirmForm
from council.markdown import render_markdown
from council.records.addresses import path_of_record
from council.records.models import Record
from council.records.titles import titles_of

bp = Blueprint("discussion", __name__, url_prefix="/discussion")


def load_record(uid: str) -> Record:
    """Return a record with a thread, or answer 404."""
    return queries.find_commented(uid, current_viewer()) or abort(404)


def load_comment(uid: str) -> Any:
    """Return a comment and its record, or answer 404."""
    comment = queries.find_comment(uid, current_viewer()) or abort(404)
    return comment, db.session.get_one(Record, comment.record_id)


def back_to(record: Record, uid: str) -> Any:
    """Lead to a comment on its page."""
    return redirect(f"{path_of_record(record)}#commentaire-{uid}", 303)


def page_of(template: str, form: Any, record: Record, **context: Any) -> Any:
    """Return a page about a comment, and its status."""
    page = render_template(
        template,
        form=form,
        path=path_of_record(record),
        title=titles_of([record])[record.id],
        reference=record.reference,
        **context,
    )
    return page, form.status


@bp.post("/<uid:record_uid>/commentaires")
@requires("registered")
def post(record_uid):
    """Comment a record; what was typed comes back when it cannot be posted, or to choose whom to
    mention."""
    record, viewer = load_record(record_uid), current_viewer()
    form = CommentForm()
    notes = bool(form.council_only.data)
    is_open = queries.is_open_to_all(record.id)
    check(policies.can_post_comment(viewer, record, council_only=notes, is_open=is_open))
    quoted = queries.find_comment(uid, viewer) if (uid := form.quoted_uid) else None
    people = queries_mentions.candidates(record, viewer, council_only=notes)
    form.offer(people)
    if "choose" not in request.form and form.validate_on_submit():
        comment = _post(form, record, quoted, people)
        if comment is not None:
            return back_to(record, comment.uid)
    return _compose(form, record, quoted)


def _post(form: CommentForm, record: Record, quoted: Any, people: Any) -> Any:
    viewer, notes = current_viewer(), bool(form.council_only.data)
    chosen = form.chosen(people)
    body = _with_names(str(form.body.data), chosen)
    named = queries_mentions.resolve(body, record, viewer, chosen=chosen, council_only=notes)
    comment = form.run(
        actions.post_comment,
        record,
        author=viewer,
        body=body,
        rendered=render_markdown(body, mentions=named.handles),
        council_only=notes,
        quotes=quoted,
        mentioned=named.account_ids,
    )
    if comment is not None:
        if comment.held_at is None:
            flash(_("Votre commentaire est publié."), "success")
        else:
            flash(_("Votre commentaire sera publié dès que le secrétariat l’aura relu."), "info")
        _tell_unnamed(named)
    return comment


def _with_names(body: str, chosen: Any) -> str:
    """Put the people chosen at the head of a text that does not name them."""
    missing = [f"@{row.handle}" for row in chosen if f"@{row.handle}" not in body]
    if not missing:
        return body
    break_ = "\n\n" if body.startswith(">") else " "
    return " ".join(missing) + break_ + body


def _tell_unnamed(named: queries_mentions.Named) -> None:
    for handle in named.unknown:
        flash(_("« @%(name)s » ne désigne personne ici : personne n’est prévenu.", name=handle))
    for handle in named.ambiguous:
        flash(_("« @%(name)s » désigne plusieurs personnes : choisissez-la.", name=handle))


def _compose(form: CommentForm, record: Record, quoted: Any) -> Any:
    notes_only = queries.is_for_notes(record)
    return page_of(
        "discussion/comment.html",
        form,
        record,
        action=url_for("discussion.post", record_uid=record.uid),
        quoted=quoted if queries.is_quotable(quoted) else None,
        may_note=current_viewer().is_council and not notes_only,
        comment=None,
    )


@bp.get("/commentaires/<uid:uid>/citer")
@requires("registered")
def cite(uid):
    """Open the form with a comment's words quoted in it."""
    (comment, record), viewer = load_comment(uid), current_viewer()
    check(policies.can_quote_comment(viewer, comment))
    notes = comment.council_only
    is_open = queries.is_open_to_all(record.id)
    check(policies.can_post_comment(viewer, record, council_only=notes, is_open=is_open))
    form = CommentForm(quotes=comment.uid, council_only=notes)
    # Past the filter that trims: one writes under the quote, not in it.
    form.body.data = quote(comment.body)
    form.offer(queries_mentions.candidates(record, viewer, council_only=notes))
    return _compose(form, record, comment)


@bp.route("/commentaires/<uid:uid>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit(uid):
    """Change one's own comment."""
    (comment, record), viewer = load_comment(uid), current_viewer()
    check(policies.can_edit_comment(viewer, comment))
    source = queries.source_of(comment)
    lost = comment.quotes_id is not None and not queries.is_quotable(source)
    text = own_words(comment.body) if lost else comment.body
    form = CommentForm(body=text, row_version=comment.row_version)
    for name in ("council_only", "people", "quotes"):
        del form[name]
    if form.validate_on_submit() and _edit(form, comment, record, viewer) is not None:
        return back_to(record, uid)
    shown = {"quoted": None, "may_note": False, "comment": comment}
    return page_of("discussion/comment.html", form, record, action=None, **shown)


def _edit(form: CommentForm, comment: Any, record: Record, viewer: Any) -> Any:
    body, notes = str(form.body.data), comment.council_only
    named = queries_mentions.resolve(body, record, viewer, council_only=notes)
    done = form.run(
        actions.edit_comment,
        comment,
        author=viewer,
        body=body,
        rendered=render_markdown(body, mentions=named.handles),
        seen_version=form.seen_version,
        mentioned=named.account_ids,
    )
    if done is not None:
        _tell_unnamed(named)
    return done


@bp.route("/commentaires/<uid:uid>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw(uid):
    """Take one's own comment back, after a confirmation."""
    (comment, record), viewer = load_comment(uid), current_viewer()
    check(policies.can_withdraw_comment(viewer, comment))
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(actions.withdraw_comment, comment, author=viewer):
        return back_to(record, uid)
    html = queries.html_of(comment, queries.source_of(comment))
    return page_of("discussion/withdraw.html", form, record, html=html)


@bp.get("/commentaires/<uid:uid>/versions")
@public
def versions(uid):
    """Show what a comment said before it was edited."""
    comment, record = load_comment(uid)
    check(policies.can_read_versions(current_viewer(), comment))
    source = queries.source_of(comment)
    before = [
        (row, queries.said(comment, source, row.html, row.body))
        for row in queries.versions_of(comment)
    ]
    return render_template(
        "discussion/versions.html",
        comment=comment,
        before=before,
        html=queries.said(comment, source, comment.html, comment.body),
        path=path_of_record(record),
        title=titles_of([record])[record.id],
    )
