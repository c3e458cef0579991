"""The one-time link by which an applicant confirms their address."""

from __future__ import annotations

from datetime import timedelta

from council.accounts.links import register
from council.extensions import db
from council.organizations.models import Application, ApplicationState

KEPT_FOR = timedelta(days=7)


def _epoch(application_id: int) -> int | None:
    application = db.session.get(Application, application_id)
    if application is None:
        return None
    return 0 if application.state == ApplicationState.TO_CONFIRM else 1


register(
    "confirm-application",
    path="/demander-un-compte/confirmer/{token}",
    epoch_of=_epoch,
    max_age=KEPT_FOR,
)
