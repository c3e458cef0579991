"""Reads on introductions; `visible_to` is the one that pages, search and counts use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, or_, select

from council.accounts.models import Account, AccountState
from council.clock import today
from council.extensions import db
from council.introductions.models import (
    OUTCOMES,
    Answer,
    Introduction,
    IntroductionParty,
    IntroductionState,
)
from council.needs.models import Need
from council.needs.policies import ENDORSING
from council.needs.queries import needs_by_id
from council.organizations.models import Mandate, Organization, Seat
from council.organizations.queries import current_seats
from council.records.models import Audience, Record, RecordKind, RecordReader
from council.records.queries import visible_to as record_visible_to
from council.software.models import Software

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

LIVE = (IntroductionState.PROPOSED, IntroductionState.ACCEPTED)


def visible_to(viewer: Viewer) -> Select[tuple[Introduction]]:
    """Return the introductions this viewer may see: their own bodies', all for the secretariat."""
    return select(Introduction).join(Introduction.record).where(record_visible_to(viewer))


def find_introduction(reference: str, viewer: Viewer) -> Introduction | None:
    """Return a visible introduction by its reference, with its two bodies."""
    return db.session.scalar(visible_to(viewer).where(Record.reference == reference))


def listed(viewer: Viewer, *, state: str = "") -> Select[tuple[Introduction]]:
    """Return the visible introductions, newest first, those of a state when one is given."""
    query = visible_to(viewer).order_by(Introduction.id.desc())
    return query.where(Introduction.state == state) if state else query


def about(need_id: int, viewer: Viewer) -> list[Introduction]:
    """Return the visible introductions about a need, newest first; nothing to those who read none.

    One query, and none at all for a reader who acts for nobody.
    """
    if not viewer.mandates:
        return []
    concerned = or_(Introduction.need_id == need_id, Introduction.other_need_id == need_id)
    return list(
        db.session.scalars(visible_to(viewer).where(concerned).order_by(Introduction.id.desc()))
    )


@dataclass(frozen=True)
class PartyLine:
    """One of the two bodies as the page shows it."""

    party: IntroductionParty
    name: str
    reference: str
    kind: str


def parties_of(introduction_id: int) -> list[PartyLine]:
    """Return the two bodies of an introduction with their names; one query."""
    rows = db.session.execute(
        select(IntroductionParty, Record, Organization.name, Software.name)
        .join(Record, Record.id == IntroductionParty.body_id)
        .outerjoin(Organization, Organization.id == IntroductionParty.body_id)
        .outerjoin(Software, Software.id == IntroductionParty.body_id)
        .where(IntroductionParty.introduction_id == introduction_id)
        .order_by(IntroductionParty.body_id)
    )
    return [
        PartyLine(party, organization or software or "", record.reference or "", record.kind)
        for party, record, organization, software in rows
    ]


def needs_of(introduction: Introduction, viewer: Viewer) -> list[Need]:
    """Return the needs it is about that this viewer may see, the older first."""
    found = needs_by_id(introduction.need_ids, viewer)
    return [found[number] for number in introduction.need_ids if number in found]


def name_of(body_id: int) -> str:
    """Return the name of an organization or of a software."""
    row = db.session.execute(
        select(Organization.name, Software.name)
        .select_from(Record)
        .outerjoin(Organization, Organization.id == Record.id)
        .outerjoin(Software, Software.id == Record.id)
        .where(Record.id == body_id)
    ).one()
    return str(row[0] or row[1] or "")


def live_between(need_id: int, body_ids: Iterable[int]) -> Introduction | None:
    """Return the introduction of two bodies about a need that is proposed or under way."""
    low, high = sorted(body_ids)
    return db.session.scalar(
        select(Introduction).where(
            Introduction.need_id == need_id,
            Introduction.low_body_id == low,
            Introduction.high_body_id == high,
            Introduction.state.in_(LIVE),
        )
    )


def owed(viewer: Viewer) -> list[Introduction]:
    """Return the introductions that wait for an answer or an outcome of this person's bodies.

    One query, the oldest first; a proposal whose last day has passed waits for nobody.
    """
    bodies = speaking_for(viewer)
    if not bodies:
        return []
    asked = and_(
        Introduction.state == IntroductionState.PROPOSED,
        Introduction.expires_on >= today(),
        IntroductionParty.answer == Answer.ASKED,
    )
    concluding = and_(
        Introduction.state == IntroductionState.ACCEPTED,
        Introduction.outcome_asked_at.is_not(None),
    )
    query = (
        select(Introduction)
        .join(IntroductionParty, IntroductionParty.introduction_id == Introduction.id)
        .where(IntroductionParty.body_id.in_(sorted(bodies)), or_(asked, concluding))
        .order_by(Introduction.id)
    )
    return list(db.session.scalars(query).unique())


