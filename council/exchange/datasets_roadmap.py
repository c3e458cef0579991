"""The road map as a file: each item with its milestones, successive targets and delivery note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import aliased

from council.exchange.dataset import Dataset
from council.extensions import db
from council.records.models import LinkKind, Record, RecordLink
from council.records.queries import visible_to
from council.roadmap import queries
from council.roadmap.models import RoadmapItem, RoadmapTarget
from council.roadmap.models_progress import ItemDelivery, Milestone

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

BATCH = 200


def roadmap_rows(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """Yield the items of the road map that this viewer may see, oldest first, by batches."""
    after = 0
    while True:
        query = queries.listed(viewer).where(RoadmapItem.id > after).order_by(None)
        items = db.session.scalars(query.order_by(RoadmapItem.id).limit(BATCH)).unique().all()
        if not items:
            return
        after = items[-1].id
        rows = _rows(items, viewer)
        db.session.rollback()
        yield from rows


def _rows(items: Iterable[RoadmapItem], viewer: Viewer) -> list[dict[str, Any]]:
    items = list(items)
    ids = [item.id for item in items]
    milestones, targets = _by_item(Milestone, ids), _by_item(RoadmapTarget, ids)
    deliveries = _by_item(ItemDelivery, ids)
    sources = _linked(ids, LinkKind.BORN_FROM, viewer)
    awaited = _linked(ids, LinkKind.DEPENDS_ON, viewer)
    base = current_app.config["COUNCIL_BASE_URL"].rstrip("/")
    return [
        {
            "reference": item.reference,
            "title": item.title,
            "organization": item.organization_label
            or (item.organization.name if item.organization else ""),
            "theme": item.theme,
            "state": item.state,
            "due": item.due_label,
            "delivered_on": _day(item.delivered_on),
            "gathers": sources.get(item.id, []),
            "waits_for": awaited.get(item.id, []),
            "milestones": [_milestone(row) for row in milestones.get(item.id, [])],
            "targets": [_target(row) for row in targets.get(item.id, [])],
            "delivery": [_delivery(row) for row in deliveries.get(item.id, [])],
            "url": f"{base}/feuille-de-route/{item.reference}",
        }
        for item in items
    ]


def _day(value: Any) -> str:
    return value.isoformat() if value is not None else ""


def _by_item(model: Any, ids: list[int]) -> dict[int, list[Any]]:
    order = (model.position, model.number) if model is Milestone else ()
    if model is RoadmapTarget:
        order = (model.number,)
    found: dict[int, list[Any]] = {}
    rows = db.session.scalars(
        select(model).where(model.item_id.in_(ids)).order_by(model.item_id, *order)
    )
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return found


def _linked(ids: list[int], kind: LinkKind, viewer: Viewer) -> dict[int, list[str]]:
    target = aliased(Record)
    shown = select(Record.id).where(visible_to(viewer), Record.reference.is_not(None))
    rows = db.session.execute(
        select(RecordLink.from_id, target.reference)
        .join(target, target.id == RecordLink.to_id)
        .where(RecordLink.from_id.in_(ids), RecordLink.kind == kind, RecordLink.to_id.in_(shown))
        .order_by(RecordLink.id)
    )
    found: dict[int, list[str]] = {}
    for item_id, reference in rows:
        found.setdefault(item_id, []).append(reference)
    return found


def _milestone(row: Milestone) -> dict[str, Any]:
    return {
        "title": row.title,
        "due": row.due_label,
        "done_on": _day(row.done_on),
        "dropped_on": _day(row.dropped_on),
        "dropped_reason": row.dropped_reason,
    }


def _target(row: RoadmapTarget) -> dict[str, Any]:
    return {"due": row.due_label, "set_on": _day(row.created_at.date()), "reason": row.reason}


def _delivery(row: ItemDelivery) -> dict[str, Any]:
    return {"note": row.note, "for_whom": row.for_whom, "links": row.links}


ROADMAP_ITEMS = Dataset(
    name="roadmap_items",
    label=_l("Feuille de route : jalons, échéances successives, notes de livraison"),
    meanings={
        "reference": _l("numéro du chantier"),
        "title": _l("intitulé"),
        "organization": _l("organisme qui le porte"),
        "theme": _l("thème"),
        "state": _l("état : proposed, studied, planned, under_way, delivered, postponed, dropped"),
        "due": _l("échéance en vigueur, comme elle est écrite : S1 2027, 2027, CONT…"),
        "delivered_on": _l("jour de la livraison (AAAA-MM-JJ), vide avant"),
        "gathers": _l("numéros des besoins, contributions et sujets qu’il réunit"),
        "waits_for": _l("numéros des chantiers qu’il attend"),
        "milestones": _l("jalons dans l’ordre : intitulé, échéance, jour atteint ou abandonné"),
        "targets": _l("échéances successives : échéance, jour où elle a été fixée, raison"),
        "delivery": _l("note de livraison : texte (Markdown), pour qui, adresses"),
        "url": _l("adresse de la page"),
    },
    rows=roadmap_rows,
)
