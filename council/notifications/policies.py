"""Who looks after mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer

MENDERS_ONLY = _l("Les courriels refusés sont l’affaire du secrétariat et de l’administration.")


def can_mend_mails(viewer: Viewer) -> Verdict:
    """Say whether this person sees the mails refused for good, and has them sent again."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not (viewer.is_secretariat or viewer.is_administrator):
        return no(MENDERS_ONLY)
    return yes()


def can_save_searches(viewer: Viewer) -> Verdict:
    """Say whether this person keeps searches and is told what is new in them."""
    return no(SIGN_IN) if viewer.is_anonymous else yes()
