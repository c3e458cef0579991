"""What may happen to a contribution, from its draft to its confirmed delivery."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import delete

from council.access import check
from council.clock import today
from council.contributions import policies
from council.contributions.models import Contribution, ContributionState, Outcome
from council.contributions.queries import acceptances_of, needs_of, receivers_of
from council.contributions.steps import (
    Content,
    Purpose,
    add_version,
    aim,
    by,
    for_whom,
    move_contribution,
    new_contribution,
    note_acceptance,
    one_software,
    open_needs,
    publish,
    write,
)
from council.contributions.steps_upstream import forget_all, set_links
from council.extensions import db
from council.journal.steps import write_entry
from council.needs.models import NeedState
from council.needs.steps import move_need
from council.records.models import LinkKind, Record, RecordKind, RecordLink, RecordReader
from council.records.queries import visible_to
from council.records.steps import link
from council.transactions import Conflict, Invalid, action, lock, quiet_action

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@quiet_action
def draft_offer(content: Content, purpose: Purpose, *, author: Viewer) -> Contribution:
    """Keep an offer that only the author's body reads; its needs must be open."""
    check(policies.can_draft(author))
    mandate = policies.giving_mandate(author)
    assert mandate is not None
    needs, software = _aims(purpose, author)
    contribution = new_contribution(content, **for_whom(mandate))
    aim(contribution, needs, software)
    return contribution


@quiet_action
def edit_draft(
    contribution: Contribution, content: Content, purpose: Purpose, *, seen: int, author: Viewer
) -> Contribution:
    """Change a draft, and what it is for."""
    lock(contribution)
    check(policies.can_edit_draft(author, contribution))
    _refuse_stale(contribution, seen, content)
    needs, software = _aims(purpose, author)
    write(contribution, content)
    contribution.row_version += 1
    db.session.execute(delete(RecordLink).where(RecordLink.from_id == contribution.id))
    aim(contribution, needs, software)
    return contribution


@quiet_action
def discard_draft(contribution: Contribution, *, author: Viewer) -> bool:
    """Throw a draft away for good: nobody but its body ever read it."""
    lock(contribution)
    check(policies.can_edit_draft(author, contribution))
    record = contribution.record
    db.session.execute(delete(RecordLink).where(RecordLink.from_id == record.id))
    db.session.execute(delete(RecordReader).where(RecordReader.record_id == record.id))
    forget_all(contribution)
    db.session.delete(contribution)
    db.session.flush()
    db.session.delete(record)
    return True


@action
def offer_contribution(contribution: Contribution, *, author: Viewer) -> Contribution:
    """Offer what a draft says: numbered, frozen as version 1, read by whoever reads the need."""
    lock(contribution)
    check(policies.can_offer(author, contribution))
    mandate = policies.giving_mandate(author, contribution)
    sources = _sources(contribution)
    if not sources:
        raise Invalid({"needs": _("Dites à quel besoin ou à quel logiciel l’offre répond.")})
    _refuse_past(contribution.valid_until)
    needs = needs_of(contribution, author)
    open_needs([str(need.reference) for need in needs], author)
    publish(contribution, sources)
    acted = by(author, mandate)
    move_contribution(contribution, ContributionState.OFFERED, acted=acted)
    add_version(contribution, acted=acted)
    write_entry(
        "contribution.offered",
        subjects=[contribution.record, *(need.record for need in needs)],
        actor=author,
        public={"reference": contribution.reference, "kind": contribution.kind},
        **for_whom(mandate),
    )
    return contribution


@action
def revise_contribution(
    contribution: Contribution, content: Content, *, seen: int, reason: str, author: Viewer
) -> Contribution:
    """Change an offer nobody has answered yet; the version before stays readable."""
    lock(contribution)
    check(policies.can_revise(author, contribution))
    _refuse_stale(contribution, seen, content)
    _refuse_past(content.valid_until)
    mandate = policies.giving_mandate(author, contribution)
    write(contribution, content)
    contribution.row_version += 1
    version = add_version(contribution, reason=reason, acted=by(author, mandate))
    write_entry(
        "contribution.revised",
        subjects=[contribution.record],
        actor=author,
        public={"reference": contribution.reference, "version": version.number},
        **for_whom(mandate),
    )
    return contribution


@action
def accept_contribution(
    contribution: Contribution, *, legal_frame: str, reason: str = "", receiver: Viewer
) -> Contribution:
    """Accept an offer and name the legal vehicle; it is neither an order nor a contract.

    The need's holder and the maintainer each accept once; the vehicle that the holder names is the
    contribution's.
    """
    lock(contribution)
    receivers = receivers_of([contribution.id])[contribution.id]
    before = acceptances_of(contribution)
    check(policies.can_accept(receiver, contribution, receivers, before))
    mandate = policies.accepting_mandate(receiver, receivers, before)
    assert mandate is not None
    side = policies.side_of(mandate, receivers)
    if side == policies.Side.HOLDER or not before:
        contribution.legal_frame = legal_frame
    note_acceptance(contribution, legal_frame, reason=reason, acted=by(receiver, mandate))
    write_entry(
        "contribution.accepted",
        subjects=[contribution.record, *_need_records(contribution, receiver)],
        actor=receiver,
        public={"reference": contribution.reference, "legal_frame": legal_frame, "side": side},
        **for_whom(mandate),
    )
    return contribution


