"""Pages of candidacies: written, submitted, read, withdrawn."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.forms import ConfirmForm
from council.programs import actions_candidacies as actions
from council.programs import policies, queries_jury
from council.programs import policies_candidacies as rules
from council.programs import queries_candidacies as queries
from council.programs.forms import CandidacyForm, NeededReasonForm, values_of
from council.programs.models import Candidacy, Program
from council.programs.views import bp, load, to
from council.records.models import RecordKind
from council.records.titles import titles_of
from council.software.queries import all_names


def load_candidacy(program: Program, uid: str) -> Candidacy:
    """Return a candidacy of a programme, or answer 404 when this visitor may not see it."""
    return queries.find_candidacy(program.id, uid, current_viewer()) or abort(404)


def to_candidacy(program: Program, uid: str) -> Any:
    """Lead back to the candidacy's page."""
    address = url_for("programs.candidacy", reference=program.reference, uid=uid)
    return redirect(address, 303)


@bp.route("/<ref:reference>/candidater", methods=["GET", "POST"])
@requires("registered")
def apply(reference):
    """Begin a candidacy; nobody but its own people reads it before it is submitted."""
    viewer, program = current_viewer(), load(reference)
    check(rules.can_apply(viewer, program))
    form = CandidacyForm().offer(rules.applying_mandates(viewer, program))
    if form.validate_on_submit():
        content, chosen = form.content(), {"mandate_id": form.holder.data, **form.links()}
        done = form.run(actions.draft_candidacy, program, content, **chosen, author=viewer)
        if done is not None:
            flash(_("Brouillon enregistré : relisez-le, puis déposez-le."), "success")
            return to_candidacy(program, done.uid)
    shown = {"program": program, "candidacy": None, "names": all_names(viewer)}
    return render_template("programs/write.html", form=form, **shown), form.status


@bp.get("/<ref:reference>/candidatures/<uid:uid>")
@public
def candidacy(reference, uid):
    """Show a candidacy to who may read it, and what may be done with it now."""
    viewer, program = current_viewer(), load(reference)
    row = load_candidacy(program, uid)
    juror = queries_jury.juror_for(program.id, viewer)
    may_read = policies.can_read_grades(viewer, program, is_juror=juror is not None)
    linked = queries.linked_to(row.id, viewer)
    found = queries_jury.appraisals_of([row.id]) if may_read else {}
    may_award = policies.can_award(viewer, program)
    award = queries.award_of(row.id) if program.awarded_at or may_award else None
    return render_template(
        "programs/candidacy.html",
        program=program,
        candidacy=row,
        linked=linked,
        titles=titles_of(linked),
        appraisal=found.get(row.id),
        award=award,
        notes=queries.notes_of(award.id) if award else [],
        may=_verdicts(program, row, juror),
        given=queries_jury.grades_by(juror.id, row.id) if juror else {},
    )


def _verdicts(program: Program, row: Candidacy, juror: Any) -> dict[str, Any]:
    viewer = current_viewer()
    recused = juror is not None and queries_jury.recusal_of(juror.id, row.id) is not None
    interested = juror is not None and queries_jury.is_interested(row, viewer)
    return {
        "edit": rules.can_edit_candidacy(viewer, row, program),
        "withdraw": rules.can_withdraw_candidacy(viewer, row, program),
        "grade": rules.can_grade(
            viewer, program, row, juror, interested=interested, recused=recused
        ),
        "recuse": rules.can_recuse_juror(viewer, program, row, juror, recused=recused),
        "award": policies.can_award(viewer, program),
        "follow_up": rules.can_follow_up(viewer, row, program),
        "interested": interested,
        "recused": recused,
    }


@bp.route("/<ref:reference>/candidatures/<uid:uid>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit_candidacy(reference, uid):
    """Change a draft."""
    viewer, program = current_viewer(), load(reference)
    row = load_candidacy(program, uid)
    check(rules.can_edit_candidacy(viewer, row, program))
    form = CandidacyForm(**_filled(row)).offer([])
    if form.validate_on_submit():
        content, said = form.content(), {"seen": form.seen_version, **form.links()}
        done = form.run(actions.edit_candidacy, row, program, content, **said, author=viewer)
        if done is not None:
            flash(_("Brouillon enregistré."), "success")
            return to_candidacy(program, uid)
    shown = {"program": program, "candidacy": row, "names": all_names(viewer)}
    return render_template("programs/write.html", form=form, **shown), form.status


def _filled(row: Candidacy) -> dict[str, Any]:
    linked = queries.linked_to(row.id, current_viewer())
    needs = [str(r.reference) for r in linked if r.kind == RecordKind.NEED]
    software = [str(r.reference) for r in linked if r.kind == RecordKind.SOFTWARE]
    return values_of(row, needs, software)


@bp.post("/<ref:reference>/candidatures/<uid:uid>/deposer")
@requires("registered")
def submit_candidacy(reference, uid):
    """Submit a draft."""
    viewer, program = current_viewer(), load(reference)
    row = load_candidacy(program, uid)
    check(rules.can_edit_candidacy(viewer, row, program))
    form = ConfirmForm()
    if not form.validate_on_submit():
        abort(400)
    if form.run(actions.submit_candidacy, row, program, author=viewer) is None:
        flash(" ".join(str(error) for error in form.form_errors), "error")
    else:
        flash(_("La candidature est déposée."), "success")
    return to_candidacy(program, uid)


@bp.post("/<ref:reference>/candidatures/<uid:uid>/supprimer")
@requires("registered")
def discard_candidacy(reference, uid):
    """Throw a draft away."""
    viewer, program = current_viewer(), load(reference)
    row = load_candidacy(program, uid)
    check(rules.can_edit_candidacy(viewer, row, program))
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(
        actions.discard_candidacy, row, program, author=viewer
    ):
        flash(_("Le brouillon est supprimé."), "success")
        return to(program)
    return abort(400)


@bp.route("/<ref:reference>/candidatures/<uid:uid>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw_candidacy(reference, uid):
    """Withdraw a candidacy, with its reason."""
    viewer, program = current_viewer(), load(reference)
    row = load_candidacy(program, uid)
    check(rules.can_withdraw_candidacy(viewer, row, program))
    form = NeededReasonForm()
    if form.validate_on_submit():
        reason = form.reason.data
        if form.run(actions.withdraw_candidacy, row, program, reason=reason, author=viewer):
            flash(_("La candidature est retirée."), "success")
            return to_candidacy(program, uid)
    words = _("Retirer la candidature")
    page = render_template(
        "programs/act.html", form=form, program=program, candidacy=row, title=words, label=words
    )
    return page, form.status
