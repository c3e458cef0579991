"""Turning the circles of a notice into people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select, text

from council.accounts.models import Account, AccountState
from council.clock import today
from council.contributions.models_funding import Funding, Pledge
from council.contributions.queries_funding import in_force
from council.discussion.models import Comment, CommentMention
from council.discussion.queries import visible_to as comments_visible_to
from council.discussion.queries_follows import hears_of, may_follow_ids
from council.extensions import db
from council.introductions.queries import people_introduced
from council.journal.models import JournalEntry, JournalSubject
from council.needs.models import Endorsement
from council.needs.models_merging import MergeConsent, NeedMerge
from council.needs.models_routes import NeedRoute
from council.notifications import circles_polls, circles_programs
from council.notifications.notice import Circle
from council.organizations.models import Mandate, Title
from council.organizations.queries import people_with, viewer_for
from council.organizations.viewer import REPRESENTING
from council.polls.models import RollEntry
from council.records.models import LinkKind, Record, RecordKind, RecordLink, RecordReader
from council.records.queries import may_see
from council.roadmap.queries_progress import people_waiting
from council.software.queries_bases import components_of


def subjects_of(entry: JournalEntry) -> list[Record]:
    """Return the records an entry is about."""
    return list(
        db.session.scalars(
            select(Record)
            .join(JournalSubject, JournalSubject.record_id == Record.id)
            .where(JournalSubject.sequence == entry.sequence)
            .order_by(Record.id)
        )
    )


def may_be_told(account: Account, entry: JournalEntry, record: Record) -> bool:
    """Say whether a person may be told of an entry now: asked when it is owed, and when sent."""
    return may_see(record, viewer_for(account)) and may_read_comment(account, entry)


def subject_of(entry: JournalEntry, records: Sequence[Record]) -> Record:
    """Return the record an entry is first of all about: of the kind its verb names, if any."""
    noun = entry.kind.partition(".")[0]
    return next((record for record in records if record.kind == noun), records[0])


def people_in(
    circles: Iterable[Circle], entry: JournalEntry, records: Sequence[Record]
) -> list[Account]:
    """Return the active people of these circles, each once; the actor only when asked for."""
    circles = set(circles)
    found: dict[int, Account] = {}
    for circle in sorted(circles):
        for account in _CIRCLES[circle](entry, records):
            found[account.id] = account
    return [
        account
        for account in found.values()
        if account.state == AccountState.ACTIVE
        and (account.uid != entry.actor or Circle.ACTOR in circles)
    ]


def _actor(entry: JournalEntry, _records: Sequence[Record]) -> list[Account]:
    return list(db.session.scalars(select(Account).where(Account.uid == entry.actor)))


def _holders_of(records: Sequence[Record]) -> list[Account]:
    organizations = {r.organization_id for r in records if r.organization_id is not None}
    software = {r.software_id for r in records if r.software_id is not None}
    named = db.session.scalars(
        select(RecordReader.token).where(
            RecordReader.record_id.in_([r.id for r in records]),
            RecordReader.token.like("account:%"),
        )
    )
    individuals = [int(token.partition(":")[2]) for token in named]
    people = _mandated(organizations, software)
    return people + list(db.session.scalars(select(Account).where(Account.id.in_(individuals))))


def _mandated(organizations: Iterable[int], software: Iterable[int]) -> list[Account]:
    day = today()
    mandates = db.session.scalars(
        select(Mandate).where(
            or_(
                Mandate.organization_id.in_(sorted(organizations))
                & Mandate.title.in_(sorted(REPRESENTING)),
                Mandate.software_id.in_(sorted(software)),
            ),
            Mandate.revoked_at.is_(None),
        )
    )
    ids = {mandate.account_id for mandate in mandates if mandate.is_current(day)}
    return list(db.session.scalars(select(Account).where(Account.id.in_(sorted(ids)))))


def _holder(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    return _holders_of(records)


def _linked_records(records: Sequence[Record]) -> list[Record]:
    ids = [record.id for record in records]
    chain = [LinkKind.ANSWERS, LinkKind.BORN_FROM, LinkKind.DELIVERS]
    return list(
        db.session.scalars(
            select(Record)
            .join(RecordLink, RecordLink.to_id == Record.id)
            .where(RecordLink.from_id.in_(ids), RecordLink.kind.in_(chain))
        )
    )


def _linked_holders(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    return _holders_of(_linked_records(records))


def _maintainers(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    itself = {record.id for record in records if record.kind == RecordKind.SOFTWARE}
    return _mandated([], _software_of(records) | itself)


def _components(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    # What a service lacks often has to be done in what it is based on, and by its people.
    below = components_of(_software_of(records))
    return _mandated([], set().union(*below.values()))


def _software_of(records: Sequence[Record]) -> set[int]:
    ids = [record.id for record in records]
    software = db.session.scalars(
        select(RecordLink.to_id)
        .join(Record, Record.id == RecordLink.to_id)
        .where(
            RecordLink.from_id.in_(ids),
            RecordLink.kind == LinkKind.ABOUT,
            Record.kind == RecordKind.SOFTWARE,
        )
    )
    held = {r.software_id for r in records if r.software_id is not None}
    return {*software, *held}


def _secretariat(_entry: JournalEntry, _records: Sequence[Record]) -> list[Account]:
    return people_with(Title.SECRETARIAT)


def _chair(_entry: JournalEntry, _records: Sequence[Record]) -> list[Account]:
    return people_with(Title.CHAIR)


def _endorsers(_entry: JournalEntry, _records: Sequence[Record]) -> list[Account]:
    return people_with(Title.ENDORSER)


def _council(_entry: JournalEntry, _records: Sequence[Record]) -> list[Account]:
    return [
        account
        for title in (Title.MEMBER, Title.ALTERNATE, Title.CHAIR, Title.ENDORSER)
        for account in people_with(title)
    ]


def _roll(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    polls = [record.id for record in records if record.kind == RecordKind.POLL]
    organizations = db.session.scalars(
        text(
            "SELECT DISTINCT organization_id FROM roll_entries WHERE poll_id = :poll"
            " AND organization_id IS NOT NULL"
        ),
        {"poll": polls[0] if polls else 0},
    )
    bodies = set(organizations)
    return circles_polls.guests(polls[0] if polls else 0, _mandated) + [
        account
        for title in (Title.MEMBER, Title.ALTERNATE)
        for body in sorted(bodies)
        for account in people_with(title, organization_id=body)
    ]


def _merging(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    asked = db.session.execute(
        select(MergeConsent.body_id, Record.kind)
        .join(NeedMerge, NeedMerge.id == MergeConsent.merge_id)
        .join(Record, Record.id == MergeConsent.body_id)
        .where(NeedMerge.source_id.in_([record.id for record in records]))
    ).all()
    organizations = {body for body, kind in asked if kind == RecordKind.ORGANIZATION}
    return _mandated(organizations, {body for body, _kind in asked} - organizations)


def _sharers(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    bodies = db.session.scalars(
        select(Endorsement.organization_id).where(
            Endorsement.need_id.in_([record.id for record in records]),
            Endorsement.withdrawn_at.is_(None),
        )
    )
    return _mandated(set(bodies), [])


def _pledgers(entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    # The bodies with a pledge in the funding of that entry, those that lapsed or closed included.
    bodies = db.session.scalars(
        select(Pledge.organization_id)
        .join(Funding, Funding.id == Pledge.funding_id)
        .where(
            Funding.record_id.in_([record.id for record in records]),
            Funding.number == json.loads(entry.public).get("funding", 0),
            in_force(),
        )
    )
    return _mandated(set(bodies), [])


def _linked_sharers(entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    return _sharers(entry, _linked_records(records))


def _recused(entry: JournalEntry, _records: Sequence[Record]) -> list[Account]:
    body = db.session.scalar(
        select(Record.id).where(Record.uid == json.loads(entry.public).get("organization", ""))
    )
    return _seat_users(body)


def _proxy_holder(entry: JournalEntry, _records: Sequence[Record]) -> list[Account]:
    body = db.session.scalar(
        select(RollEntry.organization_id).where(
            RollEntry.uid == json.loads(entry.public).get("holder", "")
        )
    )
    return _seat_users(body)


def _seat_users(organization_id: int | None) -> list[Account]:
    return [
        account
        for title in (Title.MEMBER, Title.ALTERNATE)
        for account in people_with(title, organization_id=organization_id or 0)
    ]


def _thread(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    spoke = select(Comment.account_id).where(
        Comment.record_id.in_([record.id for record in records]),
        Comment.withdrawn_at.is_(None),
        Comment.hidden_at.is_(None),
        Comment.held_at.is_(None),
    )
    return list(db.session.scalars(select(Account).where(Account.id.in_(spoke))))


def _followers(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    ids = may_follow_ids(record.id for record in records)
    accounts = db.session.scalars(select(Account).where(Account.id.in_(sorted(ids)))).all()
    return [
        account
        for account in accounts
        if any(hears_of(record.id, viewer_for(account)) for record in records)
    ]


def _comment_author(entry: JournalEntry, _records: Sequence[Record]) -> list[Account]:
    wrote = select(Comment.account_id).where(
        Comment.uid == json.loads(entry.public).get("comment", "")
    )
    return list(db.session.scalars(select(Account).where(Account.id.in_(wrote))))


def _route_author(entry: JournalEntry, _records: Sequence[Record]) -> list[Account]:
    proposed = select(NeedRoute.account_id).where(
        NeedRoute.uid == json.loads(entry.public).get("route", "")
    )
    return list(db.session.scalars(select(Account).where(Account.id.in_(proposed))))


def _introduced(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    return people_introduced(record.id for record in records)


def _asked(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    return people_introduced((record.id for record in records), only_asked=True)


def _not_contacts(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    return people_introduced((record.id for record in records), but_contacts=True)


def _mentioned(entry: JournalEntry, _records: Sequence[Record]) -> list[Account]:
    # The versions that this act made known: who was told of an earlier one is not told again.
    facts = json.loads(entry.public)
    named = (
        select(CommentMention.account_id)
        .join(Comment, Comment.id == CommentMention.comment_id)
        .where(
            Comment.uid == facts.get("comment", ""),
            CommentMention.version > facts.get("since", 0),
            CommentMention.version <= facts.get("version", 0),
        )
    )
    return list(db.session.scalars(select(Account).where(Account.id.in_(named))))


def _awaiting(_entry: JournalEntry, records: Sequence[Record]) -> list[Account]:
    items = [record for record in records if record.kind == RecordKind.ROADMAP_ITEM]
    return people_waiting(items[0].id) if items else []


def may_read_comment(account: Account, entry: JournalEntry) -> bool:
    """Say whether what an entry tells of a comment may be told to this person.

    A note among members must not be known, even to exist, by who may not read it.
    """
    if not entry.kind.startswith("comment."):
        return True
    readable = comments_visible_to(viewer_for(account))
    found = db.session.scalar(
        readable.where(Comment.uid == json.loads(entry.public).get("comment", ""))
    )
    return found is not None


_CIRCLES = {
    Circle.ACTOR: _actor,
    Circle.HOLDER: _holder,
    Circle.LINKED_HOLDERS: _linked_holders,
    Circle.MAINTAINERS: _maintainers,
    Circle.COMPONENTS: _components,
    Circle.SECRETARIAT: _secretariat,
    Circle.CHAIR: _chair,
    Circle.COUNCIL: _council,
    Circle.ROLL: _roll,
    Circle.ENDORSERS: _endorsers,
    Circle.MERGING: _merging,
    Circle.SHARERS: _sharers,
    Circle.THREAD: _thread,
    Circle.COMMENT_AUTHOR: _comment_author,
    Circle.FOLLOWERS: _followers,
    Circle.ROUTE_AUTHOR: _route_author,
    Circle.INTRODUCED: _introduced,
    Circle.ASKED: _asked,
    Circle.NOT_CONTACTS: _not_contacts,
    Circle.AWAITING: _awaiting,
    Circle.MENTIONED: _mentioned,
    Circle.PLEDGERS: _pledgers,
    Circle.RECUSED: _recused,
    Circle.PROXY_HOLDER: _proxy_holder,
    Circle.APPLICANTS: lambda _entry, records: circles_programs.applicants(records, _mandated),
    Circle.JURY: lambda _entry, records: circles_programs.jury(records),
    Circle.NAMED: lambda entry, _records: circles_programs.named(entry),
    Circle.LINKED_SHARERS: _linked_sharers,
    Circle.ANSWERING: lambda entry, _records: circles_polls.answering(entry),
    Circle.OBJECTOR: lambda entry, _records: circles_polls.objector(entry, _seat_users),
}
