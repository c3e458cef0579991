"""Who may propose, answer and undo the merging of two needs, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.needs.models import OPEN_STATES, Need
from council.needs.models_merging import Consent, MergeConsent, NeedMerge
from council.needs.policies import ENDORSING, SECRETARIAT_ONLY

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

NOT_OPEN = _l("Seul un besoin publié et non satisfait peut être fusionné avec un autre.")
NOT_ASKED = _l("Réservé aux organismes dont le besoin ou le soutien serait transféré.")
UNDONE = _l("Cette fusion a été annulée.")
ANSWERED = _l("Votre organisme a déjà répondu.")


def can_propose_merge(viewer: Viewer, source: Need) -> Verdict:
    """Say whether this person may propose to merge a need into another."""
    if not viewer.is_secretariat:
        return no(SECRETARIAT_ONLY)
    return yes() if source.state in OPEN_STATES else no(NOT_OPEN)


def speaks_for(viewer: Viewer, body_id: int) -> bool:
    """Say whether this person may answer for an organization or a software."""
    if body_id in viewer.software_ids:
        return True
    return viewer.mandate_for(*ENDORSING, organization_id=body_id) is not None


def can_answer_merge(viewer: Viewer, merge: NeedMerge, consent: MergeConsent) -> Verdict:
    """Say whether this person may confirm or decline their body's transfer."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not speaks_for(viewer, consent.body_id):
        return no(NOT_ASKED)
    if merge.undone_at is not None:
        return no(UNDONE)
    return yes() if consent.answer == Consent.ASKED else no(ANSWERED)


def can_undo_merge(viewer: Viewer, merge: NeedMerge) -> Verdict:
    """Say whether this person may undo a merge, or take its proposal back."""
    if not viewer.is_secretariat:
        return no(SECRETARIAT_ONLY)
    return yes() if merge.undone_at is None else no(UNDONE)