@action
def decline_contribution(
    contribution: Contribution, *, reason: str, receiver: Viewer
) -> Contribution:
    """Decline an offer, with the reason its author will read."""
    lock(contribution)
    receivers = receivers_of([contribution.id])[contribution.id]
    check(policies.can_decline(receiver, contribution, receivers))
    mandate = policies.receiving_mandate(receiver, receivers)
    _receive(contribution, ContributionState.DECLINED, reason, receiver, mandate)
    write_entry(
        "contribution.declined",
        subjects=[contribution.record],
        actor=receiver,
        public={"reference": contribution.reference},
        private={"reason": reason},
        **for_whom(mandate),
    )
    return contribution


@action
def start_work(contribution: Contribution, *, author: Viewer) -> Contribution:
    """Say that the work of an accepted contribution has begun."""
    lock(contribution)
    check(policies.can_start(author, contribution))
    mandate = policies.giving_mandate(author, contribution)
    move_contribution(contribution, ContributionState.UNDER_WAY, acted=by(author, mandate))
    write_entry(
        "contribution.started",
        subjects=[contribution.record],
        actor=author,
        public={"reference": contribution.reference},
        **for_whom(mandate),
    )
    return contribution


@action
def mark_delivered(
    contribution: Contribution,
    *,
    delivered_on: date,
    upstream_links: list[str],
    item: str = "",
    author: Viewer,
) -> Contribution:
    """Say what was delivered, when, where it is upstream, and which item it ends."""
    lock(contribution)
    check(policies.can_deliver(author, contribution))
    if delivered_on > today():
        raise Invalid({"delivered_on": _("La date de livraison ne peut pas être à venir.")})
    mandate = policies.giving_mandate(author, contribution)
    items = [_item(item, author)] if item else []
    for record in items:
        link(contribution.record, record, LinkKind.DELIVERS)
    contribution.delivered_on = delivered_on
    set_links(contribution, upstream_links)
    acted = by(author, mandate)
    move_contribution(contribution, ContributionState.DELIVERED, acted=acted)
    add_version(contribution, reason=_("Livraison"), acted=acted)
    write_entry(
        "contribution.delivered",
        subjects=[contribution.record, *_need_records(contribution, author), *items],
        actor=author,
        public={
            "reference": contribution.reference,
            "delivered_on": delivered_on.isoformat(),
            "links": upstream_links,
        },
        **for_whom(mandate),
    )
    return contribution


@action
def confirm_delivery(
    contribution: Contribution, *, outcome: str, reason: str, receiver: Viewer
) -> Contribution:
    """Say what a delivery is worth; the needs that the receiver's body holds follow."""
    lock(contribution)
    receivers = receivers_of([contribution.id])[contribution.id]
    check(policies.can_confirm(receiver, contribution, receivers))
    if not reason and outcome != Outcome.MET:
        raise Invalid({"reason": _("Dites ce qui manque : la raison est demandée.")})
    contribution.outcome = outcome
    mandate = policies.receiving_mandate(receiver, receivers)
    _receive(contribution, ContributionState.CONFIRMED, reason, receiver, mandate)
    held = [
        need
        for need in needs_of(contribution, receiver)
        if policies.speaks_for(receiver, need.record)
    ]
    needs = [need for need in held if move_need(need, NeedState(outcome))]
    write_entry(
        "contribution.confirmed",
        subjects=[contribution.record, *(need.record for need in needs)],
        actor=receiver,
        public={"reference": contribution.reference, "outcome": outcome},
        **for_whom(mandate),
    )
    return contribution


@action
def withdraw_contribution(
    contribution: Contribution, *, reason: str, author: Viewer
) -> Contribution:
    """Withdraw an offer; its page stays, with the reason."""
    lock(contribution)
    check(policies.can_withdraw(author, contribution))
    mandate = policies.giving_mandate(author, contribution)
    acted = by(author, mandate)
    move_contribution(contribution, ContributionState.WITHDRAWN, reason=reason, acted=acted)
    write_entry(
        "contribution.withdrawn",
        subjects=[contribution.record, *_need_records(contribution, author)],
        actor=author,
        public={"reference": contribution.reference},
        private={"reason": reason},
        **for_whom(mandate),
    )
    return contribution


def _aims(purpose, author):
    needs = open_needs(purpose.needs, author)
    software = one_software(purpose.software, author)
    if not needs and software is None:
        raise Invalid({"needs": _("Dites à quel besoin ou à quel logiciel l’offre répond.")})
    return needs, software


def _sources(contribution: Contribution) -> list[Record]:
    return list(
        db.session.scalars(
            db.select(Record)
            .join(RecordLink, RecordLink.to_id == Record.id)
            .where(
                RecordLink.from_id == contribution.id,
                RecordLink.kind.in_([LinkKind.ANSWERS, LinkKind.ABOUT]),
            )
        )
    )


def _need_records(contribution: Contribution, viewer: Viewer) -> list[Record]:
    return [need.record for need in needs_of(contribution, viewer)]


def _receive(contribution, state, reason, receiver, mandate) -> None:
    move_contribution(contribution, state, reason=reason, acted=by(receiver, mandate))


def _refuse_stale(contribution: Contribution, seen: int, content: Content) -> None:
    if contribution.row_version != seen:
        raise Conflict(
            _("Quelqu’un a modifié cette offre pendant que vous l’écriviez."),
            ours=content.body,
            theirs=contribution.body,
        )


def _refuse_past(valid_until: date | None) -> None:
    if valid_until is not None and valid_until < today():
        raise Invalid({"valid_until": _("La date de validité est déjà passée.")})


def _item(reference: str, viewer: Viewer) -> Record:
    record = db.session.scalar(
        db.select(Record).where(
            Record.kind == RecordKind.ROADMAP_ITEM,
            Record.reference == reference,
            visible_to(viewer),
        )
    )
    if record is None:
        raise Invalid({"item": _("Aucun chantier visible ne porte ce numéro.")})
    return record
