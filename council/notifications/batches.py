"""Acts on many things at once: each person hears once, of the things that concern them."""

from __future__ import annotations

from typing import Any

from council.journal.models import JournalEntry
from council.notifications.circles import people_in, subjects_of
from council.notifications.notice import Notice
from council.notifications.rules import BATCHES
from council.organizations.queries import viewer_for
from council.records.addresses import path_of_record
from council.records.models import Record
from council.records.queries import may_see
from council.records.titles import titles_of

TEMPLATE = "notice_many"


def owed_in_batch(entry: JournalEntry) -> list[dict[str, Any]]:
    """Return the mails an act on many records owes: one for each person, with theirs."""
    records = subjects_of(entry)
    titles = titles_of(records)
    notice = BATCHES[entry.kind]
    concerned: dict[int, list[Record]] = {}
    for record in records:
        for account in people_in(notice.circles, entry, [record]):
            if may_see(record, viewer_for(account)):
                concerned.setdefault(account.id, []).append(record)
    return [
        _mail(entry, notice, account_id, theirs, titles)
        for account_id, theirs in sorted(concerned.items())
    ]


def _mail(
    entry: JournalEntry,
    notice: Notice,
    account_id: int,
    records: list[Record],
    titles: dict[int, str],
) -> dict[str, Any]:
    items = [
        {
            "title": titles.get(record.id, ""),
            "reference": record.reference or "",
            "path": path_of_record(record),
            "detail": "",
            "record_id": record.id,
        }
        for record in records
    ]
    return {
        "key": f"mail:{entry.sequence}:0:{account_id}",
        "payload": {
            "template": TEMPLATE,
            "account_id": account_id,
            "context": {"sentence": str(notice.sentence), "items": items, "more": ""},
        },
    }
