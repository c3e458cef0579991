"""The acts of a deliberation, each once and in its turn; what is written in its debate."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from council import clock
from council.access import check
from council.extensions import db
from council.journal.steps import write_entry
from council.markdown import Rendered
from council.organizations.viewer import Viewer
from council.polls import policies_acts, queries, queries_acts, steps, steps_acts
from council.polls.models import Poll, RollEntry
from council.polls.models_acts import ActKind, DebateContribution, PollAct
from council.transactions import Invalid, action, lock


@action
def do_act(
    poll: Poll, *, kind: ActKind, author: Viewer, until: datetime | None = None, message: str = ""
) -> PollAct:
    """Do the next act of a deliberation; done already, it changes nothing.

    `until` is announced by the acts that open: contributions until then, ballots until then. A
    debate and a vote are closed no sooner than was announced. The vote closes at the instant of
    the act: the poll's row is locked alone, so each ballot is before it or after it.
    """
    lock(poll)
    now = clock.database_now(db.session())
    done = queries_acts.acts_of(poll)
    if kind in done:
        return done[kind]
    person = steps.as_of_now(author)
    check(policies_acts.can_do_act(person, poll, kind, queries_acts.next_act(poll, done, now)))
    until = _DO[kind](poll, done, now, until)
    organization_id, software_id = author.acts_for
    act = PollAct(
        poll_id=poll.id,
        kind=kind,
        until=until,
        message=message,
        created_at=now,
        account_id=author.account_id,
        for_organization_id=organization_id,
        for_software_id=software_id,
    )
    db.session.add(act)
    write_entry(
        f"poll.{kind}",
        subjects=[poll.record],
        actor=author,
        public={"at": steps.moment_text(now)}
        | ({"until": steps.moment_text(until)} if until is not None else {}),
        private={"message": message} if message else {},
    )
    return act


def _open_debate(
    poll: Poll, _done: queries_acts.Done, now: datetime, until: datetime | None
) -> datetime:
    if until is None or until <= now:
        raise Invalid({"until": _("Dites jusqu’à quand le débat reçoit des contributions.")})
    if poll.announced_opens_at is not None and until > poll.announced_opens_at:
        text = _("Le débat finit au plus tard à l’ouverture annoncée du vote.")
        raise Invalid({"until": text})
    return until


def _close_debate(
    _poll: Poll, done: queries_acts.Done, now: datetime, _until: datetime | None
) -> None:
    announced = done[ActKind.DEBATE_OPENED].until
    if announced is not None and now < announced:
        text = _("Le débat ne se clôt pas avant le moment annoncé à son ouverture.")
        raise Invalid({"until": text})


def _open_vote(
    poll: Poll, _done: queries_acts.Done, now: datetime, until: datetime | None
) -> datetime:
    announced, closing = poll.announced_opens_at, poll.announced_closes_at
    if announced is not None and now < announced:
        text = _("Le vote ne s’ouvre pas avant le moment annoncé à la convocation.")
        raise Invalid({"until": text})
    until = until or closing
    if until is None or closing is None or until < closing or until <= now:
        text = _("Le vote ne se raccourcit pas : choisissez une clôture plus tard.")
        raise Invalid({"until": text})
    if poll.called_at is not None:
        try:
            steps_acts.refuse_short(poll.rule, poll.called_at, now, until)
        except Invalid as invalid:
            raise Invalid({"until": " ".join(invalid.errors.values())}) from invalid
    steps_acts.set_closing(poll, until, opened_at=now)
    return until


def _close_vote(
    poll: Poll, _done: queries_acts.Done, now: datetime, _until: datetime | None
) -> None:
    announced = poll.announced_closes_at
    if announced is not None and now < announced:
        text = _("Le vote ne se clôt pas avant le moment annoncé à son ouverture.")
        raise Invalid({"until": text})
    poll.closes_at = poll.announced_closes_at = now


def _send_results(
    _poll: Poll, _done: queries_acts.Done, _now: datetime, _until: datetime | None
) -> None:
    """The mails are owed by the journal's entry."""


_DO = {
    ActKind.DEBATE_OPENED: _open_debate,
    ActKind.DEBATE_CLOSED: _close_debate,
    ActKind.VOTE_OPENED: _open_vote,
    ActKind.VOTE_CLOSED: _close_vote,
    ActKind.RESULTS_SENT: _send_results,
}


@action
def contribute(
    poll: Poll, *, seat: RollEntry, body: Rendered, text: str, author: Viewer
) -> DebateContribution:
    """Write in an open debate for a seat; the journal says that the seat spoke, not what."""
    lock(poll, read=True)
    now = clock.database_now(db.session())
    person = steps.as_of_now(author)
    mine = {entry.id for entry in queries.my_entries(poll, person)}
    is_open = queries_acts.debate_is_open(queries_acts.acts_of(poll), poll, now)
    check(policies_acts.can_contribute(person, poll, seat.id in mine, is_open))
    said = DebateContribution(
        poll_id=poll.id,
        roll_entry_id=seat.id,
        text=text,
        html=str(body.html),
        renderer_version=body.renderer_version,
        created_at=now,
        account_id=author.account_id,
        for_organization_id=seat.organization_id,
        for_software_id=seat.software_id,
    )
    db.session.add(said)
    db.session.flush()
    write_entry(
        "debate.contributed",
        subjects=[poll.record],
        actor=author,
        organization_id=seat.organization_id,
        software_id=seat.software_id,
        private={"seat": seat.uid, "contribution": said.uid},
    )
    return said
