"""What a summary tells, read from the journal when it is sent: by record, the latest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import ngettext
from sqlalchemy import select

from council.accounts.models import Account
from council.chain.queries import states_of
from council.discussion.queries_follows import ended_among
from council.extensions import db
from council.journal.models import JournalEntry
from council.notifications.circles import may_read_comment
from council.notifications.events import EVENTS
from council.notifications.models import Digest, DigestItem, Frequency
from council.notifications.queries_choices import frequencies_of
from council.notifications.queries_digests import items_of
from council.notifications.telling import sentence_of
from council.organizations.models import Organization
from council.organizations.queries import viewer_for
from council.records.addresses import path_of_record
from council.records.models import Record
from council.records.queries import visible_to
from council.records.titles import KIND_LABELS, titles_of
from council.software.models import Software

# Longer than that, a mail is no summary: the rest is counted, and read on the page.
MOST_LINES = 12
MOST_GROUPS = 60
# The one act told with the name of its person, which the page shows too.
SAID = "comment.posted"


@dataclass(frozen=True)
class Line:
    """One event: when, what, who."""

    at: datetime
    said: str
    who: str
    path: str


class Told(NamedTuple):
    """An event that may be told, and by which notice it was owed."""

    entry: JournalEntry
    record: Record
    notice: int


@dataclass(frozen=True)
class Group:
    """What happened to one record, the latest first; `more` events are not listed."""

    title: str
    reference: str
    kind: str
    state: str
    path: str
    lines: Sequence[Line]
    more: int


def digest_context(digest: Digest, account: Account) -> dict[str, Any] | None:
    """Return what the mail of a summary prints; None when nothing may be told any more.

    Who may see what, what was ended and what is no longer wanted are asked again now.
    """
    told = _tellable(items_of(digest.id), account)
    if not told:
        return None
    records = {one.record.id: one.record for one in told}
    titles, states = titles_of(records.values()), states_of(list(records.values()))
    names = _names([one.entry for one in told])
    by_record: dict[int, list[Line]] = {}
    for one in reversed(told):
        by_record.setdefault(one.record.id, []).append(_line(one, names))
    groups = [
        _group(records[number], titles.get(number, ""), states.get(number, ""), lines)
        for number, lines in by_record.items()
    ]
    count = len(told)
    return {
        "day": digest.day,
        "count": count,
        "news": ngettext("%(num)d nouvelle", "%(num)d nouvelles", count),
        "groups": groups[:MOST_GROUPS],
        "more_groups": max(0, len(groups) - MOST_GROUPS),
    }


def _group(record: Record, title: str, state: str, lines: Sequence[Line]) -> Group:
    return Group(
        title=title,
        reference=record.reference or "",
        kind=str(KIND_LABELS[record.kind]),
        state=state,
        path=path_of_record(record),
        lines=lines[:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
    )


def _tellable(items: Sequence[DigestItem], account: Account) -> list[Told]:
    chosen = frequencies_of(account.id)
    viewer = viewer_for(account)
    ids = {item.record_id for item in items}
    ended = ended_among(ids, account.id)
    records = {
        record.id: record
        for record in db.session.scalars(
            select(Record).where(Record.id.in_(sorted(ids - ended)), visible_to(viewer))
        )
    }
    entries = {
        entry.sequence: entry
        for entry in db.session.scalars(
            select(JournalEntry).where(JournalEntry.sequence.in_([i.sequence for i in items]))
        )
    }
    return [
        Told(entries[item.sequence], records[item.record_id], item.notice)
        for item in items
        if item.record_id in records
        and chosen.get(item.family) != Frequency.NONE
        and may_read_comment(account, entries[item.sequence])
    ]


def _names(entries: Sequence[JournalEntry]) -> dict[int | str, str]:
    """Return the names of the bodies acts were done for, and of who commented."""
    ids = {number for entry in entries for number in (entry.organization_id, entry.software_id)}
    people = {entry.actor for entry in entries if entry.kind == SAID}
    found: dict[int | str, str] = {}
    for model in (Organization, Software):
        found |= dict(
            db.session.execute(
                select(model.id, model.name).where(model.id.in_(sorted(ids - {None})))
            ).all()
        )
    found |= dict(
        db.session.execute(
            select(Account.uid, Account.name).where(Account.uid.in_(sorted(people - {None})))
        ).all()
    )
    return found


def _line(told: Told, names: dict[int | str, str]) -> Line:
    entry, path = told.entry, path_of_record(told.record)
    # Who did what is public for the events of a record; who reported a comment never is.
    body = names.get(entry.organization_id or entry.software_id or 0, "")
    who = body if entry.kind in EVENTS else ""
    if entry.kind == SAID:
        person = names.get(entry.actor or "", "")
        who = f"{person} ({body})" if person and body else person or body
    comment = json.loads(entry.public).get("comment")
    if entry.kind.startswith("comment.") and comment:
        path = f"{path}#commentaire-{comment}"
    said = sentence_of(entry, told.notice)
    return Line(datetime.fromisoformat(entry.at), said, who, path)
