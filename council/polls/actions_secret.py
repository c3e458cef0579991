"""Casting a secret ballot: the signature and the ballot together, in two tables without a link."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from council import clock
from council.access import Refused, check
from council.extensions import db
from council.organizations.viewer import Viewer
from council.polls import policies, queries_secret, receipts, steps, steps_secret
from council.polls.models import Poll, RollEntry
from council.polls.models_proxies import Proxy, ProxyEnd
from council.polls.models_secret import PollSignature, SecretBallot, SecretScrub
from council.polls.queries_proxies import had_proxy
from council.polls.queries_recusals import find_recusal
from council.polls.secrecy import box_for
from council.transactions import Invalid, lock, quiet_action


@quiet_action
def cast_secret_ballot(
    poll: Poll, *, seat: RollEntry, voter: Viewer, content: dict[str, Any], receipt: str
) -> str:
    """Put a ballot in the box and sign for the seat, or change the ballot of that receipt.

    Returns the receipt.
    The same receipt and content sent again change nothing. No journal entry: it would tell when
    the seat voted; the box and who signed are sealed together at closing. Refused when the poll is
    not open by the database's clock, read once the poll's row is locked.
    """
    lock(poll)
    if poll.rule.secrecy != "secret":
        raise Refused(_("Ce scrutin n’est pas à bulletin secret."))
    now = clock.database_now(db.session())
    recused = find_recusal(poll, seat.organization_id) is not None
    person = steps.as_of_now(voter)
    carried = steps.proxy_used(person, poll, seat) is not None
    held = {"carried": carried, "ended": not carried and had_proxy(person, seat)}
    check(policies.can_cast_ballot(person, poll, seat, now, recused, **held))
    text = steps.content_text(poll, content, "")
    known = queries_secret.ballot_by(poll, receipt)
    signature = db.session.get(PollSignature, seat.id, populate_existing=True)
    if signature is not None and known is not None and known.content == text:
        return receipt
    _refuse(poll, signature, known)
    if signature is None:
        steps_secret.sign(seat, voter=voter, at=now, by_proxy=carried)
        if not carried and poll.rule.proxies:
            steps.end_proxies(Proxy.giver_id == seat.id, ProxyEnd.OWN_BALLOT, clock.day_start(now))
    ballot = SecretBallot(
        lookup=receipts.lookup(poll.frozen_sha256, receipt),
        poll_id=poll.id,
        box=known.box if known is not None else box_for(poll.rule, seat),
        content=text,
        proof=receipts.proof(poll.frozen_sha256, receipt, text),
    )
    steps_secret.write_box(poll, added=ballot)
    return receipt


def _refuse(poll: Poll, signature: PollSignature | None, known: SecretBallot | None) -> None:
    if signature is None:
        if known is not None:
            text = _("Ce reçu est celui d’un bulletin déjà déposé. Revenez au bulletin.")
            raise Invalid({"receipt": text})
        return
    if not poll.rule.ballots_changeable:
        text = _("Un bulletin a été reçu pour ce siège, et cette règle interdit d’en changer.")
        raise Refused(text)
    if known is None:
        text = _("Un bulletin a déjà été déposé pour ce siège : en changer demande son reçu.")
        raise Invalid({"receipt": text})


@quiet_action
def mark_scrubbed(poll_id: int) -> None:
    """Remember that what was kept of a secret poll's earlier states is cleaned."""
    if db.session.get(SecretScrub, poll_id) is None:
        moment = clock.database_now(db.session())
        db.session.add(SecretScrub(poll_id=poll_id, scrubbed_at=moment))
