"""Who may propose an item of the road map, change it and move it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.organizations.models import Title
from council.roadmap.models import TRANSITIONS, ItemState, RoadmapItem

if TYPE_CHECKING:
    from council.organizations.viewer import MandateFact, Viewer

MOVING = (Title.SECRETARIAT, Title.CHAIR)
PROPOSING = (*MOVING, Title.MEMBER, Title.ALTERNATE)

NOT_PROPOSING = _l("Réservé aux membres du conseil, à son secrétariat et à sa présidence.")
NOT_MOVING = _l("Réservé au secrétariat et à la présidence du conseil.")
CLOSED = _l("Ce chantier est livré ou abandonné : il ne change plus.")
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


def can_prepare_poll(viewer: Viewer, item: RoadmapItem) -> Verdict:
    """The secretariat and the chair may have the council vote on an item that is not over."""
    return can_edit(viewer, item)


def next_states(item: RoadmapItem) -> list[str]:
    """Return the states an item may go to now."""
    return [step.target for step in TRANSITIONS.values() if item.state in step.sources]
