"""The figures page."""

from __future__ import annotations

from flask import render_template

from council.access import public
from council.contributions.models import KIND_LABELS, TAX_LABELS, Tax
from council.introductions.models import STATE_LABELS as INTRODUCTION_LABELS
from council.needs.models import STATE_LABELS
from council.pages import queries_delays, queries_figures
from council.pages.queries_fundings import fundings_by_software
from council.pages.views import bp


@bp.get("/chiffres")
@public
def figures() -> str:
    """Show what came of needs, how long answers take, and the money by software."""
    return render_template(
        "pages/figures.html",
        figures=queries_figures.figures(),
        official=queries_delays.official_figures(),
        state_labels=STATE_LABELS,
        kind_labels=KIND_LABELS,
        taxes=Tax,
        tax_labels=TAX_LABELS,
        fundings=fundings_by_software(),
        introduction_labels=INTRODUCTION_LABELS,
    )
