"""What the feeds of lists, records and searches hold: what everybody may read, and no more."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from council.extensions import db
from council.feeds import Entry
from council.journal.models import JournalEntry, JournalSubject
from council.notifications.events import EVENTS, Family, family_of
from council.organizations.viewer import ANONYMOUS
from council.records.addresses import path_of_record
from council.records.models import Record, RecordKind
from council.records.queries import visible_to
from council.records.titles import titles_of
from council.search.queries import Found

LENGTH = 50
# Comments may be narrower than their record, and moderated afterwards: they stay on the page.
TOLD = frozenset(kind for kind in EVENTS if family_of(kind) != Family.COMMENTS)


def _told() -> ColumnElement[bool]:
    """Return which acts a feed tells: all that they are about is public."""
    subject = aliased(JournalSubject)
    hidden = exists().where(
        subject.sequence == JournalEntry.sequence,
        subject.record_id == Record.id,
        ~visible_to(ANONYMOUS),
    )
    return and_(JournalEntry.kind.in_(TOLD), ~hidden.correlate(JournalEntry))


def latest(kind: RecordKind) -> list[Entry]:
    """Return the public records of a kind, those something happened to last first."""
    last = (
        select(
            JournalSubject.record_id.label("id"), func.max(JournalSubject.sequence).label("last")
        )
        .join(JournalEntry, JournalEntry.sequence == JournalSubject.sequence)
        .join(Record, Record.id == JournalSubject.record_id)
        .where(Record.kind == kind, _told())
        .group_by(JournalSubject.record_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Record, JournalEntry)
        .outerjoin(last, last.c.id == Record.id)
        .outerjoin(JournalEntry, JournalEntry.sequence == last.c.last)
        .where(Record.kind == kind, Record.reference.is_not(None), visible_to(ANONYMOUS))
        .order_by(func.coalesce(last.c.last, 0).desc(), Record.id.desc())
        .limit(LENGTH)
    ).all()
    titles = titles_of([record for record, _entry in rows])
    return [_latest(record, entry, titles.get(record.id, "")) for record, entry in rows]


def _latest(record: Record, entry: JournalEntry | None, title: str) -> Entry:
    return Entry(
        uid=record.uid,
        title=_titled(record.kind, record.reference, title),
        path=path_of_record(record),
        updated=datetime.fromisoformat(entry.at) if entry else record.created_at,
        summary=str(EVENTS[entry.kind]) if entry else "",
        category=record.kind,
    )


def _titled(kind: str, reference: str | None, title: str) -> str:
    named = kind in {RecordKind.ORGANIZATION, RecordKind.SOFTWARE}
    return title if named else f"{reference} – {title}"


def events_of(record: Record) -> tuple[str, list[Entry]]:
    """Return what a public record is called, and what happened to it, the latest first."""
    name = titles_of([record]).get(record.id, "")
    title = _titled(record.kind, record.reference, name)
    entries = db.session.scalars(
        select(JournalEntry)
        .join(JournalSubject, JournalSubject.sequence == JournalEntry.sequence)
        .where(JournalSubject.record_id == record.id, _told())
        .order_by(JournalEntry.sequence.desc())
        .limit(LENGTH)
    )
    return title, [_event(record, title, entry) for entry in entries]


def _event(record: Record, title: str, entry: JournalEntry) -> Entry:
    return Entry(
        # The same act has the same identifier for ever, in whatever feed.
        uid=str(uuid.uuid5(uuid.UUID(record.uid), str(entry.sequence))),
        title=_("%(event)s : %(title)s", event=EVENTS[entry.kind], title=title),
        path=path_of_record(record),
        updated=datetime.fromisoformat(entry.at),
        summary=str(EVENTS[entry.kind]),
        category=entry.kind,
    )


def found_entries(found: Sequence[Found]) -> list[Entry]:
    """Return results of a search as entries, each dated by its latest act that is told."""
    ids = [each.hit.id for each in found]
    rows = db.session.execute(
        select(Record.id, Record.uid, Record.created_at, func.max(JournalEntry.at))
        .outerjoin(JournalSubject, JournalSubject.record_id == Record.id)
        .outerjoin(
            JournalEntry,
            (JournalEntry.sequence == JournalSubject.sequence) & _told(),
        )
        .where(Record.id.in_(ids))
        .group_by(Record.id, Record.uid, Record.created_at)
    )
    known = {number: (uid, created, at) for number, uid, created, at in rows}
    return [_found(each, *known[each.hit.id]) for each in found if each.hit.id in known]


def _found(each: Found, uid: str, created: datetime, at: str | None) -> Entry:
    hit = each.hit
    return Entry(
        uid=uid,
        title=_titled(hit.kind, hit.reference, hit.title),
        path=each.path,
        updated=datetime.fromisoformat(at) if at else created,
        summary=hit.snippet.striptags(),
        category=hit.kind,
    )
