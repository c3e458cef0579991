"""One-time link to confirm the address of a question, and lasting link to follow it."""

from __future__ import annotations

from datetime import timedelta

from council.accounts.links import register
from council.extensions import db
from council.subjects.models import Subject, SubjectSubmission

KEPT_FOR = timedelta(days=7)


def _submission_epoch(submission_id: int) -> int | None:
    submission = db.session.get(SubjectSubmission, submission_id)
    if submission is None:
        return None
    return 0 if submission.subject_id is None else 1


def _subject_epoch(subject_id: int) -> int | None:
    return 0 if db.session.get(Subject, subject_id) is not None else None


register(
    "confirm-subject",
    path="/sujets/confirmer/{token}",
    epoch_of=_submission_epoch,
    max_age=KEPT_FOR,
)
register(
    "follow-subject",
    path="/sujets/suivre/{token}",
    epoch_of=_subject_epoch,
    max_age=timedelta(days=730),
)
