"""What a second convocation asks of its opening: no commit, no journal."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from council import clock
from council.extensions import db
from council.polls.models import Poll
from council.transactions import Invalid


def refuse_soon(poll: Poll, starts: datetime) -> None:
    """Refuse a second convocation sooner than the first one's rule says; Invalid says when."""
    if poll.second_of_id is None:
        return
    first = db.session.get_one(Poll, poll.second_of_id)
    second = first.rule.second_convocation
    if second is None or first.closes_at is None:
        return
    if not clock.at_least_days(first.closes_at, starts, second.after_days):
        text = _(
            "Cette seconde convocation s’ouvre au plus tôt %(n)s jours après la clôture du premier "
            "scrutin.",
            n=second.after_days,
        )
        raise Invalid({"opens_at": text})
