"""Subjects: list, page, putting a question, examining it, answering it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.accounts import throttle
from council.accounts.forms import too_many
from council.accounts.links import SECRET_PAGE, read_link
from council.chain.queries import timeline_of
from council.discussion.queries import thread_of
from council.extensions import db
from council.forms import ConfirmForm
from council.markdown import render_markdown
from council.organizations.forms import WhyForm
from council.records.addresses import path_of_record
from council.records.models import RecordKind
from council.records.queries import find_record
from council.subjects import actions, links, policies, queries  # noqa: F401  (links: purposes)
from council.subjects.forms import AnswerForm, AttachForm, EditForm, MemberForm, VisitorForm
from council.subjects.models import (
    ORIGIN_LABELS,
    STATE_LABELS,
    STATE_TONES,
    Subject,
    SubjectOrigin,
    SubjectState,
    SubjectSubmission,
)
from council.web import paginate

bp = Blueprint("subjects", __name__)
WORDS = {"labels": STATE_LABELS, "tones": STATE_TONES, "origins": ORIGIN_LABELS}


def load_subject(reference: str) -> Subject:
    """Return a visible subject, else 404."""
    return queries.find_subject(reference, current_viewer()) or abort(404)


def _show(subject: Subject):
    return redirect(url_for("subjects.show", reference=subject.reference), 303)


@bp.get("/sujets")
@public
def index():
    """List the subjects this reader may see, latest first."""
    viewer = current_viewer()
    state = request.args.get("etat", "")
    state = state if state in set(SubjectState) else ""
    origin = request.args.get("origine", "")
    origin = origin if origin in set(SubjectOrigin) else ""
    q = request.args.get("q", "")[:200].replace("\0", "")
    return render_template(
        "subjects/index.html",
        page=paginate(queries.listed(viewer, state=state, origin=origin, q=q)),
        counts=queries.state_counts(viewer),
        chosen={"state": state, "origin": origin, "q": q},
        **WORDS,
    )


@bp.route("/sujets/nouveau", methods=["GET", "POST"])
@public
def create():
    """Put a question to the council, signed in or not."""
    return _create_as_visitor() if current_viewer().is_anonymous else _create_signed_in()


def _create_as_visitor():
    form = VisitorForm()
    if form.validate_on_submit():
        charges = throttle.mail_charges("subject", form.email.data, request.remote_addr)
        wait = throttle.spend(charges).wait
        if wait:
            status = too_many(form, wait)
            return render_template("subjects/create.html", form=form), *status
        kept = form.run(
            actions.keep_submission,
            title=form.title.data,
            body=form.body.data,
            language=form.language.data,
            name=form.name.data,
            email=form.email.data,
            show_name=form.show_name.data,
        )
        if kept is not None:
            return render_template("subjects/kept.html", email=kept.submitter_email)
    return render_template("subjects/create.html", form=form), form.status


def _create_signed_in():
    viewer = current_viewer()
    form = MemberForm()
    bodies = {
        m.organization_id: m.body for m in viewer.mandates if viewer.representing(m.organization_id)
    }
    form.offer(policies.origins_open_to(viewer), bodies)
    if form.validate_on_submit():
        made = form.run(
            actions.submit_subject,
            title=form.title.data,
            body=form.body.data,
            rendered=render_markdown(form.body.data),
            language=form.language.data,
            origin=form.origin.data,
            organization_id=int(form.organization.data or 0) or None,
            show_name=form.show_name.data,
            author=viewer,
        )
        if made is not None:
            flash(_("Votre question est reçue sous le numéro %(r)s.", r=made.reference), "success")
            return _show(made)
    return render_template("subjects/create.html", form=form), form.status


@bp.route("/sujets/confirmer/<token>", methods=["GET", "POST"])
@public
def confirm(token: str):
    """Confirm one's address by a mailed link: the question is received, with a number."""
    link = read_link("confirm-subject", token)
    submission = db.session.get(SubjectSubmission, link.id) if link else None
    if submission is None:
        return render_template("accounts/link_expired.html"), 410, SECRET_PAGE
    form = ConfirmForm()
    if form.validate_on_submit():
        rendered = render_markdown(submission.body)
        made = form.run(actions.confirm_submission, submission, rendered=rendered)
        if made is not None:
            return render_template("subjects/received.html", subject=made), 200, SECRET_PAGE
    page = render_template("subjects/confirm.html", form=form, submission=submission)
    return page, form.status, SECRET_PAGE


@bp.get("/sujets/suivre/<token>")
@public
def follow(token: str):
    """Let an author without account read what became of their question."""
    link = read_link("follow-subject", token)
    subject = db.session.get(Subject, link.id) if link else None
    if subject is None:
        return render_template("accounts/link_expired.html"), 410, SECRET_PAGE
    page = render_template("subjects/follow.html", subject=subject, **WORDS)
    return page, 200, SECRET_PAGE


