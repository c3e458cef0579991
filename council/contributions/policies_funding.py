"""Who may open a shared funding, pledge, accept, extend and close."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.contributions.models_funding import FundingPhase, FundingState, IfMissed
from council.organizations.models import Title
from council.organizations.viewer import REPRESENTING
from council.records.models import RecordKind

if TYPE_CHECKING:
    from council.contributions.models_funding import Funding
    from council.contributions.queries_desks import Desk
    from council.contributions.queries_funding import Shown
    from council.organizations.viewer import MandateFact, Viewer

NOT_OPENING = _l(
    "Un financement partagé est ouvert par le porteur du besoin, l’auteur de l’offre ou le "
    "secrétariat."
)
NOT_DECIDING = _l("Réservé au porteur du besoin et au secrétariat.")
NOT_PLEDGING = _l("S’engager demande un mandat de représentation d’un organisme.")
PRICE_IS_KEPT = _l(
    "Le prix de cette offre n’est pas public : seul son auteur peut ouvrir un financement, "
    "qui rend publique une estimation."
)
OVER = _l("Ce qui serait financé ici n’attend plus de financement.")
ONE_IS_OPEN = _l("Un financement est déjà ouvert ici.")
ENDED = _l("Ce financement est terminé : ses engagements ne changent plus.")


def deciding_mandate(viewer: Viewer, desk: Desk) -> MandateFact | None:
    """Return the mandate by which this person decides: of the need's holder, else the
    secretariat's."""
    receivers, record = desk.receivers, desk.record
    if record.kind == RecordKind.CONTRIBUTION:
        organizations, software = receivers.organization_ids, receivers.software_ids
        if not receivers.need_ids:
            software = receivers.about_ids
    else:
        organizations = {record.organization_id or 0}
        software = {record.software_id or 0}
    for organization_id in sorted(organizations & viewer.organization_ids):
        mandate = viewer.representing(organization_id)
        if mandate is not None:
            return mandate
    for software_id in sorted(software & viewer.software_ids):
        return viewer.mandate_for(Title.MAINTAINER, software_id=software_id)
    return viewer.mandate_for(Title.SECRETARIAT)


def giving_mandate(viewer: Viewer, desk: Desk) -> MandateFact | None:
    """Return the mandate by which this person speaks for the body that offers."""
    record = desk.record
    if record.kind != RecordKind.CONTRIBUTION:
        return None
    if record.organization_id is not None:
        return viewer.representing(record.organization_id)
    return viewer.mandate_for(Title.MAINTAINER, software_id=record.software_id or 0)


def opening_mandate(viewer: Viewer, desk: Desk) -> MandateFact | None:
    """Return the mandate by which this person opens or closes a funding."""
    return giving_mandate(viewer, desk) or deciding_mandate(viewer, desk)


def pledging_mandates(viewer: Viewer, funding: Funding) -> list[MandateFact]:
    """Return the mandates by which this person may pledge, the chosen one first, one a body; who
    will be paid does not pledge."""
    candidates = [viewer.acting, *viewer.mandates] if viewer.acting else list(viewer.mandates)
    found = {}
    for mandate in candidates:
        body = mandate.organization_id
        if mandate.title in REPRESENTING and body is not None and body != funding.payee_id:
            found.setdefault(body, mandate)
    return list(found.values())


def can_open_funding(viewer: Viewer, desk: Desk, latest: Shown | None) -> Verdict:
    """The need's holder, the body that offers and the secretariat open a funding, one at a time;
    who offers alone when its price is not public."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if opening_mandate(viewer, desk) is None:
        return no(NOT_OPENING)
    if not desk.price_is_public and giving_mandate(viewer, desk) is None:
        return no(PRICE_IS_KEPT)
    if not desk.is_alive:
        return no(OVER)
    if latest is not None and latest.funding.state == FundingState.OPEN:
        return no(ONE_IS_OPEN)
    if latest is not None and latest.funding.state == FundingState.ACCEPTED:
        return no(_l("Le financement est déjà accepté."))
    return yes()


def can_pledge(viewer: Viewer, view: Shown, day: date) -> Verdict:
    """A person mandated for a body pledges for it, or changes its pledge, until the deadline."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not pledging_mandates(viewer, view.funding):
        return no(NOT_PLEDGING)
    if view.funding.state != FundingState.OPEN:
        return no(ENDED)
    if view.funding.deadline_on < day:
        return no(_l("L’échéance est passée : aucun engagement nouveau n’est reçu."))
    return yes()


def can_withdraw_pledge(viewer: Viewer, view: Shown) -> Verdict:
    """A body takes its pledge back until the funding is accepted."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if not _own(viewer, view):
        return no(_l("Votre organisme n’a pas d’engagement ici."))
    if view.funding.state != FundingState.OPEN:
        return no(ENDED)
    return yes()


def can_maintain_pledge(viewer: Viewer, view: Shown, day: date) -> Verdict:
    """Once the deadline was moved, a body says that its pledge still holds."""
    verdict = can_withdraw_pledge(viewer, view)
    if not verdict:
        return verdict
    waiting = [b for b in _own(viewer, view) if not _confirmed(view, b)]
    if not waiting or view.funding.deadline_on < day:
        return no(_l("Aucun engagement de votre organisme n’attend d’être maintenu."))
    return yes()


def _confirmed(view: Shown, organization_id: int) -> bool:
    line = view.line_of(organization_id)
    return line is not None and line.pledge.round == view.funding.round


def _own(viewer: Viewer, view: Shown) -> list[int]:
    bodies = [m.organization_id or 0 for m in pledging_mandates(viewer, view.funding)]
    return [body for body in bodies if view.line_of(body) is not None]


def can_accept_funding(viewer: Viewer, desk: Desk, view: Shown) -> Verdict:
    """The need's holder or the secretariat accepts what covers the estimate, or, once the deadline
    has passed and if it was told, what has been gathered."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if deciding_mandate(viewer, desk) is None:
        return no(NOT_DECIDING)
    if view.funding.state != FundingState.OPEN:
        return no(ENDED)
    if view.phase == FundingPhase.REACHED:
        return yes()
    reduced = view.funding.if_missed == IfMissed.REDUCE and view.phase == FundingPhase.MISSED
    if reduced and view.count.total:
        return yes()
    return no(_l("L’estimation n’est pas couverte."))


def can_extend_funding(viewer: Viewer, desk: Desk, view: Shown) -> Verdict:
    """A missed deadline is moved if that was told beforehand; each pledger then agrees or not."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if opening_mandate(viewer, desk) is None:
        return no(NOT_OPENING)
    if view.funding.state != FundingState.OPEN:
        return no(ENDED)
    if view.funding.if_missed != IfMissed.EXTEND:
        return no(_l("Il n’a pas été annoncé que l’échéance pourrait être repoussée."))
    if view.phase != FundingPhase.MISSED:
        return no(_l("L’échéance n’est pas passée, ou l’estimation est couverte."))
    return yes()


def can_close_funding(viewer: Viewer, desk: Desk, view: Shown) -> Verdict:
    """Who may open a funding may close it without effect, with a reason, until it is accepted."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if opening_mandate(viewer, desk) is None:
        return no(NOT_OPENING)
    if view.funding.state != FundingState.OPEN:
        return no(ENDED)
    return yes()
