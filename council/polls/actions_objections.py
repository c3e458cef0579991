"""Closing an objection: one act, while ballots are received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council import clock
from council.access import check
from council.extensions import db
from council.journal.steps import write_entry
from council.polls import steps
from council.polls.models_objections import ObjectionClosing
from council.polls.policies import may_use_seat
from council.polls.policies_objections import can_close_objection
from council.polls.queries_objections import objections_of
from council.polls.queries_proxies import carried_proxy
from council.transactions import Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.polls.models import Poll, RollEntry


@action
def close_objection(
    poll: Poll, *, seat: RollEntry, revision: int, reason: str, closer: Viewer
) -> ObjectionClosing:
    """Close the objection that a seat's ballot makes; the ballot stays. Twice changes nothing.

    `revision` is the ballot that was read: another one came meanwhile is Invalid. The journal
    keeps to itself, until the result, that there was an objection and who closed it.
    """
    lock(poll, read=True)
    lock(seat)
    now = clock.database_now(db.session())
    person = steps.as_of_now(closer)
    own = may_use_seat(person, seat) or carried_proxy(person, seat) is not None
    found = next(iter(objections_of(poll, [seat])), None)
    check(can_close_objection(person, poll, now, own=own, objects=found is not None))
    if found is None or found.ballot.revision != revision:
        text = _("Ce siège a déposé un autre bulletin entre-temps : relisez-le d’abord.")
        raise Invalid({"reason": text})
    if found.closing is not None:
        return found.closing
    if not own and not reason:
        raise Invalid({"reason": _("Dites pourquoi vous fermez cette objection.")})
    acted_for = (seat.organization_id, seat.software_id) if own else person.acts_for
    closing = ObjectionClosing(
        ballot_id=found.ballot.id,
        poll_id=poll.id,
        by_author=own,
        reason=reason,
        account_id=closer.account_id,
        for_organization_id=acted_for[0],
        for_software_id=acted_for[1],
        created_at=now,
    )
    db.session.add(closing)
    facts = {"receipt": found.ballot.receipt, "by_author": own, "reason": reason}
    write_entry(
        "objection.closed",
        subjects=[poll.record],
        actor=closer,
        private={"seat": seat.uid, **facts},
        organization_id=acted_for[0],
        software_id=acted_for[1],
    )
    return closing
