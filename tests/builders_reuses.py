"""Rows of reuses for tests; `tests.builders` gives them too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from council.clock import now
from council.contributions.models import Contribution
from council.extensions import db
from council.markdown import render_markdown
from council.needs.models import Need
from council.organizations.models import Organization
from council.records.models import Audience, LinkKind, RecordKind
from council.records.steps import give_reference, link, new_record
from council.reuses.models import Reuse, ReviewDue
from council.reuses.steps import add_version as freeze_reuse
from council.software.models import Software


def reuse(
    body: Organization,
    *,
    about: Sequence[Software] = (),
    needs: Sequence[Need] = (),
    state: str = "published",
    text: str = "Voici comment nous l’avons déployé.",
    **fields: Any,
) -> Reuse:
    """A reuse of a body, about these software, answering these needs."""
    published = state != "draft"
    record = new_record(
        RecordKind.REUSE,
        audience=Audience.PUBLIC if published else Audience.HOLDERS,
        organization_id=body.id,
    )
    values = {"title": "Déploiement fictif", "published_at": now() if published else None}
    row = Reuse(
        id=record.id,
        state=state,
        body=text,
        html=str(render_markdown(text).html),
        closing_reason="Un motif fictif." if state == "withdrawn" else "",
        **{**values, **fields},
    )
    db.session.add(row)
    if published:
        give_reference(record)
    for software in about:
        link(record, software.record, LinkKind.ABOUT)
    for need in needs:
        link(record, need.record, LinkKind.ANSWERS)
    db.session.flush()
    if published:
        freeze_reuse(row)
    db.session.commit()
    return row


def review_due(row: Need, delivery: Contribution) -> ReviewDue:
    """A review asked of a need's holder after a delivery."""
    due = ReviewDue(need_id=row.id, contribution_id=delivery.id)
    db.session.add(due)
    db.session.commit()
    return due
