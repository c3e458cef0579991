"""What may happen to an item of the road map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.access import check
from council.contributions.steps import by, for_whom
from council.journal.steps import write_entry
from council.organizations.queries import organization_named
from council.records.models import LinkKind, Record
from council.records.steps import link, unlink
from council.roadmap import policies
from council.roadmap.models import ItemState, RoadmapItem
from council.roadmap.queries import dependencies_of, items_called, sources_called, waits_for
from council.roadmap.steps import (
    ItemContent,
    add_version,
    content_of,
    lock_the_map,
    move_item,
    new_item,
    set_target,
    write,
)
from council.transactions import Conflict, Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@action
def propose_item(
    content: ItemContent, *, sources: Sequence[str], reason: str = "", proposer: Viewer
) -> RoadmapItem:
    """Propose an item, born from the needs, contributions and subjects of these references."""
    check(policies.can_propose(proposer))
    mandate = policies.proposing_mandate(proposer)
    records = _sources(sources, proposer)
    body = organization_named(content.organization_label) if content.organization_label else None
    item = new_item(
        content,
        organization_id=body.id if body is not None else None,
        sources=records,
        reason=reason,
        acted=by(proposer, mandate),
    )
    write_entry(
        "roadmap_item.proposed",
        subjects=[item.record, *records],
        actor=proposer,
        public={"reference": item.reference, "due": item.due_label},
        **for_whom(mandate),
    )
    return item


@action
def edit_item(
    item: RoadmapItem, content: ItemContent, *, seen: int, reason: str, author: Viewer
) -> RoadmapItem:
    """Change what an item says; a moved target date joins the history, with the reason."""
    lock(item)
    check(policies.can_edit(author, item))
    if item.row_version != seen:
        raise Conflict(
            _("Quelqu’un a modifié ce chantier pendant que vous l’écriviez."),
            ours=content.body,
            theirs=item.body,
        )
    if content_of(item) == content:
        raise Invalid({"title": _("Rien n’a changé.")})
    mandate = policies.moving_mandate(author)
    acted = by(author, mandate)
    write(item, content)
    slipped = set_target(item, content.due, reason=reason, acted=acted)
    item.row_version += 1
    version = add_version(item, reason=reason, acted=acted)
    write_entry(
        "roadmap_item.revised",
        subjects=[item.record],
        actor=author,
        public={
            "reference": item.reference,
            "version": version.number,
            "due": item.due_label,
            "target_moved": slipped,
        },
        **for_whom(mandate),
    )
    return item


@action
def change_stage(item: RoadmapItem, *, state: str, reason: str, mover: Viewer) -> RoadmapItem:
    """Move an item to another stage, with the reason; the needs it is born from follow."""
    lock(item)
    check(policies.can_move(mover, item, state))
    if state == ItemState.DELIVERED:
        raise Invalid({"state": _("Une livraison se déclare avec sa note.")})
    mandate = policies.moving_mandate(mover)
    moved = move_item(item, ItemState(state), reason=reason, author=mover)
    write_entry(
        "roadmap_item.moved",
        subjects=[item.record, *moved],
        actor=mover,
        public={"reference": item.reference, "state": state},
        private={"reason": reason},
        **for_whom(mandate),
    )
    return item


@action
def set_dependencies(
    item: RoadmapItem, references: Sequence[str], *, author: Viewer
) -> RoadmapItem:
    """Say which items one waits for; a circle is refused, even drawn by two people at once."""
    lock_the_map()
    lock(item)
    check(policies.can_edit(author, item))
    wanted = _items(references, author)
    known = dependencies_of(item, author)
    kept = {row.id for row in known}
    if kept == {row.id for row in wanted}:
        raise Invalid({"dependencies": _("Rien n’a changé.")})
    for row in known:
        unlink(item.record, row.record, LinkKind.DEPENDS_ON)
    for row in wanted:
        if row.id == item.id or item.id in waits_for(row.id):
            sentence = _("Dépendre de %(ref)s ferait un cercle.", ref=row.reference)
            raise Invalid({"dependencies": sentence})
        link(item.record, row.record, LinkKind.DEPENDS_ON)
    item.row_version += 1
    write_entry(
        "roadmap_item.linked",
        subjects=[item.record],
        actor=author,
        public={"reference": item.reference},
        private={"depends_on": [row.reference for row in wanted]},
        **for_whom(policies.moving_mandate(author)),
    )
    return item


def _items(references: Sequence[str], viewer: Viewer) -> list[RoadmapItem]:
    found = items_called(references, viewer)
    for reference in references:
        if reference not in found:
            sentence = _("Aucun chantier visible : %(ref)s.", ref=reference)
            raise Invalid({"dependencies": sentence})
    return [found[reference] for reference in references]


def _sources(references: Sequence[str], viewer: Viewer) -> list[Record]:
    found = sources_called(references, viewer)
    for reference in references:
        if reference not in found:
            sentence = _("Aucun besoin, contribution ni sujet visible : %(ref)s.", ref=reference)
            raise Invalid({"sources": sentence})
    return [found[reference] for reference in references]
