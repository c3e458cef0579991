"""Giving a proxy for one poll, and taking it back."""

from __future__ import annotations

from flask_babel import gettext as _

from council import clock
from council.access import check
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.viewer import Viewer
from council.polls import policies, queries_proxies, steps
from council.polls.models import Poll, RollEntry
from council.polls.models_proxies import Proxy, ProxyEnd
from council.polls.queries import ballots_for, roll_of
from council.polls.queries_recusals import recusals_of
from council.transactions import Invalid, action, lock


@action
def give_proxy(poll: Poll, *, seat: RollEntry, holder: RollEntry, author: Viewer) -> Proxy:
    """Let another seat of the roll vote for this one; giving the same proxy again changes nothing.

    Refused once the seat has voted. One hop: a seat that carries a proxy gives none, and the
    reverse; the rule says how many one seat may carry.
    """
    lock(poll)
    now = clock.database_now(db.session())
    check(policies.can_give_proxy(steps.as_of_now(author), poll, seat, now))
    known = queries_proxies.proxies_of(poll)
    mine = next((row for row in known if row.giver.id == seat.id), None)
    if mine is not None and mine.holder.id == holder.id:
        return mine.proxy
    _refuse(poll, seat, holder, known)
    proxy = Proxy(
        poll_id=poll.id,
        giver_id=seat.id,
        holder_id=holder.id,
        account_id=author.account_id,
        for_organization_id=seat.organization_id,
    )
    db.session.add(proxy)
    db.session.flush()
    _note("proxy.given", poll, proxy, seat, holder, author)
    return proxy


def _refuse(
    poll: Poll, seat: RollEntry, holder: RollEntry, known: list[queries_proxies.Carried]
) -> None:
    if ballots_for([seat])[seat.id].voted:
        text = _("Un bulletin a déjà été reçu pour ce siège : une procuration n’y changerait rien.")
        raise Invalid({"holder": text})
    if any(row.giver.id == seat.id for row in known):
        raise Invalid({"holder": _("Ce siège a déjà donné procuration : retirez-la d’abord.")})
    if any(row.holder.id == seat.id for row in known):
        text = _("Ce siège porte une procuration : il ne peut pas donner la sienne.")
        raise Invalid({"holder": text})
    gone = {recusal.organization_id for recusal, _name in recusals_of(poll)}
    if seat.organization_id in gone:
        raise Invalid({"holder": _("Votre organisme s’est déporté de ce scrutin.")})
    able = queries_proxies.may_hold(seat, roll_of(poll), known, poll.rule.proxies, gone)
    if holder.id not in {entry.id for entry in able}:
        raise Invalid({"holder": _("Ce siège ne peut pas porter cette procuration.")})


@action
def revoke_proxy(poll: Poll, *, seat: RollEntry, author: Viewer) -> Proxy | None:
    """Take a seat's proxy back; a ballot cast by it stays until the seat casts its own."""
    lock(poll)
    now = clock.database_now(db.session())
    check(policies.can_give_proxy(steps.as_of_now(author), poll, seat, now))
    proxy = queries_proxies.proxy_of(seat)
    if proxy is None:
        return None
    holder = db.session.get_one(RollEntry, proxy.holder_id)
    proxy.ended, proxy.ended_at = ProxyEnd.REVOKED, now
    _note("proxy.revoked", poll, proxy, seat, holder, author)
    return proxy


def _note(
    kind: str, poll: Poll, proxy: Proxy, seat: RollEntry, holder: RollEntry, author: Viewer
) -> None:
    write_entry(
        kind,
        subjects=[poll.record],
        actor=author,
        organization_id=seat.organization_id,
        public={"proxy": proxy.uid, "seat": seat.uid, "holder": holder.uid},
    )
