"""Writes on subjects that several actions share, polls and decisions included."""

from __future__ import annotations

from flask import current_app

from council.clock import now
from council.extensions import db
from council.journal.steps import enqueue
from council.markdown import Rendered
from council.records.canonical import digest
from council.records.models import Audience, RecordKind
from council.records.steps import give_reference, new_record, set_audience
from council.subjects.models import (
    STATE_LABELS,
    Subject,
    SubjectOrigin,
    SubjectState,
    SubjectVersion,
    transition,
)

# States of which the author is told, beside what the journal tells the people with an account.
TOLD = frozenset(SubjectState) - {SubjectState.RECEIVED, SubjectState.WITHDRAWN}


def add_subject(
    *,
    title: str,
    body: str,
    rendered: Rendered,
    language: str = "fr",
    origin: str = SubjectOrigin.CITIZEN,
    account_id: int | None = None,
    organization_id: int | None = None,
    name: str = "",
    email: str = "",
    show_name: bool = False,
    audience: Audience = Audience.SECRETARIAT,
) -> Subject:
    """Add a received subject with its number and first version; its author always reads it."""
    readers = [f"account:{account_id}"] if account_id is not None else []
    record = new_record(
        RecordKind.SUBJECT, audience=audience, organization_id=organization_id, readers=readers
    )
    give_reference(record)
    subject = Subject(
        id=record.id,
        record=record,
        title=title,
        body=body,
        language=language,
        origin=origin,
        state=SubjectState.RECEIVED,
        html=str(rendered.html),
        renderer_version=rendered.renderer_version,
        account_id=account_id,
        for_organization_id=organization_id,
        submitter_name=name,
        submitter_email=email,
        show_name=show_name,
    )
    db.session.add(subject)
    db.session.flush()
    add_version(subject, reason="", account_id=account_id, organization_id=organization_id)
    return subject


def add_version(
    subject: Subject, *, reason: str, account_id: int | None, organization_id: int | None
) -> SubjectVersion:
    """Keep the subject's present text as its next version."""
    snapshot = {"title": subject.title, "body": subject.body, "language": subject.language}
    version = SubjectVersion(
        subject_id=subject.id,
        number=subject.row_version,
        snapshot=snapshot,
        reason=reason,
        sha256=digest(snapshot),
        renderer_version=subject.renderer_version,
        account_id=account_id,
        for_organization_id=organization_id,
    )
    db.session.add(version)
    return version


def move_subject(subject: Subject, state: str, *, reason: str = "") -> bool:
    """Move a subject, open it to everybody once accepted, tell its author; say whether it moved.

    A move that the table of transitions does not hold changes nothing: what happens higher in
    the chain (a second poll, an older decision) never fails because of the subject.
    """
    if transition(subject.state, state) is None:
        return False
    subject.state = state
    subject.state_changed_at = now()
    subject.state_reason = reason or subject.state_reason
    if state == SubjectState.ACCEPTED:
        subject.accepted_at = subject.state_changed_at
        subject.public_from_version = subject.row_version
        set_audience(subject.record, Audience.PUBLIC)
    if state in TOLD:
        _tell_author(subject)
    return True


def _tell_author(subject: Subject) -> None:
    # Who has an account is told by the journal's rules; the others left an address only.
    if subject.account_id is not None or not subject.submitter_email:
        return
    enqueue(
        "mail",
        f"mail:subject:{subject.id}:{subject.state}",
        {
            "template": "subject_moved",
            "email": subject.submitter_email,
            "context": {
                "name": subject.submitter_name,
                "reference": subject.reference,
                "title": subject.title,
                "state": str(STATE_LABELS[SubjectState(subject.state)]),
                "reason": subject.state_reason,
            },
            "link": {"purpose": "follow-subject", "id": subject.id},
        },
    )


def acknowledge(subject: Subject) -> None:
    """Owe the author an acknowledgement: number, contact, expected delay, where to follow."""
    payload: dict[str, object] = {
        "template": "subject_received",
        "context": {
            "name": subject.submitter_name,
            "reference": subject.reference,
            "title": subject.title,
            "days": current_app.config["COUNCIL_SUBJECT_DELAY_DAYS"],
        },
        "link": {"purpose": "follow-subject", "id": subject.id},
    }
    if subject.submitter_email:
        payload["email"] = subject.submitter_email
    if subject.account_id is not None:
        payload["account_id"] = subject.account_id
    enqueue("mail", f"mail:subject:{subject.id}:received", payload)
