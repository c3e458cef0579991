"""Who may change organizations, seats, mandates, and decide applications."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.organizations.models import (
    Application,
    ApplicationState,
    Mandate,
    Seat,
    Title,
)
from council.organizations.viewer import Viewer

ONLY_SECRETARIAT = _l("Réservé au secrétariat du conseil.")
ONLY_CHAIR = _l("Réservé à la présidence du conseil.")

# Who grants which title. Council titles among them are in force once the chair has confirmed.
BY_SECRETARIAT = frozenset(Title) - {Title.ADMINISTRATOR}
BY_MANAGER = frozenset({Title.REPRESENTATIVE, Title.MANAGER, Title.MEMBER, Title.ALTERNATE})
BY_ADMINISTRATOR = frozenset({Title.ADMINISTRATOR, Title.SECRETARIAT})


def can_edit_organizations(viewer: Viewer) -> Verdict:
    """The secretariat creates and edits organizations and colleges."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    return yes() if viewer.is_secretariat else no(ONLY_SECRETARIAT)


def can_propose_seat(viewer: Viewer) -> Verdict:
    """The secretariat proposes seats."""
    return can_edit_organizations(viewer)


def can_confirm_seat(viewer: Viewer, seat: Seat) -> Verdict:
    """The chair confirms a seat that somebody else proposed."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not viewer.is_chair:
        return no(ONLY_CHAIR)
    if seat.ends_on is not None:
        return no(_l("Ce siège a pris fin."))
    if seat.confirmed_at is not None:
        return no(_l("Ce siège est déjà confirmé."))
    if seat.proposed_by_id == viewer.account_id:
        return no(_l("Une autre personne que celle qui a proposé ce siège doit le confirmer."))
    return yes()


def can_end_seat(viewer: Viewer, seat: Seat) -> Verdict:
    """The secretariat or the chair ends a seat, or refuses a proposed one, with a reason."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not (viewer.is_secretariat or viewer.is_chair):
        return no(ONLY_SECRETARIAT)
    if seat.ends_on is not None:
        return no(_l("Ce siège a pris fin."))
    return yes()


def titles_granted_by(viewer: Viewer, organization_id: int) -> frozenset[Title]:
    """Return the titles this person may grant for an organization."""
    titles: frozenset[Title] = frozenset()
    if viewer.is_secretariat:
        titles |= BY_SECRETARIAT - {Title.MAINTAINER}
    if viewer.is_administrator:
        titles |= BY_ADMINISTRATOR
    if viewer.mandate_for(Title.MANAGER, organization_id=organization_id):
        titles |= BY_MANAGER
    return titles


def can_invite(viewer: Viewer, organization_id: int) -> Verdict:
    """The secretariat, the administrator and the organization's manager mandate people."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not titles_granted_by(viewer, organization_id):
        return no(_l("Réservé au secrétariat et aux gestionnaires des mandats de cet organisme."))
    return yes()


def can_verify_maintainer(viewer: Viewer) -> Verdict:
    """The secretariat mandates maintainers, once it has checked who they are."""
    return can_edit_organizations(viewer)


def can_confirm_mandate(viewer: Viewer, mandate: Mandate) -> Verdict:
    """The chair confirms a council mandate that somebody else granted."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not viewer.is_chair:
        return no(ONLY_CHAIR)
    if mandate.revoked_at is not None:
        return no(_l("Ce mandat a pris fin."))
    if not mandate.needs_confirmation:
        return no(_l("Ce mandat n’attend pas de confirmation."))
    if mandate.granted_by_id == viewer.account_id:
        return no(_l("Une autre personne que celle qui a proposé ce mandat doit le confirmer."))
    return yes()


def can_revoke_mandate(viewer: Viewer, mandate: Mandate) -> Verdict:
    """The person gives a mandate up; who could grant it takes it back; the chair, a council one."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if mandate.revoked_at is not None:
        return no(_l("Ce mandat a pris fin."))
    if mandate.account_id == viewer.account_id:
        return yes()
    if mandate.software_id is not None:
        return can_verify_maintainer(viewer)
    if viewer.is_chair and mandate.needs_confirmation:
        return yes()
    if mandate.title in titles_granted_by(viewer, mandate.organization_id or 0):
        return yes()
    return no(_l("Réservé au secrétariat et aux gestionnaires des mandats de cet organisme."))


def can_see_people(viewer: Viewer, organization_id: int) -> Verdict:
    """Invited people and past mandates are shown to those who manage them."""
    if viewer.is_chair:
        return yes()
    return can_invite(viewer, organization_id)


def can_decide_application(viewer: Viewer, application: Application) -> Verdict:
    """The secretariat decides what waits, and what waits only."""
    verdict = can_edit_organizations(viewer)
    if not verdict:
        return verdict
    if application.state != ApplicationState.WAITING:
        return no(_l("Cette demande a déjà reçu sa réponse."))
    return yes()
