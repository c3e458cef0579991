"""Reads on the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, raiseload

from council.accounts.models import Account
from council.clock import today
from council.extensions import db
from council.organizations.models import Mandate, Organization, Title
from council.records.models import LinkKind, Record, RecordLink
from council.records.queries import visible_to as record_visible_to
from council.software.models import Software, SoftwareVersion, name_key

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def visible_to(viewer: Viewer) -> Select[tuple[Software]]:
    """Return the catalogue records this viewer may see."""
    return (
        select(Software)
        .join(Software.record)
        .where(record_visible_to(viewer))
        .options(contains_eager(Software.record))
    )


def find_software(reference: str, viewer: Viewer) -> Software | None:
    """Return a visible catalogue record by its readable name."""
    return db.session.scalar(visible_to(viewer).where(Record.reference == reference))


def software_named(name: str) -> Software | None:
    """Return the software of that name whatever the spelling; the first added when several."""
    return db.session.scalar(
        select(Software).where(Software.name_key == name_key(name)).order_by(Software.id).limit(1)
    )


def software_to_complete(name: str) -> Software | None:
    """Return the software of that name that somebody named and nobody described yet."""
    return db.session.scalar(
        select(Software)
        .where(Software.name_key == name_key(name), Software.to_complete)
        .order_by(Software.id)
        .limit(1)
    )


def listed(
    viewer: Viewer, *, q: str = "", status: str | None = None, kind: str = "", sector: str = ""
) -> Select[tuple[Software]]:
    """Return the catalogue by name, filtered; `q` looks for a name whatever its spelling."""
    query = visible_to(viewer).options(raiseload("*")).order_by(Software.name_key, Software.id)
    key = name_key(q)
    if key:
        words = q.strip()
        query = query.where(
            or_(
                Software.name_key.contains(key, autoescape=True),
                Software.function.icontains(words, autoescape=True),
            )
        )
    if status is not None:
        query = query.where(Software.status == status)
    if kind:
        query = query.where(Software.kind == kind)
    if sector:
        query = query.where(Software.sector == sector)
    return query


def sectors() -> list[str]:
    """Return the sectors in use, in order."""
    return list(
        db.session.scalars(
            select(Software.sector)
            .where(Software.sector != "")
            .distinct()
            .order_by(Software.sector)
        )
    )


def counts_by(column: Any, viewer: Viewer) -> dict[str, int]:
    """Return how many visible records have each value of a column."""
    rows = db.session.execute(
        select(column, func.count())
        .join(Record, Record.id == Software.id)
        .where(record_visible_to(viewer))
        .group_by(column)
    )
    return dict(rows.all())


def all_names(viewer: Viewer) -> list[str]:
    """Return every name of the catalogue once, in order, for suggestions in forms."""
    names = db.session.scalars(
        select(Software.name)
        .join(Record, Record.id == Software.id)
        .where(record_visible_to(viewer))
        .order_by(Software.name_key)
    )
    return list(dict.fromkeys(names))


def maintainers_of(software_id: int) -> list[Account]:
    """Return the people who maintain a software today."""
    day = today()
    rows = db.session.execute(
        select(Mandate, Account)
        .join(Account, Account.id == Mandate.account_id)
        .where(
            Mandate.software_id == software_id,
            Mandate.title == Title.MAINTAINER,
            Mandate.revoked_at.is_(None),
        )
        .order_by(Mandate.id)
    )
    people = {
        account.id: account
        for mandate, account in rows
        if mandate.is_current(day) and account.is_active
    }
    return list(people.values())


def records_about(software_id: int, viewer: Viewer, *, limit: int = 500) -> list[Record]:
    """Return what holds to a software (held by it or about it) that this viewer may see; newest
    first."""
    about = select(RecordLink.from_id).where(
        RecordLink.to_id == software_id, RecordLink.kind == LinkKind.ABOUT
    )
    return list(
        db.session.scalars(
            select(Record)
            .where(
                or_(Record.software_id == software_id, Record.id.in_(about)),
                Record.reference.is_not(None),
                record_visible_to(viewer),
            )
            .order_by(Record.id.desc())
            .limit(limit)
        )
    )


@dataclass(frozen=True)
class VersionLine:
    """One version of a record: when, why, by whom."""

    number: int
    at: datetime
    reason: str
    person: str
    body: str


def versions_of(software_id: int) -> list[VersionLine]:
    """Return the versions of a catalogue record, newest first."""
    rows = db.session.execute(
        select(SoftwareVersion, Account.name, Organization.name)
        .outerjoin(Account, Account.id == SoftwareVersion.account_id)
        .outerjoin(Organization, Organization.id == SoftwareVersion.for_organization_id)
        .where(SoftwareVersion.software_id == software_id)
        .order_by(SoftwareVersion.number.desc())
    )
    return [
        VersionLine(version.number, version.created_at, version.reason, person or "", body or "")
        for version, person, body in rows
    ]
