"""Reads on merges of needs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from council.extensions import db
from council.needs.models import OPEN_STATES, Endorsement, Need, NeedState
from council.needs.models_merging import Consent, MergeConsent, NeedMerge
from council.organizations.models import Organization
from council.organizations.viewer import Viewer
from council.records.models import Record
from council.records.queries import visible_to
from council.software.models import Software


def merge_of(source_id: int) -> NeedMerge | None:
    """Return the merge in force whose source is this need."""
    return db.session.scalar(
        select(NeedMerge)
        .where(NeedMerge.source_id == source_id, NeedMerge.undone_at.is_(None))
        .options(selectinload(NeedMerge.consents))
    )


def merged_into(target_id: int, viewer: Viewer) -> list[Need]:
    """Return the visible needs merged into this one, oldest first."""
    return list(
        db.session.scalars(
            select(Need)
            .join(Need.record)
            .join(NeedMerge, NeedMerge.source_id == Need.id)
            .where(
                NeedMerge.target_id == target_id,
                NeedMerge.undone_at.is_(None),
                Need.state == NeedState.MERGED,
                visible_to(viewer),
            )
            .order_by(NeedMerge.id)
        )
    )


def endorsements_to_move(need_id: int) -> list[Endorsement]:
    """Return the endorsements in force of a need."""
    return list(
        db.session.scalars(
            select(Endorsement)
            .where(Endorsement.need_id == need_id, Endorsement.withdrawn_at.is_(None))
            .order_by(Endorsement.id)
        )
    )


def in_a_merge(need_id: int) -> bool:
    """Say whether a need is already the source or the target of a merge in force."""
    return (
        db.session.scalar(
            select(NeedMerge.id).where(
                or_(NeedMerge.source_id == need_id, NeedMerge.target_id == need_id),
                NeedMerge.undone_at.is_(None),
            )
        )
        is not None
    )


@dataclass(frozen=True)
class ConsentLine:
    """One body's answer as the page shows it."""

    consent: MergeConsent
    name: str
    reference: str


def consents_of(merge: NeedMerge) -> list[ConsentLine]:
    """Return who was asked and what each answered, the holder first."""
    rows = db.session.execute(
        select(MergeConsent, Record.reference, Organization.name, Software.name)
        .join(Record, Record.id == MergeConsent.body_id)
        .outerjoin(Organization, Organization.id == MergeConsent.body_id)
        .outerjoin(Software, Software.id == MergeConsent.body_id)
        .where(MergeConsent.merge_id == merge.id)
        .order_by(MergeConsent.is_holder.desc(), MergeConsent.body_id)
    )
    return [ConsentLine(row, body or tool or "", ref or "") for row, ref, body, tool in rows]


def consents_owed(viewer: Viewer) -> list[tuple[NeedMerge, Need, Need]]:
    """Return the merges that wait for an answer of one of this person's bodies."""
    bodies = viewer.organization_ids | viewer.software_ids
    if not bodies:
        return []
    source, target = Need.__table__.alias(), Need.__table__.alias()
    merges = db.session.scalars(
        select(NeedMerge)
        .join(MergeConsent, MergeConsent.merge_id == NeedMerge.id)
        .join(source, source.c.id == NeedMerge.source_id)
        .join(target, target.c.id == NeedMerge.target_id)
        .where(
            MergeConsent.body_id.in_(sorted(bodies)),
            MergeConsent.answer == Consent.ASKED,
            NeedMerge.undone_at.is_(None),
            target.c.state.in_(OPEN_STATES),
        )
        .order_by(NeedMerge.id)
    ).unique()
    return [(merge, merge.source, merge.target) for merge in merges]
