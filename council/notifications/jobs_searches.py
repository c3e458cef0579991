"""What the worker does for saved searches: it looks for what is new, and writes to their people."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from council.accounts.models import Account
from council.extensions import db
from council.journal.models import OutboxMessage
from council.notifications.actions_searches import tell
from council.notifications.jobs import deliver, present_cut
from council.notifications.mail import compose
from council.notifications.models_searches import Alert, SavedSearch
from council.notifications.queries_searches import due, news_of
from council.notifications.unsubscribing import stop_address
from council.organizations.queries import viewer_for
from council.records.addresses import path_of_record
from council.records.models import Record, RecordKind
from council.records.queries import visible_to
from council.records.titles import KIND_LABELS, titles_of
from council.search.facets import in_words

# Searches made at each turn of the worker, so that they do not hold back the mails.
LOOKED = 20
# Results a mail names; the others are one click away.
SHOWN = 20


def look_for_alerts() -> None:
    """Look, at the hour of the summaries, for what is new in the searches that are told.

    Each is made with the rights its person has at that moment.
    """
    day = present_cut().day
    for search in due(day, LOOKED):
        account = db.session.get_one(Account, search.account_id)
        news = news_of(search, viewer_for(account))
        if news is None:
            return
        tell(search, news, day)


def send_alerts(messages: Sequence[OutboxMessage]) -> dict[int, str | None]:
    """Send what is new in saved searches, where it may still be seen."""
    return deliver(messages, _mail)


def _mail(message: OutboxMessage) -> EmailMessage | None:
    search = db.session.get(SavedSearch, message.payload["search_id"])
    account = db.session.get(Account, search.account_id) if search is not None else None
    if search is None or account is None or not account.is_active or search.alert == Alert.NONE:
        return None
    with force_locale("fr"):
        items, said = _items(message.payload["record_ids"], account), in_words(search.address)
    if not items:
        return None
    context = {
        "name": account.name,
        "said": said,
        "path": f"/recherche?{search.address}",
        "items": items[:SHOWN],
        "more": len(items[SHOWN:]),
    }
    stop = stop_address(search.id)
    return compose("alert", account.email, context, key=message.dedupe_key, unsubscribe=stop)


def _items(ids: Sequence[int], account: Account) -> list[dict[str, Any]]:
    viewer = viewer_for(account)
    records = {
        record.id: record
        for record in db.session.scalars(
            select(Record).where(Record.id.in_(ids), visible_to(viewer))
        )
    }
    titles = titles_of(records.values())
    return [
        {
            "title": titles.get(number, ""),
            "kind": str(KIND_LABELS[RecordKind(records[number].kind)]),
            "reference": records[number].reference or "",
            "path": path_of_record(records[number]),
        }
        for number in ids
        if number in records
    ]


TOPICS = {"alert": send_alerts}
PERIODIC = (look_for_alerts,)
