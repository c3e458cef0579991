"""What is looked for in a support programme: its call and its criteria; candidacies never."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from council.extensions import db
from council.programs.models import SUPPORT_LABELS, Criterion, Program


def programs(
    ids: Sequence[int], text: Callable[[str | None, str | None], str]
) -> dict[int, dict[str, Any]]:
    """Return what is said of these programmes; `text` makes words of what was rendered."""
    labels: dict[int, list[str]] = {}
    criteria = select(Criterion.program_id, Criterion.label).where(Criterion.program_id.in_(ids))
    for program_id, label in db.session.execute(criteria.order_by(Criterion.position)):
        labels.setdefault(program_id, []).append(label)
    columns = (
        Program.id,
        Program.title,
        Program.body,
        Program.html,
        Program.supports,
        Program.opens_at,
        Program.award_note,
        Program.cancel_reason,
    )
    return {
        row.id: {
            "title": row.title,
            "texts": [
                text(row.html, row.body),
                *labels.get(row.id, ()),
                row.award_note,
                row.cancel_reason,
            ],
            "words": [
                "dispositif d’appui",
                "appel à candidatures",
                *(str(SUPPORT_LABELS[key]) for key in SUPPORT_LABELS if key in row.supports),
            ],
            "day": row.opens_at,
        }
        for row in db.session.execute(select(*columns).where(Program.id.in_(ids)))
    }
