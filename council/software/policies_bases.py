"""Who says what a software is based on, and which public policies rely on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.organizations.models import Title

if TYPE_CHECKING:
    from council.organizations.models import Organization
    from council.organizations.viewer import MandateFact, Viewer
    from council.software.models import Software
    from council.software.models_reliances import Reliance

NOT_MAINTAINING = _l("Réservé aux mainteneurs de ce logiciel et au secrétariat.")
NOT_PUBLIC = _l("Réservé au secrétariat et aux personnes mandatées par une administration.")
NOT_YOURS = _l("Cette politique est celle d’un autre organisme.")


def linking_mandate(viewer: Viewer, software: Software) -> MandateFact | None:
    """Return the mandate by which this person links a software: its maintainer's first."""
    own = viewer.mandate_for(Title.MAINTAINER, software_id=software.id)
    return own or viewer.mandate_for(Title.SECRETARIAT)


def can_link_bases(viewer: Viewer, software: Software) -> Verdict:
    """The software's maintainers and the secretariat say what it is based on."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if linking_mandate(viewer, software) is None:
        return no(NOT_MAINTAINING)
    return yes()


def declaring_mandate(viewer: Viewer, organization_id: int) -> MandateFact | None:
    """Return the mandate by which this person speaks of a body's policies: the body's first."""
    return viewer.representing(organization_id) or viewer.mandate_for(Title.SECRETARIAT)


def can_declare_reliance(viewer: Viewer, bodies: Collection[Organization]) -> Verdict:
    """The secretariat, or who represents a public body, says that its policy relies on a commons.

    `bodies` are the public bodies this person represents.
    """
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not bodies and not viewer.is_secretariat:
        return no(NOT_PUBLIC)
    return yes()


def can_withdraw_reliance(viewer: Viewer, reliance: Reliance) -> Verdict:
    """The secretariat, or who represents the body, says that its policy relies on it no more."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if declaring_mandate(viewer, reliance.organization_id) is None:
        return no(NOT_YOURS)
    return yes()
