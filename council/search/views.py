"""The search page: one address for everybody, that can be shared."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_babel import lazy_gettext as _l

from council.access import current_viewer, public
from council.records.addresses import path_of_record
from council.records.models import RecordKind
from council.search.facets import address_of, asked_in, shown_facets
from council.search.queries import find_exactly, search_records
from council.web import page_number

bp = Blueprint("search", __name__)

KIND_LABELS = {
    RecordKind.DECISION: _l("avis et décision"),
    RecordKind.NEED: _l("besoin"),
    RecordKind.INTRODUCTION: _l("mise en relation"),
    RecordKind.CONTRIBUTION: _l("contribution"),
    RecordKind.REQUEST: _l("demande aux mainteneurs"),
    RecordKind.ROADMAP_ITEM: _l("chantier"),
    RecordKind.SUBJECT: _l("sujet"),
    RecordKind.POLL: _l("scrutin"),
    RecordKind.REUSE: _l("réutilisation"),
    RecordKind.PROGRAM: _l("dispositif d’appui"),
    RecordKind.MEETING: _l("séance"),
    RecordKind.SOFTWARE: _l("logiciel"),
    RecordKind.ORGANIZATION: _l("organisme"),
}
SORTS = {"pertinence": "relevance", "date": "date"}


@bp.get("/recherche")
@public
def results() -> Any:
    """Show what answers the words typed; a whole reference goes straight to its page."""
    viewer, (text, filters) = current_viewer(), asked_in(request.args)
    record = find_exactly(text, viewer)
    if record is not None:
        return redirect(path_of_record(record), 302)
    kind, sort = filters["kind"], request.args.get("tri", "")
    order = SORTS.get(sort, "relevance")
    found = search_records(text, viewer, filters=filters, sort=order, page=page_number())
    return render_template(
        "search/results.html",
        text=text,
        kind=kind,
        sort=sort if sort in SORTS else "pertinence",
        results=found,
        kinds=KIND_LABELS,
        counts=dict(found.page.facets.get("kind", [])),
        facets=shown_facets(found.page, filters, kind, viewer),
        address=address_of(request.args),
    )
