"""What is done with shared fundings and pledges: one verb, one transaction, one journal entry.

Every act takes the funding's row, so that pledges are counted one after the other; opening takes
the record's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from council.access import Refused, check
from council.clock import now, today
from council.contributions import policies_funding as policies
from council.contributions.models import PriceVisibility
from council.contributions.models_funding import (
    Funding,
    FundingMove,
    FundingPhase,
    FundingShare,
    FundingState,
    Pledge,
)
from council.contributions.queries_desks import desk_of
from council.contributions.queries_funding import Shown, find_funding
from council.contributions.sharing import PledgeKind, count_pledges, split_cost
from council.contributions.steps import by, for_whom
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.queries import organization_named
from council.organizations.viewer import SECRETARIAT_READER, MandateFact
from council.records.models import Record
from council.transactions import Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@dataclass(frozen=True)
class Offer:
    """What a funding asks for, as typed."""

    scope: str
    estimate_cents: int
    tax: str
    deadline_on: date
    payee: str
    legal_frame: str
    if_missed: str
    maximum_cents: int | None = None


@dataclass(frozen=True)
class Promise:
    """What a body pledges, as typed."""

    kind: str
    amount_cents: int
    legal_frame: str
    visibility: str = PriceVisibility.PUBLIC
    minimum_cents: int | None = None
    valid_until: date | None = None
    note: str = ""


@action
def open_funding(record: Record, offer: Offer, *, opener: Viewer) -> Funding:
    """Open a funding for a contribution, a need or an item, with all that follows told before."""
    lock(record)
    desk = desk_of(record)
    check(policies.can_open_funding(opener, desk, find_funding(record, SECRETARIAT_READER)))
    _refuse_impossible(offer)
    mandate = policies.opening_mandate(opener, desk)
    body = organization_named(offer.payee)
    last = db.session.scalar(select(func.max(Funding.number)).where(Funding.record_id == record.id))
    values = {name: getattr(offer, name) for name in Offer.__dataclass_fields__}
    funding = Funding(
        record_id=record.id,
        number=(last or 0) + 1,
        payee_id=body.id if body is not None else None,
        **values,
        **by(opener, mandate),
    )
    db.session.add(funding)
    db.session.flush()
    _move(funding, "opened", opener, mandate)
    write_entry(
        "funding.opened",
        subjects=[record],
        actor=opener,
        public={
            "reference": record.reference,
            "funding": funding.number,
            "estimate_cents": funding.estimate_cents,
            "tax": funding.tax,
            "deadline_on": funding.deadline_on.isoformat(),
            "legal_frame": funding.legal_frame,
        },
        **for_whom(mandate),
    )
    return funding


def _refuse_impossible(offer: Offer) -> None:
    if offer.deadline_on <= today():
        raise Invalid({"deadline_on": _("L’échéance doit être à venir.")})
    if offer.maximum_cents is not None and offer.maximum_cents < offer.estimate_cents:
        raise Invalid({"maximum": _("Le maximum ne peut pas être sous l’estimation.")})


@action
def make_pledge(
    funding: Funding, promise: Promise, *, organization_id: int, author: Viewer
) -> Pledge:
    """Pledge for a body, or replace its pledge; the one before stays in the history.

    Sending the same pledge again changes nothing. Refused when what would then count passes the
    funding's maximum.
    """
    lock(funding)
    view = _whole(funding)
    check(policies.can_pledge(author, view, today()))
    mandate = _mandate_for(author, funding, organization_id)
    _refuse_empty_condition(promise)
    known = view.line_of(organization_id)
    if known is not None and _says(known.pledge, promise, funding):
        return known.pledge
    _refuse_beyond_maximum(view, promise, organization_id)
    values = {name: getattr(promise, name) for name in Promise.__dataclass_fields__}
    pledge = _add_revision(funding, organization_id, author, mandate, **values)
    _note_pledge("pledge.made" if known is None else "pledge.changed", view, pledge, author)
    return pledge


def _says(pledge: Pledge, promise: Promise, funding: Funding) -> bool:
    same = all(
        getattr(pledge, name) == getattr(promise, name) for name in Promise.__dataclass_fields__
    )
    return same and pledge.round == funding.round


def _refuse_empty_condition(promise: Promise) -> None:
    asked = promise.minimum_cents is not None or promise.valid_until is not None
    if promise.kind == PledgeKind.CONDITIONAL and not asked:
        sentence = _("Dites la condition : un total à réunir, une date, ou les deux.")
        raise Invalid({"minimum": sentence})
    if promise.kind != PledgeKind.CONDITIONAL and asked:
        sentence = _("Seul un engagement sous condition a un total à réunir ou une date.")
        raise Invalid({"kind": sentence})
    if promise.valid_until is not None and promise.valid_until < today():
        raise Invalid({"valid_until": _("Cette date est déjà passée.")})


def _refuse_beyond_maximum(view: Shown, promise: Promise, organization_id: int) -> None:
    """Under a maximum all amounts are public: a refusal would else tell of the hidden ones."""
    most = view.funding.maximum_cents
    if most is None:
        return
    if promise.visibility != PriceVisibility.PUBLIC:
        sentence = _("Ce financement a un maximum : les montants engagés y sont publics.")
        raise Invalid({"visibility": sentence})
    if promise.minimum_cents is not None and promise.minimum_cents > most:
        raise Invalid({"minimum": _("Ce total dépasse le maximum : il ne sera jamais réuni.")})
    new = Pledge(round=view.funding.round, **vars(promise)).terms(0, view.funding)
    others = [
        line.pledge.terms(line.order, view.funding)
        for line in view.lines
        if line.pledge.organization_id != organization_id
    ]
    estimate = view.funding.estimate_cents
    if count_pledges([new, *others], estimate=estimate, day=today()).total > most:
        raise Invalid({"amount": _("Avec cet engagement, le maximum du financement serait passé.")})


@action
def maintain_pledge(funding: Funding, *, organization_id: int, author: Viewer) -> Pledge:
    """Say that a pledge holds for the deadline that was moved: it counts again."""
    lock(funding)
    view = _whole(funding)
    check(policies.can_maintain_pledge(author, view, today()))
    mandate = _mandate_for(author, funding, organization_id)
    line = view.line_of(organization_id)
    if line is None:
        raise Invalid({"organization": _("Cet organisme n’a pas d’engagement ici.")})
    promise = Promise(**{n: getattr(line.pledge, n) for n in Promise.__dataclass_fields__})
    if line.pledge.round != funding.round:
        _refuse_beyond_maximum(view, promise, organization_id)
    pledge = _add_revision(funding, organization_id, author, mandate, **vars(promise))
    _note_pledge("pledge.maintained", view, pledge, author)
    return pledge


@action
def withdraw_pledge(
    funding: Funding, *, organization_id: int, reason: str, author: Viewer
) -> Pledge:
    """Take a body's pledge back, with the reason; what it was stays in the history."""
    lock(funding)
    view = _whole(funding)
    check(policies.can_withdraw_pledge(author, view))
    mandate = _mandate_for(author, funding, organization_id)
    line = view.line_of(organization_id)
    if line is None:
        raise Invalid({"organization": _("Cet organisme n’a pas d’engagement ici.")})
    values = {name: getattr(line.pledge, name) for name in Promise.__dataclass_fields__}
    pledge = _add_revision(
        funding, organization_id, author, mandate, withdrawn=True, reason=reason, **values
    )
    _note_pledge("pledge.withdrawn", view, pledge, author)
    return pledge


