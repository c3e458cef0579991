"""The short permanent address of anything that has a number."""

from __future__ import annotations

from flask import abort, redirect

from council.access import current_viewer, public
from council.pages.views import bp
from council.records.addresses import path_of_record
from council.records.queries import find_numbered


@bp.get("/r/<ref:reference>")
@public
def short(reference: str):
    """Go to the page of a number, whatever its kind and its case; 404 when it may not be seen."""
    found = find_numbered(reference, current_viewer()) or abort(404)
    return redirect(path_of_record(found), 301)
