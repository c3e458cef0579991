"""Needs that look alike: shown while a need is written, without saving anything."""

from __future__ import annotations

from flask import render_template, request

from council.access import current_viewer, public
from council.needs.views import bp
from council.search.likeness import Statement
from council.search.similar import similar_needs

LONGEST = 2_000


@bp.get("/semblables")
@public
def similar():
    """Show the needs that look like what is being written: a part of a page, or a page."""
    given = {name: request.args.get(name, "")[:LONGEST] for name in ("titre", "texte", "fonction")}
    statement = Statement(given["titre"], given["texte"], functions=(given["fonction"],))
    whole = request.args.get("page") != "non"
    return render_template(
        "needs/similar.html" if whole else "needs/_similar.html",
        similar=similar_needs(statement, current_viewer()),
        title=given["titre"],
    )
