"""Putting a question to the council, examining it, answering it."""

from __future__ import annotations

from flask_babel import gettext as _

from council.access import check
from council.accounts.queries import find_account
from council.extensions import db
from council.journal.steps import enqueue, write_entry
from council.markdown import Rendered
from council.organizations.viewer import Viewer
from council.records.models import Audience, LinkKind, Record
from council.records.steps import add_readers, link
from council.subjects import policies
from council.subjects.models import Subject, SubjectOrigin, SubjectState, SubjectSubmission
from council.subjects.steps import acknowledge, add_subject, add_version, move_subject
from council.transactions import Conflict, Invalid, action, lock, quiet_action


@quiet_action
def keep_submission(
    *, title: str, body: str, language: str, name: str, email: str, show_name: bool
) -> SubjectSubmission:
    """Keep a question until its author's address is confirmed by the link owed to it."""
    submission = SubjectSubmission(
        title=title,
        body=body,
        language=language,
        submitter_name=name,
        submitter_email=email,
        show_name=show_name,
    )
    db.session.add(submission)
    db.session.flush()
    enqueue(
        "mail",
        f"mail:confirm-subject:{submission.id}",
        {
            "template": "confirm_subject",
            "email": email,
            "context": {"name": name, "title": title},
            "link": {"purpose": "confirm-subject", "id": submission.id},
        },
    )
    return submission


@action
def confirm_submission(submission: SubjectSubmission, *, rendered: Rendered) -> Subject:
    """Receive a question whose link was followed; Conflict when it was already."""
    lock(submission)
    if submission.subject_id is not None:
        raise Conflict(_("Cette question est déjà confirmée."))
    subject = add_subject(
        title=submission.title,
        body=submission.body,
        rendered=rendered,
        language=submission.language,
        name=submission.submitter_name,
        email=submission.submitter_email,
        show_name=submission.show_name,
    )
    submission.subject_id = subject.id
    account = find_account(submission.submitter_email)
    if account is not None and account.is_active:
        add_readers(subject.record, [f"account:{account.id}"])
    acknowledge(subject)
    write_entry("subject.received", subjects=[subject.record], actor=None, public=_facts(subject))
    return subject


def _facts(subject: Subject) -> dict[str, object]:
    return {"reference": subject.reference, "origin": subject.origin, "state": subject.state}


@action
def submit_subject(
    *,
    title: str,
    body: str,
    rendered: Rendered,
    language: str,
    origin: str,
    organization_id: int | None,
    show_name: bool,
    author: Viewer,
) -> Subject:
    """Put a question, as oneself, for the body one represents, or for the council itself."""
    if origin not in policies.origins_open_to(author):
        raise Invalid({"origin": _("Vous ne pouvez pas poser de question à ce titre.")})
    body_id = None
    if origin == SubjectOrigin.BODY:
        mandate = author.representing(organization_id)
        if organization_id is None or mandate is None:
            raise Invalid({"organization": _("Choisissez un organisme que vous représentez.")})
        body_id = organization_id
    subject = add_subject(
        title=title,
        body=body,
        rendered=rendered,
        language=language,
        origin=origin,
        account_id=author.account_id,
        organization_id=body_id,
        name=author.name,
        email=author.email,
        show_name=show_name,
        audience=Audience.COUNCIL if origin == SubjectOrigin.COUNCIL else Audience.SECRETARIAT,
    )
    acknowledge(subject)
    write_entry(
        "subject.received",
        subjects=[subject.record],
        actor=author,
        organization_id=body_id,
        public=_facts(subject),
    )
    return subject


@action
def edit_subject(
    subject: Subject,
    *,
    title: str,
    body: str,
    rendered: Rendered,
    language: str,
    reason: str,
    seen_version: int,
    author: Viewer,
) -> Subject:
    """Change a subject's text as a new version; Conflict after another's change."""
    lock(subject)
    check(policies.can_edit_subject(author, subject))
    if subject.row_version != seen_version:
        raise Conflict(
            _("Quelqu’un a modifié ce sujet entre-temps : reprenez votre texte ci-dessous."),
            ours=body,
            theirs=subject.body,
        )
    subject.title, subject.body, subject.language = title, body, language
    subject.html, subject.renderer_version = str(rendered.html), rendered.renderer_version
    subject.row_version += 1
    mandate = author.representing(subject.record.organization_id)
    organization_id = (
        mandate.organization_id if mandate and subject.record.organization_id else None
    )
    add_version(
        subject, reason=reason, account_id=author.account_id, organization_id=organization_id
    )
    write_entry(
        "subject.edited",
        subjects=[subject.record],
        actor=author,
        public={**_facts(subject), "version": subject.row_version},
    )
    return subject


def _move(subject: Subject, state: SubjectState, *, author: Viewer, reason: str = "") -> None:
    lock(subject)
    check(policies.can_move_subject(author, subject, state))
    move_subject(subject, state, reason=reason)


@action
def accept_subject(subject: Subject, *, author: Viewer) -> Subject:
    """Accept a subject: everybody may read it from now on."""
    _move(subject, SubjectState.ACCEPTED, author=author)
    write_entry("subject.accepted", subjects=[subject.record], actor=author, public=_facts(subject))
    return subject


@action
def refuse_subject(subject: Subject, *, reason: str, author: Viewer) -> Subject:
    """Refuse a subject with a reason, which its author reads; it stays out of public view."""
    _move(subject, SubjectState.REFUSED, author=author, reason=reason)
    write_entry(
        "subject.refused",
        subjects=[subject.record],
        actor=author,
        public=_facts(subject),
        private={"reason": reason},
    )
    return subject


@action
def attach_subject(subject: Subject, *, target: Record, reason: str, author: Viewer) -> Subject:
    """Attach a subject to a need or subject that asks the same thing already."""
    if target.id == subject.id:
        raise Invalid({"target": _("Un sujet ne se rattache pas à lui-même.")})
    _move(subject, SubjectState.MERGED, author=author, reason=reason)
    link(subject.record, target, LinkKind.DUPLICATES)
    write_entry(
        "subject.merged",
        subjects=[subject.record, target],
        actor=author,
        public={**_facts(subject), "target": target.reference},
    )
    return subject


@action
def withdraw_subject(subject: Subject, *, reason: str, author: Viewer) -> Subject:
    """Withdraw a subject with a reason; once public, it leaves a page that says so."""
    _move(subject, SubjectState.WITHDRAWN, author=author, reason=reason)
    write_entry(
        "subject.withdrawn",
        subjects=[subject.record],
        actor=author,
        public=_facts(subject),
        private={"reason": reason},
    )
    return subject


@action
def note_deliberation(subject: Subject, *, author: Viewer) -> Subject:
    """Note that the council has deliberated on a subject."""
    _move(subject, SubjectState.DELIBERATED, author=author)
    write_entry(
        "subject.deliberated", subjects=[subject.record], actor=author, public=_facts(subject)
    )
    return subject


@action
def answer_subject(subject: Subject, *, answer: str, author: Viewer) -> Subject:
    """Give the council's answer in plain sentences."""
    _move(subject, SubjectState.ANSWERED, author=author, reason=answer)
    write_entry("subject.answered", subjects=[subject.record], actor=author, public=_facts(subject))
    return subject
