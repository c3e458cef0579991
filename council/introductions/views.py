"""Pages of introductions: the list, one of them, proposed, answered, concluded."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, requires
from council.chain.queries import timeline_of
from council.introductions import actions, policies, queries
from council.introductions.forms import (
    ContactForm,
    OutcomeForm,
    ProposeForBodyForm,
    ProposeForm,
    ReasonNeededForm,
    own_contact,
)
from council.introductions.models import (
    STATE_LABELS,
    STATE_TONES,
    Introduction,
    IntroductionState,
)
from council.introductions.queries import PartyLine
from council.needs.models import Need
from council.needs.policies import can_endorse_need
from council.needs.policies_merging import can_propose_merge
from council.needs.queries import endorsements_of, find_need
from council.organizations.queries import find_organization
from council.search.similar import similar_to
from council.web import paginate

bp = Blueprint("introductions", __name__, url_prefix="/mises-en-relation")


# The page of a need shows them too.
@bp.app_context_processor
def _words() -> dict[str, Any]:
    return {"introduction_states": STATE_LABELS, "introduction_tones": STATE_TONES}


def _load(reference: str) -> Introduction:
    return queries.find_introduction(reference, current_viewer()) or abort(404)


def _party(introduction: Introduction, body: str) -> PartyLine:
    lines = queries.parties_of(introduction.id)
    return next((line for line in lines if line.reference == body), None) or abort(404)


def _to(introduction: Introduction) -> Any:
    return redirect(url_for("introductions.show", reference=introduction.reference), 303)


@bp.get("")
@requires("registered")
def index():
    """List the introductions of this person's bodies; all of them for the secretariat."""
    viewer = current_viewer()
    chosen = request.args.get("etat", "")
    state = chosen if chosen in set(IntroductionState) else ""
    page = paginate(queries.listed(viewer, state=state))
    return render_template(
        "introductions/index.html",
        page=page,
        chosen=state,
        owed={row.id for row in queries.owed(viewer)},
    )


@bp.get("/<ref:reference>")
@requires("registered")
def show(reference):
    """Show one introduction: the two bodies, their answers, their contacts once both accepted."""
    viewer, introduction = current_viewer(), _load(reference)
    lines = queries.parties_of(introduction.id)
    needs = queries.needs_of(introduction, viewer)
    return render_template(
        "introductions/show.html",
        introduction=introduction,
        lines=lines,
        needs=needs,
        may=_verdicts(introduction, lines),
        proposer=_proposer(introduction, lines),
        steps=_next_steps(introduction, needs),
        timeline=timeline_of(introduction.id, viewer),
    )


def _verdicts(introduction: Introduction, lines: list[PartyLine]) -> dict[str, Any]:
    viewer, given = current_viewer(), introduction
    return {
        "accept": {x.reference for x in lines if policies.can_accept(viewer, given, x.party)},
        "decline": {x.reference for x in lines if policies.can_decline(viewer, given, x.party)},
        "read": {x.reference for x in lines if policies.can_read_contact(viewer, given, x.party)},
        "withdraw": policies.can_withdraw(viewer, given),
        "conclude": policies.can_conclude(viewer, given),
    }


def _proposer(introduction: Introduction, lines: list[PartyLine]) -> str:
    proposing = introduction.proposing_body_id
    names = [line.name for line in lines if line.party.body_id == proposing]
    return names[0] if names else _("le secrétariat")


def _next_steps(introduction: Introduction, needs: list[Need]) -> list[tuple[str, str]]:
    """Return what those who joined may do next: address, words."""
    viewer = current_viewer()
    if introduction.state != IntroductionState.JOINED:
        return []
    steps = [
        (
            url_for("needs.endorse", reference=need.reference),
            _("Soutenir %(ref)s", ref=need.reference),
        )
        for need in needs
        if can_endorse_need(viewer, need)
    ]
    if len(needs) == 2 and can_propose_merge(viewer, needs[1]):
        low, high = needs[0].reference, needs[1].reference
        address = url_for("needs.propose_merge", reference=high, avec=low)
        steps.append((address, _("Proposer la fusion des deux besoins")))
    return steps


@bp.route("/nouvelle/<ref:reference>", methods=["GET", "POST"])
@requires("registered")
def propose(reference):
    """Propose to put a need's holder in touch with another body that has it too."""
    viewer = current_viewer()
    need = find_need(reference, viewer) or abort(404)
    check(policies.can_propose_introduction(viewer))
    form = _propose_form(need)
    if form.validate_on_submit():
        nature, name = form.chosen()
        other = find_need(name, viewer) if nature == "need" else None
        body = find_organization(name, viewer) if nature == "org" else None
        facts = {"message": form.message.data, "contact": _contact(form), "author": viewer}
        if other is None and body is None:
            form.partner.errors = [_("Aucun besoin visible ne porte ce numéro.")]
        elif done := form.run(
            actions.propose_introduction, need, other=other, organization=body, **facts
        ):
            flash(_("La mise en relation est proposée."), "success")
            return _to(done)
    return render_template("introductions/propose.html", form=form, need=need), form.status


