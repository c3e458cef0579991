"""Saving a search, choosing its alerts, telling what is new; private, so nothing is journaled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from council.access import check
from council.accounts.models import Account
from council.clock import today
from council.extensions import db
from council.journal.steps import enqueue
from council.notifications import steps
from council.notifications.models_searches import Alert, SavedSearch, ToldResult
from council.notifications.policies import can_save_searches
from council.notifications.queries_searches import MOST
from council.organizations.viewer import Viewer
from council.transactions import Invalid, lock, quiet_action


@quiet_action
def save_search(address: str, alert: Alert, known: Sequence[int], *, author: Viewer) -> SavedSearch:
    """Keep a search; what it finds already (`known`) will not be told as new.

    Saved twice, it is one search with the last alert chosen. Raises Invalid above MOST searches.
    """
    check(can_save_searches(author))
    # Two clicks at once: the second waits, and finds what the first saved.
    lock(db.session.get_one(Account, author.account_id))
    mine = SavedSearch.account_id == author.account_id
    found = db.session.scalar(select(SavedSearch).where(mine, SavedSearch.address == address))
    if found is not None:
        found.alert = alert
        return found
    if (db.session.scalar(select(func.count(SavedSearch.id)).where(mine)) or 0) >= MOST:
        said = _("Vous gardez déjà %(n)s recherches : supprimez-en une.", n=MOST)
        raise Invalid({"alert": said})
    search = SavedSearch(
        account_id=author.account_id, address=address, alert=alert, looked_on=today()
    )
    db.session.add(search)
    db.session.flush()
    _note(search.id, known)
    return search


@quiet_action
def set_alert(search: SavedSearch, alert: Alert, *, author: Viewer) -> bool:
    """Choose when what is new in a search is told."""
    check(can_save_searches(author))
    lock(search).alert = alert
    return True


@quiet_action
def stop_alert(search_id: int) -> bool:
    """End the mails of a search, by the link one of them carried; the search is kept."""
    search = db.session.get(SavedSearch, search_id)
    if search is not None:
        lock(search).alert = Alert.NONE
    return search is not None


@quiet_action
def delete_search(search: SavedSearch, *, author: Viewer) -> bool:
    """Forget a search and what it told."""
    check(can_save_searches(author))
    db.session.execute(delete(ToldResult).where(ToldResult.search_id == search.id))
    db.session.execute(delete(SavedSearch).where(SavedSearch.id == search.id))
    return True


@quiet_action
def tell(search: SavedSearch, news: Sequence[int], day: date) -> bool:
    """Owe one mail of what is new, each result once for ever; False when another worker did."""
    found = lock(search)
    if found.looked_on >= day or found.alert == Alert.NONE:
        return False
    found.looked_on = day
    new = _note(search.id, news)
    if new:
        payload = {"search_id": search.id, "record_ids": new}
        enqueue("alert", f"alert:{search.uid}:{day}", payload)
    return bool(new)


def _note(search_id: int, results: Sequence[int]) -> list[int]:
    """Note results as told; return those that were not."""
    return [number for number in results if _noted(search_id, number)]


def _noted(search_id: int, number: int) -> bool:
    noted = db.session.scalar(
        steps.insert(ToldResult)
        .values(search_id=search_id, record_id=number)
        .on_conflict_do_nothing(index_elements=["search_id", "record_id"])
        .returning(ToldResult.record_id)
    )
    return noted is not None
