"""Parts that several pages of a need show, with what their reader may do there."""

from __future__ import annotations

from typing import Any

from council.access import current_viewer
from council.needs import (
    policies,
    policies_answers,
    policies_documents,
    policies_filing,
    policies_routes,
    queries_filing,
)
from council.needs.models import Need
from council.needs.models_filing import ANSWER_LABELS, ANSWER_TONES
from council.needs.queries_answers import official_answer_of
from council.needs.queries_delays import deadline_of
from council.records.queries import attachments_of


def documents_shown(need: Need) -> dict[str, Any]:
    """Return the documents of a need that its page lists, and what this reader may do with them."""
    viewer, listed = current_viewer(), attachments_of(need.id)
    return {
        "documents": listed if policies.can_read_text(viewer, need) else [],
        "may_attach": policies_documents.can_attach_document(viewer, need),
        "readable": {
            d.uid for d in listed if policies_documents.can_read_document(viewer, need, d)
        },
        "withdrawable": {
            d.uid for d in listed if policies_documents.can_withdraw_document(viewer, need, d)
        },
    }


def filing_shown(need: Need) -> dict[str, Any]:
    """Return what the organization answered about a need filed for it, and who may ask it again."""
    viewer, filing = current_viewer(), None
    if need.filed_by_secretariat:
        filing = queries_filing.filing_of(need.id)
    return {
        "filing": filing,
        "filing_labels": ANSWER_LABELS,
        "filing_tones": ANSWER_TONES,
        "may_ask": policies_filing.can_ask_confirmation(viewer, need, filing),
        "reads_filing": policies_filing.can_read_filing(viewer, need),
    }


def official_shown(need: Need) -> dict[str, Any]:
    """Return the official answer of a need, until when one is owed, and what may be done."""
    viewer = current_viewer()
    line = official_answer_of(need.id, viewer)
    answer = line.answer if line is not None else None
    return {
        "official": line,
        "deadline": deadline_of(need),
        "may_answer_officially": {
            "prepare": policies_answers.can_prepare_answer(viewer, need, answer),
            "amend": answer is not None and policies_answers.can_amend_answer(viewer, need, answer),
        },
    }


def routes_allowed(need: Need) -> dict[str, Any]:
    """Return what this reader may do with the routes of a need."""
    viewer = current_viewer()
    return {
        "propose": policies_routes.can_propose_route(viewer, need),
        "judge": lambda route: policies_routes.can_judge_route(viewer, need, route),
        "withdraw": lambda route: policies_routes.can_withdraw_route(viewer, route),
    }