def _contact(form: Any) -> Any:
    return form.contact() if isinstance(form, ContactForm) else None


def _propose_form(need: Need) -> ProposeForm:
    viewer = current_viewer()
    wished = request.args.get("avec", "")[:80]
    filled = {"partner": wished, "number": "" if ":" in wished else wished[:40]}
    if policies.proposes_as_secretariat(viewer):
        form = ProposeForm(data=filled)
    else:
        form = ProposeForBodyForm(data={**filled, **own_contact(viewer.name, viewer.email)})
    partners = _partners(need)
    if wished and wished not in dict(partners):
        form.partner.data = form.partner.data if form.is_submitted() else "autre"
    form.offer(partners)
    return form


def _partners(need: Need) -> list[tuple[str, str]]:
    """Return those whom this person may have put in touch: needs alike, then who shares it."""
    viewer, holder = current_viewer(), policies.holder_id(need)
    alike = [
        (f"need:{line.need.reference}", f"{line.holder} – {line.need.title}")
        for line in similar_to(need, viewer)
        if policies.can_introduce(viewer, [holder, policies.holder_id(line.need)])
        and policies.can_be_introduced(need, line.need)
    ]
    sharing = [
        (f"org:{line.reference}", _("%(body)s, qui soutient ce besoin", body=line.organization))
        for line in endorsements_of(need.id)
        if policies.can_introduce(viewer, [holder, line.organization_id])
    ]
    return [*alike, *sharing]


@bp.route("/<ref:reference>/<ref:body>/accepter", methods=["GET", "POST"])
@requires("registered")
def accept(reference, body):
    """Accept for one's body, naming whom to contact."""
    viewer, introduction = current_viewer(), _load(reference)
    line = _party(introduction, body)
    check(policies.can_accept(viewer, introduction, line.party))
    form = ContactForm(data=own_contact(viewer.name, viewer.email))
    if form.validate_on_submit():
        facts = {"body_id": line.party.body_id, "contact": form.contact(), "author": viewer}
        if form.run(actions.accept_introduction, introduction, **facts):
            flash(_("Votre organisme accepte la mise en relation."), "success")
            return _to(introduction)
    page = "introductions/accept.html"
    return render_template(page, form=form, introduction=introduction, line=line), form.status


@bp.route("/<ref:reference>/<ref:body>/decliner", methods=["GET", "POST"])
@requires("registered")
def decline(reference, body):
    """Decline for one's body, with the reason."""
    viewer, introduction = current_viewer(), _load(reference)
    line = _party(introduction, body)
    check(policies.can_decline(viewer, introduction, line.party))
    form = ReasonNeededForm()
    if form.validate_on_submit():
        facts = {"body_id": line.party.body_id, "reason": form.reason.data, "author": viewer}
        if form.run(actions.decline_introduction, introduction, **facts):
            flash(_("La mise en relation est déclinée."), "success")
            return _to(introduction)
    return _reason_page(form, introduction, "decline")


@bp.route("/<ref:reference>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw(reference):
    """Take a proposal back, with the reason."""
    viewer, introduction = current_viewer(), _load(reference)
    check(policies.can_withdraw(viewer, introduction))
    form = ReasonNeededForm()
    if form.validate_on_submit() and form.run(
        actions.withdraw_introduction, introduction, reason=form.reason.data, author=viewer
    ):
        flash(_("La proposition est retirée."), "success")
        return _to(introduction)
    return _reason_page(form, introduction, "withdraw")


def _reason_page(form: ReasonNeededForm, introduction: Introduction, verb: str) -> Any:
    page = "introductions/reason.html"
    return render_template(page, form=form, introduction=introduction, verb=verb), form.status


@bp.route("/<ref:reference>/issue", methods=["GET", "POST"])
@requires("registered")
def conclude(reference):
    """Say what came of the contact."""
    viewer, introduction = current_viewer(), _load(reference)
    check(policies.can_conclude(viewer, introduction))
    form = OutcomeForm()
    if form.validate_on_submit():
        facts = {"outcome": IntroductionState(form.outcome.data), "reason": form.reason.data or ""}
        if form.run(actions.conclude_introduction, introduction, author=viewer, **facts):
            flash(_("L’issue est notée : merci."), "success")
            return _to(introduction)
    page = "introductions/conclude.html"
    return render_template(page, form=form, introduction=introduction), form.status
