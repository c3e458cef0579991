"""Pages of the catalogue: the list, what the council knows about one software, its record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from council.access import check, current_viewer, public, requires
from council.discussion.queries import thread_of
from council.organizations.models_maintainers import SHOWN_BY_LABELS
from council.organizations.policies_maintainers import can_invite_maintainer
from council.pages.queries_reliances import funding_months, warnings_of
from council.records.licences import check_licence
from council.records.models import RecordKind
from council.records.titles import titles_of
from council.requests.queries_delays import delays_of_software
from council.software import actions, policies, policies_bases, policies_maintainers, queries
from council.software.forms import EditSoftwareForm, SoftwareForm
from council.software.models import (
    KIND_LABELS,
    STATUS_LABELS,
    STATUS_TONES,
    Software,
    SoftwareStatus,
)
from council.software.queries_bases import needs_through, trees
from council.software.queries_maintainers import maintainers_shown
from council.software.queries_reliances import public_bodies_of, reliances_on
from council.web import paginate

bp = Blueprint("software", __name__, url_prefix="/logiciels")

# Sections of a software's page, in the order of the chain.
SECTIONS = (
    RecordKind.NEED,
    RecordKind.CONTRIBUTION,
    RecordKind.PROGRAM,
    RecordKind.REUSE,
    RecordKind.REQUEST,
    RecordKind.ROADMAP_ITEM,
    RecordKind.SUBJECT,
    RecordKind.POLL,
    RecordKind.DECISION,
    RecordKind.MEETING,
)
UNLISTED = "aucun"


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "software_kinds": KIND_LABELS,
        "software_statuses": STATUS_LABELS,
        "software_tones": STATUS_TONES,
        "shown_by_labels": SHOWN_BY_LABELS,
    }


def load(reference: str) -> Software:
    """Return the record of that reference, or answer 404 when this visitor may not see it."""
    return queries.find_software(reference, current_viewer()) or abort(404)


@bp.get("")
@public
def index():
    """List the catalogue by name, filtered."""
    viewer = current_viewer()
    chosen = {n: request.args.get(n, "")[:200] for n in ("q", "statut", "nature", "secteur")}
    statuses = {UNLISTED: "", **{s.value: s.value for s in SoftwareStatus if s.value}}
    page = paginate(
        queries.listed(
            viewer,
            q=chosen["q"],
            status=statuses.get(chosen["statut"]),
            kind=chosen["nature"],
            sector=chosen["secteur"],
        ),
        size=30,
    )
    return render_template(
        "software/index.html",
        page=page,
        chosen=chosen,
        sectors=queries.sectors(),
        statuses=queries.counts_by(Software.status, viewer),
        unlisted=UNLISTED,
        can_add=policies.can_add_software(viewer),
    )


@bp.get("/<ref:reference>")
@public
def show(reference):
    """Show what the council knows about a software."""
    viewer, software = current_viewer(), load(reference)
    beside = _beside(software)
    held = queries.records_about(software.id, viewer)
    parent = queries.software_named(software.parent_name) if software.parent_name else None
    return render_template(
        "software/show.html",
        software=software,
        licence=check_licence(software.licence),
        catalogue_url=_catalogue_url(software),
        parent=parent,
        maintainers=maintainers_shown(software.id),
        lists=[(kind, [r for r in held if r.kind == kind]) for kind in SECTIONS],
        titles=titles_of([*held, *(row.record for row in beside["through"])]),
        versions=queries.versions_of(software.id),
        can_edit=policies.can_edit_software(viewer, software),
        thread=thread_of(software.id, viewer),
        other_keys=_other_keys(software),
        **beside,
    )


def _beside(software: Software) -> dict[str, Any]:
    """Return what it is based on, what is based on it, and the policies that rely on it."""
    viewer, number = current_viewer(), software.id
    reliances, above = reliances_on(number, viewer), trees([number], viewer, up=True)[number]
    return {
        "below": trees([number], viewer)[number],
        "above": above,
        "through": needs_through(number, viewer) if above else [],
        "reliances": reliances,
        "warning": warnings_of([number])[number] if reliances else None,
        "months": funding_months(),
        "delays": delays_of_software(number),
        "can_claim": policies_maintainers.can_claim(viewer, software),
        "can_invite": can_invite_maintainer(viewer, number),
        "can_keep_contact": policies_maintainers.can_keep_contact(viewer, software),
        "can_link": policies_bases.can_link_bases(viewer, software),
        "can_declare": policies_bases.can_declare_reliance(viewer, public_bodies_of(viewer)),
        "can_withdraw": {
            row.id for row in reliances if policies_bases.can_withdraw_reliance(viewer, row)
        },
    }


def _catalogue_url(software: Software) -> str:
    template = str(current_app.config["COUNCIL_SILL_URL"])
    return template.replace("{id}", software.sill_id) if template and software.sill_id else ""


def _other_keys(software: Software) -> dict[str, str]:
    """Return what the catalogue's entry says besides our columns, as text: nothing is lost."""
    found: dict[str, str] = {}
    for key, value in (software.source_json or {}).items():
        if isinstance(value, Mapping):
            said = {name: str(inner) for name, inner in value.items() if inner}
            found.update({f"{key}.{name}": inner for name, inner in said.items()})
    return found


@bp.route("/nouveau", methods=["GET", "POST"])
@requires("secretariat")
def new():
    """Add a record to the catalogue."""
    viewer = current_viewer()
    check(policies.can_add_software(viewer))
    form = SoftwareForm(name=request.args.get("nom", "")[:200])
    if form.validate_on_submit():
        software = form.run(actions.create_software, form.values(), author=viewer)
        if software is not None:
            return redirect(url_for(".show", reference=software.reference), 303)
    return render_template("software/edit.html", form=form, software=None), form.status


@bp.route("/<ref:reference>/modifier", methods=["GET", "POST"])
@requires("registered")
def edit(reference):
    """Change a catalogue record."""
    viewer, software = current_viewer(), load(reference)
    check(policies.can_edit_software(viewer, software))
    form = EditSoftwareForm()
    if not form.is_submitted():
        form.fill(software)
    if form.validate_on_submit():
        done = form.run(
            actions.edit_software,
            software,
            form.values(),
            author=viewer,
            seen_version=form.seen_version,
            reason=form.reason.data,
        )
        if done is not None:
            flash(_("La fiche est mise à jour."), "success")
            return redirect(url_for(".show", reference=reference), 303)
    return render_template("software/edit.html", form=form, software=software), form.status
