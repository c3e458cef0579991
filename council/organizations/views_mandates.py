"""Seats and mandates: proposing, inviting, confirming, ending."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from council.access import check, current_viewer, requires
from council.forms import ConfirmForm
from council.organizations import actions, actions_maintainers, policies
from council.organizations.faces import bp, load_mandate, load_organization, load_seat
from council.organizations.forms import InviteForm, MaintainerForm, SeatForm, WhyForm
from council.organizations.models import COUNCIL_TITLES, Mandate, Title
from council.organizations.policies_maintainers import can_invite_maintainer, maintains
from council.organizations.queries import (
    colleges,
    record_of_mandate,
    waiting_mandates,
    waiting_seats,
)
from council.organizations.viewer import TITLE_LABELS
from council.records.addresses import path_of_record
from council.records.models import RecordKind
from council.records.queries import find_record
from council.records.titles import titles_of

MAINTAINER = ("email", "name", "reason")


def _page_of(mandate: Mandate) -> str:
    return path_of_record(record_of_mandate(mandate))


@bp.route("/organismes/<ref:reference>/sieges/nouveau", methods=["GET", "POST"])
@requires("registered")
def propose_seat(reference: str):
    """Propose an organization's seat in a college."""
    viewer, organization = current_viewer(), load_organization(reference)
    check(policies.can_propose_seat(viewer))
    known = {college.key: college for college in colleges()}
    form = SeatForm()
    form.college.choices = [SelectChoice(key, c.name) for key, c in known.items()]
    if form.validate_on_submit():
        done = form.run(
            actions.propose_seat,
            organization,
            college=known[form.college.data],
            starts_on=form.starts_on.data,
            author=viewer,
        )
        if done is not None:
            flash(_("Le siège est proposé : la présidence doit le confirmer."), "success")
            return redirect(url_for("organizations.show", reference=reference), 303)
    return render_template(
        "organizations/seat.html", form=form, organization=organization
    ), form.status


@bp.post("/sieges/<uid:uid>/confirmer")
@requires("registered")
def confirm_seat(uid: str):
    """Confirm a proposed seat."""
    viewer, seat = current_viewer(), load_seat(uid)
    check(policies.can_confirm_seat(viewer, seat))
    if ConfirmForm().validate_on_submit():
        actions.confirm_seat(seat, chair=viewer)
        flash(_("Le siège est confirmé."), "success")
    return redirect(url_for("organizations.to_confirm"), 303)


@bp.route("/sieges/<uid:uid>/terminer", methods=["GET", "POST"])
@requires("registered")
def end_seat(uid: str):
    """End a seat, or refuse a proposed one, with a reason."""
    viewer, seat = current_viewer(), load_seat(uid)
    check(policies.can_end_seat(viewer, seat))
    form = WhyForm()
    back = url_for("organizations.show", reference=seat.organization.reference)
    if form.validate_on_submit():
        done = form.run(actions.end_seat, seat, reason=form.reason.data, author=viewer)
        if done is not None:
            flash(_("Le siège a pris fin."), "success")
            return redirect(back, 303)
    page = render_template("organizations/end_seat.html", form=form, seat=seat, back=back)
    return page, form.status


@bp.route("/organismes/<ref:reference>/mandats/nouveau", methods=["GET", "POST"])
@requires("registered")
def invite(reference: str):
    """Mandate a person for an organization, invited by mail when they have no account."""
    viewer, organization = current_viewer(), load_organization(reference)
    check(policies.can_invite(viewer, organization.id))
    titles = policies.titles_granted_by(viewer, organization.id)
    form = InviteForm()
    form.title.choices = [SelectChoice(t, TITLE_LABELS[t]) for t in Title if t in titles]
    if form.validate_on_submit():
        done = form.run(
            actions.invite_person,
            organization,
            email=form.email.data,
            name=form.name.data,
            title=form.title.data,
            author=viewer,
        )
        if done is not None:
            flash(_("La personne est mandatée ; un courriel la prévient."), "success")
            return redirect(url_for("organizations.show", reference=reference), 303)
    page = render_template(
        "organizations/invite.html", form=form, organization=organization, council=COUNCIL_TITLES
    )
    return page, form.status


@bp.route("/logiciels/<ref:reference>/mainteneurs/nouveau", methods=["GET", "POST"])
@requires("registered")
def invite_maintainer(reference: str):
    """Mandate a maintainer, invited by the team or verified by the secretariat."""
    viewer = current_viewer()
    software = find_record(RecordKind.SOFTWARE, reference, viewer) or abort(404)
    check(can_invite_maintainer(viewer, software.id))
    label = titles_of([software]).get(software.id, reference)
    form = MaintainerForm()
    if maintains(viewer, software.id):
        del form.reason
    if form.validate_on_submit():
        typed = {name: form[name].data or "" for name in MAINTAINER if name in form}
        done = form.run(
            actions_maintainers.invite_maintainer, software, label=label, author=viewer, **typed
        )
        if done is not None:
            flash(_("La personne est mandatée ; un courriel la prévient."), "success")
            return redirect(path_of_record(software), 303)
    page = render_template("organizations/maintainer.html", form=form, record=software, label=label)
    return page, form.status


@bp.get("/presidence/a-confirmer")
@requires("chair")
def to_confirm():
    """List the seats and mandates that wait for the chair."""
    return render_template(
        "organizations/to_confirm.html",
        seats=waiting_seats(),
        mandates=waiting_mandates(),
        policies=policies,
        title_labels=TITLE_LABELS,
    )


@bp.post("/mandats/<uid:uid>/confirmer")
@requires("registered")
def confirm_mandate(uid: str):
    """Confirm a council mandate."""
    viewer, mandate = current_viewer(), load_mandate(uid)
    check(policies.can_confirm_mandate(viewer, mandate))
    if ConfirmForm().validate_on_submit():
        actions.confirm_mandate(mandate, chair=viewer)
        flash(_("Le mandat est confirmé."), "success")
    return redirect(url_for("organizations.to_confirm"), 303)


@bp.route("/mandats/<uid:uid>/revoquer", methods=["GET", "POST"])
@requires("registered")
def revoke(uid: str):
    """End a mandate with a reason, or give up one's own."""
    viewer, mandate = current_viewer(), load_mandate(uid)
    check(policies.can_revoke_mandate(viewer, mandate))
    form = WhyForm()
    back = "/compte" if mandate.account_id == viewer.account_id else _page_of(mandate)
    if form.validate_on_submit():
        done = form.run(actions.revoke_mandate, mandate, reason=form.reason.data, author=viewer)
        if done is not None:
            flash(_("Le mandat a pris fin."), "success")
            return redirect(back, 303)
    body = titles_of([record_of_mandate(mandate)])
    page = render_template(
        "organizations/revoke.html",
        form=form,
        mandate=mandate,
        back=back,
        body=next(iter(body.values())),
        title_labels=TITLE_LABELS,
    )
    return page, form.status


@bp.post("/mandats/<uid:uid>/inviter-de-nouveau")
@requires("registered")
def invite_again(uid: str):
    """Send an invited person a new link."""
    viewer, mandate = current_viewer(), load_mandate(uid)
    check(policies.can_revoke_mandate(viewer, mandate))
    back = _page_of(mandate)
    if ConfirmForm().validate_on_submit():
        body = next(iter(titles_of([record_of_mandate(mandate)]).values()))
        actions.send_invitation_again(mandate, body=body, author=viewer)
        flash(_("Une nouvelle invitation est envoyée."), "success")
    return redirect(back, 303)
