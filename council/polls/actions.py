"""What is done with polls: one verb, one transaction, one journal entry.

Lock order: the poll's row, the seat's row, the journal's head. Casts share the poll's row, every
other act takes it alone, so that a closing never passes a ballot half written.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from council import clock, tally
from council.access import Refused, check
from council.extensions import db
from council.journal.steps import write_entry
from council.markdown import Rendered
from council.organizations.viewer import Viewer
from council.polls import policies, queries, queries_results, queries_rules, steps, steps_acts
from council.polls.held import missing_for
from council.polls.models import (
    Ballot,
    CastingVote,
    IncidentKind,
    Phase,
    Poll,
    PollExtension,
    PollIncident,
    PollResult,
    PollState,
    RollEntry,
)
from council.polls.queries_proxies import had_proxy
from council.polls.queries_recusals import find_recusal
from council.polls.steps_acts import refuse_short
from council.polls.steps_second import refuse_soon
from council.records.models import Audience, LinkKind, Record, RecordKind
from council.records.steps import bump, give_reference, link, new_record, set_audience
from council.transactions import Conflict, Invalid, action, lock, quiet_action


def _write_draft(poll: Poll, fields: dict[str, Any], body: Rendered, rule_key: str) -> None:
    rule = queries_rules.find_rule(rule_key)
    if rule is None:
        raise Invalid({"rule": _("Cette règle de vote n’existe pas.")})
    lacking = missing_for(rule.rule)
    if lacking is not None:
        text = _(
            "Cette règle demande ce que les scrutins n’ont pas encore : %(what)s.", what=lacking
        )
        raise Invalid({"rule": text})
    poll.title, poll.text, poll.options = fields["title"], fields["text"], fields["options"]
    poll.shown_to, poll.settings = fields["shown_to"], fields.get("settings", {})
    poll.html, poll.renderer_version = str(body.html), body.renderer_version
    poll.rule_key, poll.rule_name = rule.key, rule.name
    poll.rule_json, poll.rule_sha256 = rule.rule.canonical(), rule.rule.sha256
    poll.tally_version = tally.TALLY_VERSION
    problem = poll.question.problem(rule.rule)
    if problem is not None:
        raise Invalid({"options": problem})


@quiet_action
def draft_poll(
    fields: dict[str, Any],
    *,
    body: Rendered,
    rule_key: str,
    author: Viewer,
    born_from: Record | None = None,
) -> Poll:
    """Prepare a poll that the council sees; nothing is frozen yet."""
    check(policies.can_draft_poll(steps.as_of_now(author)))
    record = new_record(
        RecordKind.POLL, audience=Audience.COUNCIL, readers=[f"account:{author.account_id}"]
    )
    organization_id, software_id = author.acts_for
    poll = Poll(
        id=record.id,
        account_id=author.account_id,
        for_organization_id=organization_id,
        for_software_id=software_id,
    )
    _write_draft(poll, fields, body, rule_key)
    db.session.add(poll)
    if born_from is not None:
        link(record, born_from, LinkKind.BORN_FROM)
    db.session.flush()
    return poll


@quiet_action
def edit_poll(
    poll: Poll,
    fields: dict[str, Any],
    *,
    body: Rendered,
    rule_key: str,
    author: Viewer,
    seen_version: int,
) -> Poll:
    """Replace a draft's text, options and rule; Conflict when somebody else did meanwhile."""
    lock(poll)
    check(policies.can_edit_poll(steps.as_of_now(author), poll))
    if not bump(poll, Poll.row_version, seen_version):
        raise Conflict(
            _("Une autre personne a modifié ce projet de scrutin pendant que vous écriviez."),
            ours=fields["text"],
            theirs=poll.text,
        )
    _write_draft(poll, fields, body, rule_key)
    return poll


