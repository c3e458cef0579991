"""Rows in words about commons and support programmes, for lists and the dashboard."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from council.pages.queries_reliances import Watched
from council.programs.models import Candidacy, CandidacyState, Program
from council.records.addresses import path_of_record
from council.web import paris

POLICIES = "/logiciels/politiques-publiques"


def watched_line(row: Watched) -> dict[str, Any]:
    """A policy's commons left alone: what is wrong with it."""
    late, unfunded = len(row.warning.unanswered), row.warning.unfunded
    return {
        "title": row.reliance.software.name,
        "url": path_of_record(row.reliance.software.record),
        "details": [
            row.reliance.name,
            ngettext("%(num)d demande sans réponse", "%(num)d demandes sans réponse", late)
            if late
            else "",
            _("sans financement : %(names)s", names=", ".join(unfunded)) if unfunded else "",
        ],
    }


def candidacy_line(row: Candidacy) -> dict[str, Any]:
    """A candidacy to submit before the closing, or to grade."""
    is_draft = row.state == CandidacyState.DRAFT
    closes = _("clôture le %(when)s", when=paris(row.program.closes_at))
    return {
        "title": row.title,
        "url": f"{path_of_record(row.program.record)}/candidatures/{row.uid}",
        "details": [row.program.title, closes if is_draft else ""],
    }


def program_line(row: Program) -> dict[str, Any]:
    """A programme whose candidacies are closed: its jury to close, or its laureates to publish."""
    waits = _("lauréats à publier") if row.jury_closed_at else _("jury en cours, à clore")
    return {
        "title": row.title,
        "url": path_of_record(row.record),
        "reference": row.reference,
        "details": [waits],
    }
