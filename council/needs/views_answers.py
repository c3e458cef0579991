"""Pages of official answers: prepared for the council, published together, amended, read."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from council.access import check, current_viewer, public, requires
from council.forms import ConfirmForm
from council.needs import actions_answers as actions
from council.needs import policies, queries_answers
from council.needs import policies_answers as rules
from council.needs.forms_answers import MOST_AT_ONCE, AmendForm, OfficialForm, PublishForm
from council.needs.models import Need
from council.needs.models_answers import (
    OFFICIAL_LABELS,
    OFFICIAL_TONES,
    OfficialAnswer,
    OfficialState,
)
from council.needs.steps import render_texts
from council.needs.views import bp, load
from council.records.money import TAX_LABELS
from council.transactions import Conflict
from council.web import paginate


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "official_labels": OFFICIAL_LABELS,
        "official_tones": OFFICIAL_TONES,
        "tax_labels": TAX_LABELS,
    }


def _to(need: Need) -> Any:
    return redirect(url_for("needs.show", reference=need.reference), 303)


def _answer(need: Need) -> OfficialAnswer:
    line = queries_answers.official_answer_of(need.id, current_viewer())
    return line.answer if line is not None else abort(404)


@bp.route("/<ref:reference>/reponse/preparer", methods=["GET", "POST"])
@requires("registered")
def prepare_answer(reference):
    """Write the official answer that the council alone reads until it is published."""
    viewer, need = current_viewer(), load(reference)
    line = queries_answers.official_answer_of(need.id, viewer)
    answer = line.answer if line is not None else None
    check(rules.can_prepare_answer(viewer, need, answer))
    form = OfficialForm()
    if not form.is_submitted() and answer is not None:
        form.fill(answer)
    if form.validate_on_submit():
        content, seen = form.content(), form.seen_version
        if form.run(actions.prepare_answer, need, content, author=viewer, seen_version=seen):
            flash(_("La réponse est préparée : seul le conseil la lit."), "success")
            return _to(need)
    shown = {"need": need, "answer": answer, "amends": False}
    return render_template("needs/official_form.html", form=form, **shown), form.status


@bp.route("/<ref:reference>/reponse/abandonner", methods=["GET", "POST"])
@requires("registered")
def discard_answer(reference):
    """Throw a prepared answer away, after a confirmation."""
    viewer, need = current_viewer(), load(reference)
    check(rules.can_publish_answers(viewer))
    answer = _answer(need)
    check(rules.can_discard_answer(viewer, answer))
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(actions.discard_answer, answer, author=viewer):
        flash(_("La réponse préparée est abandonnée."), "success")
        return _to(need)
    page = render_template("needs/discard_answer.html", form=form, need=need, answer=answer)
    return page, form.status


@bp.route("/<ref:reference>/reponse/modifier", methods=["GET", "POST"])
@requires("registered")
def amend_answer(reference):
    """Change a published answer, as a new version with its reason."""
    viewer, need = current_viewer(), load(reference)
    check(rules.can_publish_answers(viewer))
    answer = _answer(need)
    check(rules.can_amend_answer(viewer, need, answer))
    form = AmendForm()
    if not form.is_submitted():
        form.fill(answer)
    if form.validate_on_submit():
        given = {"seen_version": form.seen_version, "reason": form.reason.data}
        if form.run(actions.amend_answer, answer, form.content(), author=viewer, **given):
            flash(_("Nouvelle version de la réponse publiée."), "success")
            return _to(need)
    shown = {"need": need, "answer": answer, "amends": True}
    return render_template("needs/official_form.html", form=form, **shown), form.status


@bp.get("/<ref:reference>/reponse/versions/<int(max=999999):number>")
@public
def answer_version(reference, number):
    """Show what an official answer said at one of its published versions."""
    need = load(reference)
    check(policies.can_read_text(current_viewer(), need))
    found = queries_answers.official_versions(_answer(need).id, number)
    line = found[0] if found else abort(404)
    html = render_texts({"text": line.snapshot["text"]}).get("text", "")
    return render_template("needs/official_version.html", need=need, line=line, html=html)


@bp.get("/reponses")
@public
def answers():
    """List the official answers published, latest first."""
    viewer, state = current_viewer(), request.args.get("suite", "")[:20]
    known = state if state in set(OfficialState) else ""
    page = paginate(queries_answers.published(viewer, state=known))
    waiting = len(queries_answers.prepared(viewer)) if viewer.is_council else 0
    return render_template("needs/answers.html", page=page, state=known, waiting=waiting)


@bp.get("/reponses/preparees")
@requires("council")
def prepared_answers():
    """List the answers prepared and not published, to choose those to publish together."""
    viewer = current_viewer()
    found = queries_answers.prepared(viewer)
    may = rules.can_publish_answers(viewer)
    return render_template("needs/prepared_answers.html", answers=found, may_publish=may)


@bp.get("/reponses/publier")
@requires("secretariat")
def confirm_answers():
    """Show in full the answers chosen, before they are published together."""
    chosen = _chosen(request.args.getlist("reponse")[: MOST_AT_ONCE + 1])
    return _confirmation(PublishForm(), chosen)


@bp.post("/reponses/publier")
@requires("secretariat")
def publish_answers():
    """Publish the answers chosen, all or none."""
    viewer, form = current_viewer(), PublishForm()
    chosen: list[OfficialAnswer] = []
    if form.validate_on_submit():
        versions = form.versions
        chosen = _chosen(list(versions))
        if len(chosen) < len(versions):
            raise Conflict(_("Une des réponses choisies n’existe plus : rien n’est publié."))
        done = form.run(actions.publish_answers, chosen, versions, author=viewer)
        if done is not None:
            flash(_published(len(done)), "success")
            return redirect(url_for("needs.answers"), 303)
    return _confirmation(form, chosen)


def _published(count: int) -> str:
    return ngettext(
        "%(num)d réponse officielle publiée.", "%(num)d réponses officielles publiées.", count
    )


def _chosen(uids: list[str]) -> list[OfficialAnswer]:
    return queries_answers.answers_called(uids, current_viewer())


def _confirmation(form: PublishForm, chosen: list[OfficialAnswer]) -> Any:
    return render_template("needs/publish_answers.html", form=form, answers=chosen), form.status
