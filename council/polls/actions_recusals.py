"""Leaving a poll, or having a body leave it: one act, before or during the vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import delete, select

from council import clock
from council.access import check
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.models import Organization
from council.polls import policies, steps
from council.polls.models import CurrentBallot, Poll, PollState, RollEntry
from council.polls.models_proxies import Proxy, ProxyEnd
from council.polls.models_recusals import Recusal
from council.polls.queries import ballots_for, roll_of
from council.polls.queries_recusals import bodies_of, find_recusal
from council.transactions import Invalid, action, lock

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer
    from council.polls.models import Ballot


@action
def recuse(poll: Poll, *, organization_id: int, reason: str, author: Viewer) -> Recusal:
    """Have a body take no part in a poll, said by its own people or established by who conducts.

    A ballot already cast for it no longer counts: it stays in the history, its receipt in the
    journal. Saying it again changes nothing.
    """
    lock(poll)
    now = clock.database_now(db.session())
    person = steps.as_of_now(author)
    if organization_id not in bodies_of(poll):
        raise Invalid({"organization": _("Cet organisme n’est pas sur la liste électorale.")})
    check(policies.can_recuse(person, poll, organization_id, now))
    known = find_recusal(poll, organization_id)
    if known is not None:
        return known
    _refuse_signed(poll, organization_id)
    own = policies.may_recuse_own(person, organization_id)
    ballots = _withdraw_ballots(poll, organization_id)
    seats = select(RollEntry.id).where(
        RollEntry.poll_id == poll.id, RollEntry.organization_id == organization_id
    )
    given_or_held = Proxy.giver_id.in_(seats) | Proxy.holder_id.in_(seats)
    steps.end_proxies(given_or_held, ProxyEnd.RECUSED, now)
    acted_for = (organization_id, None) if own else person.acts_for
    recusal = Recusal(
        poll_id=poll.id,
        organization_id=organization_id,
        reason=reason,
        established=not own,
        withdrawn_ballot_id=ballots[0].id if ballots else None,
        account_id=author.account_id,
        for_organization_id=acted_for[0],
        for_software_id=acted_for[1],
    )
    db.session.add(recusal)
    body = db.session.get_one(Organization, organization_id)
    write_entry(
        "recusal.declared" if own else "recusal.established",
        subjects=[poll.record],
        actor=author,
        public={
            "organization": body.record.uid,
            "reason": reason,
            "withdrawn": [ballot.receipt for ballot in ballots],
        },
        organization_id=acted_for[0],
        software_id=acted_for[1],
    )
    return recusal


def _refuse_signed(poll: Poll, organization_id: int) -> None:
    """Refuse a recusal after a secret vote: nobody can find the ballot to take out."""
    if poll.rule.secrecy == "end_to_end" and poll.state != PollState.DRAFT:
        text = _("Les électeurs de ce scrutin sont donnés à Belenios : un déport vient trop tard.")
        raise Invalid({"organization": text})
    entries = [e for e in roll_of(poll) if e.organization_id == organization_id]
    if any(row.signature is not None for row in ballots_for(entries).values()):
        text = _("Cet organisme a voté à bulletin secret : son bulletin ne peut plus être retiré.")
        raise Invalid({"organization": text})


def _withdraw_ballots(poll: Poll, organization_id: int) -> list[Ballot]:
    """Take the ballots of a body out of the box; the poll's row is locked, so none comes in."""
    entries = [e for e in roll_of(poll) if e.organization_id == organization_id]
    cast = ballots_for(entries)
    db.session.execute(
        delete(CurrentBallot).where(CurrentBallot.roll_entry_id.in_([e.id for e in entries]))
    )
    return [row.ballot for row in cast.values() if row.ballot is not None]
