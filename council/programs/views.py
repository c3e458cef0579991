"""Pages of support programmes: the list, one programme, its holder's forms."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.chain.queries import timeline_of
from council.contributions.models import TAX_LABELS
from council.discussion.queries import thread_of
from council.programs import actions, policies, policies_candidacies, queries, queries_jury
from council.programs import queries_candidacies as candidacies
from council.programs.calendar import program_calendar
from council.programs.forms import (
    EditProgramForm,
    NeededReasonForm,
    ProgramForm,
    filled,
)
from council.programs.grading import GRADE_LABELS
from council.programs.models import (
    CANDIDACY_LABELS,
    CANDIDACY_TONES,
    STATE_LABELS,
    STATE_TONES,
    SUPPORT_LABELS,
    CandidacyState,
    Program,
    ProgramState,
)
from council.software.queries_reliances import public_bodies_of
from council.web import paginate

bp = Blueprint("programs", __name__, url_prefix="/dispositifs")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "state_labels": STATE_LABELS,
        "state_tones": STATE_TONES,
        "support_labels": SUPPORT_LABELS,
        "candidacy_labels": CANDIDACY_LABELS,
        "candidacy_tones": CANDIDACY_TONES,
        "grade_labels": GRADE_LABELS,
        "tax_labels": TAX_LABELS,
    }


def load(reference: str) -> Program:
    """Return the programme of that reference, or answer 404."""
    return queries.find_program(reference, current_viewer()) or abort(404)


def to(program: Program) -> Any:
    """Lead back to the programme's page."""
    return redirect(url_for("programs.show", reference=program.reference), 303)


@bp.get("")
@public
def index():
    """List the programmes, those that may be applied to first."""
    viewer = current_viewer()
    chosen = {name: request.args.get(name, "")[:200] for name in ("etat", "q")}
    state = chosen["etat"] if chosen["etat"] in set(ProgramState) else ""
    page = paginate(queries.listed(viewer, state=state, words=chosen["q"].replace("\0", "")))
    can_create = policies.can_create_program(viewer, public_bodies_of(viewer))
    return render_template("programs/index.html", page=page, chosen=chosen, can_create=can_create)


@bp.get("/calendrier.ics")
@public
def calendar():
    """Give the openings and closings as a calendar."""
    rows = queries.all_public()
    base = str(current_app.config["COUNCIL_BASE_URL"]).rstrip("/")
    return Response(program_calendar(rows, base_url=base), content_type="text/calendar")


@bp.get("/<ref:reference>")
@public
def show(reference):
    """Show a call, who applies as far as this reader may know, and what was awarded."""
    viewer, program = current_viewer(), load(reference)
    juror = queries_jury.juror_for(program.id, viewer)
    return render_template(
        "programs/show.html",
        program=program,
        may=_verdicts(program),
        juror=juror,
        graded=queries_jury.graded_ids(juror.id) if juror else set(),
        jurors=queries_jury.jurors_of(program.id),
        count=queries.candidacy_count(program.id),
        versions=queries.versions_of(program),
        timeline=timeline_of(program.id, viewer),
        thread=thread_of(program.id, viewer),
        **_candidates(program, juror),
    )


def _candidates(program: Program, juror: Any) -> dict[str, Any]:
    viewer = current_viewer()
    rows = candidacies.candidacies_of(program.id, viewer)
    may_read = policies.can_read_grades(viewer, program, is_juror=juror is not None)
    submitted = [row for row in rows if row.state == CandidacyState.SUBMITTED]
    appraisals = queries_jury.appraisals_of(row.id for row in submitted) if may_read else {}
    is_holder = policies.can_award(viewer, program)
    return {
        "candidacies": rows,
        "appraisals": appraisals,
        "ranked": sorted(
            (row for row in submitted if row.id in appraisals),
            key=lambda row: -appraisals[row.id][0].rank,
        ),
        "recusals": queries_jury.recusals_of(program.id) if may_read else [],
        "awards": candidacies.awards_of(program, viewer),
        "prepared": candidacies.prepared_awards(program.id) if is_holder else [],
    }


def _verdicts(program: Program) -> dict[str, Any]:
    viewer = current_viewer()
    return {
        "edit": policies.can_edit_program(viewer, program),
        "cancel": policies.can_cancel_program(viewer, program),
        "jury": policies.can_name_jury(viewer, program),
        "close": policies.can_close_jury(viewer, program),
        "award": policies.can_award(viewer, program),
        "apply": policies_candidacies.can_apply(viewer, program),
    }


@bp.route("/nouveau", methods=["GET", "POST"])
@requires("registered")
def new():
    """Publish a call for candidacies."""
    viewer = current_viewer()
    own = public_bodies_of(viewer)
    check(policies.can_create_program(viewer, own))
    form = ProgramForm(organization=own[0].name if own else "")
    if form.validate_on_submit():
        body = form.organization.data
        done = form.run(actions.create_program, form.call(), body=body, author=viewer)
        if done is not None:
            flash(_("Le dispositif %(ref)s est publié.", ref=done.reference), "success")
            return to(done)
    return render_template("programs/edit.html", form=form, program=None, own=own), form.status


@bp.route("/<ref:reference>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit(reference):
    """Change a call, as a new version."""
    viewer, program = current_viewer(), load(reference)
    check(policies.can_edit_program(viewer, program))
    form = EditProgramForm(**filled(program))
    if form.validate_on_submit():
        call, reason = form.call(), form.reason.data
        seen = form.seen_version
        done = form.run(
            actions.edit_program, program, call, seen=seen, reason=reason, author=viewer
        )
        if done is not None:
            flash(_("Nouvelle version publiée."), "success")
            return to(program)
    shown = {"program": program, "own": []}
    return render_template("programs/edit.html", form=form, **shown), form.status


@bp.route("/<ref:reference>/annuler", methods=["GET", "POST"])
@requires("registered")
def cancel(reference):
    """Cancel a programme, with a reason."""
    viewer, program = current_viewer(), load(reference)
    check(policies.can_cancel_program(viewer, program))
    form = NeededReasonForm()
    if form.validate_on_submit():
        reason = form.reason.data
        if form.run(actions.cancel_program, program, reason=reason, author=viewer):
            flash(_("Le dispositif est annulé."), "success")
            return to(program)
    page = render_template(
        "programs/act.html",
        form=form,
        program=program,
        title=_("Annuler le dispositif"),
        label=_("Annuler le dispositif"),
    )
    return page, form.status
