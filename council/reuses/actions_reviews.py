"""The review after a delivery: asked of the need's holder, given on a reuse, or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import select

from council.access import check
from council.clock import now
from council.contributions.models import Contribution
from council.extensions import db
from council.journal.steps import write_entry
from council.needs.models import Need
from council.records.models import LinkKind, Record, RecordKind, RecordLink
from council.records.steps import bump, link
from council.reuses import policies
from council.reuses.models import Reuse, ReviewDue
from council.reuses.queries import reuse_for
from council.reuses.steps import (
    Reviewed,
    Told,
    add_version,
    by,
    is_empty,
    new_reuse,
    publish,
    review,
)
from council.transactions import Conflict, Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@action
def ask_review(need: Need, contribution: Contribution) -> ReviewDue | None:
    """Ask a need's holder what a delivery changed; asking twice asks once."""
    lock(need)
    known = db.session.scalar(
        select(ReviewDue).where(
            ReviewDue.need_id == need.id, ReviewDue.contribution_id == contribution.id
        )
    )
    if known is not None:
        return None
    due = ReviewDue(need_id=need.id, contribution_id=contribution.id)
    db.session.add(due)
    db.session.flush()
    write_entry(
        "review.asked",
        subjects=[need.record],
        actor=None,
        public={"need": need.reference, "contribution": contribution.reference},
    )
    return due


@action
def give_review(due: ReviewDue, said: Reviewed, *, author: Viewer) -> Reuse:
    """Say what a delivery changed, on the holder's reuse that answers the need: the one it has
    published, else one made and published at once."""
    lock(due)
    need = db.session.get_one(Need, due.need_id)
    check(policies.can_give_review(author, need, due))
    _refuse_empty(said)
    holder = need.record.organization_id
    assert holder is not None
    reuse = reuse_for(need.id, holder)
    if reuse is None:
        reuse = _reuse_from(need, due.contribution_id, holder, author)
    else:
        lock(reuse)
    delivery = db.session.get_one(Record, due.contribution_id)
    link(reuse.record, delivery, LinkKind.BORN_FROM)
    due.given_at, due.reuse_id = now(), reuse.id
    due.account_id, due.for_organization_id = author.account_id, holder
    _review(reuse, said, author)
    return reuse


def _reuse_from(need: Need, contribution_id: int, holder: int, author: Viewer) -> Reuse:
    """Publish the holder's reuse of what was delivered, about the same software."""
    title = _("Après la livraison : %(title)s", title=need.title)[:200]
    reuse = new_reuse(Told(title), organization_id=holder)
    reuse.account_id, reuse.for_organization_id = author.account_id, holder
    link(reuse.record, need.record, LinkKind.ANSWERS)
    software = db.session.scalars(
        select(Record)
        .join(RecordLink, RecordLink.to_id == Record.id)
        .where(
            RecordLink.from_id.in_([contribution_id, need.id]),
            RecordLink.kind == LinkKind.ABOUT,
            Record.kind == RecordKind.SOFTWARE,
        )
        .distinct()
    )
    for record in software.all():
        link(reuse.record, record, LinkKind.ABOUT)
    db.session.flush()
    publish(reuse)
    return reuse


@action
def review_reuse(reuse: Reuse, said: Reviewed, *, seen: int, author: Viewer) -> Reuse:
    """Add a review to one's published reuse, or change it; what it said before is kept."""
    lock(reuse)
    check(policies.can_edit_reuse(author, reuse))
    _refuse_empty(said)
    if not bump(reuse, Reuse.row_version, seen):
        raise Conflict(
            _("Quelqu’un a modifié ce bilan pendant que vous l’écriviez."),
            ours=said.habits,
            theirs=reuse.habits,
        )
    _review(reuse, said, author)
    return reuse


def _review(reuse: Reuse, said: Reviewed, author: Viewer) -> None:
    review(reuse, said)
    db.session.flush()
    db.session.expire(reuse, ["software"])
    mandate = policies.speaking_mandate(author, reuse)
    version = add_version(reuse, reason=_("Bilan"), acted=by(author, mandate))
    write_entry(
        "reuse.reviewed",
        subjects=[reuse.record],
        actor=author,
        public={
            "reference": reuse.reference,
            "version": version.number,
            "agents_reached": reuse.agents_reached,
        },
        organization_id=reuse.record.organization_id,
    )


@action
def decline_review(due: ReviewDue, *, reason: str, author: Viewer) -> ReviewDue:
    """Say why no review will be given; it is not asked again."""
    lock(due)
    need = db.session.get_one(Need, due.need_id)
    check(policies.can_give_review(author, need, due))
    if not reason:
        raise Invalid({"reason": _("Dites pourquoi : la raison est demandée.")})
    due.declined_at, due.declined_reason = now(), reason
    due.account_id, due.for_organization_id = author.account_id, need.record.organization_id
    write_entry(
        "review.declined",
        subjects=[need.record],
        actor=author,
        public={"need": need.reference},
        private={"reason": reason},
        organization_id=need.record.organization_id,
    )
    return due


def _refuse_empty(said: Reviewed) -> None:
    if is_empty(said):
        raise Invalid({"situation_after": _("Dites au moins une chose de ce qui a changé.")})
