"""Reads on what organizations answered about needs filed for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, contains_eager

from council.extensions import db
from council.needs.models import Need
from council.needs.models_filing import ANSWERABLE, FilingAnswer, FilingConfirmation

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def filing_of(need_id: int) -> FilingConfirmation | None:
    """Return the last question asked about a need, answered or not."""
    return db.session.scalar(
        select(FilingConfirmation)
        .where(
            FilingConfirmation.need_id == need_id,
            FilingConfirmation.answer != FilingAnswer.REPLACED,
        )
        .order_by(FilingConfirmation.id.desc())
        .limit(1)
    )


def denied_filings(viewer: Viewer) -> Sequence[FilingConfirmation]:
    """Return the denials that wait for the secretariat, oldest first; nothing for others.

    One waits until the organization is asked again, or its need is closed.
    """
    if not viewer.is_secretariat:
        return []
    later = aliased(FilingConfirmation)
    query = (
        select(FilingConfirmation)
        .join(FilingConfirmation.need)
        .options(contains_eager(FilingConfirmation.need))
        .where(
            FilingConfirmation.answer == FilingAnswer.DENIED,
            Need.state.in_(ANSWERABLE),
            ~exists().where(
                later.need_id == FilingConfirmation.need_id, later.id > FilingConfirmation.id
            ),
        )
        .order_by(FilingConfirmation.answered_at, FilingConfirmation.id)
    )
    return db.session.scalars(query).all()
