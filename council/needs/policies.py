"""Who may do what with a need, and why not; pure, on a Viewer and facts of the need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.needs.models import OPEN_STATES, OUTCOMES, TRANSITIONS, Need, NeedState, Who
from council.organizations.models import Title
from council.organizations.viewer import REPRESENTING

if TYPE_CHECKING:
    from council.needs.models import Endorsement
    from council.needs.queries_rolls import FrozenRoll
    from council.organizations.viewer import MandateFact, Viewer

NOBODY = _l(
    "Un besoin est déposé au nom d’un organisme ou d’un logiciel : demandez d’abord un mandat."
)
HOLDER_ONLY = _l("Réservé aux personnes mandatées par le porteur du besoin et au secrétariat.")
SECRETARIAT_ONLY = _l("Réservé au secrétariat du conseil.")
WRONG_STATE = _l("L’état du besoin ne le permet pas.")
NOT_DRAFT = _l("Ce besoin est déjà déposé.")
NOT_WAITING = _l("Ce besoin n’attend pas d’être qualifié.")
ALREADY_CLOSED = _l("Ce besoin est clos : son texte ne change plus.")
NOT_OPEN = _l("Seul un besoin publié et non satisfait peut être soutenu.")
OWN_NEED = _l("Votre organisme porte déjà ce besoin.")
NO_BODY = _l("Un soutien engage un organisme : vous n’êtes mandaté par aucun.")
FROZEN_SOMEWHERE = _l(
    "La liste électorale d’un scrutin né de ce besoin est arrêtée : un soutien ne se retire plus."
)
NOT_YOUR_ENDORSEMENT = _l("Ce soutien n’est pas celui de votre organisme.")
ENDORSEMENT_GONE = _l("Ce soutien est déjà retiré.")

EDITABLE = (NeedState.DRAFT, NeedState.SUBMITTED, *OPEN_STATES)
# Those who say "we have this need too": who represents a body, and guests of the council.
ENDORSING = tuple(sorted({*REPRESENTING, Title.OBSERVER}))


def can_dismiss_pair(viewer: Viewer) -> Verdict:
    """Say whether this person may judge that two needs are not the same problem."""
    return yes() if viewer.is_secretariat else no(SECRETARIAT_ONLY)


def holds(viewer: Viewer, need: Need) -> bool:
    """Say whether this person may act for the holder of a need."""
    record = need.record
    if record.organization_id is not None:
        return viewer.representing(record.organization_id) is not None
    return record.software_id is not None and record.software_id in viewer.software_ids


def can_draft_need(viewer: Viewer) -> Verdict:
    """Say whether this person may begin a need for anybody."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.is_representative or viewer.is_maintainer or viewer.is_secretariat:
        return yes()
    return no(NOBODY)


def can_file_for(
    viewer: Viewer, *, organization_id: int | None = None, software_id: int | None = None
) -> Verdict:
    """Say whether this person may begin a need held by that organization or that software."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.is_secretariat:
        return yes()
    if organization_id is not None and viewer.representing(organization_id):
        return yes()
    if software_id is not None and software_id in viewer.software_ids:
        return yes()
    return no(HOLDER_ONLY)


def _may(viewer: Viewer, need: Need, who: frozenset[Who]) -> bool:
    if Who.HOLDER in who and holds(viewer, need):
        return True
    return Who.SECRETARIAT in who and viewer.is_secretariat


def _can_move(viewer: Viewer, need: Need, target: NeedState) -> Verdict:
    moves = [t for t in TRANSITIONS if t.target == target]
    anyone = frozenset().union(*(move.who for move in moves))
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not _may(viewer, need, anyone):
        return no(HOLDER_ONLY if Who.HOLDER in anyone else SECRETARIAT_ONLY)
    move = next((t for t in moves if t.source == need.state), None)
    if move is None or not _may(viewer, need, move.who):
        return no(WRONG_STATE)
    return yes()


def can_edit_need(viewer: Viewer, need: Need) -> Verdict:
    """Say whether this person may change the words of a need."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not (holds(viewer, need) or viewer.is_secretariat):
        return no(HOLDER_ONLY)
    if need.state not in EDITABLE:
        return no(ALREADY_CLOSED)
    return yes()


