"""The front door: asking for an account, and what the secretariat answers."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from council.access import check, current_viewer, public, requires
from council.accounts import throttle
from council.accounts.forms import too_many
from council.accounts.links import SECRET_PAGE, read_link
from council.extensions import db
from council.forms import BaseForm, ConfirmForm
from council.organizations import actions_applications as actions
from council.organizations import links, policies  # noqa: F401  (links: declares its purpose)
from council.organizations.actions_applications import PATHS, Asked
from council.organizations.faces import bp, load_application
from council.organizations.forms import (
    AcceptMaintainerForm,
    AcceptOrganizationForm,
    AttachForm,
    MaintainerApplicationForm,
    OrganizationApplicationForm,
    PersonalApplicationForm,
    WhyForm,
)
from council.organizations.models import (
    APPLICATION_KIND_LABELS,
    APPLICATION_STATE_LABELS,
    APPLICATION_STATE_TONES,
    KIND_LABELS,
    Application,
    ApplicationKind,
    ApplicationState,
    Title,
)
from council.organizations.names import clean_name
from council.organizations.proofs import proof_word
from council.organizations.queries import applications, find_organization, resembling
from council.organizations.queries_maintainers import find_proof
from council.organizations.viewer import TITLE_LABELS
from council.records.addresses import path_of_record
from council.records.models import RecordKind
from council.records.queries import find_record
from council.records.titles import titles_of
from council.web import paginate

FORMS = {
    ApplicationKind.PERSONAL: PersonalApplicationForm,
    ApplicationKind.ORGANIZATION: OrganizationApplicationForm,
    ApplicationKind.MAINTAINER: MaintainerApplicationForm,
}
LINK_PURPOSE = "confirm-application"


@bp.get("/demander-un-compte")
@public
def ask():
    """Show which accounts may be asked for."""
    return render_template("organizations/ask.html")


@bp.route(
    "/demander-un-compte/<any(personnel, organisme, mainteneur):path>", methods=["GET", "POST"]
)
@public
def ask_for(path: str):
    """Ask for an account of one kind; the address is confirmed by a link before anybody reads."""
    viewer, kind = current_viewer(), PATHS[path]
    software = request.args.get("logiciel", "")[:160]
    form = FORMS[kind](name=viewer.name, email=viewer.email, software_name=software)
    page = {"form": form, "kind": kind, "path": path}
    if form.validate_on_submit():
        charges = throttle.mail_charges("application", form.email.data, request.remote_addr)
        wait = throttle.spend(charges).wait
        if wait:
            status = too_many(form, wait)
            return render_template("organizations/ask_for.html", **page), *status
        asked = _asked(form, kind)
        if viewer.is_registered and asked.email == viewer.email:
            made = form.run(actions.submit_application, asked, author=viewer)
        else:
            made = form.run(actions.ask_account, asked)
        if made is not None:
            return _asked_page(made)
    return render_template("organizations/ask_for.html", **page), form.status


def _asked_page(application: Application) -> str:
    is_maintainer = application.kind == ApplicationKind.MAINTAINER and application.number
    word = proof_word(application) if is_maintainer else ""
    return render_template("organizations/asked.html", application=application, proof_word=word)


def _asked(form: BaseForm, kind: str) -> Asked:
    fields = {name: getattr(form, name).data or "" for name in ASKED if name in form}
    return Asked(kind=kind, **fields)


ASKED = (
    "name",
    "email",
    "message",
    "organization_name",
    "organization_kind",
    "siret",
    "url",
    "software_name",
    "proof_url",
)


@bp.route("/demander-un-compte/confirmer/<token>", methods=["GET", "POST"])
@public
def confirm_application(token: str):
    """Confirm one's address by a mailed link; opening the page does not use the link up."""
    link = read_link(LINK_PURPOSE, token)
    application = db.session.get(Application, link.id) if link else None
    if application is None:
        return render_template("accounts/link_expired.html"), 410, SECRET_PAGE
    form = ConfirmForm()
    if form.validate_on_submit():
        done = form.run(actions.confirm_application, application)
        if done is not None:
            return _asked_page(done)
    page = render_template("organizations/confirm.html", form=form, application=application)
    return page, form.status, SECRET_PAGE


@bp.get("/organismes/demandes")
@requires("secretariat")
def application_list():
    """List the applications, those that wait first."""
    state = request.args.get("etat", ApplicationState.WAITING)
    known = {s for s in ApplicationState if s != ApplicationState.TO_CONFIRM}
    state = state if state in known else ""
    return render_template(
        "organizations/applications.html",
        page=paginate(applications(state)),
        state=state,
        kind_labels=APPLICATION_KIND_LABELS,
        state_labels={s: APPLICATION_STATE_LABELS[s] for s in ApplicationState if s in known},
        state_tones=APPLICATION_STATE_TONES,
    )


