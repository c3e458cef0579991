"""Who may hold a programme, name its jury and publish its awards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.clock import now
from council.organizations.models import Title
from council.programs.models import Program, ProgramState

if TYPE_CHECKING:
    from council.organizations.models import Organization
    from council.organizations.viewer import MandateFact, Viewer

NOT_PUBLIC = _l("Réservé au secrétariat et aux personnes mandatées par une administration.")
NOT_YOURS = _l("Réservé à l’organisme qui porte ce dispositif et au secrétariat.")
CANCELLED = _l("Ce dispositif est annulé.")
AWARDED = _l("Les lauréats de ce dispositif sont publiés.")
STILL_OPEN = _l("Les candidatures ne sont pas encore closes.")
NOW_CLOSED = _l("Les candidatures sont closes : le texte de l’appel ne change plus.")
JURY_CLOSED = _l("Le jury a rendu ses mentions.")
JURY_OPEN = _l("Le jury n’a pas encore rendu ses mentions.")


def holding_mandate(viewer: Viewer, organization_id: int | None) -> MandateFact | None:
    """Return the mandate by which this person holds a programme: its body's first."""
    own = viewer.representing(organization_id) if organization_id is not None else None
    return own or viewer.mandate_for(Title.SECRETARIAT)


def can_create_program(viewer: Viewer, bodies: Collection[Organization]) -> Verdict:
    """The secretariat, or who represents a public body, publishes a call for candidacies.

    `bodies` are the public bodies this person represents.
    """
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not bodies and not viewer.is_secretariat:
        return no(NOT_PUBLIC)
    return yes()


def can_edit_program(viewer: Viewer, program: Program, at: datetime | None = None) -> Verdict:
    """The body changes its call until candidacies close."""
    verdict = _holds(viewer, program)
    if not verdict:
        return verdict
    if program.state_at(at or now()) == ProgramState.CLOSED:
        return no(NOW_CLOSED)
    return yes()


def can_cancel_program(viewer: Viewer, program: Program) -> Verdict:
    """The body cancels its programme, with a reason, until laureates are published."""
    return _holds(viewer, program)


def can_name_jury(viewer: Viewer, program: Program) -> Verdict:
    """The body names its jury, and takes a name back, until the jury has given its grades."""
    verdict = _holds(viewer, program)
    if not verdict:
        return verdict
    if program.jury_closed_at is not None:
        return no(JURY_CLOSED)
    return yes()


def can_close_jury(viewer: Viewer, program: Program, at: datetime | None = None) -> Verdict:
    """The body closes its jury once candidacies are closed: grades are then counted and read."""
    verdict = can_name_jury(viewer, program)
    if not verdict:
        return verdict
    if program.state_at(at or now()) != ProgramState.CLOSED:
        return no(STILL_OPEN)
    return yes()


def can_award(viewer: Viewer, program: Program) -> Verdict:
    """The body prepares awards, then publishes them, once the jury has given its grades."""
    verdict = _holds(viewer, program)
    if not verdict:
        return verdict
    if program.jury_closed_at is None:
        return no(JURY_OPEN)
    return yes()


def can_read_grades(viewer: Viewer, program: Program, *, is_juror: bool) -> Verdict:
    """Nobody reads grades before the jury is closed; then the body and the jury; then everybody
    with the awards."""
    if program.jury_closed_at is None:
        return no(JURY_OPEN)
    if program.awarded_at is not None or is_juror:
        return yes()
    if holding_mandate(viewer, program.record.organization_id) is None:
        return no(NOT_YOURS)
    return yes()


def _holds(viewer: Viewer, program: Program) -> Verdict:
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if holding_mandate(viewer, program.record.organization_id) is None:
        return no(NOT_YOURS)
    if program.cancelled_at is not None:
        return no(CANCELLED)
    if program.awarded_at is not None:
        return no(AWARDED)
    return yes()
