"""Writes on organizations, seats and mandates that actions and imports share."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, or_, select, update

from council.accounts.models import Account, AccountState
from council.accounts.steps import add_account, owe_invitation, wait_turn
from council.clock import now, today
from council.extensions import db
from council.journal.steps import enqueue
from council.organizations.models import (
    COUNCIL_TITLES,
    College,
    Mandate,
    Organization,
    OrganizationKind,
    Seat,
    Title,
)
from council.organizations.names import (
    RESERVED,
    clean_name,
    fault_of,
    is_siret,
    skeleton,
    slug,
)
from council.organizations.viewer import TITLE_LABELS
from council.records.models import Audience, Record, RecordKind
from council.records.steps import new_record
from council.transactions import Invalid


def add_organization(
    name: str,
    kind: str = OrganizationKind.ADMINISTRATION,
    *,
    url: str = "",
    country: str = "FR",
    siret: str = "",
    summary: str = "",
    to_complete: bool = False,
) -> Organization:
    """Add a public organization under a readable address.

    Raises Invalid when another one has that name, a name that looks like it, or that SIRET.
    """
    name = clean_name(name)
    refuse_taken(name, siret, kind=kind)
    record = new_record(
        RecordKind.ORGANIZATION, audience=Audience.PUBLIC, reference=_free_slug(name)
    )
    organization = Organization(
        id=record.id,
        name=name,
        skeleton=skeleton(name),
        kind=kind,
        url=url,
        country=country,
        siret=siret,
        summary=summary,
        to_complete=to_complete,
    )
    db.session.add(organization)
    db.session.flush()
    return organization


def refuse_taken(name: str, siret: str, *, kind: str, but: int | None = None) -> None:
    """Raise Invalid when a name or SIRET is wrong, or is another organization's."""
    wait_turn("organizations")
    errors = {}
    fault = fault_of(name)
    if not 2 <= len(name) <= 160:
        errors["name"] = _("Le nom compte de 2 à 160 caractères.")
    elif fault is not None:
        errors["name"] = str(fault)
    same = select(Organization).where(
        or_(Organization.skeleton == skeleton(name), func.lower(Organization.name) == name.lower())
    )
    for other in db.session.scalars(same):
        if other.id != but:
            errors["name"] = _(
                "Ce nom est celui de « %(name)s », ou peut être pris pour lui.", name=other.name
            )
    if siret and kind == OrganizationKind.FOREIGN:
        errors["siret"] = _("Un organisme étranger n’a pas de SIRET : laissez ce champ vide.")
    elif siret and not is_siret(siret):
        errors["siret"] = _("Ce SIRET n’est pas valide : 14 chiffres, clé comprise.")
    elif siret:
        holder = db.session.scalar(select(Organization).where(Organization.siret == siret))
        if holder is not None and holder.id != but:
            errors["siret"] = _("Ce SIRET est celui de « %(name)s ».", name=holder.name)
    if errors:
        raise Invalid(errors)


def _free_slug(name: str) -> str:
    base = slug(name)
    taken = set(
        db.session.scalars(
            select(Record.reference).where(
                Record.kind == RecordKind.ORGANIZATION, Record.reference.startswith(base)
            )
        )
    )
    number, found = 1, base
    while found in taken or found in RESERVED:
        number += 1
        found = f"{base}-{number}"
    return found


def find_or_add_college(key: str, name: str | None = None) -> College:
    """Return the college of that key, added when there is none."""
    wait_turn("colleges")
    college = db.session.scalar(select(College).where(College.key == key))
    if college is None:
        last = db.session.scalar(select(func.max(College.position))) or 0
        college = College(
            key=key, name=name or COLLEGE_NAMES.get(key, key.capitalize()), position=last + 1
        )
        db.session.add(college)
        db.session.flush()
    return college


# The colleges of the council's published list, whose keys are written without accents.
COLLEGE_NAMES = {"administrations": "Administrations", "ecosysteme": "Écosystème"}


def add_seat(
    organization: Organization,
    college: College,
    *,
    starts_on: date | None = None,
    proposed_by: int | None = None,
    confirmed: bool = False,
) -> Seat:
    """Add an organization's seat in a college, or return the open one it has."""
    wait_turn(f"seats:{organization.id}")
    seat = db.session.scalar(
        select(Seat).where(
            Seat.organization_id == organization.id,
            Seat.college_id == college.id,
            Seat.ends_on.is_(None),
        )
    )
    if seat is None:
        seat = Seat(
            college_id=college.id,
            organization_id=organization.id,
            starts_on=starts_on or today(),
            proposed_by_id=proposed_by,
            confirmed_at=now() if confirmed else None,
        )
        db.session.add(seat)
        db.session.flush()
    return seat


def add_mandate(
    account: Account,
    title: str,
    *,
    organization_id: int | None = None,
    software_id: int | None = None,
    starts_on: date | None = None,
    granted_by: int | None = None,
    confirmed: bool = False,
) -> Mandate:
    """Add a mandate; a council title is in force only once confirmed. Refuses a second same one."""
    wait_turn(f"mandates:{account.id}")
    day = today()
    for known in db.session.scalars(
        select(Mandate).where(
            Mandate.account_id == account.id,
            Mandate.title == title,
            Mandate.organization_id == organization_id,
            Mandate.software_id == software_id,
            Mandate.revoked_at.is_(None),
        )
    ):
        if known.ends_on is None or known.ends_on >= day:
            raise Invalid({"email": _("Cette personne a déjà ce mandat.")})
    mandate = Mandate(
        account_id=account.id,
        organization_id=organization_id,
        software_id=software_id,
        title=title,
        starts_on=starts_on or day,
        granted_by_id=granted_by,
        confirmed_at=now() if confirmed or title not in COUNCIL_TITLES else None,
    )
    db.session.add(mandate)
    db.session.flush()
    return mandate


def welcome(email: str, name: str, *, inviter: str, body: str, title: str | None = None) -> Account:
    """Return the account of an address, invited by mail when it is new; tell the others."""
    account = add_account(email, name, confirmed=False)
    if account.state == AccountState.CLOSED:
        raise Invalid({"email": _("Ce compte est clos.")})
    context = {
        "inviter": inviter,
        "body": body,
        "title": str(TITLE_LABELS[Title(title)]) if title else "",
    }
    if account.state == AccountState.INVITED:
        owe_invitation(account, context)
    elif title:
        enqueue(
            "mail",
            f"mail:mandated:{account.id}:{now().isoformat()}",
            {"template": "mandated", "account_id": account.id, "context": context},
        )
    return account


def revoke_council_mandates(organization: Organization, reason: str) -> int:
    """End the members' and alternates' mandates of a body that no longer has a seat."""
    done = db.session.execute(
        update(Mandate)
        .where(
            Mandate.organization_id == organization.id,
            Mandate.title.in_([Title.MEMBER, Title.ALTERNATE]),
            Mandate.revoked_at.is_(None),
        )
        .values(revoked_at=now(), revoked_reason=reason)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount
