"""Reads on guests: who would be heard without a seat, by a poll's rule and by what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, literal, or_, select

from council.clock import today
from council.extensions import db
from council.organizations.models import Mandate, Organization, Title
from council.polls.models import Poll
from council.polls.queries import seats_for
from council.records.models import LinkKind, Record, RecordLink
from council.software.models import Software


@dataclass(frozen=True)
class Guest:
    """A body that observes, or a software through its maintainers: `kind` is that of the rule."""

    kind: str
    name: str
    organization_id: int | None = None
    software_id: int | None = None


def guests_for(poll: Poll) -> list[Guest]:
    """Return who would be heard today without a seat; observers come before maintainers.

    Observers are bodies of which somebody observes; one that holds a seat of the roll is not a
    guest besides. Maintainers are those of the software that the poll is about.
    """
    found = []
    if "observers" in poll.rule.guests:
        seated = {seat.organization_id for seat, _college, _name in seats_for(poll.rule)}
        found += [guest for guest in _observers() if guest.organization_id not in seated]
    if "maintainers" in poll.rule.guests:
        found += _maintainers(poll)
    return found


def _observers() -> list[Guest]:
    bodies = _in_force(Mandate.title == Title.OBSERVER, Mandate.organization_id)
    rows = db.session.execute(
        select(Organization.id, Organization.name).where(Organization.id.in_(bodies))
    )
    named = sorted(((name.casefold(), name, body) for body, name in rows))
    return [Guest("observers", name, organization_id=body) for _key, name, body in named]


def _maintainers(poll: Poll) -> list[Guest]:
    """The software of the chain a poll comes from that somebody maintains.

    That is what the poll, its sources at any depth, what they answer or deliver, are about, and
    the software that holds one of them.
    """
    ids = select(_chain(poll).c.id)
    about = select(RecordLink.to_id).where(
        RecordLink.from_id.in_(ids), RecordLink.kind == LinkKind.ABOUT
    )
    held = select(Record.software_id).where(Record.id.in_(ids), Record.software_id.is_not(None))
    maintained = _in_force(Mandate.title == Title.MAINTAINER, Mandate.software_id)
    rows = db.session.execute(
        select(Software.id, Software.name).where(
            or_(Software.id.in_(about), Software.id.in_(held)), Software.id.in_(maintained)
        )
    )
    named = sorted(((name.casefold(), name, number) for number, name in rows))
    return [Guest("maintainers", name, software_id=number) for _key, name, number in named]


def _chain(poll: Poll) -> object:
    up = (LinkKind.BORN_FROM, LinkKind.ANSWERS, LinkKind.DELIVERS)
    chain = select(literal(poll.id).label("id")).cte("chain", recursive=True)
    return chain.union(
        select(RecordLink.to_id)
        .select_from(chain)
        .join(RecordLink, RecordLink.from_id == chain.c.id)
        .where(RecordLink.kind.in_(up))
    )


def _in_force(condition: ColumnElement[bool], holder: ColumnElement[int | None]) -> Iterable[int]:
    day = today()
    mandates = db.session.scalars(
        select(Mandate).where(condition, holder.is_not(None), Mandate.revoked_at.is_(None))
    )
    current = [mandate for mandate in mandates if mandate.is_current(day)]
    return {mandate.organization_id or mandate.software_id or 0 for mandate in current}
