"""What a cost may be shared for: a contribution, a need or an item, with the facts that say who may
do what about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from council.contributions.models import Contribution, ContributionState, PriceVisibility
from council.contributions.models_funding import FUNDED_KINDS
from council.contributions.queries import Receivers, receivers_of
from council.extensions import db
from council.needs.models import OPEN_STATES, Need
from council.records.models import Record, RecordKind
from council.records.queries import visible_to as record_visible_to

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

LIVE_OFFERS = (ContributionState.OFFERED, ContributionState.ACCEPTED, ContributionState.UNDER_WAY)
CLOSED_ITEMS = ("delivered", "dropped")


@dataclass(frozen=True)
class Desk:
    """What a cost may be shared for, and the facts that say who may do what about it."""

    record: Record
    title: str
    is_alive: bool
    price_cents: int | None = None
    price_tax: str = ""
    price_is_public: bool = True
    receivers: Receivers = field(default_factory=Receivers)


def find_desk(reference: str, viewer: Viewer) -> Desk | None:
    """Return the visible contribution, need or item of that reference, with its facts."""
    record = db.session.scalar(
        select(Record).where(
            Record.kind.in_(FUNDED_KINDS),
            Record.reference == reference,
            record_visible_to(viewer),
        )
    )
    return None if record is None else desk_of(record)


def desk_of(record: Record) -> Desk:
    """Return the facts of a record that a cost is shared for."""
    if record.kind == RecordKind.CONTRIBUTION:
        offer = db.session.get_one(Contribution, record.id)
        return desk_of_offer(offer, receivers_of([record.id])[record.id])
    if record.kind == RecordKind.NEED:
        return desk_of_need(db.session.get_one(Need, record.id))
    # The road map is a higher feature: its table is known by name only.
    items = db.metadata.tables["roadmap_items"]
    row = db.session.execute(
        select(items.c.title, items.c.state).where(items.c.id == record.id)
    ).one()
    return Desk(record, row.title, row.state not in CLOSED_ITEMS)


def desk_of_offer(offer: Contribution, receivers: Receivers) -> Desk:
    """Return the facts of an offer; its price only opens a funding for who may read it."""
    is_public = not offer.has_price or offer.price_visibility == PriceVisibility.PUBLIC
    is_alive = offer.current_state in LIVE_OFFERS
    return Desk(
        offer.record, offer.title, is_alive, offer.amount_cents, offer.tax, is_public, receivers
    )


def desk_of_need(need: Need) -> Desk:
    """Return the facts of a need."""
    return Desk(need.record, need.title, need.state in OPEN_STATES)
