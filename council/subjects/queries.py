"""Reads on subjects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from council.accounts.models import Account
from council.extensions import db
from council.organizations.viewer import Viewer
from council.records.models import LinkKind, Record, RecordLink
from council.records.queries import visible_to as record_visible_to
from council.subjects.models import Subject, SubjectState, SubjectVersion


def visible_to(viewer: Viewer) -> Select[tuple[Subject]]:
    """Return the subjects this viewer may see."""
    return select(Subject).join(Subject.record).where(record_visible_to(viewer))


def find_subject(reference: str, viewer: Viewer) -> Subject | None:
    """Return a visible subject by its reference."""
    return db.session.scalar(
        visible_to(viewer)
        .options(joinedload(Subject.for_organization), joinedload(Subject.account))
        .where(Record.reference == reference)
    )


def listed(viewer: Viewer, *, state: str, origin: str, q: str) -> Select[Any]:
    """Return the visible subjects, latest first, of a state, of an origin, holding a word."""
    query = (
        visible_to(viewer)
        .options(joinedload(Subject.for_organization))
        .order_by(Subject.received_at.desc(), Subject.id.desc())
    )
    if state:
        query = query.where(Subject.state == state)
    if origin:
        query = query.where(Subject.origin == origin)
    if q:
        text = q.lower()
        query = query.where(
            or_(
                func.lower(Subject.title).contains(text, autoescape=True),
                func.lower(Subject.body).contains(text, autoescape=True),
            )
        )
    return query


def state_counts(viewer: Viewer) -> dict[str, int]:
    """Return how many visible subjects there are in each state."""
    found = visible_to(viewer).with_only_columns(Subject.state).subquery()
    rows = db.session.execute(select(found.c.state, func.count()).group_by(found.c.state))
    return dict(rows.all())


def waiting_subjects(viewer: Viewer) -> list[Subject]:
    """Return the subjects that wait for this person's answer; none but for the secretariat."""
    if not viewer.is_secretariat:
        return []
    query = visible_to(viewer).where(Subject.state == SubjectState.RECEIVED)
    return list(db.session.scalars(query.order_by(Subject.received_at, Subject.id)))


def versions_of(subject: Subject, *, public_only: bool) -> list[SubjectVersion]:
    """Return a subject's versions, latest first; the public reads from acceptance on."""
    query = select(SubjectVersion).where(SubjectVersion.subject_id == subject.id)
    if public_only:
        query = query.where(SubjectVersion.number >= (subject.public_from_version or 1))
    return list(db.session.scalars(query.order_by(SubjectVersion.number.desc())))


def target_of(subject: Subject, viewer: Viewer) -> Record | None:
    """Return what a subject was attached to, when this viewer may see it."""
    return db.session.scalar(
        select(Record)
        .join(RecordLink, RecordLink.to_id == Record.id)
        .where(
            RecordLink.from_id == subject.id,
            RecordLink.kind == LinkKind.DUPLICATES,
            record_visible_to(viewer),
        )
    )


def subjects_by(account: Account) -> list[Subject]:
    """Return the subjects a person put, under their account or from their address."""
    return list(
        db.session.scalars(
            select(Subject)
            .where(or_(Subject.account_id == account.id, Subject.submitter_email == account.email))
            .order_by(Subject.id)
        )
    )