@action
def open_poll(
    poll: Poll, *, opener: Viewer, closes_at: datetime, opens_at: datetime | None = None
) -> Poll:
    """Freeze text, rule and roll, and call the vote now or from `opens_at` on."""
    lock(poll)
    now = clock.database_now(db.session())
    check(policies.can_open_poll(steps.as_of_now(opener), poll))
    starts = opens_at or now
    if starts < now:
        raise Invalid(
            {"opens_at": _("L’ouverture est déjà passée : choisissez un moment à venir.")}
        )
    if closes_at <= starts:
        raise Invalid({"closes_at": _("La clôture doit venir après l’ouverture.")})
    refuse_short(poll.rule, now, starts, closes_at)
    refuse_soon(poll, starts)
    give_reference(poll.record)
    steps_acts.set_dates(poll, starts, closes_at)
    poll.called_at, poll.called_by_id = now, opener.account_id
    poll.tally_version = tally.TALLY_VERSION
    steps.freeze(poll, steps.freeze_roll(poll))
    poll.state = PollState.CALLED
    set_audience(poll.record, Audience(poll.shown_to))
    write_entry(
        "poll.called",
        subjects=[poll.record],
        actor=opener,
        public={
            "reference": poll.reference,
            "frozen_sha256": poll.frozen_sha256,
            "rule_sha256": poll.rule_sha256,
            "roll_sha256": poll.roll_sha256,
            "opens_at": steps.moment_text(poll.opening),
            "closes_at": steps.moment_text(poll.closing),
        },
    )
    return poll


@action
def extend_poll(poll: Poll, *, closes_at: datetime, reason: str, author: Viewer) -> Poll:
    """Move the closing later; asking again for the closing already in force changes nothing."""
    lock(poll)
    now = clock.database_now(db.session())
    check(policies.can_extend_poll(steps.as_of_now(author), poll, now))
    if closes_at == poll.closing:
        return poll
    _move_closing(poll, closes_at, reason, author)
    write_entry(
        "poll.extended",
        subjects=[poll.record],
        actor=author,
        public={"closes_at": steps.moment_text(closes_at), "reason": reason},
    )
    return poll


def _move_closing(poll: Poll, closes_at: datetime, reason: str, author: Viewer) -> None:
    if poll.closing is None or closes_at <= poll.closing:
        raise Invalid(
            {"closes_at": _("Un scrutin ne se raccourcit pas : choisissez une clôture plus tard.")}
        )
    organization_id, software_id = author.acts_for
    db.session.add(
        PollExtension(
            poll_id=poll.id,
            closed_at_before=poll.closing,
            closes_at=closes_at,
            reason=reason,
            account_id=author.account_id,
            for_organization_id=organization_id,
            for_software_id=software_id,
        )
    )
    steps_acts.set_closing(poll, closes_at)


def _add_incident(poll: Poll, kind: IncidentKind, reason: str, author: Viewer) -> None:
    organization_id, software_id = author.acts_for
    db.session.add(
        PollIncident(
            poll_id=poll.id,
            kind=kind,
            reason=reason,
            account_id=author.account_id,
            for_organization_id=organization_id,
            for_software_id=software_id,
        )
    )
    write_entry(
        f"poll.{kind}",
        subjects=[poll.record],
        actor=author,
        public={"reason": reason, "closes_at": steps.moment_text(poll.closing)},
    )


@action
def suspend_poll(poll: Poll, *, reason: str, author: Viewer) -> Poll:
    """Stop receiving ballots because of an incident; those received are kept."""
    lock(poll)
    now = clock.database_now(db.session())
    check(policies.can_suspend_poll(steps.as_of_now(author), poll, now))
    poll.state = PollState.SUSPENDED
    _add_incident(poll, IncidentKind.SUSPENDED, reason, author)
    return poll


@action
def resume_poll(poll: Poll, *, reason: str, closes_at: datetime, author: Viewer) -> Poll:
    """Receive ballots again, until a closing that is not earlier than before and still to come."""
    lock(poll)
    now = clock.database_now(db.session())
    check(policies.can_resume_poll(steps.as_of_now(author), poll))
    if closes_at <= now:
        raise Invalid({"closes_at": _("La clôture doit être à venir.")})
    if closes_at != poll.closing:
        _move_closing(poll, closes_at, reason, author)
    poll.state = PollState.CALLED
    _add_incident(poll, IncidentKind.RESUMED, reason, author)
    return poll


@action
def cancel_poll(poll: Poll, *, reason: str, author: Viewer) -> Poll:
    """Give a draft up, or cancel a vote before it closes; the page stays, with the reason."""
    lock(poll)
    now = clock.database_now(db.session())
    check(policies.can_cancel_poll(steps.as_of_now(author), poll, now))
    poll.state = PollState.CANCELLED
    _add_incident(poll, IncidentKind.CANCELLED, reason, author)
    return poll


