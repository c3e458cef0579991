"""Reads on organizations, seats and mandates; building the Viewer."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from council.accounts.models import Account, Session
from council.clock import today
from council.extensions import db
from council.organizations.models import (
    College,
    Mandate,
    Organization,
    Seat,
    Title,
)
from council.organizations.viewer import ANONYMOUS, MandateFact, Viewer
from council.records.models import Record
from council.records.queries import visible_to as record_visible_to


def visible_to(viewer: Viewer) -> Select[tuple[Organization]]:
    """Return the organizations this viewer may see."""
    return select(Organization).join(Organization.record).where(record_visible_to(viewer))


def current_seats(day: date | None = None) -> Select[tuple[Seat]]:
    """Return the confirmed seats in force on a day (Paris), today by default."""
    day = day or today()
    return select(Seat).where(
        Seat.confirmed_at.is_not(None),
        Seat.starts_on <= day,
        or_(Seat.ends_on.is_(None), Seat.ends_on >= day),
    )


def viewer_of(session_row: Session) -> Viewer:
    """Return the Viewer of a sign-in: account, mandates in force today, chosen mandate."""
    account = session_row.account
    if not account.is_active:
        return ANONYMOUS
    facts = mandate_facts(account)
    acting = next((f for f in facts if f.id == session_row.acting_mandate_id), None)
    if acting is None and facts and not session_row.acts_as_individual:
        acting = facts[0]
    return Viewer(
        account_id=account.id,
        account_uid=account.uid,
        name=account.name,
        email=account.email,
        session_id=session_row.id,
        confirmed_at=session_row.confirmed_at,
        mandates=facts,
        acting=acting,
    )


def viewer_for(account: Account) -> Viewer:
    """Return the Viewer of a person outside a request: mails, commands, demonstration."""
    facts = mandate_facts(account)
    return Viewer(
        account_id=account.id,
        account_uid=account.uid,
        name=account.name,
        email=account.email,
        mandates=facts,
        acting=facts[0] if facts else None,
    )


def mandate_facts(account: Account) -> tuple[MandateFact, ...]:
    """Return a person's mandates in force today, oldest first, as plain facts; one query."""
    day = today()
    # A software's name is a higher feature's: its record's readable reference stands for it.
    software = aliased(Record)
    seated = exists().where(
        Seat.organization_id == Mandate.organization_id,
        Seat.confirmed_at.is_not(None),
        Seat.starts_on <= day,
        or_(Seat.ends_on.is_(None), Seat.ends_on >= day),
    )
    rows = db.session.execute(
        select(Mandate, Organization.name, software.reference, seated)
        .outerjoin(Organization, Organization.id == Mandate.organization_id)
        .outerjoin(software, software.id == Mandate.software_id)
        .where(Mandate.account_id == account.id, Mandate.revoked_at.is_(None))
        .order_by(Mandate.id)
    )
    return tuple(
        MandateFact(
            id=mandate.id,
            uid=mandate.uid,
            title=mandate.title,
            organization_id=mandate.organization_id,
            software_id=mandate.software_id,
            body=name or reference or "",
            has_seat=bool(has_seat),
        )
        for mandate, name, reference, has_seat in rows
        if mandate.is_current(day)
    )


def people_with(title: Title, *, organization_id: int | None = None) -> list[Account]:
    """Return the active people who hold a title today, optionally for one organization."""
    day = today()
    query = (
        select(Mandate)
        .options(joinedload(Mandate.account))
        .where(Mandate.title == title, Mandate.revoked_at.is_(None))
        .order_by(Mandate.id)
    )
    if organization_id is not None:
        query = query.where(Mandate.organization_id == organization_id)
    people = {
        m.account.id: m.account
        for m in db.session.scalars(query)
        if m.is_current(day) and m.account.is_active
    }
    return list(people.values())


def find_college(key: str) -> College | None:
    """Return a college by its key."""
    return db.session.scalar(select(College).where(College.key == key))


def colleges() -> list[College]:
    """Return the colleges in their order."""
    return list(db.session.scalars(select(College).order_by(College.position, College.id)))


def find_organization(reference: str, viewer: Viewer) -> Organization | None:
    """Return a visible organization by its readable name."""
    return db.session.scalar(visible_to(viewer).where(Record.reference == reference))


def organization_named(name: str) -> Organization | None:
    """Return the organization of that exact name, whatever the case."""
    return db.session.scalar(
        select(Organization).where(func.lower(Organization.name) == name.strip().lower())
    )


def seats_of(organization_id: int) -> list[Seat]:
    """Return an organization's seats, current and past, newest first."""
    return list(
        db.session.scalars(
            select(Seat)
            .where(and_(Seat.organization_id == organization_id))
            .order_by(Seat.starts_on.desc(), Seat.id.desc())
        )
    )


def mandates_of(organization_id: int) -> list[Mandate]:
    """Return an organization's mandates with their people, newest first."""
    return list(
        db.session.scalars(
            select(Mandate)
            .options(joinedload(Mandate.account))
            .where(Mandate.organization_id == organization_id)
            .order_by(Mandate.id.desc())
        )
    )
