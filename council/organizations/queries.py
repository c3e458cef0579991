"""Reads on organizations, seats and mandates; building the Viewer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from council.accounts.models import Account, Session
from council.accounts.passwords import MIN_LENGTH, MIN_LENGTH_ADMINISTRATOR
from council.clock import today
from council.extensions import db
from council.organizations.models import (
    COUNCIL_TITLES,
    Application,
    ApplicationState,
    College,
    Mandate,
    Organization,
    Seat,
    Title,
)
from council.organizations.names import skeleton
from council.organizations.viewer import ANONYMOUS, MandateFact, Viewer
from council.records.models import Record, RecordKind
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


def writing_for(organization_ids: Iterable[int], titles: Sequence[Title]) -> dict[int, Account]:
    """Return one active person to write to for each of these organizations, by the first of these
    titles that somebody holds there today; one query."""
    day = today()
    found: dict[int, Account] = {}
    rows = db.session.scalars(
        select(Mandate)
        .options(joinedload(Mandate.account))
        .where(
            Mandate.organization_id.in_(sorted(organization_ids)),
            Mandate.title.in_(titles),
            Mandate.revoked_at.is_(None),
        )
        .order_by(Mandate.id)
    ).all()
    for mandate in sorted(rows, key=lambda row: titles.index(Title(row.title))):
        if mandate.is_current(day) and mandate.account.is_active:
            found.setdefault(mandate.organization_id or 0, mandate.account)
    return found


def find_college(key: str) -> College | None:
    """Return a college by its key."""
    return db.session.scalar(select(College).where(College.key == key))


def colleges() -> list[College]:
    """Return the colleges in their order."""
    return list(db.session.scalars(select(College).order_by(College.position, College.id)))


def find_organization(reference: str, viewer: Viewer) -> Organization | None:
    """Return a visible organization by its readable name."""
    return db.session.scalar(visible_to(viewer).where(Record.reference == reference))


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of organizations, by id."""
    query = select(Organization.id, Organization.name).where(Organization.id.in_(list(ids)))
    return {row.id: row.name for row in db.session.execute(query)}


def organization_named(name: str) -> Organization | None:
    """Return the organization of that name, whatever its case, accents and spaces."""
    # lower() of SQLite knows ASCII alone: « É » would never meet « é ».
    return db.session.scalar(select(Organization).where(Organization.skeleton == skeleton(name)))


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


def get_mandate(uid: str) -> Mandate | None:
    """Return a mandate by its random identifier."""
    return db.session.scalar(
        select(Mandate)
        .options(joinedload(Mandate.account), joinedload(Mandate.organization))
        .where(Mandate.uid == uid)
    )


def get_seat(uid: str) -> Seat | None:
    """Return a seat by its random identifier."""
    return db.session.scalar(
        select(Seat).options(joinedload(Seat.organization)).where(Seat.uid == uid)
    )


def record_of_mandate(mandate: Mandate) -> Record:
    """Return the record of the organization or software a mandate is for."""
    return db.session.get_one(Record, mandate.organization_id or mandate.software_id)


def mandates_held(account_id: int | None) -> list[Mandate]:
    """Return every mandate a person holds or held, newest first."""
    return list(
        db.session.scalars(
            select(Mandate)
            .options(joinedload(Mandate.organization), joinedload(Mandate.software))
            .where(Mandate.account_id == account_id)
            .order_by(Mandate.id.desc())
        )
    )


def password_length_of(account: Account) -> int:
    """Return the least length of a person's password: longer for who operates the site."""
    title = select(Mandate.id).where(
        Mandate.account_id == account.id,
        Mandate.title == Title.ADMINISTRATOR,
        Mandate.revoked_at.is_(None),
    )
    administrator = db.session.scalar(title) is not None
    return MIN_LENGTH_ADMINISTRATOR if administrator else MIN_LENGTH


def listed_organizations(viewer: Viewer, *, kind: str, college: str, q: str) -> Select[Any]:
    """Return the visible organizations of a kind, seated in a college, whose name holds a word."""
    query = visible_to(viewer).order_by(func.lower(Organization.name), Organization.id)
    if kind:
        query = query.where(Organization.kind == kind)
    if college:
        sits = (
            current_seats()
            .join(College)
            .where(College.key == college, Seat.organization_id == Organization.id)
        )
        query = query.where(exists(sits.with_only_columns(Seat.id).correlate(Organization)))
    if q:
        query = query.where(Organization.skeleton.contains(skeleton(q), autoescape=True))
    return query


