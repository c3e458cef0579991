"""Who may import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def can_import(viewer: Viewer) -> Verdict:
    """The secretariat imports files; everybody downloads what is public."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.is_secretariat:
        return yes()
    return no(_l("Les imports sont faits par le secrétariat."))
