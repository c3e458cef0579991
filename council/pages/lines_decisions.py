"""Rows in words of what decisions ask of who conducts the council and of who applies them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from council.decisions.models import KIND_LABELS, Decision, DecisionKind
from council.polls.models import Poll
from council.records.addresses import path_of_record
from council.web import paris_day

if TYPE_CHECKING:
    from council.pages.queries import Duties


def decision_line(decision: Decision, *, anchor: str = "", detail: str = "") -> dict[str, Any]:
    """A decision: what it is, when it was adopted or what is awaited, what is known of the vote."""
    day = paris_day(decision.adopted_on)
    return {
        "title": decision.title or _("Sans titre"),
        "url": path_of_record(decision.record) + anchor,
        "reference": decision.reference,
        "kind": str(KIND_LABELS[DecisionKind(decision.kind)]).capitalize(),
        "details": [detail or (_("adoptée le %(day)s", day=day) if day else "")],
        "text": decision.outcome or None,
    }


def review_due_line(decision: Decision) -> dict[str, Any]:
    """A decision to look at again: since when."""
    day = paris_day(decision.review_on)
    detail = _("à réexaminer depuis le %(day)s", day=day)
    return decision_line(decision, anchor="#agir", detail=detail)


def application_line(decision: Decision) -> dict[str, Any]:
    """A decision whose application is late: since when."""
    day = paris_day(decision.application_due)
    detail = _("à appliquer avant le %(day)s", day=day)
    return decision_line(decision, anchor="#application", detail=detail)


def outcome_line(poll: Poll) -> dict[str, Any]:
    """A counted vote whose outcome nobody has written down."""
    return {
        "title": poll.title,
        "url": f"/scrutins/{poll.reference}/issue",
        "reference": poll.reference,
        "kind": _("scrutin dépouillé"),
        "details": [_("clos le %(day)s", day=paris_day(poll.closes_at))],
        "lang": poll.lang,
    }


def decision_groups(found: Duties) -> tuple[tuple[str, Any, Any, Any, str], ...]:
    """Return the groups of duties about decisions, the most pressing first."""
    late = "/decisions/application?etat=retard"
    return (
        ("endorsements", _("Avis à soutenir ou non"), found.endorsements, decision_line, ""),
        ("publications", _("Décisions adoptées à publier"), found.publications, decision_line, ""),
        ("outcomes", _("Issues de scrutins à écrire"), found.outcomes, outcome_line, "/scrutins"),
        ("lates", _("Décisions à appliquer, en retard"), found.lates, application_line, late),
        ("rereadings", _("Décisions à réexaminer"), found.rereadings, review_due_line, ""),
    )
