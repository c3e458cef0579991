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
from council.records.addresses import short_path_of

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


def citation_of(
    decision: Decision,
    version: DecisionVersion | None,
    poll: Poll | None = None,
    *,
    number: int | None = None,
) -> Citation:
    """Return how a public decision is cited; a withdrawn one by its title alone.

    `number` is given when one version is cited for itself: its short address is then the one.
    """
    withdrawn = decision.state == DecisionState.WITHDRAWN
    site = current_app.config["COUNCIL_SITE_NAME"]
    reference = decision.reference or ""
    texts = version.snapshot if version is not None and number is not None else {}
    # An import has no author, and does not say when its text was published elsewhere.
    first = decision.published_at if decision.account_id is not None else None
    moments = (first, decision.updated_at)
    published, modified = (at.astimezone(PARIS).date() if at else None for at in moments)
    return Citation(
        reference=reference,
        kind=str(KIND_LABELS[DecisionKind(decision.kind)]),
        title=str(texts.get("title") or decision.title),
        question="" if withdrawn else decision.question,
        state=str(STATE_LABELS[DecisionState(decision.state)]),
        author=site,
        site=site,
        day=decision.adopted_on,
        published=published,
        modified=modified,
        address=whole(short_path_of(reference, number)),
        page=whole(url_for("decisions.show", reference=reference)),
        poll=whole(f"/scrutins/{poll.reference}") if poll is not None else "",
        version=version.number if version is not None else 1,
        sha256=version.sha256 if version is not None else "",
        licence=decision.licence,
    )