@action
def cast_ballot(
    poll: Poll, *, seat: RollEntry, voter: Viewer, content: dict[str, Any], reason: str = ""
) -> Ballot:
    """Make this content the seat's ballot; sending the same one again changes nothing.

    Refused when the poll is not open by the database's clock, read once the poll's row is locked.
    A seat's own ballot ends its proxy and wins over the one cast by it.
    """
    lock(poll, read=True)
    lock(seat)
    if poll.rule.secrecy != "public":
        raise Refused(_("Ce scrutin n’est pas public : aucun bulletin nominatif n’y est reçu."))
    now = clock.database_now(db.session())
    recused = find_recusal(poll, seat.organization_id) is not None
    person = steps.as_of_now(voter)
    proxy = steps.proxy_used(person, poll, seat)
    carried = proxy is not None
    held = {"carried": carried, "ended": not carried and had_proxy(person, seat)}
    check(policies.can_cast_ballot(person, poll, seat, now, recused, **held))
    text = steps.content_text(poll, content, reason)
    known = queries.ballots_for([seat])[seat.id].ballot
    if known is not None:
        same = (known.content, known.reason) == (text, reason)
        if same and known.account_id == voter.account_id:
            return known
        _refuse_change(poll, known, carried)
    ballot = steps.add_ballot(
        poll, seat, voter=voter, content=text, reason=reason, at=now, proxy=proxy
    )
    write_entry(
        "ballot.cast",
        subjects=[poll.record],
        actor=voter,
        organization_id=seat.organization_id,
        software_id=seat.software_id,
        public={"receipt": ballot.receipt, "revision": ballot.revision}
        | ({"by_proxy": True} if carried else {}),
        private={"seat": seat.uid},
    )
    return ballot


def _refuse_change(poll: Poll, known: Ballot, carried: bool) -> None:
    """Refuse a second ballot where the rule does; a seat's own always replaces one by proxy."""
    if carried and known.proxy_id is None:
        raise Refused(_("Ce siège a voté lui-même : sa procuration n’est plus en vigueur."))
    if not poll.rule.ballots_changeable and (carried or known.proxy_id is None):
        text = _("Un bulletin a été reçu pour ce siège, et cette règle interdit d’en changer.")
        raise Refused(text)


@action
def seal_poll(poll: Poll) -> PollResult | None:
    """Count a closed poll and seal its result, once; None while it is not closed."""
    lock(poll)
    closed = poll.phase(clock.database_now(db.session())) == Phase.CLOSED
    if not closed or poll.rule.secrecy == "end_to_end":
        # Votes cast in Belenios are counted from its archive (actions_belenios).
        return db.session.get(PollResult, poll.id)
    result = steps.add_result(poll, clock.database_now(db.session()))
    # The outcome itself stays out of the journal until it may be public.
    shown = poll.rule.results_public == "closing"
    write_entry(
        "poll.counted",
        subjects=[poll.record],
        actor=None,
        public={"box_sha256": result.box_sha256, "result_sha256": result.sha256}
        | ({"outcome": json.loads(result.content)["outcome"]} if shown else {}),
    )
    return result


@action
def record_casting_vote(poll: Poll, *, choice: str, reason: str, chair: Viewer) -> CastingVote:
    """Settle an equal split by the chair's own act, after the count and beside it."""
    lock(poll)
    person = steps.as_of_now(chair)
    box = queries.box_of(poll)
    outcome = queries_results.outcome_of(poll, box)
    voted = queries_results.chair_voted(chair, box)
    check(policies.can_record_casting_vote(person, poll, outcome.result.outcome, voted))
    if choice not in (outcome.result.tied or ("for", "against")):
        raise Invalid({"choice": _("Choisissez une des options à égalité.")})
    organization_id, software_id = chair.acts_for
    vote = CastingVote(
        poll_id=poll.id,
        choice=choice,
        reason=reason,
        account_id=chair.account_id,
        for_organization_id=organization_id,
        for_software_id=software_id,
    )
    db.session.add(vote)
    shown = poll.rule.results_public == "closing"
    part = {"choice": choice, "reason": reason}
    write_entry(
        "casting_vote.cast",
        subjects=[poll.record],
        actor=chair,
        public=part if shown else {},
        private={} if shown else part,
    )
    return vote
