"""Pages of needs: the list, one need with its chain, its versions, the secretariat's queue."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from council.access import check, current_viewer, public, requires
from council.chain.queries import timeline_of
from council.chain.queries_routes import possible_answers
from council.contributions.panels import funding_of
from council.contributions.queries import answering
from council.contributions.queries_desks import desk_of_need
from council.discussion.queries import thread_of
from council.extensions import db
from council.forms import ConfirmForm
from council.introductions.faces import introductions_of
from council.needs import (
    actions,
    policies,
    policies_merging,
    queries,
    queries_merging,
)
from council.needs.faces import documents_shown, filing_shown, official_shown, routes_allowed
from council.needs.forms import (
    EndorseForm,
    MaintainForm,
    OutcomeForm,
    ReasonNeededForm,
    WithdrawEndorsementForm,
)
from council.needs.models import (
    STATE_LABELS,
    STATE_TONES,
    VISIBILITY_LABELS,
    Endorsement,
    Need,
    NeedState,
)
from council.needs.models_merging import NeedMerge
from council.needs.queries_delays import deadline_of
from council.needs.queries_rolls import frozen_roll
from council.needs.steps import MARKDOWN_FIELDS, render_texts
from council.needs.tags import normalize
from council.requests.queries import answers_for
from council.reuses.queries import answering as reuses_of
from council.reuses.queries import reviews_owed
from council.roadmap.policies import can_propose
from council.search.similar import similar_to
from council.software.queries_bases import trees
from council.web import paginate

bp = Blueprint("needs", __name__, url_prefix="/besoins")

# What the list offers to choose from; drafts have their own page.
LISTED_STATES = tuple(state for state in NeedState if state != NeedState.DRAFT)


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "need_states": STATE_LABELS,
        "need_tones": STATE_TONES,
        "visibilities": VISIBILITY_LABELS,
    }


def load(reference: str) -> Need:
    """Return the need of that reference, or answer 404 when this visitor may not see it."""
    return queries.find_need(reference, current_viewer()) or abort(404)


@bp.get("")
@public
def index():
    """List the needs, filtered and sorted, with what this reader did about each."""
    viewer = current_viewer()
    names = ("q", "etat", "organisme", "logiciel", "etiquette", "nature", "tri")
    chosen = {name: request.args.get(name, "")[:200] for name in names}
    states = queries.counts_by_state(viewer)
    page = paginate(
        queries.listed(
            viewer,
            q=chosen["q"],
            states=[chosen["etat"]] if chosen["etat"] in LISTED_STATES else (),
            organization=chosen["organisme"],
            software=chosen["logiciel"],
            tag=normalize(chosen["etiquette"]),
            calls={"appels": True, "besoins": False}.get(chosen["nature"]),
            sort=chosen["tri"],
        ),
        total=_total(chosen, states),
        whole=queries.with_row,
    )
    facts = _facts_of(page.rows)
    return render_template("needs/index.html", page=page, chosen=chosen, states=states, **facts)


def _total(chosen: dict[str, str], states: dict[str, int]) -> int | None:
    # The counts beside the states hold the total of a list that nothing else narrows.
    if any(chosen[name] for name in ("q", "organisme", "logiciel", "etiquette", "nature")):
        return None
    one = chosen["etat"] in LISTED_STATES
    return states.get(chosen["etat"], 0) if one else sum(states.values())


def _facts_of(needs: Any) -> dict[str, Any]:
    viewer, ids = current_viewer(), [need.id for need in needs]
    return {
        "supports": queries.support_of(ids, viewer),
        "deadlines": {need.id: deadline_of(need) for need in needs},
        "held": {need.id for need in needs if policies.holds(viewer, need)},
    }


@bp.get("/a-qualifier")
@requires("secretariat")
def waiting():
    """List the needs that wait for the secretariat, oldest first."""
    return render_template("needs/waiting.html", needs=queries.waiting_needs(current_viewer()))


@bp.get("/<ref:reference>")
@public
def show(reference):
    """Show one need, who shares it, what came of it, and what may be done now."""
    need = load(reference)
    merge = queries_merging.merge_of(need.id)
    if merge and need.state == NeedState.MERGED and not _stays(merge):
        return redirect(url_for(".show", reference=merge.target.reference), 302)
    return render_template("needs/show.html", **_page(need, merge))


def _stays(merge: NeedMerge) -> bool:
    # A merged need leads to the other one, but for those who ask for it or owe it an answer.
    viewer = current_viewer()
    owed = any(policies_merging.can_answer_merge(viewer, merge, c) for c in merge.consents)
    return owed or request.args.get("origine") == "oui"


def _page(need: Need, merge: NeedMerge | None) -> dict[str, Any]:
    viewer = current_viewer()
    endorsements = queries.endorsements_of(need.id)
    own = {e.id for e in endorsements if e.organization_id in viewer.organization_ids}
    offers = answering(need.id, viewer)
    similar = similar_to(need, viewer) if need.state in queries.SHOWN_ALIKE else []
    return dict(
        need=need,
        reads=policies.can_read_text(viewer, need),
        said=queries.particulars_of(need),
        **documents_shown(need),
        **filing_shown(need),
        may=_verdicts(need),
        endorsements=endorsements,
        own=own,
        frozen=frozen_roll(need.id, viewer) if own else None,
        unsupported=_still_to_endorse(need, endorsements),
        versions=queries.versions_of(need.id),
        routes=possible_answers(need, viewer, offers=offers, merge=merge),
        answers=answers_for([need.id], viewer),
        **_chain(need),
        thread=thread_of(need.id, viewer),
        similar=similar,
        may_route=routes_allowed(need),
        bases=trees([row.id for row in need.software], viewer),
        **introductions_of(need, similar, viewer),
        **official_shown(need),
        **_merging(need, merge),
    )


def _chain(need: Need) -> dict[str, Any]:
    """The whole chain, the shared fundings of its steps, who deployed what came of it."""
    viewer = current_viewer()
    timeline = timeline_of(need.id, viewer)
    return {
        "timeline": timeline,
        "fundings": {step["id"]: step["funding"] for step in timeline},
        **funding_of(desk_of_need(need), viewer, timeline),
        **_deployed(need),
    }


def _deployed(need: Need) -> dict[str, Any]:
    viewer, holder = current_viewer(), need.record.organization_id
    owes = holder is not None and viewer.representing(holder) is not None
    return {
        "reuses": reuses_of(need.id, viewer),
        "reviews_due": reviews_owed(viewer, need_id=need.id) if owes else [],
    }


def _merging(need: Need, merge: NeedMerge | None) -> dict[str, Any]:
    viewer = current_viewer()
    consents = queries_merging.consents_of(merge) if merge else []
    return {
        "merge": merge,
        "consents": consents,
        "may_answer": {
            line.consent.body_id
            for line in consents
            if merge and policies_merging.can_answer_merge(viewer, merge, line.consent)
        },
        "may_undo": merge is not None and policies_merging.can_undo_merge(viewer, merge),
        "merged": queries_merging.merged_into(need.id, viewer),
    }


def _verdicts(need: Need) -> dict[str, Any]:
    viewer = current_viewer()
    return {
        "edit": policies.can_edit_need(viewer, need),
        "retag": policies.can_retag_need(viewer, need),
        "publish": policies.can_publish_need(viewer, need),
        "decline": policies.can_decline_need(viewer, need),
        "withdraw": policies.can_withdraw_need(viewer, need),
        "outcome": policies.can_record_outcome(viewer, need),
        "endorse": policies.can_endorse_need(viewer, need),
        "is_open": need.state in policies.OPEN_STATES,
        "plan": can_propose(viewer),
    }


def _still_to_endorse(need: Need, endorsements: Any) -> bool:
    given = {line.organization_id for line in endorsements}
    bodies = {m.organization_id for m in policies.endorsing_mandates(current_viewer(), need)}
    return bool(bodies - given)


@bp.get("/<ref:reference>/versions/<int(max=999999):number>")
@public
def version(reference, number):
    """Show what a need said at one of its versions, who wrote it and why."""
    need = load(reference)
    check(policies.can_read_text(current_viewer(), need))
    found = queries.versions_of(need.id, number)
    line = found[0] if found else abort(404)
    texts = {name: line.snapshot.get(name) for name in MARKDOWN_FIELDS}
    html = {name: Markup(text) for name, text in render_texts(texts).items()}  # noqa: S704
    said = queries.particulars(line.snapshot)
    return render_template("needs/version.html", need=need, line=line, html=html, said=said)


@bp.post("/<ref:reference>/publier")
@requires("registered")
def publish(reference):
    """Qualify a submitted need."""
    viewer, need = current_viewer(), load(reference)
    check(policies.can_publish_need(viewer, need))
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(actions.publish_need, need, author=viewer):
        flash(_("Le besoin %(number)s est publié.", number=need.reference), "success")
        return to_page(need)
    return abort(400)


@bp.route("/<ref:reference>/ne-pas-retenir", methods=["GET", "POST"])
@requires("registered")
def decline(reference):
    """Turn a submitted need down, with its reason."""
    need = load(reference)
    check(policies.can_decline_need(current_viewer(), need))
    return _with_reason(need, actions.decline_need, "decline", _("Le besoin n’est pas retenu."))


@bp.route("/<ref:reference>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw(reference):
    """Withdraw a need, with its reason; its page stays."""
    need = load(reference)
    check(policies.can_withdraw_need(current_viewer(), need))
    return _with_reason(need, actions.withdraw_need, "withdraw", _("Le besoin est retiré."))


def _with_reason(need: Need, verb: Any, name: str, done: str) -> Any:
    form = ReasonNeededForm()
    if form.validate_on_submit() and form.run(
        verb, need, author=current_viewer(), reason=form.reason.data
    ):
        flash(done, "success")
        return to_page(need)
    return render_template("needs/reason.html", form=form, need=need, verb=name), form.status


@bp.route("/<ref:reference>/issue", methods=["GET", "POST"])
@requires("registered")
def outcome(reference):
    """Note what came of a need."""
    viewer, need = current_viewer(), load(reference)
    check(policies.can_record_outcome(viewer, need))
    form = OutcomeForm()
    form.offer(policies.outcomes_of(need))
    if form.validate_on_submit():
        result, note = NeedState(form.outcome.data), form.note.data or ""
        if form.run(actions.record_outcome, need, author=viewer, outcome=result, note=note):
            flash(_("L’issue est notée."), "success")
            return to_page(need)
    return render_template("needs/outcome.html", form=form, need=need), form.status


@bp.route("/<ref:reference>/soutenir", methods=["GET", "POST"])
@requires("registered")
def endorse(reference):
    """Say « nous avons aussi ce besoin » for an organization."""
    viewer, need = current_viewer(), load(reference)
    check(policies.can_endorse_need(viewer, need))
    versions = queries.versions_of(need.id)
    form = EndorseForm(version=versions[0].number if versions else 0)
    form.offer(viewer, need)
    if form.validate_on_submit():
        done = form.run(
            actions.endorse_need,
            need,
            author=viewer,
            organization_id=form.organization.data,
            version=form.version.data,
            agents_concerned=form.agents_concerned.data,
            conditions=form.conditions.data or "",
            note=form.note.data or "",
        )
        if done is not None:
            flash(_("Votre organisme soutient ce besoin."), "success")
            return to_page(need)
    return render_template("needs/endorse.html", form=form, need=need), form.status


@bp.route("/<ref:reference>/soutiens/<int(max=999999999):number>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw_endorsement(reference, number):
    """Take an endorsement back."""
    viewer, need = current_viewer(), load(reference)
    found = db.session.get(Endorsement, number)
    endorsement = found if found is not None and found.need_id == need.id else abort(404)
    check(policies.can_withdraw_endorsement(viewer, endorsement, frozen_roll(need.id, viewer)))
    form = WithdrawEndorsementForm()
    if form.validate_on_submit():
        reason = form.reason.data or ""
        if form.run(actions.withdraw_endorsement, endorsement, author=viewer, reason=reason):
            flash(_("Le soutien est retiré."), "success")
            return to_page(need)
    page = "needs/withdraw_endorsement.html"
    return render_template(page, form=form, need=need, endorsement=endorsement), form.status


@bp.route(
    "/<ref:reference>/soutiens/<int(max=999999999):number>/maintenir", methods=["GET", "POST"]
)
@requires("registered")
def maintain_endorsement(reference, number):
    """Say that an endorsement holds for the present text."""
    viewer, need = current_viewer(), load(reference)
    found = db.session.get(Endorsement, number)
    endorsement = found if found is not None and found.need_id == need.id else abort(404)
    check(policies.can_withdraw_endorsement(viewer, endorsement))
    latest = queries.versions_of(need.id)[0].number
    form = MaintainForm(version=latest)
    if form.validate_on_submit():
        version = form.version.data
        if form.run(actions.maintain_endorsement, endorsement, author=viewer, version=version):
            flash(_("Le soutien vaut pour cette version."), "success")
            return to_page(need)
    shown = {"need": need, "endorsement": endorsement, "latest": latest}
    return render_template("needs/maintain_endorsement.html", form=form, **shown), form.status


def to_page(need: Need) -> Any:
    """Go to the need's page, once something was done."""
    return redirect(url_for("needs.show", reference=need.reference), 303)