def can_retag_need(viewer: Viewer, need: Need) -> Verdict:
    """Say whether this person may file a submitted need under other words: the secretariat."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not viewer.is_secretariat:
        return no(SECRETARIAT_ONLY)
    if need.state not in EDITABLE or need.state == NeedState.DRAFT:
        return no(ALREADY_CLOSED)
    return yes()


def can_submit_need(viewer: Viewer, need: Need) -> Verdict:
    """Say whether this person may hand a draft to the secretariat."""
    verdict = _can_move(viewer, need, NeedState.SUBMITTED)
    return no(NOT_DRAFT) if verdict.reason is WRONG_STATE else verdict


def can_discard_draft(viewer: Viewer, need: Need) -> Verdict:
    """Say whether this person may throw a draft away; nothing submitted ever is."""
    return can_submit_need(viewer, need)


def can_publish_need(viewer: Viewer, need: Need) -> Verdict:
    """Say whether this person may qualify a submitted need, which publishes it."""
    verdict = _can_move(viewer, need, NeedState.PUBLISHED)
    return no(NOT_WAITING) if verdict.reason is WRONG_STATE else verdict


def can_decline_need(viewer: Viewer, need: Need) -> Verdict:
    """Say whether this person may turn a submitted need down."""
    verdict = _can_move(viewer, need, NeedState.DECLINED)
    return no(NOT_WAITING) if verdict.reason is WRONG_STATE else verdict


def can_withdraw_need(viewer: Viewer, need: Need) -> Verdict:
    """Say whether this person may withdraw a need that was submitted."""
    return _can_move(viewer, need, NeedState.WITHDRAWN)


def can_record_outcome(viewer: Viewer, need: Need) -> Verdict:
    """Say whether this person may note what came of a need."""
    verdicts = [_can_move(viewer, need, outcome) for outcome in OUTCOMES]
    return next((verdict for verdict in verdicts if verdict), verdicts[0])


def outcomes_of(need: Need) -> list[NeedState]:
    """Return the outcomes that may be noted from the need's state."""
    return [
        o for o in OUTCOMES if any((t.source, t.target) == (need.state, o) for t in TRANSITIONS)
    ]


def endorsing_mandates(viewer: Viewer, need: Need) -> list[MandateFact]:
    """Return the mandates by which this person may endorse a need, one per organization, the
    chosen one first; a holder does not endorse its own need."""
    mandates = [viewer.acting, *viewer.mandates] if viewer.acting else list(viewer.mandates)
    found: dict[int, MandateFact] = {}
    for mandate in mandates:
        number = mandate.organization_id
        if mandate.title in ENDORSING and number not in {None, need.record.organization_id}:
            found.setdefault(number or 0, mandate)
    return list(found.values())


def can_endorse_need(viewer: Viewer, need: Need) -> Verdict:
    """Say whether this person may say "we have this need too" for some organization."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not endorsing_mandates(viewer, need):
        return no(OWN_NEED if holds(viewer, need) else NO_BODY)
    if need.state not in OPEN_STATES:
        return no(NOT_OPEN)
    return yes()


def can_withdraw_endorsement(
    viewer: Viewer, endorsement: Endorsement, frozen: FrozenRoll | None = None
) -> Verdict:
    """Say whether this person may take back an endorsement: until a roll is frozen for a vote
    that the need led to."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.mandate_for(*ENDORSING, organization_id=endorsement.organization_id) is None:
        return no(NOT_YOUR_ENDORSEMENT)
    if endorsement.withdrawn_at is not None:
        return no(ENDORSEMENT_GONE)
    return no(frozen_sentence(frozen)) if frozen is not None else yes()


def frozen_sentence(frozen: FrozenRoll) -> Any:
    """Say which poll keeps an endorsement where it is."""
    if not frozen.reference:
        return FROZEN_SOMEWHERE
    return _l(
        "La liste électorale du scrutin %(poll)s, né de ce besoin, est arrêtée : "
        "un soutien ne se retire plus.",
        poll=frozen.reference,
    )


def can_read_text(viewer: Viewer, need: Need) -> Verdict:
    """Say whether the words of a visible need are shown: a withdrawn one leaves its tombstone."""
    if need.state != NeedState.WITHDRAWN or viewer.is_secretariat or holds(viewer, need):
        return yes()
    return no(_l("Ce besoin a été retiré par son porteur."))
