"""Who may offer, accept, deliver and confirm, and who reads a price."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from council.access import SIGN_IN, Verdict, no, yes
from council.contributions.models import (
    TRANSITIONS,
    Contribution,
    ContributionState,
    PriceVisibility,
)
from council.organizations.models import Title
from council.organizations.viewer import REPRESENTING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from council.contributions.models import ContributionVersion
    from council.contributions.queries import Act, Receivers
    from council.organizations.viewer import MandateFact, Viewer
    from council.records.models import Record


class Side(StrEnum):
    """For whom an offer is accepted."""

    HOLDER = "holder"
    MAINTAINER = "maintainer"


SIDE_LABELS = {
    Side.HOLDER: _l("le porteur du besoin"),
    Side.MAINTAINER: _l("les mainteneurs du logiciel"),
}

GIVING = frozenset({*REPRESENTING, Title.MAINTAINER})

NOT_GIVING = _l("Offrir une contribution demande un mandat d’un organisme ou d’un logiciel.")
NOT_YOURS = _l("Cette contribution est celle d’un autre organisme.")
NOT_RECEIVING = _l(
    "Réservé à l’organisme qui porte le besoin et aux mainteneurs du logiciel concerné."
)
LAPSED = _l("La validité de cette offre est passée : demandez à son auteur de la renouveler.")
WRONG_STATE = {
    "offer": _l("Cette contribution a déjà été proposée."),
    "accept": _l("Seule une offre en attente de réponse s’accepte : celle-ci ne l’est plus."),
    "decline": _l("Seule une offre en attente de réponse se décline : celle-ci ne l’est plus."),
    "start": _l("Seule une contribution acceptée, pas encore commencée, peut commencer."),
    "deliver": _l("Seule une contribution acceptée ou en cours peut être livrée."),
    "confirm": _l("Seule une contribution livrée, pas encore confirmée, se confirme."),
    "withdraw": _l("Cette contribution ne peut plus être retirée."),
    "revise": _l("Seule une offre en attente de réponse se modifie."),
}


def giving_mandate(viewer: Viewer, contribution: Contribution | None = None) -> MandateFact | None:
    """Return the mandate by which this person gives: the chosen one when it fits."""
    if contribution is None:
        return viewer.mandate_for(*sorted(GIVING))
    record = contribution.record
    if record.organization_id is not None:
        return viewer.representing(record.organization_id)
    return viewer.mandate_for(Title.MAINTAINER, software_id=record.software_id)


def receiving_mandate(viewer: Viewer, receivers: Receivers) -> MandateFact | None:
    """Return the mandate by which this person receives a contribution, if there is one."""
    for organization_id in sorted(receivers.organization_ids & viewer.organization_ids):
        mandate = viewer.representing(organization_id)
        if mandate is not None:
            return mandate
    for software_id in sorted((receivers.software_ids | receivers.about_ids) & viewer.software_ids):
        mandate = viewer.mandate_for(Title.MAINTAINER, software_id=software_id)
        if mandate is not None:
            return mandate
    return None


def speaks_for(viewer: Viewer, record: Record) -> bool:
    """Say whether this person may speak for the holder of a need."""
    if record.organization_id is not None:
        return viewer.representing(record.organization_id) is not None
    return record.software_id in viewer.software_ids


def can_draft(viewer: Viewer) -> Verdict:
    """A person mandated for an organization or a software may write an offer for it."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if giving_mandate(viewer) is None:
        return no(NOT_GIVING)
    return yes()


def can_offer(viewer: Viewer, contribution: Contribution) -> Verdict:
    """The body that wrote a draft may offer it."""
    return _giver_may("offer", viewer, contribution)


def can_edit_draft(viewer: Viewer, contribution: Contribution) -> Verdict:
    """The body that writes a draft may change it or throw it away."""
    return _giver_may("offer", viewer, contribution)


def can_revise(viewer: Viewer, contribution: Contribution) -> Verdict:
    """The body that offers may change its offer while nobody has answered it."""
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if giving_mandate(viewer, contribution) is None:
        return no(NOT_YOURS)
    if contribution.state != ContributionState.OFFERED:
        return no(WRONG_STATE["revise"])
    return yes()


def can_start(viewer: Viewer, contribution: Contribution) -> Verdict:
    """The body that offers says when it starts."""
    return _giver_may("start", viewer, contribution)


def can_deliver(viewer: Viewer, contribution: Contribution) -> Verdict:
    """The body that offers says what it delivered."""
    return _giver_may("deliver", viewer, contribution)


def can_withdraw(viewer: Viewer, contribution: Contribution) -> Verdict:
    """The body that offers may withdraw until it has delivered."""
    return _giver_may("withdraw", viewer, contribution)


def side_of(mandate: MandateFact | Act, receivers: Receivers) -> Side:
    """Return for whom an acceptance speaks: the need's holder, or the maintainers."""
    if mandate.organization_id in receivers.organization_ids:
        return Side.HOLDER
    return Side.HOLDER if mandate.software_id in receivers.software_ids else Side.MAINTAINER


