"""How an item goes: its milestones, what it gathers, its delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from council.access import check
from council.clock import today
from council.contributions.steps import by, for_whom, holder_tokens, narrowest
from council.extensions import db
from council.journal.steps import write_entry
from council.markdown import RENDERER_VERSION, render_markdown
from council.records.due import Due
from council.records.models import LinkKind, Record
from council.records.steps import add_readers, link, remove_readers, unlink
from council.roadmap import policies
from council.roadmap.models import ItemState, RoadmapItem
from council.roadmap.models_progress import ItemDelivery, Milestone
from council.roadmap.queries import sources_called
from council.roadmap.queries_progress import gathered
from council.roadmap.steps import move_item, release_needs, take_needs
from council.transactions import Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import MandateFact, Viewer

MOST_MILESTONES = 100


@dataclass(frozen=True)
class MilestoneContent:
    """What is typed of a milestone; no place puts it last."""

    title: str
    due: Due
    position: int | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class DeliveryNote:
    """What was delivered, for whom, where; rendered once, outside of any lock."""

    note: str
    for_whom: str
    links: Sequence[str] = ()

    @cached_property
    def html(self) -> str:
        """The note as safe HTML."""
        return str(render_markdown(self.note).html)


@action
def add_milestone(item: RoadmapItem, content: MilestoneContent, *, author: Viewer) -> Milestone:
    """Add a milestone at the place asked for, else after the others."""
    lock(item)
    check(policies.can_plan(author, item))
    count, last = db.session.execute(
        select(func.count(), func.max(Milestone.number)).where(Milestone.item_id == item.id)
    ).one()
    if count >= MOST_MILESTONES:
        raise Invalid({"title": _("Cent jalons au plus par chantier.")})
    _no_future(content.done_on)
    mandate = policies.planning_mandate(author, item)
    number = (last or 0) + 1
    milestone = Milestone(
        item_id=item.id,
        number=number,
        position=content.position or number,
        title=content.title,
        done_on=content.done_on,
        **by(author, mandate),
    )
    milestone.due = content.due
    db.session.add(milestone)
    _journal("milestone.added", item, author, mandate, number=number, due=content.due.label)
    return milestone


@action
def edit_milestone(
    item: RoadmapItem, milestone: Milestone, content: MilestoneContent, *, author: Viewer
) -> Milestone:
    """Change what a milestone says, its place, its target, the day it was reached."""
    _locked(item, milestone)
    check(policies.can_change_milestone(author, item, milestone))
    _no_future(content.done_on)
    milestone.title, milestone.due = content.title, content.due
    milestone.position = content.position or milestone.position
    milestone.done_on = content.done_on
    mandate = policies.planning_mandate(author, item)
    number = milestone.number
    _journal("milestone.edited", item, author, mandate, number=number, due=content.due.label)
    return milestone


@action
def reach_milestone(
    item: RoadmapItem, milestone: Milestone, *, done_on: date, author: Viewer
) -> Milestone:
    """Say on which day a milestone was reached."""
    _locked(item, milestone)
    check(policies.can_end_milestone(author, item, milestone))
    _no_future(done_on)
    milestone.done_on = done_on
    mandate = policies.planning_mandate(author, item)
    _journal("milestone.reached", item, author, mandate, number=milestone.number)
    return milestone


@action
def drop_milestone(
    item: RoadmapItem, milestone: Milestone, *, reason: str, author: Viewer
) -> Milestone:
    """Drop a milestone, with the reason; it stays shown and counts no more."""
    _locked(item, milestone)
    check(policies.can_end_milestone(author, item, milestone))
    if not reason:
        raise Invalid({"reason": _("Dites pourquoi ce jalon est abandonné.")})
    milestone.dropped_on, milestone.dropped_reason = today(), reason
    mandate = policies.planning_mandate(author, item)
    private = {"reason": reason}
    _journal("milestone.dropped", item, author, mandate, private, number=milestone.number)
    return milestone


def _locked(item: RoadmapItem, milestone: Milestone) -> None:
    lock(item)
    lock(milestone)


def _no_future(day: date | None) -> None:
    if day is not None and day > today():
        raise Invalid({"done_on": _("Un jalon atteint l’est aujourd’hui ou avant.")})


@action
def gather(item: RoadmapItem, reference: str, *, reason: str, author: Viewer) -> RoadmapItem:
    """Have an item gather one more need, contribution or subject, with the reason."""
    lock(item)
    check(policies.can_gather(author, item))
    source = sources_called([reference], author).get(reference)
    known = gathered(item.id)
    if source is None:
        sentence = _("Aucun besoin, contribution ni sujet visible : %(ref)s.", ref=reference)
        raise Invalid({"source": sentence})
    if source.id in {record.id for record in known}:
        raise Invalid({"source": _("Ce chantier le réunit déjà.")})
    if narrowest([item.record, source]) != item.record.audience:
        sentence = _("Il est lu par moins de monde que ce chantier : proposez-en un autre.")
        raise Invalid({"source": sentence})
    if not reason:
        raise Invalid({"reason": _("Dites pourquoi.")})
    link(item.record, source, LinkKind.BORN_FROM)
    add_readers(item.record, holder_tokens([source]))
    moved = take_needs(item, source)
    mandate, private = policies.moving_mandate(author), {"reason": reason}
    _journal("roadmap_item.gathered", item, author, mandate, private, more=[source, *moved])
    return item


@action
def release(item: RoadmapItem, source: Record, *, reason: str, author: Viewer) -> RoadmapItem:
    """Take away something that an item gathers, with the reason; its need waits again."""
    lock(item)
    check(policies.can_gather(author, item))
    known = gathered(item.id)
    if source.id not in {record.id for record in known}:
        raise Invalid({"reason": _("Ce chantier ne le réunit plus.")})
    if not reason:
        raise Invalid({"reason": _("Dites pourquoi.")})
    kept = holder_tokens([item.record, *(row for row in known if row.id != source.id)])
    moved = release_needs(item, source)
    unlink(item.record, source, LinkKind.BORN_FROM)
    remove_readers(item.record, sorted(holder_tokens([source]) - kept))
    mandate, private = policies.moving_mandate(author), {"reason": reason}
    _journal("roadmap_item.released", item, author, mandate, private, more=[source, *moved])
    return item


@action
def deliver_item(item: RoadmapItem, note: DeliveryNote, *, author: Viewer) -> ItemDelivery:
    """Declare an item delivered, with the note that all who wait for it receive once."""
    lock(item)
    check(policies.can_deliver(author, item))
    if not note.note or not note.for_whom:
        raise Invalid({"note": _("Dites ce qui est livré, et pour qui.")})
    mandate = policies.moving_mandate(author)
    delivery = ItemDelivery(
        item_id=item.id,
        note=note.note,
        html=note.html,
        renderer_version=RENDERER_VERSION,
        for_whom=note.for_whom,
        links=list(note.links),
        **by(author, mandate),
    )
    db.session.add(delivery)
    moved = move_item(item, ItemState.DELIVERED, author=author)
    _journal("roadmap_item.delivered", item, author, mandate, more=moved, state="delivered")
    return delivery


def _journal(
    kind: str,
    item: RoadmapItem,
    author: Viewer,
    mandate: MandateFact | None,
    private: dict[str, Any] | None = None,
    *,
    more: Sequence[Record] = (),
    **public: Any,
) -> None:
    write_entry(
        kind,
        subjects=[item.record, *more],
        actor=author,
        public={"reference": item.reference, **public},
        private=private,
        **for_whom(mandate),
    )
