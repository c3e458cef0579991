"""The page of components shared with partners abroad."""

from __future__ import annotations

from flask import render_template

from council.access import public
from council.pages.queries_components import partners
from council.pages.views import bp
from council.records.titles import KIND_LABELS


@bp.get("/composants-partages")
@public
def shared_components() -> str:
    """Show what is shared with partners abroad: components, joint needs, choices ahead."""
    return render_template(
        "pages/shared_components.html", partners=partners(), kind_labels=KIND_LABELS
    )
