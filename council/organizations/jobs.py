"""What the worker does for organizations."""

from __future__ import annotations

from sqlalchemy import delete

from council.clock import now
from council.extensions import db
from council.organizations.links import KEPT_FOR
from council.organizations.models import Application, ApplicationState
from council.transactions import quiet_action


@quiet_action
def forget_unconfirmed() -> None:
    """Delete the applications whose address was not confirmed in time."""
    db.session.execute(
        delete(Application)
        .where(
            Application.state == ApplicationState.TO_CONFIRM,
            Application.created_at < now() - KEPT_FOR,
        )
        .execution_options(synchronize_session=False)
    )


PERIODIC = (forget_unconfirmed,)
