"""Who may ask an organization whether a need filed for it is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.needs.models import Need
from council.needs.models_filing import ANSWERABLE, FilingAnswer
from council.needs.policies import ALREADY_CLOSED, HOLDER_ONLY, holds

if TYPE_CHECKING:
    from council.needs.models_filing import FilingConfirmation
    from council.organizations.viewer import Viewer


def can_read_filing(viewer: Viewer, need: Need) -> Verdict:
    """Say whether the address that was asked and the reason of a denial are shown."""
    return yes() if viewer.is_secretariat or holds(viewer, need) else no(HOLDER_ONLY)


def can_ask_confirmation(
    viewer: Viewer, need: Need, filing: FilingConfirmation | None = None
) -> Verdict:
    """Say whether this person may have the organization asked, given its last answer."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not (viewer.is_secretariat or holds(viewer, need)):
        return no(HOLDER_ONLY)
    if not need.filed_by_secretariat:
        return no(_l("Ce besoin a été déposé par son porteur : il n’y a rien à confirmer."))
    if need.state not in ANSWERABLE:
        return no(ALREADY_CLOSED)
    if filing is not None and filing.answer == FilingAnswer.CONFIRMED:
        return no(_l("L’organisme a déjà confirmé ce besoin."))
    return yes()
