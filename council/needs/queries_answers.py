"""Reads on official answers: a prepared one is read by the council, a published one by whoever
reads its need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from council.accounts.models import Account
from council.extensions import db
from council.needs.models import Need, NeedState
from council.needs.models_answers import OfficialAnswer, OfficialAnswerVersion
from council.organizations.models import Organization
from council.records.queries import visible_to as record_visible_to

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def may_be_read(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on official answers, the need being visible already: published, or
    the reader is of the council."""
    published = OfficialAnswer.published_at.is_not(None)
    return or_(published, OfficialAnswer.id.is_not(None)) if viewer.is_council else published


def visible_to(viewer: Viewer) -> Select[tuple[OfficialAnswer]]:
    """Return the official answers this viewer may read, with their needs; the text of a need
    that was withdrawn is read no more, nor what was answered to it."""
    return (
        select(OfficialAnswer)
        .join(OfficialAnswer.need)
        .join(Need.record)
        .where(record_visible_to(viewer), may_be_read(viewer), Need.state != NeedState.WITHDRAWN)
        .options(contains_eager(OfficialAnswer.need).contains_eager(Need.record))
    )


@dataclass(frozen=True)
class OfficialLine:
    """An official answer with who wrote it, for which body, and the number of its version."""

    answer: OfficialAnswer
    person: str
    body: str
    number: int


def official_answer_of(need_id: int, viewer: Viewer) -> OfficialLine | None:
    """Return the official answer of a visible need, prepared ones for the council only."""
    number = (
        select(func.max(OfficialAnswerVersion.number))
        .where(OfficialAnswerVersion.answer_id == OfficialAnswer.id)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(OfficialAnswer, Account.name, Organization.name, number)
        .outerjoin(Account, Account.id == OfficialAnswer.account_id)
        .outerjoin(Organization, Organization.id == OfficialAnswer.for_organization_id)
        .where(OfficialAnswer.need_id == need_id, may_be_read(viewer))
    ).one_or_none()
    if row is None:
        return None
    answer, person, body, last = row
    return OfficialLine(answer, person or "", body or "", last or 0)


def prepared(viewer: Viewer) -> list[OfficialAnswer]:
    """Return the answers that wait to be published, oldest need first; the council's only."""
    if not viewer.is_council:
        return []
    query = visible_to(viewer).where(OfficialAnswer.published_at.is_(None))
    return list(db.session.scalars(query.order_by(Need.published_at, Need.id)))


def answers_called(uids: Iterable[str], viewer: Viewer) -> list[OfficialAnswer]:
    """Return the answers of these random identifiers that this viewer may read, by need."""
    query = visible_to(viewer).where(OfficialAnswer.uid.in_(list(uids)))
    return list(db.session.scalars(query.order_by(OfficialAnswer.need_id)))


def published(viewer: Viewer, *, state: str = "") -> Select[tuple[OfficialAnswer]]:
    """Return the published answers this viewer may read, latest first."""
    query = visible_to(viewer).where(OfficialAnswer.published_at.is_not(None))
    if state:
        query = query.where(OfficialAnswer.state == state)
    return query.order_by(OfficialAnswer.published_at.desc(), OfficialAnswer.id.desc())


@dataclass(frozen=True)
class OfficialVersion:
    """What an official answer said at one of its versions, since when, by whom and why."""

    number: int
    at: datetime
    reason: str
    person: str
    body: str
    snapshot: dict[str, Any]
    sha256: str


def official_versions(answer_id: int, number: int | None = None) -> list[OfficialVersion]:
    """Return the published versions of an official answer, newest first; or one of them."""
    organization = aliased(Organization)
    query = (
        select(OfficialAnswerVersion, Account.name, organization.name)
        .outerjoin(Account, Account.id == OfficialAnswerVersion.account_id)
        .outerjoin(organization, organization.id == OfficialAnswerVersion.for_organization_id)
        .where(OfficialAnswerVersion.answer_id == answer_id)
        .order_by(OfficialAnswerVersion.number.desc())
    )
    if number is not None:
        query = query.where(OfficialAnswerVersion.number == number)
    return [
        OfficialVersion(
            number=row.number,
            at=row.created_at,
            reason=row.reason,
            person=person or "",
            body=body or "",
            snapshot=row.snapshot,
            sha256=row.sha256,
        )
        for row, person, body in db.session.execute(query)
    ]


def published_texts(need_ids: Iterable[int]) -> dict[int, OfficialAnswer]:
    """Return the published answer of each need that has one: what may be searched."""
    rows = db.session.scalars(
        select(OfficialAnswer)
        .where(OfficialAnswer.need_id.in_(list(need_ids)), OfficialAnswer.published_at.is_not(None))
        .options(joinedload("*").raiseload("*"))
    )
    return {row.need_id: row for row in rows}
