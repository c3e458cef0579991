"""Who may propose a route to an answer, judge it and withdraw it, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.needs.models import OPEN_STATES, Need
from council.needs.policies import holds
from council.organizations.models import Title
from council.organizations.viewer import REPRESENTING

if TYPE_CHECKING:
    from council.needs.models_routes import NeedRoute
    from council.organizations.viewer import Viewer

NO_MANDATE = _l(
    "Une piste est proposée au nom d’un organisme ou d’un logiciel : demandez d’abord un mandat."
)
NOT_OPEN = _l("Ce besoin n’attend plus de réponse.")
HOLDER_ONLY = _l("Réservé aux personnes mandatées par le porteur du besoin.")
NOT_YOURS = _l("Réservé à qui a proposé cette piste, et à son organisme.")
WITHDRAWN = _l("Cette piste est retirée.")

PROPOSING = tuple(sorted({*REPRESENTING, Title.SECRETARIAT}))


def proposing_bodies(viewer: Viewer) -> dict[str, str]:
    """Return the bodies a person may propose for, as value → name, the chosen one first."""
    mandates = [viewer.acting, *viewer.mandates] if viewer.acting else list(viewer.mandates)
    found: dict[str, str] = {}
    for mandate in mandates:
        if mandate.title in PROPOSING and mandate.organization_id is not None:
            found.setdefault(f"org:{mandate.organization_id}", mandate.body)
        elif mandate.title == Title.MAINTAINER and mandate.software_id is not None:
            found.setdefault(f"record:{mandate.software_id}", mandate.body)
    return found


def can_propose_route(viewer: Viewer, need: Need) -> Verdict:
    """Say whether this person may propose a route for a need."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not proposing_bodies(viewer):
        return no(NO_MANDATE)
    return yes() if need.state in OPEN_STATES else no(NOT_OPEN)


def can_judge_route(viewer: Viewer, need: Need, route: NeedRoute) -> Verdict:
    """Say whether this person may say for the holder what a route is worth; it may be said
    again while the need is open."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not holds(viewer, need):
        return no(HOLDER_ONLY)
    if route.withdrawn_at is not None:
        return no(WITHDRAWN)
    return yes() if need.state in OPEN_STATES else no(NOT_OPEN)


def can_withdraw_route(viewer: Viewer, route: NeedRoute) -> Verdict:
    """Say whether this person may take a route back: its author, or who acts for its body."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    mandated = (
        f"org:{route.for_organization_id}",
        f"record:{route.for_software_id}",
    )
    if route.account_id != viewer.account_id and not set(mandated) & set(proposing_bodies(viewer)):
        return no(NOT_YOURS)
    return yes() if route.withdrawn_at is None else no(WITHDRAWN)
