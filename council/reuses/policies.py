"""Who may say that they reuse a software, and give or decline a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.reuses.models import Reuse, ReuseState, ReviewDue

if TYPE_CHECKING:
    from council.needs.models import Need
    from council.organizations.viewer import MandateFact, Viewer

NO_MANDATE = _l("Dire ce que l’on réutilise demande un mandat d’un organisme.")
NOT_YOURS = _l("Cette réutilisation est celle d’un autre organisme.")
NOT_YOUR_NEED = _l("Ce bilan est demandé à l’organisme qui porte le besoin.")
ALREADY = _l("Cette réutilisation est déjà publiée.")
WITHDRAWN = _l("Cette réutilisation est retirée.")
NOT_PUBLISHED = _l("Cette réutilisation n’est pas publiée.")
OVER = _l("Ce bilan a déjà été donné ou décliné.")
YOURS = _l("C’est votre organisme : vos collègues se joignent sans ce formulaire.")


def speaking_mandate(viewer: Viewer, reuse: Reuse | None = None) -> MandateFact | None:
    """Return the mandate by which this person speaks for the body that reuses."""
    if reuse is None:
        return viewer.representing()
    body = reuse.record.organization_id
    return viewer.representing(body) if body is not None else None


def can_draft_reuse(viewer: Viewer) -> Verdict:
    """Whoever represents an organization may say what it reuses."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    return yes() if speaking_mandate(viewer) is not None else no(NO_MANDATE)


def _own(viewer: Viewer, reuse: Reuse) -> Verdict:
    if viewer.is_anonymous:
        return no(SIGN_IN)
    return yes() if speaking_mandate(viewer, reuse) is not None else no(NOT_YOURS)


def can_edit_draft_reuse(viewer: Viewer, reuse: Reuse) -> Verdict:
    """The people of the body may change its draft, publish it or throw it away."""
    verdict = _own(viewer, reuse)
    if not verdict:
        return verdict
    return yes() if reuse.state == ReuseState.DRAFT else no(ALREADY)


def can_edit_reuse(viewer: Viewer, reuse: Reuse) -> Verdict:
    """The people of the body may change what is published, review included, as a new version."""
    verdict = _own(viewer, reuse)
    if not verdict:
        return verdict
    if reuse.state == ReuseState.PUBLISHED:
        return yes()
    return no(WITHDRAWN if reuse.is_withdrawn else NOT_PUBLISHED)


def can_withdraw_reuse(viewer: Viewer, reuse: Reuse) -> Verdict:
    """The body may take back what it published, and the secretariat what should not be there."""
    if not viewer.is_anonymous and viewer.is_secretariat:
        return yes() if reuse.state == ReuseState.PUBLISHED else no(WITHDRAWN)
    return can_edit_reuse(viewer, reuse)


def can_contact_reuser(viewer: Viewer, reuse: Reuse) -> Verdict:
    """Anybody registered may write to the body that reuses, through the site."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if reuse.state != ReuseState.PUBLISHED:
        return no(WITHDRAWN)
    return no(YOURS) if speaking_mandate(viewer, reuse) is not None else yes()


def can_read_reuse(viewer: Viewer, reuse: Reuse) -> Verdict:
    """What a withdrawn reuse said is read by nobody any more."""
    return no(WITHDRAWN) if reuse.is_withdrawn else yes()


def can_give_review(viewer: Viewer, need: Need, due: ReviewDue) -> Verdict:
    """The need's holder gives the review that was asked, or declines it with a reason."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    holder = need.record.organization_id
    if holder is None or viewer.representing(holder) is None:
        return no(NOT_YOUR_NEED)
    return yes() if due.is_open else no(OVER)
