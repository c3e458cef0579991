"""Who may put two bodies in touch, answer, and say what came of it, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.introductions.models import (
    MADE,
    TRANSITIONS,
    Answer,
    Introduction,
    IntroductionParty,
    IntroductionState,
)
from council.introductions.queries import speaking_for
from council.needs.models import OPEN_STATES, SETTLED_STATES
from council.organizations.models import Title

if TYPE_CHECKING:
    from council.needs.models import Need
    from council.organizations.viewer import MandateFact, Viewer

NOBODY = _l("Une mise en relation engage un organisme : vous n’êtes mandaté par aucun.")
NOT_YOURS = _l("Vous ne représentez aucun des deux : le secrétariat peut le proposer.")
SAME_BODY = _l("Une mise en relation réunit deux organismes différents.")
NOT_ASKED = _l("Réservé aux deux organismes mis en relation.")
NOT_PROPOSER = _l("Réservé à l’organisme qui l’a proposée et au secrétariat.")
ANSWERED = _l("Votre organisme a déjà accepté.")
PROPOSED_IT = _l("Votre organisme l’a proposée : il peut la retirer.")
EXPIRED = _l("Le délai de réponse est passé : proposez une nouvelle mise en relation.")
CLOSED = _l("Cette mise en relation n’attend plus de réponse.")
NOT_MADE = _l("Une issue se note quand les deux organismes ont accepté.")
CONCLUDED = _l("L’issue de cette mise en relation est déjà notée.")
NOT_SHARED = _l("Les contacts sont partagés quand les deux organismes ont accepté.")
ERASED = _l("Les contacts ont été effacés.")
NEED_CLOSED = _l("Ce besoin n’est pas publié.")
NEEDS_CLOSED = _l("Au moins un des deux besoins doit attendre encore une réponse.")


def holder_id(need: Need) -> int:
    """Return the organization or software that holds a need."""
    return int(need.record.organization_id or need.record.software_id or 0)


def can_propose_introduction(viewer: Viewer) -> Verdict:
    """Say whether this person may propose an introduction at all."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.is_secretariat or speaking_for(viewer):
        return yes()
    return no(NOBODY)


def can_introduce(viewer: Viewer, body_ids: Iterable[int]) -> Verdict:
    """Say whether this person may propose to put these two bodies in touch."""
    verdict = can_propose_introduction(viewer)
    bodies = set(body_ids)
    if not verdict:
        return verdict
    if len(bodies) != 2:
        return no(SAME_BODY)
    if viewer.is_secretariat or bodies & speaking_for(viewer):
        return yes()
    return no(NOT_YOURS)


def can_be_introduced(need: Need, other: Need | None = None) -> Verdict:
    """Say whether the state of these needs lets their bodies be put in touch: what is met helps
    what is not, but one of them at least still waits."""
    needs = [need, *([other] if other is not None else [])]
    if any(row.state not in SETTLED_STATES for row in needs):
        return no(NEED_CLOSED)
    if all(row.state not in OPEN_STATES for row in needs):
        return no(NEEDS_CLOSED)
    return yes()


def proposes_as_secretariat(viewer: Viewer) -> bool:
    """Say whether this person proposes for the secretariat, and not for a body of their own."""
    if not viewer.is_secretariat:
        return False
    return viewer.acting is None or viewer.acting.title == Title.SECRETARIAT


def mandate_between(viewer: Viewer, body_ids: Iterable[int]) -> MandateFact | None:
    """Return the mandate by which this person acts for one of two bodies, the chosen one first."""
    wanted = set(body_ids) & speaking_for(viewer)
    candidates = [viewer.acting, *viewer.mandates] if viewer.acting else list(viewer.mandates)
    for mandate in candidates:
        if body_of(mandate) in wanted:
            return mandate
    return None


def body_of(mandate: MandateFact) -> int:
    """Return the record of the organization or software of a mandate."""
    return int(mandate.organization_id or mandate.software_id or 0)


def can_accept(viewer: Viewer, introduction: Introduction, party: IntroductionParty) -> Verdict:
    """Say whether this person may accept for that body, naming its contact."""
    verdict = _can_answer(viewer, introduction, party)
    if not verdict:
        return verdict
    return yes() if party.answer == Answer.ASKED else no(ANSWERED)


def can_decline(viewer: Viewer, introduction: Introduction, party: IntroductionParty) -> Verdict:
    """Say whether this person may decline for that body, until both accepted."""
    verdict = _can_answer(viewer, introduction, party)
    if not verdict:
        return verdict
    if party.body_id == introduction.proposing_body_id:
        return no(PROPOSED_IT)
    return yes()


def _can_answer(viewer: Viewer, introduction: Introduction, party: IntroductionParty) -> Verdict:
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if party.body_id not in speaking_for(viewer):
        return no(NOT_ASKED)
    return _still_waits(introduction)


def _still_waits(introduction: Introduction) -> Verdict:
    if introduction.current_state == IntroductionState.EXPIRED:
        return no(EXPIRED)
    return yes() if introduction.state == IntroductionState.PROPOSED else no(CLOSED)


def can_withdraw(viewer: Viewer, introduction: Introduction) -> Verdict:
    """Say whether this person may take a proposal back, while it is not accepted by both."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    own = introduction.proposing_body_id in speaking_for(viewer)
    if not (own or viewer.is_secretariat):
        return no(NOT_PROPOSER)
    return _still_waits(introduction)


def can_conclude(viewer: Viewer, introduction: Introduction) -> Verdict:
    """Say whether this person may note what came of an introduction that both accepted."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not introduction.body_ids & speaking_for(viewer):
        return no(NOT_ASKED)
    if introduction.state not in MADE:
        return no(NOT_MADE)
    return yes() if introduction.state in TRANSITIONS["conclude"].sources else no(CONCLUDED)


def can_read_contact(
    viewer: Viewer, introduction: Introduction, party: IntroductionParty
) -> Verdict:
    """Say whether this person reads the contact a body named: its own people at once, the other
    body's and the secretariat only when both have accepted, nobody once it is erased."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    bodies = viewer.organization_ids | viewer.software_ids
    if not (viewer.is_secretariat or bodies & introduction.body_ids):
        return no(NOT_ASKED)
    if introduction.contacts_erased_at is not None:
        return no(ERASED)
    if introduction.state in MADE or party.body_id in bodies:
        return yes()
    return no(NOT_SHARED)
