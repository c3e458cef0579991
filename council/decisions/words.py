"""What the pages of decisions say of the texts that versions freeze, and how they are cited."""

from __future__ import annotations

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from council.clock import PARIS
from council.decisions.citations import Citation
from council.decisions.models import (
    KIND_LABELS,
    SECTIONS,
    STATE_LABELS,
    Decision,
    DecisionKind,
    DecisionState,
    DecisionVersion,
)
from council.polls.models import Poll

# The texts of a version, in the order of its page.
COMPARED = {
    "title": _l("Titre"),
    "question": _l("Question"),
    **SECTIONS,
    "outcome": _l("Issue"),
    "signatory": _l("Signataire"),
    "remedies": _l("Voies et délais de recours"),
    "links": _l("Documents"),
    "licence": _l("Licence"),
    "adopted_on": _l("Adoptée le"),
    "review_on": _l("À réexaminer le"),
}


def whole(path: str) -> str:
    """Return the whole address of a page of this site."""
    return str(current_app.config["COUNCIL_BASE_URL"]).rstrip("/") + path


def citation_of(decision: Decision, version: DecisionVersion | None, poll: Poll | None) -> Citation:
    """Return how a public decision is cited; a withdrawn one by its title alone."""
    withdrawn = decision.state == DecisionState.WITHDRAWN
    site = current_app.config["COUNCIL_SITE_NAME"]
    reference = decision.reference or ""
    moments = (decision.published_at, decision.updated_at)
    published, modified = (at.astimezone(PARIS).date() if at else None for at in moments)
    return Citation(
        reference=reference,
        kind=str(KIND_LABELS[DecisionKind(decision.kind)]),
        title=decision.title,
        question="" if withdrawn else decision.question,
        state=str(STATE_LABELS[DecisionState(decision.state)]),
        author=site,
        site=site,
        day=decision.adopted_on,
        published=published,
        modified=modified,
        address=whole(url_for("decisions.short", reference=reference)),
        page=whole(url_for("decisions.show", reference=reference)),
        poll=whole(f"/scrutins/{poll.reference}") if poll is not None else "",
        version=version.number if version is not None else 1,
        sha256=version.sha256 if version is not None else "",
        licence=decision.licence,
    )
