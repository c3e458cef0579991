"""Pages of reuses: the list, what bodies deployed and how, writing to them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.accounts import throttle
from council.accounts.forms import too_many
from council.chain.queries import timeline_of
from council.discussion.queries import thread_of
from council.forms import ConfirmForm
from council.reuses import actions, policies, queries
from council.reuses.forms import (
    ContactForm,
    EditReuseForm,
    ReuseForm,
    WithdrawReuseForm,
    values_of,
)
from council.reuses.models import STATE_LABELS, STATE_TONES, Reuse
from council.web import paginate

bp = Blueprint("reuses", __name__, url_prefix="/reutilisations")


@bp.context_processor
def _labels() -> dict[str, Any]:
    return {"reuse_states": STATE_LABELS, "reuse_tones": STATE_TONES}


def load_reuse(reference: str) -> Reuse:
    """Return a reuse, or answer 404."""
    return queries.find_reuse(reference, current_viewer()) or abort(404)


def _draft(uid: str) -> Reuse:
    return queries.find_draft(uid, current_viewer()) or abort(404)


@bp.get("")
@public
def index():
    """List what bodies deployed, newest first."""
    viewer = current_viewer()
    chosen = {name: request.args.get(name, "")[:200] for name in ("logiciel", "organisme", "q")}
    page = paginate(
        queries.listed(
            viewer,
            software=chosen["logiciel"],
            organization=chosen["organisme"],
            words=chosen["q"],
        )
    )
    software, organizations = queries.choices_of(viewer)
    return render_template(
        "reuses/index.html",
        page=page,
        chosen=chosen,
        software=software,
        organizations=organizations,
        can_draft=policies.can_draft_reuse(viewer),
    )


@bp.get("/<ref:reference>")
@public
def show(reference):
    """Show what a body deployed and how, and what it changed."""
    viewer, reuse = current_viewer(), load_reuse(reference)
    return render_template(
        "reuses/show.html",
        reuse=reuse,
        reads=policies.can_read_reuse(viewer, reuse),
        needs=queries.needs_of(reuse, viewer),
        versions=queries.versions_of(reuse.id),
        may={
            "edit": policies.can_edit_reuse(viewer, reuse),
            "withdraw": policies.can_withdraw_reuse(viewer, reuse),
            "contact": viewer.is_anonymous or policies.can_contact_reuser(viewer, reuse),
        },
        timeline=timeline_of(reuse.id, viewer),
        thread=thread_of(reuse.id, viewer),
    )


@bp.get("/<ref:reference>/versions/<int(max=1000000):number>")
@public
def version(reference, number):
    """Show what a reuse said at a version."""
    reuse = load_reuse(reference)
    check(policies.can_read_reuse(current_viewer(), reuse))
    found = queries.versions_of(reuse.id, number)
    line = found[0] if found else abort(404)
    return render_template("reuses/version.html", reuse=reuse, line=line)


@bp.route("/nouvelle", methods=["GET", "POST"])
@requires("registered")
def new():
    """Say what one's body deployed: kept as a draft, read again, then published."""
    viewer = current_viewer()
    check(policies.can_draft_reuse(viewer))
    form = ReuseForm(
        needs=request.args.get("besoin", "")[:80], software=request.args.get("logiciel", "")[:200]
    )
    if form.validate_on_submit():
        draft = form.run(actions.draft_reuse, form.told(), form.aims(), author=viewer)
        if draft is not None:
            return redirect(url_for(".show_draft", uid=draft.record.uid), 303)
    mandate = policies.speaking_mandate(viewer)
    return render_template("reuses/edit.html", form=form, mandate=mandate, reuse=None), form.status


@bp.get("/brouillons/<uid:uid>")
@requires("registered")
def show_draft(uid):
    """Show a draft as it will be read, before it is published."""
    viewer, reuse = current_viewer(), _draft(uid)
    return render_template(
        "reuses/draft.html",
        reuse=reuse,
        needs=queries.needs_of(reuse, viewer),
        may_edit=policies.can_edit_draft_reuse(viewer, reuse),
    )


