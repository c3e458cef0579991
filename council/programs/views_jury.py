"""Pages of the jury and of the awards."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.forms import ConfirmForm
from council.programs import actions_jury as actions
from council.programs import policies, queries_jury
from council.programs import policies_candidacies as rules
from council.programs import queries_candidacies as candidacies
from council.programs.actions import publish_awards
from council.programs.forms import (
    AwardForm,
    AwardsForm,
    FollowUpForm,
    JurorForm,
    NeededReasonForm,
    grades_form,
)
from council.programs.views import bp, load, to
from council.programs.views_candidacies import load_candidacy, to_candidacy


@bp.route("/<ref:reference>/jury", methods=["GET", "POST"])
@requires("registered")
def jury(reference):
    """Name the jury, one person at a time."""
    viewer, program = current_viewer(), load(reference)
    check(policies.can_name_jury(viewer, program))
    form = JurorForm()
    if form.validate_on_submit():
        done = form.run(actions.name_juror, program, email=form.email.data, author=viewer)
        if done is not None:
            flash(_("La personne est du jury."), "success")
            return redirect(url_for("programs.jury", reference=reference), 303)
    jurors = queries_jury.jurors_of(program.id)
    page = render_template("programs/jury.html", form=form, program=program, jurors=jurors)
    return page, form.status


@bp.post("/<ref:reference>/jury/<int(max=999999999):number>/retirer")
@requires("registered")
def remove_juror(reference, number):
    """Take a person off the jury."""
    viewer, program = current_viewer(), load(reference)
    juror = queries_jury.find_juror(program.id, number) or abort(404)
    check(policies.can_name_jury(viewer, program))
    form = ConfirmForm()
    if not form.validate_on_submit():
        abort(400)
    if form.run(actions.remove_juror, program, juror, author=viewer):
        flash(_("La personne n’est plus du jury."), "success")
    return redirect(url_for("programs.jury", reference=reference), 303)


@bp.route("/<ref:reference>/jury/clore", methods=["GET", "POST"])
@requires("registered")
def close_jury(reference):
    """Close the jury: grades are counted and read."""
    viewer, program = current_viewer(), load(reference)
    check(policies.can_close_jury(viewer, program))
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(actions.close_jury, program, author=viewer):
        flash(_("Le jury a rendu ses mentions."), "success")
        return to(program)
    progress = queries_jury.progress_of(program.id)
    page = render_template("programs/close.html", form=form, program=program, progress=progress)
    return page, form.status


@bp.route("/<ref:reference>/candidatures/<uid:uid>/mentions", methods=["GET", "POST"])
@requires("registered")
def grade(reference, uid):
    """Give a candidacy a grade on each criterion."""
    viewer, program = current_viewer(), load(reference)
    row = load_candidacy(program, uid)
    juror = queries_jury.juror_for(program.id, viewer)
    recused = juror is not None and queries_jury.recusal_of(juror.id, row.id) is not None
    interested = queries_jury.is_interested(row, viewer)
    check(rules.can_grade(viewer, program, row, juror, interested=interested, recused=recused))
    form = grades_form(program.criteria, queries_jury.grades_by(juror.id, row.id))
    if form.validate_on_submit():
        grades = form.grades()
        if form.run(actions.grade_candidacy, program, row, grades, author=viewer):
            flash(_("Vos mentions sont enregistrées ; vous pouvez les changer."), "success")
            return to_candidacy(program, uid)
    page = render_template("programs/grade.html", form=form, program=program, candidacy=row)
    return page, form.status


@bp.route("/<ref:reference>/candidatures/<uid:uid>/deport", methods=["GET", "POST"])
@requires("registered")
def recuse(reference, uid):
    """Say that one does not grade a candidacy, and why."""
    viewer, program = current_viewer(), load(reference)
    row = load_candidacy(program, uid)
    juror = queries_jury.juror_for(program.id, viewer)
    recused = juror is not None and queries_jury.recusal_of(juror.id, row.id) is not None
    check(rules.can_recuse_juror(viewer, program, row, juror, recused=recused))
    form = NeededReasonForm()
    if form.validate_on_submit():
        reason = form.reason.data
        if form.run(actions.recuse_juror, program, row, reason=reason, author=viewer):
            flash(_("Vous vous êtes déporté."), "success")
            return to_candidacy(program, uid)
    shown = {"program": program, "candidacy": row, "title": _("Se déporter")}
    page = render_template("programs/act.html", form=form, label=_("Me déporter"), **shown)
    return page, form.status


@bp.route("/<ref:reference>/candidatures/<uid:uid>/laureat", methods=["GET", "POST"])
@requires("registered")
def award(reference, uid):
    """Prepare what a candidacy is given; published with the others."""
    viewer, program = current_viewer(), load(reference)
    row = load_candidacy(program, uid)
    check(policies.can_award(viewer, program))
    known, form = candidacies.award_of(row.id), AwardForm()
    if known is not None and not form.is_submitted():
        form.fill(known)
    if form.validate_on_submit():
        given = {"supports": form.supports.data, "amount_cents": form.amount.hundredths}
        reason = form.reason.data
        done = form.run(actions.prepare_award, program, row, reason=reason, **given, author=viewer)
        if done is not None:
            flash(_("Préparé : rien n’est publié avant les lauréats."), "success")
            return to(program)
    shown = {"program": program, "candidacy": row, "known": known}
    return render_template("programs/award.html", form=form, **shown), form.status


@bp.post("/<ref:reference>/candidatures/<uid:uid>/laureat/retirer")
@requires("registered")
def remove_award(reference, uid):
    """Give up an award that was only prepared."""
    viewer, program = current_viewer(), load(reference)
    row = load_candidacy(program, uid)
    check(policies.can_award(viewer, program))
    form = ConfirmForm()
    if not form.validate_on_submit():
        abort(400)
    if form.run(actions.remove_award, program, row, author=viewer):
        flash(_("La candidature n’est plus retenue."), "success")
    return to(program)


@bp.route("/<ref:reference>/laureats", methods=["GET", "POST"])
@requires("registered")
def awards(reference):
    """Publish the awards."""
    viewer, program = current_viewer(), load(reference)
    check(policies.can_award(viewer, program))
    prepared = [
        (row.candidacy.title, row.candidacy.holder_name, row.amount_cents)
        for row in candidacies.prepared_awards(program.id)
    ]
    form = AwardsForm()
    if form.validate_on_submit():
        note = form.note.data or ""
        if form.run(publish_awards, program, note=note, author=viewer):
            flash(_("Les lauréats sont publiés."), "success")
            return to(program)
    page = render_template("programs/awards.html", form=form, program=program, prepared=prepared)
    return page, form.status


@bp.route("/<ref:reference>/candidatures/<uid:uid>/suivi", methods=["GET", "POST"])
@requires("registered")
def follow_up(reference, uid):
    """Say what became of an award."""
    viewer, program = current_viewer(), load(reference)
    row = load_candidacy(program, uid)
    check(rules.can_follow_up(viewer, row, program))
    form = FollowUpForm()
    if form.validate_on_submit():
        text = form.text.data
        if form.run(actions.follow_up, program, row, text=text, author=viewer):
            flash(_("C’est noté."), "success")
            return to_candidacy(program, uid)
    words = _("Ce qu’il en est advenu")
    shown = {"program": program, "candidacy": row, "title": words}
    page = render_template("programs/act.html", form=form, label=_("Noter"), **shown)
    return page, form.status
