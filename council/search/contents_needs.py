"""What is looked for in a need besides its texts: its frame and its tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from council.extensions import db
from council.needs.models import REQUIREMENTS, NeedTag


def frame_of(row: Any) -> list[str]:
    """Return who is concerned, the function, and the constraints that are not a text."""
    ticked = [str(label) for name, label in REQUIREMENTS.items() if getattr(row, name)]
    return [row.affected, row.function, row.legal_frame, row.imposed_licence, *ticked]


def tags_of(ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the tags of these needs, in one query."""
    found: dict[int, list[str]] = {}
    rows = select(NeedTag.need_id, NeedTag.tag).where(NeedTag.need_id.in_(ids))
    for need_id, tag in db.session.execute(rows.order_by(NeedTag.need_id, NeedTag.position)):
        found.setdefault(need_id, []).append(tag)
    return found
