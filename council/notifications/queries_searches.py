"""Reads on saved searches: a person's, those to look at, what is new in one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from council.accounts.models import Account, AccountState
from council.clock import PARIS
from council.extensions import db
from council.notifications.models_searches import Alert, SavedSearch, ToldResult
from council.search.facets import arguments_of, asked_in
from council.search.queries import search_records

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

# The most searches a person keeps.
MOST = 50
# A search that finds more than that in a day is told of the latest ones.
PAGES, PAGE_SIZE = 5, 100


def searches_of(viewer: Viewer) -> list[SavedSearch]:
    """Return what this person saved, the latest first."""
    return list(
        db.session.scalars(
            select(SavedSearch)
            .where(SavedSearch.account_id == viewer.account_id)
            .order_by(SavedSearch.id.desc())
        )
    )


def find_search(uid: str, viewer: Viewer) -> SavedSearch | None:
    """Return a search if it is this person's."""
    return db.session.scalar(
        select(SavedSearch).where(
            SavedSearch.uid == uid, SavedSearch.account_id == viewer.account_id
        )
    )


def saved_as(address: str, viewer: Viewer) -> SavedSearch | None:
    """Return this person's search of that address."""
    if viewer.account_id is None:
        return None
    return db.session.scalar(
        select(SavedSearch).where(
            SavedSearch.address == address, SavedSearch.account_id == viewer.account_id
        )
    )


def due(day: date, limit: int) -> list[SavedSearch]:
    """Return searches whose news of that day were not looked for; the weekly ones once a week."""
    monday = day - timedelta(days=day.weekday())
    return list(
        db.session.scalars(
            select(SavedSearch)
            .join(Account, Account.id == SavedSearch.account_id)
            .where(
                Account.state == AccountState.ACTIVE,
                or_(
                    and_(SavedSearch.alert == Alert.DAILY, SavedSearch.looked_on < day),
                    and_(SavedSearch.alert == Alert.WEEKLY, SavedSearch.looked_on < monday),
                ),
            )
            .order_by(SavedSearch.looked_on, SavedSearch.id)
            .limit(limit)
        )
    )


def results_since(address: str, viewer: Viewer, since: date) -> list[int] | None:
    """Return the records found that are dated that day or later, the latest first.

    None while the index cannot be used: titles alone would tell less than was asked.
    """
    text, filters = asked_in(arguments_of(address))
    recent: list[int] = []
    for page in range(1, PAGES + 1):
        found = search_records(
            text, viewer, filters=filters, sort="date", page=page, size=PAGE_SIZE
        )
        if found.is_fallback:
            return None
        dated = [each.hit for each in found.found if each.hit.date and each.hit.date >= since]
        recent.extend(hit.id for hit in dated)
        if len(dated) < PAGE_SIZE:
            break
    return recent


def news_of(search: SavedSearch, viewer: Viewer) -> list[int] | None:
    """Return the records that this search finds since it was saved and has not told yet."""
    since = search.created_at.astimezone(PARIS).date()
    found = results_since(search.address, viewer, since)
    if found is None:
        return None
    told = set(
        db.session.scalars(
            select(ToldResult.record_id).where(
                ToldResult.search_id == search.id, ToldResult.record_id.in_(found)
            )
        )
    )
    return [number for number in found if number not in told]