@bp.get("/sujets/<ref:reference>")
@public
def show(reference: str):
    """Show a subject: its text, what became of it, its chain, what is said of it."""
    viewer, subject = current_viewer(), load_subject(reference)
    whole = policies.can_see_whole_history(viewer, subject)
    target = queries.target_of(subject, viewer)
    return render_template(
        "subjects/show.html",
        subject=subject,
        whole=whole,
        versions=queries.versions_of(subject, public_only=not whole),
        target=target,
        target_path=path_of_record(target) if target else None,
        timeline=timeline_of(subject.id, viewer),
        thread=thread_of(subject.id, viewer),
        may_edit=policies.can_edit_subject(viewer, subject),
        may_prepare=policies.can_prepare_vote(viewer, subject),
        moves={s: policies.can_move_subject(viewer, subject, s) for s in SubjectState},
        shows_name=whole or policies.shown_name(subject),
        **WORDS,
    )


@bp.route("/sujets/<ref:reference>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit(reference: str):
    """Change a subject's text, as a new version with its reason."""
    viewer, subject = current_viewer(), load_subject(reference)
    check(policies.can_edit_subject(viewer, subject))
    form = EditForm(obj=subject)
    if form.validate_on_submit():
        done = form.run(
            actions.edit_subject,
            subject,
            title=form.title.data,
            body=form.body.data,
            rendered=render_markdown(form.body.data),
            language=form.language.data,
            reason=form.reason.data,
            seen_version=form.seen_version,
            author=viewer,
        )
        if done is not None:
            flash(_("Le sujet est modifié."), "success")
            return _show(done)
    return render_template("subjects/edit.html", form=form, subject=subject), form.status


def _to_move(reference: str, state: SubjectState) -> Subject:
    subject = load_subject(reference)
    check(policies.can_move_subject(current_viewer(), subject, state))
    return subject


@bp.post("/sujets/<ref:reference>/retenir")
@requires("registered")
def accept(reference: str):
    """Accept a subject: everybody may read it."""
    subject = _to_move(reference, SubjectState.ACCEPTED)
    if ConfirmForm().validate_on_submit():
        actions.accept_subject(subject, author=current_viewer())
        flash(_("Le sujet est retenu et public."), "success")
    return _show(subject)


@bp.post("/sujets/<ref:reference>/delibere")
@requires("registered")
def deliberate(reference: str):
    """Note that the council has deliberated."""
    subject = _to_move(reference, SubjectState.DELIBERATED)
    if ConfirmForm().validate_on_submit():
        actions.note_deliberation(subject, author=current_viewer())
        flash(_("La délibération est notée."), "success")
    return _show(subject)


@bp.route("/sujets/<ref:reference>/refuser", methods=["GET", "POST"])
@requires("registered")
def refuse(reference: str):
    """Refuse a subject with a reason."""
    subject = _to_move(reference, SubjectState.REFUSED)
    form = WhyForm()
    if form.validate_on_submit():
        reason = form.reason.data
        if form.run(actions.refuse_subject, subject, reason=reason, author=current_viewer()):
            flash(_("Le sujet est refusé ; son auteur en est prévenu."), "success")
            return _show(subject)
    return render_template("subjects/refuse.html", form=form, subject=subject), form.status


@bp.route("/sujets/<ref:reference>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw(reference: str):
    """Withdraw a subject with a reason."""
    subject = _to_move(reference, SubjectState.WITHDRAWN)
    form = WhyForm()
    if form.validate_on_submit():
        reason = form.reason.data
        if form.run(actions.withdraw_subject, subject, reason=reason, author=current_viewer()):
            flash(_("Le sujet est retiré."), "success")
            return _show(subject)
    return render_template("subjects/withdraw.html", form=form, subject=subject), form.status


@bp.route("/sujets/<ref:reference>/repondre", methods=["GET", "POST"])
@requires("registered")
def answer(reference: str):
    """Give the council's answer."""
    subject = _to_move(reference, SubjectState.ANSWERED)
    form = AnswerForm()
    if form.validate_on_submit():
        text = form.answer.data
        if form.run(actions.answer_subject, subject, answer=text, author=current_viewer()):
            flash(_("La réponse est publiée."), "success")
            return _show(subject)
    return render_template("subjects/answer.html", form=form, subject=subject), form.status


@bp.route("/sujets/<ref:reference>/rattacher", methods=["GET", "POST"])
@requires("registered")
def attach(reference: str):
    """Attach a subject to a need or subject that asks the same thing."""
    viewer, subject = current_viewer(), _to_move(reference, SubjectState.MERGED)
    form = AttachForm()
    if form.validate_on_submit():
        kind = RecordKind.NEED if form.target.data.startswith("B") else RecordKind.SUBJECT
        target = find_record(kind, form.target.data, viewer)
        if target is None:
            form.target.errors = [_("Aucun besoin ni sujet ne porte ce numéro.")]
        elif form.run(
            actions.attach_subject, subject, target=target, reason=form.reason.data, author=viewer
        ):
            flash(_("Le sujet est rattaché."), "success")
            return _show(subject)
    return render_template("subjects/attach.html", form=form, subject=subject), form.status
