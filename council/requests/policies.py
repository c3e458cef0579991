"""Who may ask maintainers, answer for a software, and take a request back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.organizations.models import Title
from council.organizations.viewer import REPRESENTING
from council.requests.models import TRANSITIONS, Request

if TYPE_CHECKING:
    from council.organizations.viewer import MandateFact, Viewer

ASKING = frozenset({*REPRESENTING, Title.SECRETARIAT})

NOT_ASKING = _l("Interroger des mainteneurs demande un mandat d’un organisme.")
NOT_MAINTAINING = _l("Réservé aux mainteneurs de ce logiciel et au secrétariat.")
NOT_YOURS = _l("Cette demande est celle d’un autre organisme.")
ALREADY_WITHDRAWN = _l("Cette demande a été retirée.")
ALREADY_ANSWERED = _l("Cette demande a reçu une réponse : elle ne se retire plus.")


def asking_mandate(viewer: Viewer, request: Request | None = None) -> MandateFact | None:
    """Return the mandate by which this person asks: the chosen one when it fits."""
    if request is None:
        return viewer.mandate_for(*sorted(ASKING))
    organization_id = request.record.organization_id
    if organization_id is None:
        return None
    return viewer.mandate_for(*sorted(ASKING), organization_id=organization_id)


def answering_mandate(viewer: Viewer, request: Request) -> MandateFact | None:
    """Return the mandate by which this person answers: a maintainer's, else the secretariat's."""
    own = viewer.mandate_for(Title.MAINTAINER, software_id=request.software_id)
    return own or viewer.mandate_for(Title.SECRETARIAT)


def can_send(viewer: Viewer) -> Verdict:
    """A person mandated for an organization, or the secretariat, may ask."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if asking_mandate(viewer) is None:
        return no(NOT_ASKING)
    return yes()


def can_answer(viewer: Viewer, request: Request) -> Verdict:
    """The software's maintainers answer; the secretariat writes down an answer it received."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if answering_mandate(viewer, request) is None:
        return no(NOT_MAINTAINING)
    if request.current_state not in TRANSITIONS["answer"].sources:
        return no(ALREADY_WITHDRAWN)
    return yes()


def can_withdraw(viewer: Viewer, request: Request) -> Verdict:
    """The body that asked may take its request back while nobody answered."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if asking_mandate(viewer, request) is None:
        return no(NOT_YOURS)
    if request.current_state not in TRANSITIONS["withdraw"].sources:
        return no(ALREADY_ANSWERED if request.state == "answered" else ALREADY_WITHDRAWN)
    return yes()