@action
def accept_funding(funding: Funding, *, reduced_scope: str = "", receiver: Viewer) -> Funding:
    """Accept what covers the estimate, or what was gathered in time for a smaller scope, and
    freeze who pays what; it is neither an order nor a contract."""
    lock(funding)
    view = _whole(funding)
    desk = desk_of(view.record)
    check(policies.can_accept_funding(receiver, desk, view))
    reached = view.phase == FundingPhase.REACHED
    if not reached and not reduced_scope:
        raise Invalid({"reduced_scope": _("Dites ce que paiera ce qui a été réuni.")})
    mandate = policies.deciding_mandate(receiver, desk)
    funding.financed_cents = funding.estimate_cents if reached else view.count.total
    funding.reduced_scope = "" if reached else reduced_scope
    shares = _freeze_shares(view, funding.financed_cents)
    funding.state, funding.ended_at = FundingState.ACCEPTED, now()
    _move(funding, "accepted", receiver, mandate, funding.reduced_scope)
    is_public = all(share.visibility == PriceVisibility.PUBLIC for share in shares)
    money = {"financed_cents": funding.financed_cents}
    write_entry(
        "funding.accepted",
        subjects=[view.record],
        actor=receiver,
        public=_named(view)
        | {"payers": len(shares), "legal_frame": funding.legal_frame}
        | (money if is_public else {}),
        private={} if is_public else money,
        **for_whom(mandate),
    )
    return funding


