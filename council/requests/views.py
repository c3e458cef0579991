"""Pages of requests to maintainers and of their answers."""

from __future__ import annotations

from datetime import timedelta

from flask import (
    Blueprint,
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
from council.accounts import throttle
from council.accounts.forms import too_many
from council.chain.queries import timeline_of
from council.clock import today
from council.contributions.forms import AskReasonForm
from council.discussion.queries import thread_of
from council.organizations.models import Title
from council.requests import actions, policies, queries
from council.requests.forms import AnswerForm, RequestForm, values_of
from council.requests.models import (
    CHOICE_LABELS,
    CHOICE_MEANINGS,
    CHOICE_TONES,
    STATE_LABELS,
    STATE_TONES,
)
from council.requests.policies_links import can_mail
from council.requests.queries_links import invitations_of
from council.software.queries_bases import trees
from council.web import paginate

bp = Blueprint("requests", __name__, url_prefix="/demandes")


@bp.context_processor
def _labels():
    return {
        "choice_labels": CHOICE_LABELS,
        "choice_tones": CHOICE_TONES,
        "state_labels": STATE_LABELS,
        "state_tones": STATE_TONES,
    }


def _load(reference):
    return queries.find_request(reference, current_viewer()) or abort(404)


@bp.get("")
@public
def index():
    """List the requests, newest first, with their answers."""
    viewer = current_viewer()
    chosen = {name: request.args.get(name, "")[:200] for name in ("etat", "reponse", "q")}
    rows = queries.listed(viewer, state=chosen["etat"], choice=chosen["reponse"], words=chosen["q"])
    return render_template(
        "requests/index.html",
        page=paginate(rows),
        chosen=chosen,
        can_send=policies.can_send(viewer),
    )


@bp.get("/<ref:reference>")
@public
def show(reference):
    """Show a request, its answer and the versions before it."""
    viewer = current_viewer()
    asked = _load(reference)
    return render_template(
        "requests/show.html",
        asked=asked,
        answers=queries.answers_of(asked),
        can_answer=policies.can_answer(viewer, asked),
        can_withdraw=policies.can_withdraw(viewer, asked),
        can_mail=can_mail(viewer, asked),
        knows_address=viewer.is_secretariat,
        invitations=invitations_of(asked.id),
        timeline=timeline_of(asked.id, viewer),
        thread=thread_of(asked.id, viewer),
    )


@bp.route("/nouvelle", methods=["GET", "POST"])
@requires("registered")
def new():
    """Ask the maintainers of a software."""
    viewer = current_viewer()
    check(policies.can_send(viewer))
    reference = (request.args.get("besoin") or request.args.get("contribution") or "")[:80]
    delay = timedelta(days=current_app.config["COUNCIL_REQUEST_DELAY_DAYS"])
    form = RequestForm(
        source=reference, software=_software_of(reference, viewer), due_on=today() + delay
    )
    if form.validate_on_submit():
        done = _send(form, viewer)
        if done is not None:
            flash(_("Demande %(ref)s envoyée.", ref=done.reference), "success")
            return redirect(url_for(".show", reference=done.reference), 303)
    shown = {"mandate": policies.asking_mandate(viewer), **_components(form.source.data, viewer)}
    return render_template("requests/new.html", form=form, **shown), form.status


def _send(form, viewer):
    """Send what was typed, unless too many mails were asked for; then the form says so."""
    names = {"source_reference": form.source.data, "software_name": form.software.data}
    email = form.email.data or ""
    if email:
        charges = throttle.mail_charges("request-mail", email, request.remote_addr)
        wait = throttle.spend(charges).wait
        if wait:
            too_many(form, wait)
            return None
    return form.run(actions.send_request, form.content(), **names, email=email, sender=viewer)


def _software_of(reference, viewer):
    asked = request.args.get("logiciel", "")[:200]
    found = _concerned(reference, viewer)
    return found[0].name if found and not asked else asked


def _concerned(reference, viewer):
    # What is not a reference is the form's to refuse; PostgreSQL would not even look for a NUL.
    known = bool(reference) and reference.isprintable()
    source = queries.find_source(reference, viewer) if known else None
    return queries.software_about(source.id) if source is not None else ()


def _components(reference, viewer):
    """Return what the software of the source is based on: its maintainers may know better."""
    concerned = _concerned(reference, viewer)
    walks = trees([row.id for row in concerned], viewer)
    lines = {line.id: line for walk in walks.values() for line in walk}
    return {"concerned": [row.name for row in concerned], "components": list(lines.values())}


@bp.route("/<ref:reference>/repondre", methods=["GET", "POST"])
@requires("registered")
def answer(reference):
    """Answer a request, or revise the answer."""
    viewer = current_viewer()
    asked = _load(reference)
    check(policies.can_answer(viewer, asked))
    last = next((row for row, _act in queries.answers_of(asked)), None)
    by_secretariat = policies.answering_mandate(viewer, asked).title == Title.SECRETARIAT
    filled = values_of(last) if last is not None else {}
    form = AnswerForm(row_version=str(asked.row_version), **filled)
    form.keep(was_received=by_secretariat, is_revision=last is not None)
    if form.validate_on_submit():
        words = form.content()
        done = form.run(
            actions.answer_request, asked, words, seen=form.seen_version, maintainer=viewer
        )
        if done is not None:
            flash(_("Réponse enregistrée."), "success")
            return redirect(url_for(".show", reference=reference), 303)
    page = render_template(
        "requests/answer.html", form=form, asked=asked, meanings=CHOICE_MEANINGS, last=last
    )
    return page, form.status


@bp.route("/<ref:reference>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw(reference):
    """Take a request back, with a reason."""
    viewer = current_viewer()
    asked = _load(reference)
    check(policies.can_withdraw(viewer, asked))
    form = AskReasonForm()
    if form.validate_on_submit():
        done = form.run(actions.withdraw_request, asked, reason=form.reason.data, sender=viewer)
        if done is not None:
            flash(_("Demande retirée."), "success")
            return redirect(url_for(".show", reference=reference), 303)
    return render_template("requests/withdraw.html", form=form, asked=asked), form.status
