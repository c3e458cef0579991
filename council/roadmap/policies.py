"""Who may propose an item of the road map, change it and move it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.organizations.models import Title
from council.roadmap.models import TRANSITIONS, ItemState, RoadmapItem

if TYPE_CHECKING:
    from council.organizations.viewer import MandateFact, Viewer
    from council.roadmap.models_progress import Milestone

MOVING = (Title.SECRETARIAT, Title.CHAIR)
PROPOSING = (*MOVING, Title.MEMBER, Title.ALTERNATE)

NOT_PROPOSING = _l("Réservé aux membres du conseil, à son secrétariat et à sa présidence.")
NOT_MOVING = _l("Réservé au secrétariat et à la présidence du conseil.")
CLOSED = _l("Ce chantier est livré ou abandonné : il ne change plus.")
NOT_PLANNING = _l("Réservé au secrétariat, à la présidence et à l’organisme qui porte le chantier.")
DROPPED = _l("Ce jalon est abandonné : il ne change plus.")
REACHED = _l("Ce jalon est déjà atteint.")
WRONG_STATE = _l("L’état actuel de ce chantier ne permet pas ce changement.")


def proposing_mandate(viewer: Viewer) -> MandateFact | None:
    """Return the mandate by which this person proposes; a member's body must hold a seat."""
    mandate = viewer.mandate_for(*MOVING)
    if mandate is not None:
        return mandate
    seated = [m for m in viewer.mandates if m.title in PROPOSING and m.has_seat]
    if viewer.acting in seated:
        return viewer.acting
    return seated[0] if seated else None


def moving_mandate(viewer: Viewer) -> MandateFact | None:
    """Return the mandate by which this person moves items."""
    return viewer.mandate_for(*MOVING)


def can_propose(viewer: Viewer) -> Verdict:
    """Members, the secretariat and the chair may propose an item."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if proposing_mandate(viewer) is None:
        return no(NOT_PROPOSING)
    return yes()


def can_edit(viewer: Viewer, item: RoadmapItem) -> Verdict:
    """The secretariat and the chair may change what an item says while it is not over."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if moving_mandate(viewer) is None:
        return no(NOT_MOVING)
    if item.state in {ItemState.DELIVERED, ItemState.DROPPED}:
        return no(CLOSED)
    return yes()


def can_move(viewer: Viewer, item: RoadmapItem, state: str | None = None) -> Verdict:
    """The secretariat and the chair may move an item, to a state its own state leads to."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if moving_mandate(viewer) is None:
        return no(NOT_MOVING)
    targets = next_states(item)
    if not targets:
        return no(CLOSED)
    if state is not None and state not in targets:
        return no(WRONG_STATE)
    return yes()


def planning_mandate(viewer: Viewer, item: RoadmapItem) -> MandateFact | None:
    """Return the mandate by which this person plans an item: the council's, or its body's."""
    mandate = moving_mandate(viewer)
    body = item.record.organization_id
    if mandate is None and body is not None:
        return viewer.representing(body)
    return mandate


def can_plan(viewer: Viewer, item: RoadmapItem) -> Verdict:
    """The secretariat, the chair and the item's own body keep its milestones while it lasts."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if planning_mandate(viewer, item) is None:
        return no(NOT_PLANNING)
    if item.state in {ItemState.DELIVERED, ItemState.DROPPED}:
        return no(CLOSED)
    return yes()


def can_change_milestone(viewer: Viewer, item: RoadmapItem, milestone: Milestone) -> Verdict:
    """Whoever plans an item changes its milestones, those dropped excepted."""
    verdict = can_plan(viewer, item)
    if not verdict:
        return verdict
    return yes() if milestone.dropped_on is None else no(DROPPED)


def can_end_milestone(viewer: Viewer, item: RoadmapItem, milestone: Milestone) -> Verdict:
    """Whoever plans an item says that a milestone is reached or dropped, once."""
    verdict = can_change_milestone(viewer, item, milestone)
    if not verdict:
        return verdict
    return yes() if milestone.done_on is None else no(REACHED)


def can_gather(viewer: Viewer, item: RoadmapItem) -> Verdict:
    """The secretariat and the chair say what an item gathers, while it is not over."""
    return can_edit(viewer, item)


def can_deliver(viewer: Viewer, item: RoadmapItem) -> Verdict:
    """The secretariat and the chair declare an item delivered, with the note of what was."""
    return can_move(viewer, item, ItemState.DELIVERED)


def can_prepare_poll(viewer: Viewer, item: RoadmapItem) -> Verdict:
    """The secretariat and the chair may have the council vote on an item that is not over."""
    return can_edit(viewer, item)


def other_stages(item: RoadmapItem) -> list[str]:
    """Return the states an item may go to by a plain move: a delivery asks for its note."""
    return [state for state in next_states(item) if state != ItemState.DELIVERED]


def next_states(item: RoadmapItem) -> list[str]:
    """Return the states an item may go to now."""
    return [step.target for step in TRANSITIONS.values() if item.state in step.sources]
