"""Small functions that put real rows in the database for tests; each commits."""

from __future__ import annotations

import itertools
from datetime import date

from council.accounts.models import Account
from council.accounts.passwords import hash_password
from council.accounts.steps import add_account
from council.clock import now
from council.extensions import db
from council.organizations.models import College, Mandate, Organization, OrganizationKind, Seat
from council.records.models import Audience, RecordKind
from council.records.steps import new_record

PASSWORD = "une phrase assez longue"
_hash = hash_password(PASSWORD)
_numbers = itertools.count(1)


def account(name: str = "Camille Exemple", *, email: str | None = None) -> Account:
    """An active person whose password is PASSWORD."""
    email = email or f"personne{next(_numbers)}@exemple.invalid"
    row = add_account(email, name, password_hash=_hash)
    db.session.commit()
    return row


def organization(
    name: str | None = None, *, kind: str = OrganizationKind.ADMINISTRATION
) -> Organization:
    """A public organization."""
    number = next(_numbers)
    name = name or f"Organisme inventé {number}"
    record = new_record(
        RecordKind.ORGANIZATION, audience=Audience.PUBLIC, reference=f"organisme-{number}"
    )
    row = Organization(id=record.id, name=name, skeleton=name.lower(), kind=kind)
    db.session.add(row)
    db.session.commit()
    return row


def college(key: str = "ecosysteme", name: str = "Écosystème") -> College:
    """A college, made once per key."""
    row = db.session.scalar(db.select(College).where(College.key == key))
    if row is None:
        row = College(key=key, name=name)
        db.session.add(row)
        db.session.commit()
    return row


def seat(body: Organization, key: str = "ecosysteme") -> Seat:
    """A confirmed seat of a body in a college."""
    row = Seat(
        college_id=college(key, key.capitalize()).id,
        organization_id=body.id,
        starts_on=date(2022, 1, 1),
        confirmed_at=now(),
    )
    db.session.add(row)
    db.session.commit()
    return row


def mandate(
    person: Account,
    title: str,
    *,
    body: Organization | None = None,
    software_id: int | None = None,
) -> Mandate:
    """A mandate in force."""
    row = Mandate(
        account_id=person.id,
        organization_id=body.id if body is not None else None,
        software_id=software_id,
        title=title,
        starts_on=date(2022, 1, 1),
        confirmed_at=now(),
    )
    db.session.add(row)
    db.session.commit()
    return row
