"""Pages that say what a software is based on, and which public policies rely on it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.extensions import db
from council.forms import ConfirmForm
from council.pages.queries_reliances import funding_months, watched
from council.software import actions_bases as actions
from council.software import policies_bases as policies
from council.software import queries
from council.software.forms_bases import BaseLinkForm, RelianceForm, WithdrawRelianceForm
from council.software.queries_bases import bases_of
from council.software.queries_reliances import find_reliance, in_force, public_bodies_of
from council.software.views import bp, load


@bp.route("/<ref:reference>/bases", methods=["GET", "POST"])
@requires("registered")
def bases(reference):
    """Say what a software is based on, one at a time."""
    viewer, software = current_viewer(), load(reference)
    check(policies.can_link_bases(viewer, software))
    form = BaseLinkForm()
    if form.validate_on_submit():
        added = form.run(actions.add_base, software, form.component.data, author=viewer)
        if added is not None:
            flash(_("« %(name)s » est ajouté.", name=added.name), "success")
            return redirect(url_for(".bases", reference=reference), 303)
    page = render_template(
        "software/bases.html",
        form=form,
        software=software,
        bases=bases_of(software.id, viewer),
        names=queries.all_names(viewer),
    )
    return page, form.status


@bp.post("/<ref:reference>/bases/<ref:component>/retirer")
@requires("registered")
def remove_base(reference, component):
    """Say that a software is no longer based on another."""
    viewer, software = current_viewer(), load(reference)
    check(policies.can_link_bases(viewer, software))
    other, form = load(component), ConfirmForm()
    if not form.validate_on_submit():
        abort(400)
    if form.run(actions.remove_base, software, other, author=viewer) is not None:
        flash(_("« %(name)s » est retiré.", name=other.name), "success")
    else:
        flash(_("Ce lien avait déjà été retiré."), "info")
    return redirect(url_for(".bases", reference=reference), 303)


@bp.get("/politiques-publiques")
@public
def reliances():
    """List the public policies that rely on a commons, those in danger first."""
    viewer = current_viewer()
    found = watched(db.session.scalars(in_force(viewer)).all())
    return render_template(
        "software/reliances.html",
        watched=sorted(found, key=lambda row: not row.warning),
        months=funding_months(),
    )


@bp.route("/<ref:reference>/politiques/nouvelle", methods=["GET", "POST"])
@requires("registered")
def declare_reliance(reference):
    """Say that a public policy relies on a commons."""
    viewer, software = current_viewer(), load(reference)
    own = public_bodies_of(viewer)
    check(policies.can_declare_reliance(viewer, own))
    form = RelianceForm(body=own[0].name if own else "")
    if form.validate_on_submit():
        words = {"name": form.name.data, "body": form.body.data, "url": form.url.data or ""}
        note = form.note.data or ""
        done = form.run(actions.declare_reliance, software, **words, note=note, author=viewer)
        if done is not None:
            flash(_("La politique est inscrite."), "success")
            return redirect(url_for(".show", reference=reference), 303)
    page = render_template("software/reliance.html", form=form, software=software, own=own)
    return page, form.status


@bp.route(
    "/<ref:reference>/politiques/<int(max=999999999):number>/retirer", methods=["GET", "POST"]
)
@requires("registered")
def withdraw_reliance(reference, number):
    """Say that a public policy no longer relies on a commons."""
    viewer, software = current_viewer(), load(reference)
    reliance = find_reliance(software.id, number) or abort(404)
    check(policies.can_withdraw_reliance(viewer, reliance))
    form = WithdrawRelianceForm()
    if form.validate_on_submit():
        done = form.run(actions.withdraw_reliance, reliance, reason=form.reason.data, author=viewer)
        if done is not None:
            flash(_("La politique est retirée."), "success")
            return redirect(url_for(".show", reference=reference), 303)
    page = render_template(
        "software/withdraw_reliance.html", form=form, software=software, reliance=reliance
    )
    return page, form.status
