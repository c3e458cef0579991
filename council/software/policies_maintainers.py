"""Who speaks with and for the maintainers of a software."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.software.models import Software

NOT_MAINTAINING = _l("Réservé aux mainteneurs de ce logiciel et au secrétariat.")


ALREADY = _l("Vous maintenez déjà ce logiciel.")


def can_claim(viewer: Viewer, software: Software) -> Verdict:
    """Anybody with an account says that they maintain a software; the secretariat decides."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if software.id in viewer.software_ids:
        return no(ALREADY)
    return yes()


def can_keep_contact(viewer: Viewer, software: Software) -> Verdict:
    """The maintainers of a software and the secretariat keep the address to write to."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if software.id not in viewer.software_ids and not viewer.is_secretariat:
        return no(NOT_MAINTAINING)
    return yes()