def accepting_mandate(
    viewer: Viewer, receivers: Receivers, acceptances: Iterable[Act]
) -> MandateFact | None:
    """Return the mandate of a side that has not accepted yet, if this person has one."""
    done = {side_of(act, receivers) for act in acceptances}
    for mandate in viewer.mandates:
        if mandate.title in REPRESENTING:
            receives = mandate.organization_id in receivers.organization_ids
        else:
            software = receivers.software_ids | receivers.about_ids
            receives = mandate.title == Title.MAINTAINER and mandate.software_id in software
        if receives and side_of(mandate, receivers) not in done:
            return mandate
    return None


def has_two_sides(receivers: Receivers) -> bool:
    """Say whether an offer has both a need's holder and other maintainers to accept it."""
    return bool(receivers.need_ids and receivers.about_ids - receivers.software_ids)


def by_side(history: Iterable[Act], receivers: Receivers) -> dict[Side, Act]:
    """Return the acceptances of a history, by whom they speak for, oldest first."""
    accepted = [act for act in history if act.state == ContributionState.ACCEPTED]
    return {side_of(act, receivers): act for act in sorted(accepted, key=lambda act: act.at)}


def can_accept(
    viewer: Viewer,
    contribution: Contribution,
    receivers: Receivers,
    acceptances: Sequence[Act] = (),
) -> Verdict:
    """Whoever the offer is for may accept it while it is valid: the need's holder, the maintainer,
    or both, each once."""
    may = _receiver_may("accept", viewer, contribution, receivers)
    if may or not acceptances or receiving_mandate(viewer, receivers) is None:
        return may
    if contribution.state not in (ContributionState.ACCEPTED, ContributionState.UNDER_WAY):
        return may
    if accepting_mandate(viewer, receivers, acceptances) is None:
        return no(_l("Cette offre est déjà acceptée de votre côté."))
    return yes()


def can_decline(viewer: Viewer, contribution: Contribution, receivers: Receivers) -> Verdict:
    """Whoever the offer is for may decline it, with a reason."""
    return _receiver_may("decline", viewer, contribution, receivers)


def can_confirm(viewer: Viewer, contribution: Contribution, receivers: Receivers) -> Verdict:
    """Whoever the contribution is for says what the delivery is worth."""
    return _receiver_may("confirm", viewer, contribution, receivers)


def can_see_price(
    viewer: Viewer, contribution: Contribution, receivers: Receivers, chosen: str | None = None
) -> Verdict:
    """The body that offers, those it is for, and whom it chose: nobody else reads a price.

    `chosen` is the visibility chosen at another time than now, for an older version.
    """
    visibility = contribution.price_visibility if chosen is None else chosen
    if visibility == PriceVisibility.PUBLIC:
        return yes()
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if viewer.holds(contribution.record):
        return yes()
    if receivers.organization_ids & viewer.organization_ids:
        return yes()
    if receivers.software_ids & viewer.software_ids:
        return yes()
    if visibility == PriceVisibility.COUNCIL and viewer.is_council:
        return yes()
    return no(_l("Le prix est réservé aux destinataires de l’offre."))


def can_see_version_price(
    viewer: Viewer, contribution: Contribution, receivers: Receivers, version: ContributionVersion
) -> Verdict:
    """A version's price is read by those who may read both today's and that day's.

    Its hash goes with it: few amounts are likely, so a hash alone would let one guess.
    """
    today = can_see_price(viewer, contribution, receivers)
    if not today:
        return today
    return can_see_price(viewer, contribution, receivers, version.snapshot["price_visibility"])


@dataclass(frozen=True)
class Price:
    """What an offer costs: cents, tax, hundredths of days."""

    amount_cents: int | None
    tax: str
    days_hundredths: int | None


def price_for(viewer: Viewer, contribution: Contribution, receivers: Receivers) -> Price | None:
    """Return the price if this viewer may read it; every surface that shows one asks here."""
    if not contribution.has_price or not can_see_price(viewer, contribution, receivers):
        return None
    return Price(contribution.amount_cents, contribution.tax, contribution.days_hundredths)


def prices_for(
    viewer: Viewer, rows: Iterable[Contribution], receivers: Mapping[int, Receivers]
) -> dict[int, Price]:
    """Return the prices this viewer may read among those of a list."""
    found = {row.id: price_for(viewer, row, receivers[row.id]) for row in rows}
    return {number: price for number, price in found.items() if price is not None}


def _giver_may(verb: str, viewer: Viewer, contribution: Contribution) -> Verdict:
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if giving_mandate(viewer, contribution) is None:
        return no(NOT_YOURS)
    if contribution.state not in TRANSITIONS[verb].sources:
        return no(WRONG_STATE[verb])
    return yes()


def _receiver_may(
    verb: str, viewer: Viewer, contribution: Contribution, receivers: Receivers
) -> Verdict:
    if viewer.is_anonymous:
        return no(SIGN_IN)
    if receiving_mandate(viewer, receivers) is None:
        return no(NOT_RECEIVING)
    state: Any = contribution.current_state
    if state == ContributionState.LAPSED:
        return no(LAPSED)
    if state not in TRANSITIONS[verb].sources:
        return no(WRONG_STATE[verb])
    return yes()
