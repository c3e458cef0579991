"""Acts on decisions: draft, propose, adopt, endorse, publish, take back."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from council.access import check, current_viewer, requires
from council.accounts.confirmation import confirm_password
from council.decisions import actions, policies, queries, queries_changes
from council.decisions.forms import AdoptForm, CloseForm, DecisionForm, EndorseForm
from council.decisions.models import Decision, DecisionState
from council.decisions.views import bp, get_draft, page_of
from council.forms import ConfirmForm
from council.organizations.queries import colleges
from council.records.models import Record, RecordKind
from council.records.queries import find_record

SOURCES = {
    "poll": ("scrutin", RecordKind.POLL),
    "item": ("chantier", RecordKind.ROADMAP_ITEM),
    "subject": ("sujet", RecordKind.SUBJECT),
}


def _form(**kwargs: Any) -> DecisionForm:
    form = DecisionForm(**kwargs)
    choices = [("", _("aucun en particulier")), *((c.key, c.name) for c in colleges())]
    form.college.choices = [SelectChoice(value=key, label=name) for key, name in choices]
    return form


def _sources(form: DecisionForm) -> list[Record]:
    """Return the records this decision is said to come from, or answer 404."""
    found = []
    for name, (_argument, kind) in SOURCES.items():
        reference = form[name].data
        if reference:
            found.append(find_record(kind, reference, current_viewer()) or abort(404))
    return found


@bp.get("/decisions/nouvelle")
@requires("registered")
def new():
    """Show the form of a new decision."""
    check(policies.can_draft_decision(current_viewer()))
    given = {name: request.args.get(argument, "") for name, (argument, _k) in SOURCES.items()}
    form = _form(licence="etalab-2.0", **given)
    return render_template("decisions/form.html", form=form, decision=None, sources=_sources(form))


@bp.post("/decisions/nouvelle")
@requires("registered")
def draft():
    """Begin a decision."""
    check(policies.can_draft_decision(current_viewer()))
    form = _form()
    sources = _sources(form)
    if form.validate_on_submit():
        decision = form.run(
            actions.draft_decision,
            author=current_viewer(),
            texts=form.texts(),
            rendered=form.texts().rendered(),
            sources=sources,
        )
        if decision is not None:
            return redirect(page_of(decision), 303)
    page = render_template("decisions/form.html", form=form, decision=None, sources=sources)
    return page, form.status


@bp.get("/decisions/brouillons/<uid:uid>/modifier")
@requires("registered")
def edit(uid: str):
    """Show the form that rewrites a draft."""
    decision = get_draft(uid)
    check(policies.can_edit_decision(current_viewer(), decision))
    form = _form(obj=decision)
    form.links.data = "\n".join(decision.links)
    form.show_texts(queries_changes.marked_texts(decision))
    return render_template("decisions/form.html", form=form, decision=decision, sources=[])


@bp.post("/decisions/brouillons/<uid:uid>/modifier")
@requires("registered")
def save(uid: str):
    """Rewrite a draft."""
    decision = get_draft(uid)
    check(policies.can_edit_decision(current_viewer(), decision))
    form = _form()
    if form.validate_on_submit():
        saved = form.run(
            actions.edit_decision,
            decision,
            author=current_viewer(),
            texts=form.texts(),
            rendered=form.texts().rendered(),
            seen_version=form.seen_version,
        )
        if saved is not None:
            return redirect(page_of(decision), 303)
    page = render_template("decisions/form.html", form=form, decision=decision, sources=[])
    return page, form.status


@bp.post("/decisions/brouillons/<uid:uid>/proposer")
@requires("registered")
def propose(uid: str):
    """Put a draft before the council."""
    decision = get_draft(uid)
    check(policies.can_move_decision(current_viewer(), decision, DecisionState.PROPOSED))
    form = ConfirmForm()
    if not form.validate_on_submit():
        abort(400)
    actions.propose_decision(decision, author=current_viewer())
    flash(_("Le projet est proposé au conseil."))
    return redirect(page_of(decision), 303)


def _may_adopt(decision: Decision) -> None:
    outcome = queries.poll_outcome(queries.source_poll(decision.id))
    check(policies.can_adopt_decision(current_viewer(), decision, poll_outcome=outcome))


@bp.get("/decisions/brouillons/<uid:uid>/adopter")
@requires("registered")
def adopting(uid: str):
    """Ask on which day the text was adopted."""
    decision = get_draft(uid)
    _may_adopt(decision)
    return render_template("decisions/act.html", form=AdoptForm(), decision=decision, act="adopt")


@bp.post("/decisions/brouillons/<uid:uid>/adopter")
@requires("registered")
def adopt(uid: str):
    """Record the adoption."""
    decision = get_draft(uid)
    _may_adopt(decision)
    form = AdoptForm()
    if form.validate_on_submit():
        done = form.run(
            actions.adopt_decision,
            decision,
            author=current_viewer(),
            adopted_on=form.adopted_on.data,
            outcome=form.outcome.data or "",
        )
        if done is not None:
            return redirect(page_of(decision), 303)
    page = render_template("decisions/act.html", form=form, decision=decision, act="adopt")
    return page, form.status


@bp.get("/decisions/brouillons/<uid:uid>/soutien")
@requires("registered")
def endorsing(uid: str):
    """Ask for the State's position."""
    decision = get_draft(uid)
    check(policies.can_endorse_decision(current_viewer(), decision))
    page = "decisions/act.html"
    return render_template(page, form=EndorseForm(), decision=decision, act="endorse")


