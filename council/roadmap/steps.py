"""Writes on the road map that actions, imports and decisions share; no commit, no journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from council.clock import now, today
from council.contributions.steps import by, holder_tokens, narrowest, snapshot_of
from council.extensions import db
from council.markdown import RENDERER_VERSION, render_markdown
from council.needs.models import NeedState
from council.needs.steps import move_need
from council.records.canonical import digest
from council.records.due import Due
from council.records.models import Audience, LinkKind, Record, RecordKind
from council.records.steps import give_reference, link, new_record
from council.roadmap.models import (
    ItemState,
    RoadmapItem,
    RoadmapMove,
    RoadmapTarget,
    RoadmapVersion,
)
from council.roadmap.policies import moving_mandate
from council.roadmap.queries import (
    gathered_ids,
    has_other_live_item,
    needs_of_source,
    source_needs,
)

if TYPE_CHECKING:
    from council.organizations.models import Organization
    from council.organizations.viewer import Viewer

# What a stage of an item does to the needs it is born from.
NEEDS_FOLLOW = {
    ItemState.PLANNED: NeedState.PLANNED,
    ItemState.UNDER_WAY: NeedState.PLANNED,
    ItemState.DELIVERED: NeedState.MET,
    ItemState.POSTPONED: NeedState.PUBLISHED,
    ItemState.DROPPED: NeedState.PUBLISHED,
}


@dataclass(frozen=True)
class ItemContent:
    """What an item says, rendered once when it is made, outside of any lock."""

    title: str
    body: str = ""
    theme: str = ""
    organization_label: str = ""
    due: Due = field(default_factory=Due)

    @cached_property
    def html(self) -> str:
        """The body as safe HTML."""
        return str(render_markdown(self.body).html) if self.body else ""


def new_item(
    content: ItemContent,
    *,
    organization_id: int | None = None,
    sources: Sequence[Record] = (),
    state: ItemState = ItemState.PROPOSED,
    reason: str = "",
    acted: dict[str, int | None] | None = None,
) -> RoadmapItem:
    """Add a numbered item with version 1, read by whoever reads what it is born from."""
    record = new_record(
        RecordKind.ROADMAP_ITEM,
        audience=narrowest(sources) if sources else Audience.PUBLIC,
        organization_id=organization_id,
        readers=holder_tokens(sources),
    )
    give_reference(record)
    item = RoadmapItem(id=record.id, title="", state=state)
    item.record = record
    write(item, content)
    db.session.add(item)
    db.session.flush()
    for source in sources:
        link(record, source, LinkKind.BORN_FROM)
    add_target(item, content.due, acted=acted)
    _add_move(item, reason, acted)
    add_version(item, reason=reason, acted=acted)
    return item


def add_item(
    *,
    organization: Organization | None,
    organization_label: str,
    title: str,
    theme: str = "",
    body: str = "",
    due: Due | None = None,
    state: ItemState = ItemState.PLANNED,
) -> RoadmapItem:
    """Add a public item that was committed to elsewhere, its labels kept as written."""
    content = ItemContent(title, body, theme, organization_label, due or Due())
    return new_item(
        content,
        organization_id=organization.id if organization is not None else None,
        state=state,
    )


def write(item: RoadmapItem, content: ItemContent) -> None:
    """Put what an item says in its row; its target is set by `set_target`."""
    item.title, item.body, item.theme = content.title, content.body, content.theme
    item.organization_label = content.organization_label
    item.html, item.renderer_version = content.html, RENDERER_VERSION


def content_of(item: RoadmapItem) -> ItemContent:
    """Return what an item says now."""
    return ItemContent(item.title, item.body, item.theme, item.organization_label, item.due)


def set_target(
    item: RoadmapItem,
    due: Due,
    *,
    reason: str = "",
    acted: dict[str, int | None] | None = None,
) -> bool:
    """Give an item another target date, earlier ones staying shown; False when it is the same."""
    if item.due == due:
        return False
    add_target(item, due, reason=reason, acted=acted)
    return True


def add_target(
    item: RoadmapItem,
    due: Due,
    *,
    reason: str = "",
    acted: dict[str, int | None] | None = None,
) -> None:
    """Write the target of an item and keep it in its history."""
    last = db.session.scalar(
        select(func.max(RoadmapTarget.number)).where(RoadmapTarget.item_id == item.id)
    )
    item.due = due
    target = RoadmapTarget(item_id=item.id, number=(last or 0) + 1, reason=reason, **(acted or {}))
    target.due = due
    db.session.add(target)


def add_version(
    item: RoadmapItem, *, reason: str = "", acted: dict[str, int | None] | None = None
) -> RoadmapVersion:
    """Freeze what an item says now as its next version."""
    last = db.session.scalar(
        select(func.max(RoadmapVersion.number)).where(RoadmapVersion.item_id == item.id)
    )
    snapshot: dict[str, Any] = snapshot_of(content_of(item))
    version = RoadmapVersion(
        item_id=item.id,
        number=(last or 0) + 1,
        snapshot=snapshot,
        reason=reason,
        sha256=digest(snapshot),
        renderer_version=item.renderer_version,
        **(acted or {}),
    )
    db.session.add(version)
    return version


def move_item(
    item: RoadmapItem, state: ItemState, *, reason: str = "", author: Viewer | None = None
) -> list[Record]:
    """Put an item in a state and move the needs it is born from; return the records that moved.

    The caller has checked that the state may be reached. The item's own record is not returned.
    """
    item.state = state
    item.state_reason = reason
    item.moved_at = now()
    item.delivered_on = today() if state == ItemState.DELIVERED else None
    item.row_version += 1
    mandate = moving_mandate(author) if author is not None else None
    _add_move(item, reason, by(author, mandate))
    return _move_needs(item, state)


def lock_the_map() -> None:
    """Hold every item until the action ends: two dependencies added at once never make a cycle."""
    db.session.execute(select(RoadmapItem.id).order_by(RoadmapItem.id).with_for_update()).all()


def take_needs(item: RoadmapItem, source: Record) -> list[Record]:
    """Have the needs of one more source follow the stage of an item; return those that moved."""
    if item.state not in {ItemState.PLANNED, ItemState.UNDER_WAY}:
        return []
    needs = needs_of_source(source.id)
    return [need.record for need in needs if move_need(need, NeedState.PLANNED)]


def release_needs(item: RoadmapItem, source: Record) -> list[Record]:
    """Have the needs of a source that leaves an item wait again, unless another live item, or
    something else this one gathers, carries them; return those that moved."""
    if item.state not in {ItemState.PLANNED, ItemState.UNDER_WAY}:
        return []
    others = {
        need.id
        for record in gathered_ids(item.id)
        if record != source.id
        for need in needs_of_source(record)
    }
    return [
        need.record
        for need in needs_of_source(source.id)
        if need.id not in others
        and not has_other_live_item(need.id, item.id)
        and move_need(need, NeedState.PUBLISHED)
    ]


def _move_needs(item: RoadmapItem, state: ItemState) -> list[Record]:
    target = NEEDS_FOLLOW.get(state)
    if target is None:
        return []
    moved = []
    for need in source_needs(item.id):
        if target == NeedState.PUBLISHED and has_other_live_item(need.id, item.id):
            continue
        if move_need(need, target):
            moved.append(need.record)
    return moved


def _add_move(item: RoadmapItem, reason: str, acted: dict[str, int | None] | None) -> None:
    db.session.add(RoadmapMove(item_id=item.id, state=item.state, reason=reason, **(acted or {})))
