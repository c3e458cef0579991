"""Who may do what with decisions; no way around for whoever operates the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.decisions.models import TRANSITIONS, Decision, DecisionAct, DecisionState, Transition
from council.polls.voters import VOTING_TITLES
from council.records.models import Audience

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.records.models import Attachment

NOT_NOW = _l("Ce n’est pas possible dans l’état où est cette décision.")


def find_transition(decision: Decision, state: str) -> Transition | None:
    """Return the move from a decision's state to another, None when there is none."""
    return next((t for t in TRANSITIONS if (t.source, t.target) == (decision.state, state)), None)


def _conducts(viewer: Viewer) -> Verdict:
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.is_secretariat or viewer.is_chair:
        return yes()
    return no(_l("Réservé à la présidence et au secrétariat du conseil."))


def can_draft_decision(viewer: Viewer) -> Verdict:
    """The secretariat and the chair prepare decisions; a member proposes one."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.is_secretariat or viewer.is_chair or viewer.is_member:
        return yes()
    return no(_l("Réservé aux membres du conseil et à son secrétariat."))


def can_edit_decision(viewer: Viewer, decision: Decision) -> Verdict:
    """A draft is edited by who wrote it, the secretariat or the chair; frozen once adopted."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if decision.state not in {DecisionState.DRAFT, DecisionState.PROPOSED}:
        return no(_l("Le texte d’une décision adoptée est figé."))
    if viewer.is_secretariat or viewer.is_chair:
        return yes()
    wrote = decision.account_id == viewer.account_id
    if wrote and viewer.is_member and decision.state == DecisionState.DRAFT:
        return yes()
    return no(_l("Ce projet est tenu par le secrétariat ou par son auteur."))


def can_move_decision(viewer: Viewer, decision: Decision, state: str) -> Verdict:
    """Propose, take back, supersede, repeal, withdraw: the secretariat or the chair."""
    verdict = _conducts(viewer)
    if not verdict:
        return verdict
    if find_transition(decision, state) is None:
        return no(NOT_NOW)
    return yes()


def can_adopt_decision(
    viewer: Viewer, decision: Decision, *, poll_outcome: str | None = None
) -> Verdict:
    """Record the adoption; when a poll decides, only once it is counted and
    adopted or chose.

    `poll_outcome`: None without a poll, "" while it is not counted, else the outcome.
    """
    verdict = can_move_decision(viewer, decision, DecisionState.ADOPTED)
    if not verdict:
        return verdict
    if poll_outcome == "":
        return no(_l("Le scrutin dont dépend cette décision n’est pas dépouillé."))
    if poll_outcome not in {None, "adopted", "chosen"}:
        return no(_l("Le scrutin n’a pas adopté ce texte."))
    return yes()


def can_endorse_decision(viewer: Viewer, decision: Decision) -> Verdict:
    """Only the person mandated for it records the State's support, or its refusal."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not viewer.is_endorser:
        return no(_l("Réservé à la personne mandatée pour porter le soutien de l’État."))
    if decision.state not in {DecisionState.ADOPTED, DecisionState.PUBLISHED}:
        return no(_l("Le soutien porte sur une décision adoptée."))
    return yes()


def can_publish_decision(viewer: Viewer, decision: Decision) -> Verdict:
    """The secretariat or the chair publish what was adopted."""
    return can_move_decision(viewer, decision, DecisionState.PUBLISHED)


def can_ask_publication(viewer: Viewer, decision: Decision, asked: DecisionAct | None) -> Verdict:
    """Ask once; a second person then confirms."""
    verdict = can_publish_decision(viewer, decision)
    if verdict and asked is not None:
        return no(_l("La publication est déjà demandée : une seconde personne la confirme."))
    return verdict


def can_attach_document(viewer: Viewer, decision: Decision) -> Verdict:
    """Who may edit the text attaches documents; then the secretariat and the chair alone."""
    if decision.state == DecisionState.WITHDRAWN:
        return no(_l("Cette décision est retirée : rien ne s’y ajoute plus."))
    edits = can_edit_decision(viewer, decision)
    return edits if edits else _conducts(viewer)


def can_remove_document(viewer: Viewer, decision: Decision) -> Verdict:
    """A document goes away only before publication: what was public stays."""
    if decision.is_public:
        return no(_l("La décision est publiée : ses documents restent."))
    return can_attach_document(viewer, decision)


def can_read_document(viewer: Viewer, decision: Decision, document: Attachment) -> Verdict:
    """Documents follow their decision's readers; working ones, and a withdrawn one's, the council.

    The caller has checked that the decision itself may be seen.
    """
    if viewer.is_council:
        return yes()
    if document.audience != Audience.PUBLIC or decision.state == DecisionState.WITHDRAWN:
        return no(_l("Ce document de travail est réservé au conseil."))
    return yes()


def can_confirm_publication(
    viewer: Viewer, decision: Decision, asked: DecisionAct | None
) -> Verdict:
    """A second person confirms a publication somebody else asked for."""
    verdict = can_publish_decision(viewer, decision)
    if not verdict:
        return verdict
    if asked is None:
        return no(_l("Personne n’a encore demandé la publication."))
    if asked.account_id == viewer.account_id:
        return no(_l("La publication est confirmée par une seconde personne."))
    return yes()


def can_black_out(viewer: Viewer, decision: Decision) -> Verdict:
    """Who conducts the council hides passages of what everybody reads."""
    verdict = _conducts(viewer)
    if not verdict:
        return verdict
    if not decision.is_public or decision.state == DecisionState.WITHDRAWN:
        return no(_l("Seul un texte public est occulté ; un projet se modifie."))
    return yes()


def can_read_original(viewer: Viewer) -> Verdict:
    """The text under the black bars is read by who conducts the council alone."""
    return _conducts(viewer)


def can_note_dissent(viewer: Viewer, decision: Decision) -> Verdict:
    """A member body says that it disagrees, once the text is adopted and while it is in force."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    acting = viewer.acting
    if acting is None or not acting.has_seat or acting.title not in VOTING_TITLES:
        return no(_l("Réservé aux personnes mandatées par un organisme membre du conseil."))
    if decision.state not in {DecisionState.ADOPTED, DecisionState.PUBLISHED}:
        return no(_l("Une note de désaccord porte sur une décision adoptée et en vigueur."))
    return yes()


def can_follow_application(viewer: Viewer, decision: Decision) -> Verdict:
    """Who conducts the council says where the application is, and so does the body that applies."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if decision.state != DecisionState.PUBLISHED:
        return no(_l("L’application se suit quand la décision est publiée et en vigueur."))
    if viewer.is_secretariat or viewer.is_chair:
        return yes()
    holder = decision.application_holder_id
    if holder is not None and any(m.organization_id == holder for m in viewer.mandates):
        return yes()
    return no(_l("Réservé au secrétariat, à la présidence et à l’organisme qui applique."))


def can_review_decision(viewer: Viewer, decision: Decision) -> Verdict:
    """Who conducts the council looks again at a decision in force."""
    verdict = _conducts(viewer)
    if verdict and decision.state != DecisionState.PUBLISHED:
        return no(_l("Seule une décision publiée et en vigueur se réexamine."))
    return verdict