@bp.get("/organismes/demandes/<uid:uid>")
@requires("secretariat")
def application(uid: str):
    """Show an application, the organizations it may mean, and the answers it may get."""
    found = load_application(uid)
    return render_template(
        "organizations/application.html",
        application=found,
        may_decide=policies.can_decide_application(current_viewer(), found),
        proof=find_proof(found.id),
        proof_word=proof_word(found),
        resembling=resembling(found.organization_name or found.name, found.siret),
        record_path=path_of_record(found.opened_for) if found.opened_for else None,
        kind_labels=APPLICATION_KIND_LABELS,
        organization_kinds=KIND_LABELS,
        state_labels=APPLICATION_STATE_LABELS,
        state_tones=APPLICATION_STATE_TONES,
    )


def _answered(found: Application):
    flash(_("La demande %(number)s a sa réponse.", number=found.number), "success")
    return redirect(url_for("organizations.application_list"), 303)


def _to_decide(uid: str) -> Application:
    found = load_application(uid)
    check(policies.can_decide_application(current_viewer(), found))
    return found


@bp.route("/organismes/demandes/<uid:uid>/accepter", methods=["GET", "POST"])
@requires("secretariat")
def accept(uid: str):
    """Accept an application: open the account, with the body it is for."""
    found = _to_decide(uid)
    make_form, accept_it = ACCEPT[ApplicationKind(found.kind)]
    form = make_form(found)
    if form.validate_on_submit() and accept_it(form, found) is not None:
        return _answered(found)
    page = render_template(
        "organizations/accept.html", form=form, application=found, proof=find_proof(found.id)
    )
    return page, form.status


def _accept_personal(form, found):
    return form.run(actions.accept_personal, found, author=current_viewer())


def _accept_organization(form, found):
    return form.run(
        actions.accept_organization,
        found,
        name=clean_name(form.name.data),
        kind=form.kind.data,
        siret=form.siret.data or "",
        author=current_viewer(),
    )


def _maintainer_form(found: Application) -> AcceptMaintainerForm:
    proof = find_proof(found.id)
    return AcceptMaintainerForm(software=proof.software.reference if proof is not None else "")


def _accept_maintainer(form, found):
    viewer = current_viewer()
    software = find_record(RecordKind.SOFTWARE, form.software.data, viewer)
    if software is None:
        form.software.errors = [_("Aucune fiche de logiciel ne porte cette adresse.")]
        return None
    label = titles_of([software]).get(software.id, form.software.data)
    facts = {"software": software, "label": label, "reason": form.reason.data or ""}
    return form.run(actions.accept_maintainer, found, **facts, author=viewer)


def _organization_form(found: Application) -> AcceptOrganizationForm:
    return AcceptOrganizationForm(
        name=found.organization_name, kind=found.organization_kind, siret=found.siret
    )


# Kind of account → the form of its acceptance, and what accepting does.
ACCEPT = {
    ApplicationKind.PERSONAL: (lambda _found: ConfirmForm(), _accept_personal),
    ApplicationKind.ORGANIZATION: (_organization_form, _accept_organization),
    ApplicationKind.MAINTAINER: (_maintainer_form, _accept_maintainer),
}


@bp.route("/organismes/demandes/<uid:uid>/rattacher", methods=["GET", "POST"])
@requires("secretariat")
def attach(uid: str):
    """Attach an applicant to an organization that is known already."""
    viewer, found = current_viewer(), _to_decide(uid)
    form = AttachForm(organization=request.args.get("organisme", ""))
    titles = (Title.REPRESENTATIVE, Title.MANAGER)
    form.title.choices = [SelectChoice(title, TITLE_LABELS[title]) for title in titles]
    if form.validate_on_submit():
        body = find_organization(form.organization.data, viewer)
        if body is None:
            form.organization.errors = [_("Aucun organisme ne porte cette adresse.")]
        elif form.run(
            actions.attach_application,
            found,
            organization=body,
            title=form.title.data,
            author=viewer,
        ):
            return _answered(found)
    page = render_template("organizations/attach.html", form=form, application=found)
    return page, form.status


@bp.route("/organismes/demandes/<uid:uid>/refuser", methods=["GET", "POST"])
@requires("secretariat")
def refuse(uid: str):
    """Refuse an application with a reason, mailed to the applicant."""
    viewer, found = current_viewer(), _to_decide(uid)
    form = WhyForm()
    if form.validate_on_submit():
        done = form.run(actions.refuse_application, found, reason=form.reason.data, author=viewer)
        if done is not None:
            return _answered(done)
    return render_template("organizations/refuse.html", form=form, application=found), form.status
