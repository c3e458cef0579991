"""What an organization took part in beside what it holds: needs shared, polls, decisions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from council.extensions import db
from council.needs.models import Endorsement
from council.organizations.viewer import Viewer
from council.polls.models import RollEntry
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to

MOST = 50


def taken_part(organization_id: int, viewer: Viewer) -> dict[str, list[Record]]:
    """Return the needs it endorses, the polls whose roll it is on and the decisions born from
    them, latest first, as far as this viewer may see them; three queries.

    Being on a roll is public; what was cast is told by the poll's own page, by its own rule.
    """
    endorsed = select(Endorsement.need_id).where(
        Endorsement.organization_id == organization_id, Endorsement.withdrawn_at.is_(None)
    )
    polls = select(RollEntry.poll_id).where(RollEntry.organization_id == organization_id)
    decisions = select(RecordLink.from_id).where(
        RecordLink.to_id.in_(polls), RecordLink.kind == LinkKind.BORN_FROM
    )
    return {
        "endorsed": _records(Record.id.in_(endorsed), viewer),
        "polls": _records(Record.id.in_(polls), viewer),
        "decisions": _records(
            Record.id.in_(decisions) & (Record.kind == RecordKind.DECISION), viewer
        ),
    }


def _records(condition: ColumnElement[Any], viewer: Viewer) -> list[Record]:
    query = select(Record).where(condition, Record.reference.is_not(None), visible_to(viewer))
    return list(db.session.scalars(query.order_by(Record.id.desc()).limit(MOST)))
