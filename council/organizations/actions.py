"""Creating and changing organizations, colleges, seats and mandates."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from council.access import check
from council.accounts.models import Account, AccountState
from council.accounts.queries import normalize_email
from council.accounts.steps import owe_invitation, wait_turn
from council.clock import now, today
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations import policies
from council.organizations.models import COUNCIL_TITLES, College, Mandate, Organization, Seat, Title
from council.organizations.names import clean_name, skeleton
from council.organizations.queries import record_of_mandate
from council.organizations.steps import (
    add_mandate,
    add_organization,
    add_seat,
    find_or_add_college,
    refuse_taken,
    revoke_council_mandates,
    welcome,
)
from council.organizations.viewer import Viewer
from council.transactions import Conflict, Invalid, action, lock

STALE = "Quelqu’un a modifié cette fiche entre-temps : rechargez la page et recommencez."


@action
def create_organization(
    *, name: str, kind: str, url: str, country: str, siret: str, summary: str, author: Viewer
) -> Organization:
    """Create an organization."""
    check(policies.can_edit_organizations(author))
    organization = add_organization(
        name, kind, url=url, country=country, siret=siret, summary=summary
    )
    write_entry(
        "organization.created",
        subjects=[organization.record],
        actor=author,
        public={"name": organization.name, "kind": kind},
    )
    return organization


@action
def edit_organization(
    organization: Organization,
    *,
    name: str,
    kind: str,
    url: str,
    country: str,
    siret: str,
    summary: str,
    seen_version: int,
    author: Viewer,
) -> Organization:
    """Change an organization's facts; its address stays. Raises Conflict after another's change."""
    lock(organization)
    check(policies.can_edit_organizations(author))
    if organization.row_version != seen_version:
        raise Conflict(_(STALE), ours=summary, theirs=organization.summary)
    name = clean_name(name)
    refuse_taken(name, siret, kind=kind, but=organization.id)
    organization.name, organization.skeleton = name, skeleton(name)
    organization.kind, organization.url, organization.country = kind, url, country
    organization.siret, organization.summary = siret, summary
    organization.to_complete = False
    organization.row_version += 1
    write_entry(
        "organization.edited",
        subjects=[organization.record],
        actor=author,
        public={"name": name, "kind": kind, "version": organization.row_version},
    )
    return organization


@action
def create_college(*, key: str, name: str, description: str, author: Viewer) -> College:
    """Create a college."""
    check(policies.can_edit_organizations(author))
    wait_turn("colleges")
    if db.session.scalar(select(College.id).where(College.key == key)) is not None:
        raise Invalid({"key": _("Un collège porte déjà ce nom court.")})
    college = find_or_add_college(key, name)
    college.description = description
    write_entry("college.created", subjects=(), actor=author, public={"college": key, "name": name})
    return college


@action
def edit_college(
    college: College, *, name: str, description: str, seen_version: int, author: Viewer
) -> College:
    """Change a college's name or description; its key stays."""
    lock(college)
    check(policies.can_edit_organizations(author))
    if college.row_version != seen_version:
        raise Conflict(_(STALE), ours=description, theirs=college.description)
    college.name, college.description = name, description
    college.row_version += 1
    write_entry(
        "college.edited", subjects=(), actor=author, public={"college": college.key, "name": name}
    )
    return college


@action
def propose_seat(
    organization: Organization, *, college: College, starts_on: date, author: Viewer
) -> Seat:
    """Propose a seat; it counts once the chair has confirmed it."""
    lock(organization)
    check(policies.can_propose_seat(author))
    seat = add_seat(organization, college, starts_on=starts_on, proposed_by=author.account_id)
    if seat.proposed_by_id != author.account_id or seat.confirmed_at is not None:
        raise Invalid({"college": _("Cet organisme a déjà un siège dans ce collège.")})
    write_entry(
        "seat.proposed",
        subjects=[organization.record],
        actor=author,
        public={"seat": seat.uid, "college": college.key, "starts_on": starts_on.isoformat()},
    )
    return seat


