"""What the worker does for subjects."""

from __future__ import annotations

from sqlalchemy import delete

from council.clock import now
from council.extensions import db
from council.subjects.links import KEPT_FOR
from council.subjects.models import SubjectSubmission
from council.transactions import quiet_action


@quiet_action
def forget_submissions() -> None:
    """Delete the questions whose address was not confirmed in time, and the served copies."""
    db.session.execute(
        delete(SubjectSubmission)
        .where(SubjectSubmission.created_at < now() - KEPT_FOR)
        .execution_options(synchronize_session=False)
    )


PERIODIC = (forget_submissions,)
