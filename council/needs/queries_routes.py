"""Reads on the routes to an answer that people recorded."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased, contains_eager, raiseload

from council.accounts.models import Account
from council.extensions import db
from council.needs.models import OPEN_STATES, Need
from council.needs.models_routes import NeedRoute
from council.organizations.models import Organization
from council.organizations.viewer import REPRESENTING, Viewer
from council.records.models import Record
from council.records.queries import visible_to
from council.software.models import Software


@dataclass(frozen=True)
class RouteLine:
    """One recorded route with who proposed it and for whom; its software when it may be seen."""

    route: NeedRoute
    person: str
    body: str
    software: str
    software_reference: str


def routes_of(need_id: int, viewer: Viewer) -> list[RouteLine]:
    """Return the routes recorded for a need, withdrawn ones included, newest first; one query."""
    organization, software = aliased(Organization), aliased(Software)
    rows = db.session.execute(
        select(NeedRoute, Account.name, organization.name, software.name, Software.name, Record)
        .outerjoin(Account, Account.id == NeedRoute.account_id)
        .outerjoin(organization, organization.id == NeedRoute.for_organization_id)
        .outerjoin(software, software.id == NeedRoute.for_software_id)
        .outerjoin(Record, and_(Record.id == NeedRoute.software_id, visible_to(viewer)))
        .outerjoin(Software, Software.id == Record.id)
        .where(NeedRoute.need_id == need_id)
        .options(raiseload("*"))
        .order_by(NeedRoute.id.desc())
    )
    return [
        RouteLine(
            route=route,
            person=person or "",
            body=body or tool or "",
            software=name or "",
            software_reference=(record.reference or "") if record is not None else "",
        )
        for route, person, body, tool, name, record in rows
    ]


def find_route(need_id: int, uid: str) -> NeedRoute | None:
    """Return a route of a need by its random identifier; the caller may see the need."""
    return db.session.scalar(
        select(NeedRoute).where(NeedRoute.need_id == need_id, NeedRoute.uid == uid)
    )


def routes_to_judge(viewer: Viewer, *, limit: int) -> list[NeedRoute]:
    """Return the routes that wait for the holder of an open need, one of this person's bodies;
    what a body proposed for its own need waits for nobody."""
    organizations = {
        m.organization_id
        for m in viewer.mandates
        if m.organization_id is not None and m.title in REPRESENTING
    }
    if not (organizations or viewer.software_ids):
        return []
    own = or_(
        and_(
            Record.organization_id.in_(sorted(organizations)),
            NeedRoute.for_organization_id.is_distinct_from(Record.organization_id),
        ),
        and_(
            Record.software_id.in_(sorted(viewer.software_ids)),
            NeedRoute.for_software_id.is_distinct_from(Record.software_id),
        ),
    )
    query = (
        select(NeedRoute)
        .join(NeedRoute.need)
        .join(Need.record)
        .where(
            NeedRoute.verdict == "",
            NeedRoute.withdrawn_at.is_(None),
            Need.state.in_(OPEN_STATES),
            own,
        )
        .options(contains_eager(NeedRoute.need).contains_eager(Need.record))
        .order_by(NeedRoute.id)
    )
    return list(db.session.scalars(query.limit(limit)))