@bp.route("/brouillons/<uid:uid>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit_draft(uid):
    """Change a draft."""
    viewer, reuse = current_viewer(), _draft(uid)
    check(policies.can_edit_draft_reuse(viewer, reuse))
    form = ReuseForm(**values_of(reuse, queries.needs_of(reuse, viewer)))
    if form.validate_on_submit():
        texts, seen = (form.told(), form.aims()), form.seen_version
        if form.run(actions.edit_draft_reuse, reuse, *texts, seen=seen, author=viewer):
            return redirect(url_for(".show_draft", uid=uid), 303)
    mandate = policies.speaking_mandate(viewer, reuse)
    return render_template("reuses/edit.html", form=form, mandate=mandate, reuse=reuse), form.status


@bp.post("/brouillons/<uid:uid>/publier")
@requires("registered")
def publish(uid):
    """Publish a draft."""
    viewer, reuse = current_viewer(), _draft(uid)
    check(policies.can_edit_draft_reuse(viewer, reuse))
    form = ConfirmForm()
    if form.validate_on_submit():
        done = form.run(actions.publish_reuse, reuse, author=viewer)
        if done is not None:
            flash(_("Réutilisation %(ref)s publiée.", ref=done.reference), "success")
            return to_page(done)
    return abort(400)


@bp.post("/brouillons/<uid:uid>/supprimer")
@requires("registered")
def discard(uid):
    """Throw a draft away."""
    viewer, reuse = current_viewer(), _draft(uid)
    check(policies.can_edit_draft_reuse(viewer, reuse))
    form = ConfirmForm()
    if form.validate_on_submit() and form.run(actions.discard_draft_reuse, reuse, author=viewer):
        flash(_("Brouillon supprimé."))
        return redirect(url_for(".index"), 303)
    return abort(400)


@bp.route("/<ref:reference>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit(reference):
    """Change what is published, as a new version."""
    viewer, reuse = current_viewer(), load_reuse(reference)
    check(policies.can_edit_reuse(viewer, reuse))
    form = EditReuseForm(**values_of(reuse, queries.needs_of(reuse, viewer)))
    if form.validate_on_submit():
        texts, reason = (form.told(), form.aims()), form.reason.data
        done = form.run(
            actions.edit_reuse, reuse, *texts, seen=form.seen_version, reason=reason, author=viewer
        )
        if done is not None:
            flash(_("Nouvelle version enregistrée."), "success")
            return to_page(done)
    mandate = policies.speaking_mandate(viewer, reuse)
    return render_template("reuses/edit.html", form=form, mandate=mandate, reuse=reuse), form.status


@bp.route("/<ref:reference>/retirer", methods=["GET", "POST"])
@requires("registered")
def withdraw(reference):
    """Take a reuse back, with a public reason."""
    viewer, reuse = current_viewer(), load_reuse(reference)
    check(policies.can_withdraw_reuse(viewer, reuse))
    form = WithdrawReuseForm()
    if form.validate_on_submit() and form.run(
        actions.withdraw_reuse, reuse, reason=form.reason.data, author=viewer
    ):
        flash(_("La réutilisation est retirée."), "success")
        return to_page(reuse)
    title = _("Retirer la réutilisation")
    return render_template("reuses/act.html", form=form, reuse=reuse, title=title), form.status


@bp.route("/<ref:reference>/contacter", methods=["GET", "POST"])
@requires("registered")
def contact(reference):
    """Write to the body that reuses; no address is shown."""
    viewer, reuse = current_viewer(), load_reuse(reference)
    check(policies.can_contact_reuser(viewer, reuse))
    form, status, headers = ContactForm(), 200, {}
    if form.validate_on_submit():
        charges = throttle.mail_charges("reuse-contact", viewer.email, request.remote_addr)
        wait = throttle.spend(charges).wait
        if wait:
            status, headers = too_many(form, wait)
        elif form.run(actions.contact_reuser, reuse, message=form.message.data, author=viewer):
            flash(_("Votre message est parti ; la réponse viendra par courriel."), "success")
            return to_page(reuse)
    title = _("Écrire à l’organisme")
    page = render_template("reuses/act.html", form=form, reuse=reuse, title=title)
    return page, max(status, form.status), headers


def to_page(reuse: Reuse) -> Any:
    """Lead to a reuse's page."""
    return redirect(url_for("reuses.show", reference=reuse.reference), 303)
