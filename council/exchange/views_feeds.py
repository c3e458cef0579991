"""Atom for every list, every record and any search, as everybody reads them."""

from __future__ import annotations

from flask import abort, request
from flask_babel import gettext as _

from council.access import public
from council.exchange import feeds
from council.exchange.views import bp
from council.feeds import atom
from council.organizations.viewer import ANONYMOUS
from council.records.addresses import FOLDERS
from council.records.models import RecordKind
from council.records.queries import find_record
from council.records.titles import LISTS
from council.search.facets import address_of, asked_in, in_words
from council.search.queries import search_records

KINDS = {folder.strip("/"): kind for kind, folder in FOLDERS.items()}
_FOLDER = f"<any({', '.join(repr(name) for name in sorted(KINDS))}):folder>"

# Page of a list → what it lists. An introduction is known to those it concerns: its feed is empty.
LISTED = {
    folder: LISTS[kind] for kind, folder in FOLDERS.items() if kind != RecordKind.INTRODUCTION
}


@bp.app_context_processor
def _lists():
    return {"listed_feeds": LISTED}


@bp.get(f"/{_FOLDER}.atom")
@public
def list_feed(folder: str):
    """Give the records of a kind as a feed, those that moved last first."""
    kind = KINDS[folder]
    return atom(str(LISTS[kind]), f"/{folder}", feeds.latest(kind))


@public
def record_feed(folder: str, reference: str):
    """Give what happens to a record as a feed; 404 unless everybody may see it."""
    record = find_record(KINDS[folder], reference, ANONYMOUS) or abort(404)
    title, entries = feeds.events_of(record)
    return atom(title, f"/{folder}/{record.reference}", entries)


# One rule a kind: beside the page's own rule, which would take « .atom » for a reference.
for _name in KINDS:
    bp.get(f"/{_name}/<ref:reference>.atom", defaults={"folder": _name})(record_feed)


@bp.get("/recherche.atom")
@public
def search_feed():
    """Give what answers a search as a feed, the latest first, with the filters of the page."""
    text, filters = asked_in(request.args)
    results = search_records(text, ANONYMOUS, filters=filters, sort="date", size=feeds.LENGTH)
    asked = address_of(request.args)
    query = f"?{asked}" if asked else ""
    return atom(
        _("Recherche : %(asked)s", asked=in_words(asked)) if asked else _("Recherche"),
        f"/recherche{query}",
        feeds.found_entries(results.found),
        address=f"/recherche.atom{query}",
    )