def _freeze_shares(view: Shown, cost: int) -> list[FundingShare]:
    counted = [line for line in view.lines if line.order in view.count.counted]
    parts = split_cost([line.pledge.terms(line.order, view.funding) for line in counted], cost)
    shares = [
        FundingShare(
            funding_id=view.funding.id,
            organization_id=line.pledge.organization_id,
            pledge_id=line.pledge.id,
            position=position,
            pledged_cents=line.pledge.amount_cents,
            share_cents=parts[line.order],
            visibility=line.pledge.visibility,
            legal_frame=line.pledge.legal_frame,
        )
        for position, line in enumerate(counted, 1)
    ]
    db.session.add_all(shares)
    return shares


@action
def extend_funding(funding: Funding, *, deadline_on: date, reason: str, author: Viewer) -> Funding:
    """Move a missed deadline: each pledge counts again once its body has said so."""
    lock(funding)
    view = _whole(funding)
    desk = desk_of(view.record)
    check(policies.can_extend_funding(author, desk, view))
    if deadline_on <= today():
        raise Invalid({"deadline_on": _("L’échéance doit être à venir.")})
    mandate = policies.opening_mandate(author, desk)
    funding.deadline_on = deadline_on
    funding.round += 1
    funding.told_reached_at = funding.told_missed_at = None
    _move(funding, "extended", author, mandate, reason)
    write_entry(
        "funding.extended",
        subjects=[view.record],
        actor=author,
        public=_named(view) | {"deadline_on": deadline_on.isoformat(), "reason": reason},
        **for_whom(mandate),
    )
    return funding


@action
def close_funding(funding: Funding, *, reason: str, author: Viewer) -> Funding:
    """Close a funding without effect: nobody owes anything; the page stays, with the reason."""
    lock(funding)
    view = _whole(funding)
    desk = desk_of(view.record)
    check(policies.can_close_funding(author, desk, view))
    mandate = policies.opening_mandate(author, desk)
    funding.state, funding.ended_at, funding.closing_reason = FundingState.CLOSED, now(), reason
    _move(funding, "closed", author, mandate, reason)
    write_entry(
        "funding.closed",
        subjects=[view.record],
        actor=author,
        public=_named(view) | {"reason": reason},
        **for_whom(mandate),
    )
    return funding


@action
def tell_phase(funding: Funding) -> bool:
    """Tell once, for this deadline, that the estimate is covered or was not in time."""
    lock(funding)
    view = _whole(funding)
    told = {FundingPhase.REACHED: "told_reached_at", FundingPhase.MISSED: "told_missed_at"}
    column = told.get(view.phase)
    if column is None or getattr(funding, column) is not None:
        return False
    setattr(funding, column, now())
    _move(funding, str(view.phase), None, None)
    write_entry(f"funding.{view.phase}", subjects=[view.record], actor=None, public=_named(view))
    return True


def _whole(funding: Funding) -> Shown:
    """The funding with every amount: the row is locked, its pledges cannot change meanwhile."""
    record = db.session.get_one(Record, funding.record_id)
    view = find_funding(record, SECRETARIAT_READER, funding.number)
    assert view is not None
    return view


def _mandate_for(author: Viewer, funding: Funding, organization_id: int) -> MandateFact:
    for mandate in policies.pledging_mandates(author, funding):
        if mandate.organization_id == organization_id:
            return mandate
    raise Refused(policies.NOT_PLEDGING)


def _add_revision(
    funding: Funding, organization_id: int, author: Viewer, mandate: MandateFact, **values: Any
) -> Pledge:
    last = db.session.scalar(
        select(func.max(Pledge.revision)).where(
            Pledge.funding_id == funding.id, Pledge.organization_id == organization_id
        )
    )
    pledge = Pledge(
        funding_id=funding.id,
        organization_id=organization_id,
        revision=(last or 0) + 1,
        round=funding.round,
        **values,
        **by(author, mandate),
    )
    db.session.add(pledge)
    db.session.flush()
    return pledge


def _note_pledge(kind: str, view: Shown, pledge: Pledge, author: Viewer) -> None:
    money = {"amount_cents": pledge.amount_cents}
    is_public = pledge.visibility == PriceVisibility.PUBLIC
    facts = _named(view) | {"kind": pledge.kind, "revision": pledge.revision}
    write_entry(
        kind,
        subjects=[view.record],
        actor=author,
        public=facts | (money if is_public else {}),
        private={} if is_public else money,
        organization_id=pledge.organization_id,
    )


def _named(view: Shown) -> dict[str, Any]:
    return {"reference": view.record.reference, "funding": view.funding.number}


def _move(
    funding: Funding, state: str, author: Viewer | None, mandate: Any, reason: str = ""
) -> None:
    db.session.add(
        FundingMove(funding_id=funding.id, state=state, reason=reason, **by(author, mandate))
    )
