"""Reads on what decisions change in others, on texts blacked out and versions withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select
from sqlalchemy.orm import joinedload

from council.decisions.models import SECTIONS, Decision, DecisionVersion
from council.decisions.models_changes import (
    CHANGES,
    DecisionChange,
    DecisionOriginal,
    VersionWithdrawal,
)
from council.decisions.queries import visible_to
from council.extensions import db
from council.records.models import Record, RecordLink

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

# The texts in which passages may be blacked out.
LONG_TEXTS = ("question", *SECTIONS)


def find_in_any_case(reference: str, viewer: Viewer) -> Decision | None:
    """Return the visible decision whose number is written so, but for capitals."""
    if "\x00" in reference:
        return None
    same = func.lower(Record.reference) == reference.lower()
    found = db.session.scalars(visible_to(viewer).where(same).limit(2)).all()
    return found[0] if len(found) == 1 else None


def changes_of(decision_id: int) -> list[DecisionChange]:
    """Return what a decision will do, or did, to others, in the order of their records."""
    return list(
        db.session.scalars(
            select(DecisionChange)
            .options(joinedload(DecisionChange.target).joinedload(Decision.record))
            .where(DecisionChange.decision_id == decision_id)
            .order_by(DecisionChange.target_id)
        )
    )


def find_change(decision_id: int, change_id: int) -> DecisionChange | None:
    """Return one change of a decision."""
    return db.session.scalar(
        select(DecisionChange).where(
            DecisionChange.decision_id == decision_id, DecisionChange.id == change_id
        )
    )


def changes_already(source_id: int, target_id: int) -> bool:
    """Say whether one decision already changes another, itself or through others."""
    reached = select(literal(source_id).label("id")).cte("reached", recursive=True)
    reached = reached.union(
        select(RecordLink.to_id)
        .join(reached, RecordLink.from_id == reached.c.id)
        .where(RecordLink.kind.in_(CHANGES))
    )
    found = select(reached.c.id).where(reached.c.id == target_id)
    return db.session.scalar(found) is not None


def marked_texts(decision: Decision) -> dict[str, str]:
    """Return the long texts as they were written, passages to black out marked.

    For who may write them, never for a page that others read.
    """
    texts = {name: str(getattr(decision, name) or "") for name in LONG_TEXTS}
    kept = db.session.scalar(
        select(DecisionOriginal.texts)
        .join(DecisionVersion, DecisionVersion.id == DecisionOriginal.version_id)
        .where(
            DecisionVersion.decision_id == decision.id,
            DecisionVersion.number
            == select(DecisionVersion.number)
            .where(DecisionVersion.decision_id == decision.id)
            .order_by(DecisionVersion.number.desc())
            .limit(1)
            .scalar_subquery(),
        )
    )
    return texts | dict(kept or {})


def original_of(version_id: int) -> DecisionOriginal | None:
    """Return the texts of a version before passages were blacked out, None when none was."""
    return db.session.get(DecisionOriginal, version_id)


def withdrawals_of(versions: Sequence[DecisionVersion]) -> dict[int, VersionWithdrawal]:
    """Return why versions are no longer shown, by version id."""
    rows = db.session.scalars(
        select(VersionWithdrawal).where(
            VersionWithdrawal.version_id.in_([version.id for version in versions])
        )
    )
    return {row.version_id: row for row in rows}


def shown_versions(
    versions: Sequence[DecisionVersion], viewer: Viewer
) -> dict[int, VersionWithdrawal]:
    """Return the withdrawals that keep this viewer from reading versions, by version id.

    Who conducts the council still reads them.
    """
    conducts = viewer.is_secretariat or viewer.is_chair
    return {} if conducts or len(versions) < 2 else withdrawals_of(versions)