def kind_counts(viewer: Viewer) -> dict[str, int]:
    """Return how many visible organizations there are of each kind."""
    found = visible_to(viewer).subquery()
    rows = db.session.execute(select(found.c.kind, func.count()).group_by(found.c.kind))
    return dict(rows.all())


def colleges_of(organization_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the names of the colleges where each of these organizations sits today."""
    found: dict[int, list[str]] = {}
    query = current_seats().where(Seat.organization_id.in_(list(organization_ids)))
    for seat in db.session.scalars(query.order_by(Seat.id)):
        found.setdefault(seat.organization_id, []).append(seat.college.name)
    return found


def seated(college_ids: Iterable[int]) -> dict[int, list[Seat]]:
    """Return the seats in force of each college, by name of their organization."""
    found: dict[int, list[Seat]] = {}
    query = (
        current_seats()
        .options(joinedload(Seat.organization))
        .join(Seat.organization)
        .where(Seat.college_id.in_(list(college_ids)))
        .order_by(func.lower(Organization.name))
    )
    for seat in db.session.scalars(query):
        found.setdefault(seat.college_id, []).append(seat)
    return found


def waiting_seats() -> list[Seat]:
    """Return the seats that wait for the chair, oldest first."""
    return list(
        db.session.scalars(
            select(Seat)
            .options(joinedload(Seat.organization))
            .where(Seat.confirmed_at.is_(None), Seat.ends_on.is_(None))
            .order_by(Seat.id)
        )
    )


def waiting_mandates() -> list[Mandate]:
    """Return the mandates that wait for the chair, oldest first."""
    return list(
        db.session.scalars(
            select(Mandate)
            .options(joinedload(Mandate.account), joinedload(Mandate.organization))
            .where(
                Mandate.title.in_(sorted(COUNCIL_TITLES)),
                Mandate.confirmed_at.is_(None),
                Mandate.revoked_at.is_(None),
            )
            .order_by(Mandate.id)
        )
    )


def waiting_confirmations(viewer: Viewer) -> int:
    """Return how many seats and mandates wait for this person; zero for all but the chair."""
    return len(waiting_seats()) + len(waiting_mandates()) if viewer.is_chair else 0


def applications(state: str = "") -> Select[tuple[Application]]:
    """Return the applications whose address is confirmed, newest first."""
    query = select(Application).where(Application.state != ApplicationState.TO_CONFIRM)
    if state:
        query = query.where(Application.state == state)
    return query.order_by(Application.id.desc())


def waiting_applications(viewer: Viewer) -> list[Application]:
    """Return the applications that wait for this person's answer; none but for the secretariat."""
    if not viewer.is_secretariat:
        return []
    return list(db.session.scalars(applications(ApplicationState.WAITING).order_by(None)))


def get_application(uid: str) -> Application | None:
    """Return an application whose address is confirmed."""
    return db.session.scalar(applications().where(Application.uid == uid))


def applications_of(email: str) -> list[Application]:
    """Return what was asked for from an address."""
    return list(
        db.session.scalars(
            select(Application).where(Application.email == email).order_by(Application.id)
        )
    )


def resembling(name: str, siret: str = "") -> list[Organization]:
    """Return the organizations an applicant may mean: same SIRET, or a name that holds theirs."""
    bones = skeleton(name)
    alike = [Organization.skeleton.contains(bones, autoescape=True)]
    if siret:
        alike.append(Organization.siret == siret)
    return list(
        db.session.scalars(
            select(Organization).where(or_(*alike)).order_by(Organization.name).limit(8)
        )
    )


# What an organization's page lists under its facts, in that order.
HELD_KINDS = (
    RecordKind.NEED,
    RecordKind.CONTRIBUTION,
    RecordKind.PROGRAM,
    RecordKind.REUSE,
    RecordKind.REQUEST,
    RecordKind.ROADMAP_ITEM,
    RecordKind.SUBJECT,
)


def held_by(organization_id: int, viewer: Viewer, *, most: int = 200) -> dict[str, list[Record]]:
    """Return what this organization holds and this viewer may see, by kind, latest first."""
    rows = db.session.scalars(
        select(Record)
        .where(
            Record.organization_id == organization_id,
            Record.kind.in_(HELD_KINDS),
            Record.reference.is_not(None),
            record_visible_to(viewer),
        )
        .order_by(Record.id.desc())
        .limit(most)
    )
    found: dict[str, list[Record]] = {kind: [] for kind in HELD_KINDS}
    for row in rows:
        found[row.kind].append(row)
    return found