@bp.post("/decisions/brouillons/<uid:uid>/soutien")
@requires("registered")
def endorse(uid: str):
    """Record the State's support or refusal."""
    decision = get_draft(uid)
    check(policies.can_endorse_decision(current_viewer(), decision))
    form = EndorseForm()
    if form.validate_on_submit():
        done = form.run(
            actions.endorse_decision,
            decision,
            endorser=current_viewer(),
            supports=form.supports.data == "yes",
            acted_on=form.acted_on.data,
            text=form.text.data or "",
        )
        if done is not None:
            return redirect(page_of(decision), 303)
    page = render_template("decisions/act.html", form=form, decision=decision, act="endorse")
    return page, form.status


def _second_person() -> bool:
    return current_app.config["COUNCIL_SECOND_PERSON"] == "1"


def _publish_page(form: ConfirmForm, decision: Decision) -> str:
    asked = queries.publication_asked_by(decision.id)
    mine = asked is not None and asked.account_id == current_viewer().account_id
    return render_template(
        "decisions/publish.html",
        form=form,
        decision=decision,
        changes=queries_changes.changes_of(decision.id),
        asks=_second_person() and asked is None,
        waits=_second_person() and mine,
    )


@bp.get("/decisions/brouillons/<uid:uid>/publier")
@requires("registered")
def publishing(uid: str):
    """Show what publishing does, and who must still confirm it."""
    decision = get_draft(uid)
    viewer = current_viewer()
    check(policies.can_publish_decision(viewer, decision))
    confirm_password(viewer, suite=request.path)
    return _publish_page(ConfirmForm(), decision)


@bp.post("/decisions/brouillons/<uid:uid>/demander-la-publication")
@requires("registered")
def ask_publication(uid: str):
    """Ask a second person to confirm the publication."""
    decision = get_draft(uid)
    viewer = current_viewer()
    check(policies.can_publish_decision(viewer, decision))
    confirm_password(viewer, suite=url_for("decisions.publishing", uid=uid))
    form = ConfirmForm()
    if not form.validate_on_submit():
        abort(400)
    actions.ask_publication(decision, author=viewer)
    flash(_("La publication est demandée : une seconde personne la confirme."))
    return redirect(page_of(decision), 303)


@bp.post("/decisions/brouillons/<uid:uid>/publier")
@requires("registered")
def publish(uid: str):
    """Publish a decision under its number."""
    decision = get_draft(uid)
    viewer = current_viewer()
    check(policies.can_publish_decision(viewer, decision))
    confirm_password(viewer, suite=url_for("decisions.publishing", uid=uid))
    form = ConfirmForm()
    if not form.validate_on_submit():
        abort(400)
    second = _second_person()
    if form.run(actions.publish_decision, decision, author=viewer, second_person=second):
        number = decision.reference
        flash(_("La décision est publiée sous le numéro %(number)s.", number=number))
        return redirect(page_of(decision), 303)
    return _publish_page(form, decision), form.status


@bp.get("/decisions/brouillons/<uid:uid>/<any(superseded, repealed, withdrawn):state>")
@requires("registered")
def closing(uid: str, state: str):
    """Ask why a decision is taken back."""
    decision = get_draft(uid)
    check(policies.can_move_decision(current_viewer(), decision, state))
    return render_template("decisions/act.html", form=CloseForm(), decision=decision, act=state)


@bp.post("/decisions/brouillons/<uid:uid>/<any(superseded, repealed, withdrawn):state>")
@requires("registered")
def close(uid: str, state: str):
    """Supersede, repeal or withdraw a decision."""
    decision = get_draft(uid)
    viewer = current_viewer()
    check(policies.can_move_decision(viewer, decision, state))
    form = CloseForm()
    if form.validate_on_submit() and form.names(queries.find_decision, viewer):
        done = form.run(
            actions.close_decision,
            decision,
            state=DecisionState(state),
            author=viewer,
            reason=form.reason.data or "",
            successor=form.found,
        )
        if done is not None:
            return redirect(page_of(decision), 303)
    page = render_template("decisions/act.html", form=form, decision=decision, act=state)
    return page, form.status
