"""Moderation: reports, what waits for the secretariat, its decisions, the public log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.discussion import actions_moderation as actions
from council.discussion import policies_moderation as policies
from council.discussion import queries, queries_moderation
from council.discussion.forms import AskReviewForm, DecideForm, HideForm, ReportForm
from council.discussion.models_moderation import MODERATION_LABELS
from council.discussion.views import back_to, bp, load_comment, load_record, page_of
from council.forms import ConfirmForm
from council.records.addresses import path_of_record
from council.records.titles import titles_of
from council.web import paginate


@bp.route("/commentaires/<uid:uid>/signaler", methods=["GET", "POST"])
@requires("registered")
def report(uid):
    """Tell the secretariat of a comment."""
    (comment, record), viewer = load_comment(uid), current_viewer()
    known = queries_moderation.has_reported(comment.id, viewer)
    check(policies.can_report_comment(viewer, comment, has_reported=known))
    form = ReportForm()
    if form.validate_on_submit() and form.run(
        actions.report_comment, comment, reason=form.reason.data, reporter=viewer
    ):
        flash(_("Le secrétariat va lire ce commentaire."), "success")
        return back_to(record, uid)
    words = (_("Signaler un commentaire"), _("Envoyer au secrétariat"))
    return _page(form, comment, record, words)


@bp.get("/a-relire")
@requires("secretariat")
def queue():
    """List the comments that wait for the secretariat, oldest first."""
    viewer = current_viewer()
    check(policies.can_read_queue(viewer))
    page = paginate(queries_moderation.waiting(viewer))
    records = queries_moderation.records_of(page.rows)
    return render_template(
        "discussion/queue.html",
        page=page,
        lines=queries_moderation.in_context(page.rows),
        records=records,
        titles=titles_of(records.values()),
        path_of_record=path_of_record,
    )


@bp.route("/commentaires/<uid:uid>/masquer", methods=["GET", "POST"])
@requires("registered")
def hide(uid):
    """Hide a comment, with its public reason."""
    words = (_("Masquer un commentaire"), _("Masquer le commentaire"))
    return _decide(uid, HideForm(), policies.can_hide_comment, actions.hide_comment, words)


@bp.route("/commentaires/<uid:uid>/refuser", methods=["GET", "POST"])
@requires("registered")
def refuse(uid):
    """Refuse a comment that waits, with a reason."""
    words = (_("Ne pas publier un commentaire"), _("Ne pas publier"))
    return _decide(uid, DecideForm(), policies.can_refuse_comment, actions.refuse_comment, words)


@bp.route("/commentaires/<uid:uid>/garder", methods=["GET", "POST"])
@requires("registered")
def keep(uid):
    """Answer reports by keeping the comment."""
    words = (_("Garder un commentaire signalé"), _("Garder le commentaire"))
    return _decide(uid, DecideForm(), _can_keep, actions.keep_comment, words)


def _can_keep(viewer: Any, comment: Any) -> Any:
    reports = len(queries_moderation.open_reports(comment.id))
    return policies.can_keep_comment(viewer, comment, reports=reports)


@bp.route("/commentaires/<uid:uid>/maintenir", methods=["GET", "POST"])
@requires("registered")
def maintain(uid):
    """Answer a second look by keeping the decision."""
    words = (_("Maintenir une décision de modération"), _("Maintenir la décision"))
    return _decide(
        uid, DecideForm(), policies.can_maintain_decision, actions.maintain_decision, words
    )


@bp.route("/commentaires/<uid:uid>/reexamen", methods=["GET", "POST"])
@requires("registered")
def ask_review(uid):
    """Ask that moderation look again at one's comment."""
    words = (_("Demander un nouvel examen"), _("Demander un nouvel examen"))
    return _decide(uid, AskReviewForm(), policies.can_ask_review, actions.ask_review, words)


Words = tuple[str, str]


def _decide(
    uid: str,
    form: Any,
    policy: Callable[[Any, Any], Any],
    verb: Callable[..., Any],
    words: Words,
) -> Any:
    (comment, record), viewer = load_comment(uid), current_viewer()
    check(policy(viewer, comment))
    if form.validate_on_submit() and form.run(
        verb, comment, author=viewer, reason=form.reason.data
    ):
        flash(_("C’est noté."), "success")
        if viewer.is_secretariat and verb is not actions.ask_review:
            return redirect(url_for("discussion.queue"), 303)
        return back_to(record, uid)
    return _page(form, comment, record, words)


def _page(form: Any, comment: Any, record: Any, words: Words) -> Any:
    source = queries.source_of(comment)
    html = queries.said(comment, source, comment.html, comment.body)
    act, button = words
    return page_of("discussion/decide.html", form, record, html=html, act=act, button=button)


@bp.post("/commentaires/<uid:uid>/reafficher")
@requires("registered")
def restore(uid):
    """Show again a comment hidden by mistake."""
    return _press(uid, policies.can_restore_comment, actions.restore_comment)


@bp.post("/commentaires/<uid:uid>/publier")
@requires("registered")
def release(uid):
    """Publish a comment that waited."""
    return _press(uid, policies.can_release_comment, actions.release_comment)


def _press(uid: str, policy: Callable[[Any, Any], Any], verb: Callable[..., Any]) -> Any:
    (comment, record), viewer = load_comment(uid), current_viewer()
    check(policy(viewer, comment))
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(verb, comment, author=viewer):
        return back_to(record, uid)
    return abort(400)


@bp.post("/<uid:record_uid>/ouvrir")
@requires("registered")
def open_to_all(record_uid):
    """Open a thread to every registered person."""
    return _set_opening(record_uid, actions.open_thread)


@bp.post("/<uid:record_uid>/fermer")
@requires("registered")
def close_to_all(record_uid):
    """Keep a thread to mandated people again."""
    return _set_opening(record_uid, actions.close_thread)


def _set_opening(record_uid: str, verb: Callable[..., Any]) -> Any:
    record, viewer = load_record(record_uid), current_viewer()
    check(policies.can_open_thread(viewer, record))
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(verb, record, author=viewer):
        return redirect(f"{path_of_record(record)}#discussion", 303)
    return abort(400)


@bp.get("/moderation")
@public
def moderation():
    """List what moderation decided, and why."""
    page = paginate(queries_moderation.log(current_viewer()))
    records = queries_moderation.records_of(act.comment for act in page.rows)
    return render_template(
        "discussion/moderation.html",
        page=page,
        records=records,
        titles=titles_of(records.values()),
        path_of_record=path_of_record,
        labels=MODERATION_LABELS,
    )
