"""Organizations and colleges: lists, pages, the secretariat's forms."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from council.access import check, current_viewer, public, requires
from council.contributions.queries_funding import pledged_by, titles_for
from council.discussion.queries_follows import follow_of
from council.organizations import actions, policies, views_applications, views_mandates
from council.organizations.faces import bp, load_organization
from council.organizations.forms import CollegeForm, OrganizationForm
from council.organizations.models import KIND_LABELS, OrganizationKind
from council.organizations.queries import (
    colleges,
    colleges_of,
    find_college,
    held_by,
    kind_counts,
    listed_organizations,
    mandates_of,
    seated,
    seats_of,
)
from council.organizations.viewer import TITLE_LABELS
from council.pages.queries_organizations import taken_part
from council.pages.queries_reliances import funding_months, watched
from council.records.models import RecordKind
from council.records.titles import titles_of
from council.software.queries_reliances import reliances_of
from council.web import paginate

HELD_LABELS = {
    RecordKind.NEED: _l("Ce qu’il demande"),
    "endorsed": _l("Les besoins qu’il partage"),
    RecordKind.CONTRIBUTION: _l("Ce qu’il apporte"),
    RecordKind.PROGRAM: _l("Ses dispositifs d’appui"),
    RecordKind.REUSE: _l("Ce qu’il a déployé"),
    RecordKind.REQUEST: _l("Demandes aux mainteneurs"),
    RecordKind.ROADMAP_ITEM: _l("Chantiers"),
    RecordKind.SUBJECT: _l("Sujets"),
    "polls": _l("Les scrutins dont il est inscrit"),
    "decisions": _l("Les décisions nées de ces scrutins"),
}

__all__ = ["bp", "views_applications", "views_mandates"]


@bp.get("/organismes")
@public
def index():
    """List the organizations, by name, with a filter by nature and by college."""
    viewer = current_viewer()
    kind = request.args.get("nature", "")
    kind = kind if kind in set(OrganizationKind) else ""
    known = colleges()
    college = request.args.get("college", "")
    college = college if college in {c.key for c in known} else ""
    q = request.args.get("q", "")[:200].replace("\0", "")
    page = paginate(listed_organizations(viewer, kind=kind, college=college, q=q))
    return render_template(
        "organizations/index.html",
        page=page,
        seats=colleges_of(row.id for row in page.rows),
        colleges=known,
        counts=kind_counts(viewer),
        chosen={"kind": kind, "college": college, "q": q},
        kind_labels=KIND_LABELS,
    )


@bp.get("/organismes/<ref:reference>")
@public
def show(reference: str):
    """Show an organization: its facts, its seats, who acts for it."""
    viewer = current_viewer()
    organization = load_organization(reference)
    mandates = mandates_of(organization.id)
    held = {**held_by(organization.id, viewer), **taken_part(organization.id, viewer)}
    return render_template(
        "organizations/show.html",
        organization=organization,
        follow=follow_of(organization.record, viewer),
        seats=seats_of(organization.id),
        current=[m for m in mandates if m.is_in_force],
        pending=[m for m in mandates if m.is_pending],
        past=[m for m in mandates if not m.is_in_force and not m.is_pending],
        held=held,
        **_pledged(organization.id),
        titles=titles_of(record for records in held.values() for record in records),
        held_labels=HELD_LABELS,
        watched=watched(reliances_of(organization.id, viewer)),
        months=funding_months(),
        may_see_people=policies.can_see_people(viewer, organization.id),
        policies=policies,
        kind_labels=KIND_LABELS,
        title_labels=TITLE_LABELS,
    )


def _pledged(organization_id: int) -> dict[str, Any]:
    """The fundings in which an organization has a pledge, as this visitor sees them."""
    views = pledged_by(organization_id, current_viewer())
    lines = {view.funding.id: view.line_of(organization_id) for view in views}
    return {"pledged": views, "pledges": lines, "pledged_titles": titles_for(views)}


@bp.route("/organismes/nouveau", methods=["GET", "POST"])
@requires("secretariat")
def create():
    """Create an organization."""
    form = OrganizationForm()
    if form.validate_on_submit():
        made = form.run(actions.create_organization, author=current_viewer(), **_facts(form))
        if made is not None:
            flash(_("L’organisme est créé."), "success")
            return redirect(url_for("organizations.show", reference=made.reference), 303)
    return render_template("organizations/edit.html", form=form, organization=None), form.status


def _facts(form: OrganizationForm) -> dict[str, str]:
    return {
        "name": form.name.data,
        "kind": form.kind.data,
        "url": form.url.data or "",
        "country": form.country.data.upper(),
        "siret": form.siret.data or "",
        "summary": form.summary.data or "",
    }


@bp.route("/organismes/<ref:reference>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit(reference: str):
    """Change an organization's facts."""
    viewer, organization = current_viewer(), load_organization(reference)
    check(policies.can_edit_organizations(viewer))
    form = OrganizationForm(obj=organization)
    if form.validate_on_submit():
        done = form.run(
            actions.edit_organization,
            organization,
            author=viewer,
            seen_version=form.seen_version,
            **_facts(form),
        )
        if done is not None:
            flash(_("La fiche est modifiée."), "success")
            return redirect(url_for("organizations.show", reference=reference), 303)
    page = render_template("organizations/edit.html", form=form, organization=organization)
    return page, form.status


@bp.get("/colleges")
@public
def college_list():
    """List the colleges with the organizations that sit in each."""
    known = colleges()
    return render_template(
        "organizations/colleges.html",
        colleges=known,
        seats=seated(college.id for college in known),
        may_edit=policies.can_edit_organizations(current_viewer()),
    )


@bp.route("/colleges/nouveau", methods=["GET", "POST"])
@requires("secretariat")
def create_college():
    """Create a college."""
    form = CollegeForm()
    if form.validate_on_submit():
        made = form.run(
            actions.create_college,
            key=form.key.data,
            name=form.name.data,
            description=form.description.data or "",
            author=current_viewer(),
        )
        if made is not None:
            flash(_("Le collège est créé."), "success")
            return redirect(url_for("organizations.college_list"), 303)
    return render_template("organizations/college.html", form=form, college=None), form.status


@bp.route("/colleges/<ref:key>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit_college(key: str):
    """Change a college's name or description."""
    viewer, college = current_viewer(), find_college(key) or abort(404)
    check(policies.can_edit_organizations(viewer))
    form = CollegeForm(obj=college)
    form.key.data = college.key
    if form.validate_on_submit():
        done = form.run(
            actions.edit_college,
            college,
            name=form.name.data,
            description=form.description.data or "",
            seen_version=form.seen_version,
            author=viewer,
        )
        if done is not None:
            flash(_("Le collège est modifié."), "success")
            return redirect(url_for("organizations.college_list"), 303)
    return render_template("organizations/college.html", form=form, college=college), form.status
