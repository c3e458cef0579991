"""Whom a comment may mention: people of the thread, of the bodies concerned, of the council."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from council.accounts.models import Account, AccountState
from council.clock import today
from council.discussion.models import Comment
from council.discussion.queries import readable_by
from council.discussion.words import handle_key, handle_of, handles_in, is_likely_name
from council.extensions import db
from council.organizations.models import Mandate, Organization, Title
from council.organizations.queries import viewer_for
from council.organizations.viewer import COUNCIL, REPRESENTING
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import may_see
from council.records.queries import visible_to as record_visible_to

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

MOST = 60
_CHAIN = (LinkKind.ANSWERS, LinkKind.BORN_FROM, LinkKind.DELIVERS)


@dataclass(frozen=True)
class Candidate:
    """A person who may be mentioned."""

    account_id: int
    uid: str
    name: str
    body: str

    @property
    def handle(self) -> str:
        """How they are mentioned."""
        return handle_of(self.name)


@dataclass(frozen=True)
class Named:
    """Whom a text mentions: the people, the words that are theirs, the words that are nobody's."""

    account_ids: tuple[int, ...] = ()
    handles: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()


def candidates(record: Record, author: Viewer, *, council_only: bool = False) -> list[Candidate]:
    """Return the people to choose from, by name: who spoke in the thread, who is mandated for the
    bodies concerned, the council's secretariat; only those who would read the comment."""
    people = [*_mandated(record, author), *_spoke(record, author)]
    found = {row.account_id: row for row in people}
    found.pop(author.account_id or 0, None)
    listed = sorted(found.values(), key=lambda row: handle_key(row.name))[: 2 * MOST]
    readers = _readers([row.account_id for row in listed], record, council_only)
    return [row for row in listed if row.account_id in readers][:MOST]


def resolve(
    body: str,
    record: Record,
    author: Viewer,
    *,
    chosen: Sequence[Candidate] = (),
    council_only: bool = False,
) -> Named:
    """Return whom the names after `@` mean: one person each, who would read the comment.

    A person chosen from the list settles a name that several bear; a name that is nobody's, or
    several people's, is nobody's mention.
    """
    typed = handles_in(body)
    if not typed:
        return Named()
    wanted = {handle_key(handle) for handle in typed}
    people = _called(wanted, record, author)
    readers = _readers([number for ids in people.values() for number in ids], record, council_only)
    picked = {handle_key(row.handle): row.account_id for row in chosen}
    meant: dict[str, int] = {}
    unknown, ambiguous = [], []
    for handle in typed:
        key = handle_key(handle)
        ids = {picked[key]} if key in picked else people.get(key, set()) & readers
        if len(ids) == 1:
            meant[handle] = ids.pop()
        elif is_likely_name(handle):
            (ambiguous if ids else unknown).append(handle)
    others = {number for number in meant.values() if number != author.account_id}
    return Named(tuple(sorted(others)), frozenset(meant), tuple(unknown), tuple(ambiguous))


def _readers(ids: Iterable[int], record: Record, council_only: bool) -> set[int]:
    """Return which of these people may read a comment on this record."""
    found = set()
    for account in db.session.scalars(select(Account).where(Account.id.in_(sorted(set(ids))))):
        viewer = viewer_for(account)
        if may_see(record, viewer) and (viewer.is_council or not council_only):
            found.add(account.id)
    return found


def _called(keys: set[str], record: Record, author: Viewer) -> dict[str, set[int]]:
    """Return the people of these names: those with a mandate, and those of the thread.

    Somebody who only has an account is found nowhere by their name.
    """
    day = today()
    rows = db.session.execute(
        select(Mandate, Account.id, Account.name)
        .join(Account, Account.id == Mandate.account_id)
        .where(Mandate.revoked_at.is_(None), Account.state == AccountState.ACTIVE)
    )
    found: dict[str, set[int]] = {}
    for mandate, number, name in rows:
        key = handle_key(handle_of(name))
        if key in keys and mandate.is_current(day):
            found.setdefault(key, set()).add(number)
    for row in _spoke(record, author):
        key = handle_key(row.handle)
        if key in keys:
            found.setdefault(key, set()).add(row.account_id)
    return found


def _spoke(record: Record, author: Viewer) -> list[Candidate]:
    rows = db.session.execute(
        select(Account.id, Account.uid, Account.name, Organization.name)
        .join(Comment, Comment.account_id == Account.id)
        .outerjoin(Organization, Organization.id == Comment.for_organization_id)
        .where(
            Comment.record_id == record.id,
            Comment.withdrawn_at.is_(None),
            Comment.hidden_at.is_(None),
            Comment.held_at.is_(None),
            readable_by(author),
            Account.state == AccountState.ACTIVE,
        )
        .order_by(Comment.id)
    )
    return [Candidate(number, uid, name, body or "") for number, uid, name, body in rows]


def _mandated(record: Record, author: Viewer) -> list[Candidate]:
    organizations, software = _concerned(record, author)
    day = today()
    rows = db.session.execute(
        select(Mandate, Account.id, Account.uid, Account.name, Organization.name)
        .join(Account, Account.id == Mandate.account_id)
        .outerjoin(Organization, Organization.id == Mandate.organization_id)
        .where(
            or_(
                Mandate.organization_id.in_(sorted(organizations))
                & Mandate.title.in_(sorted(REPRESENTING | COUNCIL)),
                Mandate.software_id.in_(sorted(software)),
                Mandate.title.in_([Title.SECRETARIAT, Title.CHAIR]),
            ),
            Mandate.revoked_at.is_(None),
            Account.state == AccountState.ACTIVE,
        )
        .order_by(Mandate.id)
    )
    return [
        Candidate(number, uid, name, body or "")
        for mandate, number, uid, name, body in rows
        if mandate.is_current(day)
    ]


def _concerned(record: Record, author: Viewer) -> tuple[set[int], set[int]]:
    """Return the organizations and software that a record concerns."""
    near = [record]
    for here, there in (
        (RecordLink.from_id, RecordLink.to_id),
        (RecordLink.to_id, RecordLink.from_id),
    ):
        kinds = [*_CHAIN, LinkKind.ABOUT] if here is RecordLink.from_id else list(_CHAIN)
        near += db.session.scalars(
            select(Record)
            .join(RecordLink, Record.id == there)
            .where(here == record.id, RecordLink.kind.in_(kinds), record_visible_to(author))
            .limit(MOST)
        )
    organizations = {row.organization_id for row in near if row.organization_id is not None}
    software = {row.software_id for row in near if row.software_id is not None}
    software |= {row.id for row in near if row.kind == RecordKind.SOFTWARE}
    if record.kind == RecordKind.ORGANIZATION:
        organizations.add(record.id)
    # Who shares a need is known to a higher feature: its table is known by name only.
    shared = db.metadata.tables["endorsements"]
    organizations |= set(
        db.session.scalars(
            select(shared.c.organization_id).where(
                shared.c.need_id == record.id, shared.c.withdrawn_at.is_(None)
            )
        )
    )
    return organizations, software