@action
def confirm_seat(seat: Seat, *, chair: Viewer) -> Seat:
    """Confirm a seat: the organization sits from its first day on."""
    lock(seat)
    check(policies.can_confirm_seat(chair, seat))
    seat.confirmed_at, seat.confirmed_by_id = now(), chair.account_id
    write_entry(
        "seat.confirmed",
        subjects=[seat.organization.record],
        actor=chair,
        public={"seat": seat.uid, "college": seat.college.key},
    )
    return seat


@action
def end_seat(seat: Seat, *, reason: str, author: Viewer) -> Seat:
    """End a seat today, or refuse a proposed one; the body's last seat takes its members along."""
    lock(seat)
    check(policies.can_end_seat(author, seat))
    was_confirmed = seat.confirmed_at is not None
    seat.ends_on = max(seat.starts_on, today())
    seat.ended_reason = reason
    db.session.flush()
    left = select(Seat.id).where(
        Seat.organization_id == seat.organization_id, Seat.ends_on.is_(None)
    )
    revoked = 0
    if was_confirmed and db.session.scalar(left) is None:
        revoked = revoke_council_mandates(seat.organization, reason)
    write_entry(
        "seat.ended" if was_confirmed else "seat.declined",
        subjects=[seat.organization.record],
        actor=author,
        public={"seat": seat.uid, "college": seat.college.key, "mandates_ended": revoked},
        private={"reason": reason},
    )
    return seat


@action
def invite_person(
    organization: Organization, *, email: str, name: str, title: str, author: Viewer
) -> Mandate:
    """Mandate a person for an organization; a new person is invited by mail to open an account."""
    lock(organization)
    check(policies.can_invite(author, organization.id))
    if title not in policies.titles_granted_by(author, organization.id):
        raise Invalid({"title": _("Vous ne pouvez pas donner ce mandat.")})
    if normalize_email(email) == author.email:
        raise Invalid({"email": _("On ne se mandate pas soi-même.")})
    seats = select(Seat.id).where(Seat.organization_id == organization.id, Seat.ends_on.is_(None))
    if title in {Title.MEMBER, Title.ALTERNATE} and db.session.scalar(seats) is None:
        raise Invalid({"title": _("Cet organisme n’a pas de siège : proposez-en un d’abord.")})
    account = welcome(email, name, inviter=author.name, body=organization.name, title=title)
    mandate = add_mandate(
        account, title, organization_id=organization.id, granted_by=author.account_id
    )
    write_entry(
        "mandate.proposed" if title in COUNCIL_TITLES else "mandate.granted",
        subjects=[organization.record],
        actor=author,
        public={"mandate": mandate.uid, "title": title, "account": account.uid},
    )
    return mandate


@action
def confirm_mandate(mandate: Mandate, *, chair: Viewer) -> Mandate:
    """Confirm a council mandate: it is in force from now on."""
    lock(mandate)
    check(policies.can_confirm_mandate(chair, mandate))
    mandate.confirmed_at, mandate.confirmed_by_id = now(), chair.account_id
    write_entry(
        "mandate.confirmed",
        subjects=[record_of_mandate(mandate)],
        actor=chair,
        public={"mandate": mandate.uid, "title": mandate.title},
    )
    return mandate


@action
def revoke_mandate(mandate: Mandate, *, reason: str, author: Viewer) -> Mandate:
    """End a mandate now; it no longer serves on the person's next request."""
    lock(mandate)
    check(policies.can_revoke_mandate(author, mandate))
    mandate.revoked_at, mandate.revoked_reason = now(), reason
    write_entry(
        "mandate.revoked",
        subjects=[record_of_mandate(mandate)],
        actor=author,
        public={"mandate": mandate.uid, "title": mandate.title},
        private={"reason": reason},
    )
    return mandate


@action
def send_invitation_again(mandate: Mandate, *, body: str, author: Viewer) -> Account:
    """Owe an invited person a new link; the seven days start again."""
    lock(mandate)
    check(policies.can_revoke_mandate(author, mandate))
    account = mandate.account
    if account.state != AccountState.INVITED:
        raise Invalid({"": _("Cette personne a déjà ouvert son compte.")})
    owe_invitation(account, {"inviter": author.name, "body": body, "title": ""})
    write_entry(
        "invitation.sent_again",
        subjects=[record_of_mandate(mandate)],
        actor=author,
        public={"mandate": mandate.uid},
    )
    return account
