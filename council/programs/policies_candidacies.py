"""Who may apply to a programme, grade candidacies, and say what became of an award."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.clock import now
from council.organizations.models import Title
from council.organizations.viewer import REPRESENTING
from council.programs.models import CandidacyState, Program, ProgramState
from council.programs.policies import JURY_CLOSED, STILL_OPEN, holding_mandate

if TYPE_CHECKING:
    from council.organizations.viewer import MandateFact, Viewer
    from council.programs.models import Candidacy
    from council.programs.models_jury import Juror

APPLYING = frozenset({*REPRESENTING, Title.MAINTAINER})

NOT_APPLYING = _l("Une candidature se dépose pour un organisme ou pour un logiciel.")
NOT_YOURS = _l("Cette candidature est celle d’un autre organisme.")
NOT_A_JUROR = _l("Réservé au jury de ce dispositif.")
YOUR_OWN = _l("C’est la candidature d’un organisme ou d’un logiciel pour lequel vous agissez.")
RECUSED = _l("Vous vous êtes déporté de cette candidature.")
NOT_OPEN = {
    ProgramState.ANNOUNCED: _l("Ce dispositif n’est pas encore ouvert."),
    ProgramState.CLOSED: _l("Les candidatures sont closes."),
    ProgramState.AWARDED: _l("Les candidatures sont closes."),
    ProgramState.CANCELLED: _l("Ce dispositif est annulé."),
}
NOT_A_DRAFT = _l("Cette candidature est déjà déposée.")
NOT_SUBMITTED = _l("Seule une candidature déposée peut l’être.")
NO_AWARD = _l("Rien n’a été accordé à cette candidature.")


def applying_mandates(viewer: Viewer, program: Program) -> list[MandateFact]:
    """Return the mandates by which this person may apply, the chosen one first.

    The programme's own body does not apply to it.
    """
    holder = program.record.organization_id
    fitting = (
        [m for m in viewer.mandates if m.title in APPLYING and m.organization_id != holder]
        if holder is not None
        else []
    )
    seen, found = set(), []
    for mandate in sorted(fitting, key=lambda m: m != viewer.acting):
        key = (mandate.organization_id, mandate.software_id)
        if key not in seen:
            seen.add(key)
            found.append(mandate)
    return found


def own_mandate(viewer: Viewer, candidacy: Candidacy) -> MandateFact | None:
    """Return the mandate by which this person speaks for a candidate."""
    if candidacy.organization_id is not None:
        return viewer.representing(candidacy.organization_id)
    return viewer.mandate_for(Title.MAINTAINER, software_id=candidacy.software_id)


def can_apply(viewer: Viewer, program: Program, at: datetime | None = None) -> Verdict:
    """Who represents a body or maintains a software may apply while the programme is open."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    state = program.state_at(at or now())
    if state != ProgramState.OPEN:
        return no(NOT_OPEN[state])
    if not applying_mandates(viewer, program):
        return no(NOT_APPLYING)
    return yes()


def can_edit_candidacy(
    viewer: Viewer, candidacy: Candidacy, program: Program, at: datetime | None = None
) -> Verdict:
    """Its own people change, submit or throw away a draft while the programme is open."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if own_mandate(viewer, candidacy) is None:
        return no(NOT_YOURS)
    if candidacy.state != CandidacyState.DRAFT:
        return no(NOT_A_DRAFT)
    state = program.state_at(at or now())
    if state != ProgramState.OPEN:
        return no(NOT_OPEN[state])
    return yes()


def can_withdraw_candidacy(viewer: Viewer, candidacy: Candidacy, program: Program) -> Verdict:
    """Its own people withdraw a candidacy, with a reason, until the jury has given its grades."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if own_mandate(viewer, candidacy) is None:
        return no(NOT_YOURS)
    if candidacy.state != CandidacyState.SUBMITTED:
        return no(NOT_SUBMITTED)
    if program.jury_closed_at is not None:
        return no(JURY_CLOSED)
    return yes()


def can_recuse_juror(
    viewer: Viewer, program: Program, candidacy: Candidacy, juror: Juror | None, *, recused: bool
) -> Verdict:
    """A juror says that they do not grade a candidacy, and why, until the jury is closed."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if juror is None:
        return no(NOT_A_JUROR)
    if candidacy.state != CandidacyState.SUBMITTED:
        return no(NOT_SUBMITTED)
    if program.jury_closed_at is not None:
        return no(JURY_CLOSED)
    if recused:
        return no(RECUSED)
    return yes()


def can_grade(
    viewer: Viewer,
    program: Program,
    candidacy: Candidacy,
    juror: Juror | None,
    *,
    interested: bool,
    recused: bool,
    at: datetime | None = None,
) -> Verdict:
    """A juror grades a candidacy that is not their own body's, between closing and the jury's
    end."""
    verdict = can_recuse_juror(viewer, program, candidacy, juror, recused=recused)
    if not verdict:
        return verdict
    if interested:
        return no(YOUR_OWN)
    state = program.state_at(at or now())
    if state != ProgramState.CLOSED:
        return no(NOT_OPEN.get(state, STILL_OPEN) if state != ProgramState.OPEN else STILL_OPEN)
    return yes()


def can_follow_up(viewer: Viewer, candidacy: Candidacy, program: Program) -> Verdict:
    """The laureate, the programme's body and the secretariat say what became of an award."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    own = own_mandate(viewer, candidacy)
    if own is None and holding_mandate(viewer, program.record.organization_id) is None:
        return no(NOT_YOURS)
    if program.awarded_at is None:
        return no(NO_AWARD)
    return yes()


def follow_up_mandate(viewer: Viewer, candidacy: Candidacy, program: Program) -> MandateFact | None:
    """Return the mandate by which this person says what became of an award."""
    return own_mandate(viewer, candidacy) or holding_mandate(viewer, program.record.organization_id)
