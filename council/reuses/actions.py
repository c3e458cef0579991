"""What may happen to a reuse, from its draft to its withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import delete

from council.access import check
from council.clock import now
from council.extensions import db
from council.journal.steps import enqueue, write_entry
from council.records.addresses import path_of_record
from council.records.models import RecordLink, RecordReader, new_uid
from council.records.steps import bump
from council.reuses import policies
from council.reuses.models import Reuse, ReuseState
from council.reuses.queries import people_of
from council.reuses.steps import (
    Aims,
    Told,
    add_version,
    aim,
    by,
    needs_answered,
    new_reuse,
    publish,
    software_named,
    widen,
    write,
)
from council.transactions import Conflict, Invalid, action, lock, quiet_action

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@quiet_action
def draft_reuse(told: Told, aims: Aims, *, author: Viewer) -> Reuse:
    """Keep a reuse that only the author's body reads."""
    check(policies.can_draft_reuse(author))
    mandate = policies.speaking_mandate(author)
    assert mandate is not None and mandate.organization_id is not None
    software = software_named(aims.software, author)
    needs = needs_answered(aims.needs, author)
    reuse = new_reuse(told, organization_id=mandate.organization_id)
    for name, value in by(author, mandate).items():
        setattr(reuse, name, value)
    aim(reuse, software, needs)
    return reuse


@quiet_action
def edit_draft_reuse(reuse: Reuse, told: Told, aims: Aims, *, seen: int, author: Viewer) -> Reuse:
    """Change a draft, and what it is about."""
    lock(reuse)
    check(policies.can_edit_draft_reuse(author, reuse))
    _rewrite(reuse, told, aims, seen, author)
    return reuse


def _rewrite(reuse: Reuse, told: Told, aims: Aims, seen: int, author: Viewer) -> None:
    software = software_named(aims.software, author)
    needs = needs_answered(aims.needs, author)
    if not bump(reuse, Reuse.row_version, seen):
        raise Conflict(
            _("Quelqu’un a modifié cette réutilisation pendant que vous l’écriviez."),
            ours=told.body,
            theirs=reuse.body,
        )
    write(reuse, told)
    aim(reuse, software, needs)


@quiet_action
def discard_draft_reuse(reuse: Reuse, *, author: Viewer) -> bool:
    """Throw a draft away for good: nobody but its body ever read it."""
    lock(reuse)
    check(policies.can_edit_draft_reuse(author, reuse))
    record = reuse.record
    db.session.execute(delete(RecordLink).where(RecordLink.from_id == record.id))
    db.session.execute(delete(RecordReader).where(RecordReader.record_id == record.id))
    db.session.delete(reuse)
    db.session.flush()
    db.session.delete(record)
    return True


@action
def publish_reuse(reuse: Reuse, *, author: Viewer) -> Reuse:
    """Publish a draft: numbered, version 1, read by everybody who reads the needs it answers."""
    lock(reuse)
    check(policies.can_edit_draft_reuse(author, reuse))
    if not reuse.body:
        raise Invalid({"body": _("Dites comment vous avez fait, en quelques lignes.")})
    publish(reuse)
    reuse.row_version += 1
    add_version(reuse, acted=by(author, policies.speaking_mandate(author, reuse)))
    _journal(reuse, "reuse.published", author)
    return reuse


@action
def edit_reuse(
    reuse: Reuse, told: Told, aims: Aims, *, seen: int, reason: str, author: Viewer
) -> Reuse:
    """Change what is published, as a new version with its reason."""
    lock(reuse)
    check(policies.can_edit_reuse(author, reuse))
    if not reason:
        raise Invalid({"reason": _("Dites en une phrase ce qui change et pourquoi.")})
    _rewrite(reuse, told, aims, seen, author)
    widen(reuse)
    mandate = policies.speaking_mandate(author, reuse)
    version = add_version(reuse, reason=reason, acted=by(author, mandate))
    _journal(reuse, "reuse.edited", author, version=version.number)
    return reuse


@action
def withdraw_reuse(reuse: Reuse, *, reason: str, author: Viewer) -> Reuse:
    """Take a reuse back; its page stays, with the reason instead of the text."""
    lock(reuse)
    check(policies.can_withdraw_reuse(author, reuse))
    if not reason:
        raise Invalid({"reason": _("Le motif est demandé : il sera public.")})
    reuse.state, reuse.closed_at, reuse.closing_reason = ReuseState.WITHDRAWN, now(), reason
    reuse.row_version += 1
    _journal(reuse, "reuse.withdrawn", author)
    return reuse


@action
def contact_reuser(reuse: Reuse, *, message: str, author: Viewer) -> bool:
    """Write to the people who act for the body that reuses: they get the author's name and
    address, and answer by mail; theirs is shown to nobody."""
    lock(reuse)
    check(policies.can_contact_reuser(author, reuse))
    people = people_of([reuse.record.organization_id or 0])
    if not people:
        raise Invalid(
            {"message": _("Personne n’agit plus ici pour cet organisme : écrivez au secrétariat.")}
        )
    context = {
        "title": reuse.title,
        "reference": reuse.reference,
        "path": path_of_record(reuse.record),
        "sender": author.name,
        "sender_email": author.email,
        "message": message,
    }
    letter = new_uid()
    for person in people:
        payload = {"template": "reuse_contact", "account_id": person.id, "context": context}
        enqueue("mail", f"mail:reuse-contact:{letter}:{person.id}", payload)
    _journal(reuse, "reuse.contacted", author)
    return True


def _journal(reuse: Reuse, kind: str, author: Viewer, **facts: int | str) -> None:
    mandate = policies.speaking_mandate(author, reuse)
    write_entry(
        kind,
        subjects=[reuse.record],
        actor=author,
        public={"reference": reuse.reference, **facts},
        organization_id=mandate.organization_id if mandate is not None else None,
    )
