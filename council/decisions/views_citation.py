"""Short permanent addresses of decisions, and how they are cited."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, abort, redirect, url_for

from council.access import current_viewer, public
from council.decisions import queries, queries_changes
from council.decisions.models import Decision
from council.decisions.views import bp, get_decision
from council.decisions.words import citation_of

FORMS = {
    "txt": "text/plain; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}


@bp.get("/decisions/<ref:reference>/citation.<any(txt, bib, json):form>")
@public
def citation(reference: str, form: str):
    """Give the citation of a public decision as a file."""
    decision, viewer = get_decision(reference), current_viewer()
    if not decision.is_public:
        abort(404)
    versions = queries.versions_of(decision, viewer)
    made = citation_of(decision, versions[0] if versions else None)
    text = {
        "txt": lambda: made.plain() + "\n",
        "bib": made.bibtex,
        "json": lambda: json.dumps(made.csl(), ensure_ascii=False, indent=1) + "\n",
    }[form]()
    headers = {"Content-Disposition": f'inline; filename="{decision.reference}.{form}"'}
    return Response(text, content_type=FORMS[form], headers=headers)


@bp.get("/d/<ref:reference>")
@public
def short(reference: str):
    """Lead from the short address to the page, whatever the case it is typed in."""
    decision = _named(reference)
    return redirect(url_for("decisions.show", reference=decision.reference), 301)


@bp.get("/d/<ref:reference>/v<int(max=1000000):number>")
@public
def short_version(reference: str, number: int):
    """Lead from the short address of a version to its page."""
    decision, viewer = _named(reference), current_viewer()
    if number not in {version.number for version in queries.versions_of(decision, viewer)}:
        abort(404)
    address = url_for("decisions.version", reference=decision.reference, number=number)
    return redirect(address, 301)


def _named(reference: str) -> Decision:
    viewer: Any = current_viewer()
    found = queries.find_decision(reference, viewer)
    found = found or queries_changes.find_in_any_case(reference, viewer)
    return found or abort(404)
