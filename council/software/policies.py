"""Who may write in the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.software.models import Software

SECRETARIAT_ONLY = _l("Le catalogue est tenu par le secrétariat du conseil.")


def can_add_software(viewer: Viewer) -> Verdict:
    """Say whether this person may add a record to the catalogue."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not viewer.is_secretariat:
        return no(SECRETARIAT_ONLY)
    return yes()


def can_edit_software(viewer: Viewer, software: Software) -> Verdict:
    """Say whether this person may change a catalogue record."""
    return can_add_software(viewer)
