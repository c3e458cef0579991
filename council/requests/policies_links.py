"""Who may send a request by mail, and when a link may be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.organizations.models import Title
from council.requests.models import RequestState
from council.requests.policies import (
    ALREADY_WITHDRAWN,
    NOT_YOURS,
    asking_mandate,
)

if TYPE_CHECKING:
    from council.organizations.viewer import MandateFact, Viewer
    from council.requests.models import Request

ANSWERED = _l("Cette demande a déjà reçu une réponse.")


def mailing_mandate(viewer: Viewer, request: Request) -> MandateFact | None:
    """Return the mandate by which this person sends a request: the asker's, the secretariat's."""
    return asking_mandate(viewer, request) or viewer.mandate_for(Title.SECRETARIAT)


def can_mail(viewer: Viewer, request: Request) -> Verdict:
    """The body that asked, or the secretariat, sends a request to an address of maintainers."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if mailing_mandate(viewer, request) is None:
        return no(NOT_YOURS)
    if request.state != RequestState.SENT:
        return no(ANSWERED if request.state == RequestState.ANSWERED else ALREADY_WITHDRAWN)
    return yes()
