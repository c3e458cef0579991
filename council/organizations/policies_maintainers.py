"""Who brings maintainers in, and who has their proof looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.organizations.models import ApplicationState, Title

if TYPE_CHECKING:
    from council.organizations.models_maintainers import MaintainerProof
    from council.organizations.viewer import Viewer

NOT_MAINTAINING = _l("Réservé aux mainteneurs de ce logiciel et au secrétariat.")


def can_invite_maintainer(viewer: Viewer, software_id: int) -> Verdict:
    """The maintainers of a software invite others; the secretariat, once it has verified who."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not viewer.is_secretariat and not maintains(viewer, software_id):
        return no(NOT_MAINTAINING)
    return yes()


def maintains(viewer: Viewer, software_id: int) -> bool:
    """Say whether this person maintains that software."""
    return viewer.mandate_for(Title.MAINTAINER, software_id=software_id) is not None


def can_ask_for_check(viewer: Viewer, proof: MaintainerProof) -> Verdict:
    """The applicant and the secretariat have the proof looked for again while it is missing."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not viewer.is_secretariat and viewer.email != proof.application.email:
        return no(_l("Cette demande est celle d’une autre personne."))
    if proof.application.state != ApplicationState.WAITING:
        return no(_l("Cette demande a déjà reçu sa réponse."))
    if proof.found_at is not None:
        return no(_l("La preuve est déjà trouvée."))
    return yes()
