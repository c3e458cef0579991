"""Merging needs with consent: proposed, answered body by body, undone; nothing is lost."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from council.access import check
from council.clock import now
from council.extensions import db
from council.journal.steps import write_entry
from council.needs import policies_merging as policies
from council.needs import steps
from council.needs.models import OPEN_STATES, Endorsement, Need, NeedState
from council.needs.models_merging import Consent, MergeConsent, NeedMerge
from council.needs.policies import frozen_sentence
from council.needs.queries import endorsement_of
from council.needs.queries_merging import endorsements_to_move, in_a_merge
from council.needs.queries_rolls import frozen_roll
from council.organizations.viewer import Viewer
from council.records.models import Audience, LinkKind, Record
from council.records.steps import link, unlink
from council.transactions import Conflict, Invalid, action, lock

MOVED = "fusion"


@action
def propose_merge(source: Need, target: Need, *, author: Viewer, reason: str) -> NeedMerge:
    """Ask the holder and each endorser of a need whether it may join another.

    Nothing moves before they answer. Two needs of a merge in force cannot be in a second one.
    """
    for need in sorted((source, target), key=lambda row: row.id):
        lock(need)
    check(policies.can_propose_merge(author, source))
    if not reason:
        raise Invalid({"reason": _("Le motif est demandé : chaque organisme le lira.")})
    if source.id == target.id or target.state not in OPEN_STATES:
        raise Invalid({"target": _("Choisissez un autre besoin, publié et non satisfait.")})
    if not _read_by_all(source, target):
        sentence = _("Ce besoin n’est pas lu par tous ceux qui lisent le besoin à fusionner.")
        raise Invalid({"target": sentence})
    if in_a_merge(source.id) or in_a_merge(target.id):
        raise Conflict(_("L’un de ces besoins est déjà dans une fusion."))
    merge = NeedMerge(
        source_id=source.id, target_id=target.id, reason=reason, proposed_by_id=author.account_id
    )
    db.session.add(merge)
    db.session.flush()
    for body_id, endorsement_id in _asked(source).items():
        is_holder = endorsement_id is None
        db.session.add(
            MergeConsent(
                merge_id=merge.id,
                body_id=body_id,
                is_holder=is_holder,
                source_endorsement_id=endorsement_id,
            )
        )
    _journal("need.merge_proposed", source, target, author)
    return merge


def _read_by_all(source: Need, target: Need) -> bool:
    # Whoever is sent from one address to the other must find something there.
    if target.record.audience == Audience.PUBLIC:
        return True
    return source.record.audience == target.record.audience == Audience.COUNCIL


def _asked(source: Need) -> dict[int, int | None]:
    holder = source.record.organization_id or source.record.software_id
    asked: dict[int, int | None] = {
        e.organization_id: e.id for e in endorsements_to_move(source.id)
    }
    return {**asked, int(holder or 0): None}


@action
def answer_merge(merge: NeedMerge, *, body_id: int, author: Viewer, confirms: bool) -> MergeConsent:
    """Confirm or decline the transfer of one's own body.

    An endorser's confirmation moves its endorsement; the holder's merges the need: its address
    leads to the other. Who declines keeps what it said where it said it.
    """
    source, target = _locked(merge)
    consent = db.session.get(MergeConsent, (merge.id, body_id), populate_existing=True)
    if consent is None:
        raise Invalid({"body": _("Cet organisme n’est pas concerné par la fusion.")})
    check(policies.can_answer_merge(author, merge, consent))
    if target.state not in OPEN_STATES:
        raise Conflict(
            _("Le besoin d’arrivée n’est plus ouvert : la fusion ne peut plus se faire.")
        )
    consent.answer = Consent.CONFIRMED if confirms else Consent.DECLINED
    consent.answered_at, consent.account_id = now(), author.account_id
    if confirms:
        _transfer(consent, target, author)
        if consent.is_holder:
            merge.previous_state = source.state
            source.state = NeedState.MERGED
            link(source.record, target.record, LinkKind.DUPLICATES)
    body = db.session.get_one(Record, body_id)
    kind = "need.merge_confirmed" if confirms else "need.merge_declined"
    _journal(kind, source, target, author, body=body.uid, holder=consent.is_holder)
    return consent


def _transfer(consent: MergeConsent, target: Need, author: Viewer) -> None:
    agents, note, conditions = None, "", ""
    if consent.source_endorsement_id is not None:
        given = lock(db.session.get_one(Endorsement, consent.source_endorsement_id))
        if given.withdrawn_at is not None:
            raise Conflict(_("Ce soutien a été retiré entre-temps."))
        frozen = frozen_roll(given.need_id, author)
        if frozen is not None:
            raise Conflict(str(frozen_sentence(frozen)))
        agents, note, conditions = given.agents_concerned, given.note, given.conditions
        given.withdrawn_at, given.withdrawn_reason = now(), MOVED
    record = db.session.get_one(Record, consent.body_id)
    holds = consent.body_id in {target.record.organization_id, target.record.software_id}
    is_body = record.kind == "organization"
    if holds or not is_body or endorsement_of(target.id, consent.body_id) is not None:
        return
    moved = Endorsement(
        need_id=target.id,
        organization_id=consent.body_id,
        version_number=steps.last_version(target.id),
        agents_concerned=agents,
        note=note,
        conditions=conditions,
        account_id=author.account_id,
        for_organization_id=consent.body_id,
    )
    db.session.add(moved)
    db.session.flush()
    consent.target_endorsement_id = moved.id


@action
def undo_merge(merge: NeedMerge, *, author: Viewer, reason: str) -> NeedMerge:
    """Put everything back: the need in its state, each endorsement where it was."""
    source, target = _locked(merge)
    check(policies.can_undo_merge(author, merge))
    if not reason:
        raise Invalid({"reason": _("Dites pourquoi la fusion est annulée.")})
    frozen = frozen_roll(target.id, author)
    if frozen is not None and any(c.target_endorsement_id for c in merge.consents):
        raise Conflict(str(frozen_sentence(frozen)))
    for consent in merge.consents:
        if consent.answer == Consent.CONFIRMED:
            _give_back(consent, source)
    if merge.previous_state:
        source.state = merge.previous_state
        unlink(source.record, target.record, LinkKind.DUPLICATES)
    merge.undone_at, merge.undone_reason = now(), reason
    merge.undone_by_id = author.account_id
    _journal("need.merge_undone", source, target, author)
    return merge


def _give_back(consent: MergeConsent, source: Need) -> None:
    moment = now()
    if consent.target_endorsement_id is not None:
        moved = db.session.get_one(Endorsement, consent.target_endorsement_id)
        if moved.withdrawn_at is None:
            moved.withdrawn_at, moved.withdrawn_reason = moment, MOVED
    if consent.source_endorsement_id is not None:
        given = db.session.get_one(Endorsement, consent.source_endorsement_id)
        # It may have endorsed the source again meanwhile: one in force is enough.
        if endorsement_of(source.id, given.organization_id) is None:
            given.withdrawn_at, given.withdrawn_reason = None, ""


def _locked(merge: NeedMerge) -> tuple[Need, Need]:
    # Needs first, in one order, as everything that endorses them does.
    found = {}
    for number in sorted((merge.source_id, merge.target_id)):
        found[number] = lock(db.session.get_one(Need, number))
    lock(merge)
    return found[merge.source_id], found[merge.target_id]


def _journal(kind: str, source: Need, target: Need, author: Viewer, **public: Any) -> None:
    write_entry(
        kind,
        subjects=[source.record],
        actor=author,
        public={"source": source.reference, "target": target.reference, **public},
    )