def speaking_for(viewer: Viewer) -> frozenset[int]:
    """Return the organizations and software this person may answer for."""
    organizations = {
        mandate.organization_id
        for mandate in viewer.mandates
        if mandate.organization_id is not None and mandate.title in ENDORSING
    }
    return frozenset(organizations) | viewer.software_ids


def people_for(body_ids: Iterable[int]) -> list[Account]:
    """Return the active people who may answer for these organizations and software today."""
    ids, day = sorted(set(body_ids)), today()
    mandates = db.session.scalars(
        select(Mandate).where(
            or_(
                Mandate.organization_id.in_(ids) & Mandate.title.in_(ENDORSING),
                Mandate.software_id.in_(ids),
            ),
            Mandate.revoked_at.is_(None),
        )
    )
    people = sorted({mandate.account_id for mandate in mandates if mandate.is_current(day)})
    return list(
        db.session.scalars(
            select(Account)
            .where(Account.id.in_(people), Account.state == AccountState.ACTIVE)
            .order_by(Account.id)
        )
    )


def people_introduced(
    introduction_ids: Iterable[int], *, only_asked: bool = False, but_contacts: bool = False
) -> list[Account]:
    """Return the people of the two bodies: all, those who still owe an answer, or all but the
    contacts, who are written to otherwise."""
    query = select(IntroductionParty).where(
        IntroductionParty.introduction_id.in_(list(introduction_ids))
    )
    if only_asked:
        query = query.where(IntroductionParty.answer == Answer.ASKED)
    parties = list(db.session.scalars(query))
    contacts = {party.contact_email for party in parties} if but_contacts else set()
    people = people_for(party.body_id for party in parties)
    return [person for person in people if person.email not in contacts]


def is_readable_by(record: Record, body_id: int) -> bool:
    """Say whether people who answer for a body may read a record: everybody, the body by its
    name, or its people who sit in the council when the record is the council's."""
    if record.audience == Audience.PUBLIC:
        return True
    body = db.session.get_one(Record, body_id)
    token = f"org:{body_id}" if body.kind == RecordKind.ORGANIZATION else f"record:{body_id}"
    named = select(RecordReader.record_id).where(
        RecordReader.record_id == record.id, RecordReader.token == token
    )
    if db.session.scalar(named) is not None:
        return True
    seated = current_seats().where(Seat.organization_id == body_id)
    return record.audience == Audience.COUNCIL and db.session.scalar(seated) is not None


def expired(day: date, *, limit: int) -> list[Introduction]:
    """Return the proposals that nobody answered in time."""
    return _due(
        limit,
        Introduction.state == IntroductionState.PROPOSED,
        Introduction.expires_on < day,
    )


def to_ask(before: datetime, *, limit: int) -> list[Introduction]:
    """Return those accepted before a moment whose outcome was not asked yet."""
    return _due(
        limit,
        Introduction.state == IntroductionState.ACCEPTED,
        Introduction.outcome_asked_at.is_(None),
        Introduction.accepted_at <= before,
    )


def to_remind(before: datetime, *, limit: int) -> list[Introduction]:
    """Return those whose outcome was asked before a moment, and not a second time."""
    return _due(
        limit,
        Introduction.state == IntroductionState.ACCEPTED,
        Introduction.reminded_at.is_(None),
        Introduction.outcome_asked_at <= before,
    )


def to_close(before: datetime, *, limit: int) -> list[Introduction]:
    """Return those whose outcome was asked a second time before a moment."""
    return _due(
        limit,
        Introduction.state == IntroductionState.ACCEPTED,
        Introduction.reminded_at <= before,
    )


def to_erase(before: datetime, *, limit: int) -> list[Introduction]:
    """Return those whose outcome was known before a moment and whose contacts are still kept."""
    return _due(
        limit,
        Introduction.state.in_(OUTCOMES),
        Introduction.contacts_erased_at.is_(None),
        Introduction.closed_at <= before,
    )


def _due(limit: int, *conditions: ColumnElement[bool]) -> list[Introduction]:
    query = select(Introduction).where(*conditions).order_by(Introduction.id)
    return list(db.session.scalars(query.limit(limit)))
