"""Everything that may answer a need, recorded or computed, as one list for one reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select

from council.clock import PARIS
from council.contributions import models as contributions
from council.extensions import db
from council.needs import models_routes
from council.needs.models_merging import NeedMerge
from council.needs.queries_routes import RouteLine, routes_of
from council.organizations.models import Organization
from council.programs.models import Program
from council.records.addresses import path_of_record
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.queries import visible_to
from council.records.titles import titles_of
from council.reuses.models import Reuse, ReuseState
from council.software.models import Software

if TYPE_CHECKING:
    from council.contributions.models import Contribution
    from council.needs.models import Need
    from council.organizations.viewer import Viewer

KIND_LABELS = {
    RecordKind.INTRODUCTION: _l("mise en relation"),
    RecordKind.CONTRIBUTION: _l("contribution"),
    RecordKind.REUSE: _l("réutilisation"),
    RecordKind.PROGRAM: _l("dispositif d’appui"),
}
JOINING = _l("rejoindre un autre besoin")
MOST = 50


@dataclass(frozen=True)
class PossibleAnswer:
    """One line of « Pistes de réponse »; `recorded` is there when somebody typed it."""

    kind: Any
    title: str
    url: str = ""
    day: date | None = None
    person: str = ""
    body: str = ""
    label: Any = ""
    tone: str = "neutral"
    record_id: int = 0
    reference: str = ""
    recorded: RouteLine | None = None


def possible_answers(
    need: Need,
    viewer: Viewer,
    *,
    offers: Sequence[Contribution] = (),
    merge: NeedMerge | None = None,
) -> list[PossibleAnswer]:
    """Return what may answer a need, newest first; the needs alike have a section of their own.

    Contributions, introductions, reuses and programmes are the records linked to it that this
    viewer may see; what the page has loaded already is given.
    """
    found = [
        *(_recorded(line) for line in routes_of(need.id, viewer)),
        *_linked(need.id, viewer, {offer.id: offer for offer in offers}),
    ]
    found.sort(key=lambda line: line.day or date.min, reverse=True)
    return [*_merging(need, merge, viewer), *found]


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(PARIS).date() if moment is not None else None


def _recorded(line: RouteLine) -> PossibleAnswer:
    route = line.route
    verdict = route.verdict and models_routes.RouteVerdict(route.verdict)
    name = route.contract or line.software or _("un logiciel")
    parts = {
        "contract": [route.contract, route.lot, route.contractor],
        "upstream": [name, route.version and _("version %(number)s", number=route.version)],
    }
    label = models_routes.VERDICT_LABELS[verdict] if verdict else _("à examiner par le porteur")
    return PossibleAnswer(
        kind=models_routes.KIND_LABELS[models_routes.RouteKind(route.kind)],
        title=" – ".join(part for part in parts.get(route.kind, [name]) if part),
        url=f"/logiciels/{line.software_reference}" if line.software_reference else "",
        day=_day(route.proposed_at),
        person=line.person,
        body=line.body,
        label=_("retirée") if route.withdrawn_at else label,
        tone=models_routes.VERDICT_TONES[verdict] if verdict else "info",
        recorded=line,
    )


def _linked(need_id: int, viewer: Viewer, offers: dict[int, Contribution]) -> list[PossibleAnswer]:
    rows = db.session.execute(
        select(Record, RecordLink.created_at, Organization.name, Software.name)
        .join(
            RecordLink,
            or_(
                and_(RecordLink.from_id == Record.id, RecordLink.to_id == need_id),
                and_(RecordLink.to_id == Record.id, RecordLink.from_id == need_id),
            ),
        )
        .outerjoin(Organization, Organization.id == Record.organization_id)
        .outerjoin(Software, Software.id == Record.software_id)
        .where(
            Record.kind.in_(sorted(KIND_LABELS)),
            # A contribution answers; the others may be tied to the need in their own ways.
            or_(RecordLink.kind == LinkKind.ANSWERS, Record.kind != RecordKind.CONTRIBUTION),
            Record.reference.is_not(None),
            Record.id.not_in(select(Reuse.id).where(Reuse.state == ReuseState.WITHDRAWN)),
            Record.id.not_in(select(Program.id).where(Program.cancelled_at.is_not(None))),
            visible_to(viewer),
        )
        .order_by(RecordLink.id)
        .limit(MOST)
    ).all()
    known = {record.id: (record, at, body or tool or "") for record, at, body, tool in rows}
    titles = titles_of(record for record, _at, _body in known.values())
    return [
        _of_record(record, titles.get(number, ""), at, body, offers.get(number))
        for number, (record, at, body) in known.items()
    ]


def _of_record(
    record: Record, title: str, at: datetime, body: str, offer: Contribution | None
) -> PossibleAnswer:
    day, label, tone = _day(at), "", "neutral"
    if offer is not None:
        state = offer.current_state
        label, tone = contributions.STATE_LABELS[state], contributions.STATE_TONES[state]
        day = offer.delivered_on or _day(offer.offered_at) or day
        body = offer.offered_by_label or body
    return PossibleAnswer(
        kind=KIND_LABELS[RecordKind(record.kind)],
        title=title or record.reference or "",
        url=path_of_record(record),
        day=day,
        body=body,
        label=label,
        tone=tone,
        record_id=record.id,
        reference=record.reference or "",
    )


def _merging(need: Need, merge: NeedMerge | None, viewer: Viewer) -> list[PossibleAnswer]:
    if merge is None or merge.source_id != need.id:
        return []
    seen = db.session.scalar(
        select(Record.id).where(Record.id == merge.target_id, visible_to(viewer))
    )
    if seen is None:
        return []
    return [
        PossibleAnswer(
            kind=JOINING,
            title=merge.target.title,
            url=path_of_record(merge.target.record),
            day=_day(merge.proposed_at),
            label=_("fusionné") if merge.previous_state else _("fusion proposée"),
            tone="info",
        )
    ]
