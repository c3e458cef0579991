"""Rows in words about commons and support programmes, for lists and the dashboard."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from council.pages.queries_reliances import Watched
from council.records.addresses import path_of_record


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
