"""Reads on recusals: who left a poll, who could, and whom the chain suggests.

A recusal is proposed to the bodies that made an offer a poll is born from, at any depth of the
chain, or an offer for a need it is born from; and to who uses another seat of the roll and also
acts for such a body. It is only a proposal: somebody always says or establishes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, literal, or_, select

from council.accounts.models import Account, AccountState
from council.clock import today
from council.contributions.models import Contribution, ContributionState
from council.extensions import db
from council.organizations.models import Mandate, Organization
from council.polls.models import Poll, RollEntry
from council.polls.models_recusals import Recusal
from council.polls.queries import roll_of, seats_for
from council.polls.voters import VOTING_TITLES
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

OVER = (ContributionState.DRAFT, ContributionState.WITHDRAWN, ContributionState.DECLINED)


@dataclass(frozen=True)
class Proposal:
    """A body of the roll whose recusal the chain suggests, through which offer, by whom."""

    organization_id: int
    organization: str
    offer: Record
    title: str
    is_source: bool
    person: str = ""


def recusals_of(poll: Poll) -> list[tuple[Recusal, str]]:
    """Return the recusals of a poll with the names of the bodies, oldest first."""
    rows = db.session.execute(
        select(Recusal, Organization.name)
        .join(Organization, Organization.id == Recusal.organization_id)
        .where(Recusal.poll_id == poll.id)
        .order_by(Recusal.id)
    )
    return [(recusal, name) for recusal, name in rows]


def find_recusal(poll: Poll, organization_id: int) -> Recusal | None:
    """Return the recusal of a body in a poll."""
    return db.session.scalar(
        select(Recusal).where(
            Recusal.poll_id == poll.id, Recusal.organization_id == organization_id
        )
    )


def bodies_on(roll: Iterable[RollEntry]) -> dict[int, str]:
    """Return the bodies of a roll by id; a software that is heard is no body."""
    return {e.organization_id: e.organization_name for e in roll if e.organization_id is not None}


def bodies_of(poll: Poll) -> dict[int, str]:
    """Return the bodies of the roll, or those that would be on it today, by id."""
    if poll.roll_sha256:
        return bodies_on(roll_of(poll))
    return {seat.organization_id: name for seat, _college, name in seats_for(poll.rule)}


def proposals_for(
    poll: Poll, bodies: Mapping[int, str], viewer: Viewer, *, but: Iterable[int] = ()
) -> list[Proposal]:
    """Return whose recusal the chain suggests among these bodies, through offers this reader may
    see; three queries at most."""
    offers = _offers(poll, viewer)
    gone, found = set(but), {}
    for record, title, is_source in offers:
        body = record.organization_id
        if body is not None and body in bodies:
            found[body, record.id] = Proposal(body, bodies[body], record, title, is_source)
    for account, body, record, title, is_source in _through_people(offers, bodies):
        key = (body, record.id)
        found.setdefault(key, Proposal(body, bodies[body], record, title, is_source, account))
    return [row for row in found.values() if row.organization_id not in gone]


def _offers(poll: Poll, viewer: Viewer) -> list[tuple[Record, str, bool]]:
    """The offers this poll comes from (True), or that answer what it comes from (False)."""
    sources = select(literal(poll.id).label("id")).cte("sources", recursive=True)
    sources = sources.union(
        select(Record.id)
        .select_from(sources)
        .join(RecordLink, RecordLink.from_id == sources.c.id)
        .join(Record, Record.id == RecordLink.to_id)
        .where(RecordLink.kind == LinkKind.BORN_FROM, visible_to(viewer))
    )
    ids = select(sources.c.id)
    answering = select(RecordLink.from_id).where(
        RecordLink.to_id.in_(ids), RecordLink.kind.in_([LinkKind.ANSWERS, LinkKind.DELIVERS])
    )
    is_source = Record.id.in_(ids)
    rows = db.session.execute(
        select(Record, Contribution.title, is_source)
        .join(Contribution, Contribution.id == Record.id)
        .where(
            Record.kind == RecordKind.CONTRIBUTION,
            Contribution.state != ContributionState.DRAFT,
            or_(is_source, and_(Record.id.in_(answering), Contribution.state.not_in(OVER))),
            visible_to(viewer),
        )
        .order_by(is_source.desc(), Record.id)
    )
    return [(record, title, bool(source)) for record, title, source in rows]


def _through_people(
    offers: Iterable[tuple[Record, str, bool]], bodies: Mapping[int, str]
) -> list[tuple[str, int, Record, str, bool]]:
    """Who acts for a body that offers and also uses another body's seat of the roll."""
    givers: dict[int, list[Any]] = {}
    for record, title, is_source in offers:
        holder = record.organization_id or record.software_id
        if holder is not None:
            givers.setdefault(holder, []).append((record, title, is_source))
    if not givers:
        return []
    day = today()
    acting = select(Mandate.account_id).where(
        or_(Mandate.organization_id.in_(givers), Mandate.software_id.in_(givers)),
        Mandate.revoked_at.is_(None),
    )
    rows = db.session.execute(
        select(Mandate, Account.name)
        .join(Account, Account.id == Mandate.account_id)
        .where(
            Mandate.account_id.in_(acting),
            Mandate.revoked_at.is_(None),
            Account.state == AccountState.ACTIVE,
        )
        .order_by(Mandate.id)
    ).all()
    current = [(mandate, name) for mandate, name in rows if mandate.is_current(day)]
    found = []
    for mandate, name in current:
        for offer in givers.get(mandate.organization_id or mandate.software_id or 0, ()):
            found += [
                (name, seat.organization_id, *offer)
                for seat, _name in current
                if seat.account_id == mandate.account_id
                and seat.title in VOTING_TITLES
                and seat.organization_id in bodies
                and seat.organization_id != mandate.organization_id
            ]
    return found
