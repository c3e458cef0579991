"""Writes on polls that several actions share: no commit, no journal."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, update

from council import tally
from council.accounts.models import Account
from council.extensions import db
from council.organizations.queries import viewer_for
from council.organizations.viewer import ANONYMOUS, Viewer
from council.polls.models import (
    Ballot,
    CurrentBallot,
    Poll,
    PollResult,
    PollState,
    RollEntry,
)
from council.polls.models_proxies import Proxy, ProxyEnd
from council.polls.policies import may_use_seat
from council.polls.queries import box_of, seats_for
from council.polls.queries_proxies import carried_proxy
from council.polls.queries_recusals import recusals_of
from council.polls.queries_results import count_box
from council.polls.steps_guests import invite_guests
from council.polls.steps_secret import belenios_box, refuse_small, secret_box
from council.records.canonical import canonical, digest
from council.records.models import Audience
from council.records.steps import set_audience
from council.tally import lot
from council.transactions import Invalid

# 2: the recusals known at the call are part of it. 3: settings, and the lot committed to.
FROZEN_VERSION = 3


def as_of_now(viewer: Viewer) -> Viewer:
    """Return the same person with the mandates in force now: one revoked meanwhile is gone."""
    account = None
    if viewer.account_id is not None:
        account = db.session.get(Account, viewer.account_id)
    return ANONYMOUS if account is None or not account.is_active else viewer_for(account)


def moment_text(moment: datetime | None) -> str | None:
    """Return a moment as the one text that is hashed, None for none."""
    return None if moment is None else moment.isoformat(timespec="microseconds")


def freeze_roll(poll: Poll) -> list[RollEntry]:
    """Write the roll from the seats in force now; Invalid when a deciding college is empty, or too
    small for a vote to be secret in it."""
    rule = poll.rule
    entries = []
    for position, (seat, college, name) in enumerate(seats_for(rule), 1):
        weight = rule.college(college.key).weight
        entries.append(
            RollEntry(
                poll_id=poll.id,
                seat_id=seat.id,
                organization_id=seat.organization_id,
                organization_name=name,
                college_key=college.key,
                college_name=college.name,
                weight=str(weight),
                advisory=weight == 0,
                position=position,
            )
        )
    entries += invite_guests(poll, len(entries))
    filled = {entry.college_key for entry in entries}
    empty = [college.key for college in rule.voting_colleges if college.key not in filled]
    if empty:
        raise Invalid(
            {
                "rule": _(
                    "Aucun siège n’est en cours dans le collège « %(key)s », qui doit décider.",
                    key=", ".join(empty),
                )
            }
        )
    if rule.secrecy != "public":
        refuse_small(poll, entries)
    db.session.add_all(entries)
    db.session.flush()
    return entries


def roll_document(entries: list[RollEntry]) -> list[dict[str, object]]:
    """Return the roll as it is hashed and published."""
    return [
        {
            "seat": entry.uid,
            "organization": entry.organization_name,
            "college": entry.college_key,
            "weight": entry.weight,
            "advisory": entry.advisory,
        }
        for entry in entries
    ]


def freeze(poll: Poll, entries: list[RollEntry]) -> None:
    """Write and hash the one document that holds everything that decides."""
    roll = roll_document(entries)
    if poll.rule.tie == "lot":
        poll.lot_seed = secrets.token_hex(32)
    document = {
        "schema_version": FROZEN_VERSION,
        "poll": poll.record.uid,
        "reference": poll.reference,
        "title": poll.title,
        "text": poll.text,
        "lang": poll.lang,
        "options": poll.options,
        "settings": poll.settings,
        "lot_commitment": lot.commitment(poll.lot_seed) if poll.lot_seed else None,
        "rule": poll.rule.as_json(),
        "tally_version": poll.tally_version,
        **_announced(poll),
        "opens_at": moment_text(poll.opens_at),
        "closes_at": moment_text(poll.closes_at),
        "roll": roll,
        "recusals": _recusals_document(poll, entries),
    }
    poll.roll_sha256 = digest(roll)
    poll.frozen = canonical(document)
    poll.frozen_sha256 = digest(document)


def _announced(poll: Poll) -> dict[str, object]:
    """Return what is announced of a vote that acts open or close; nothing for any other."""
    if poll.announced_closes_at is None:
        return {}
    moments = (poll.announced_opens_at, poll.announced_closes_at)
    return {"announced": [moment_text(moment) for moment in moments]}


def _recusals_document(poll: Poll, entries: list[RollEntry]) -> list[dict[str, object]]:
    on_roll = {entry.organization_id: entry.organization_name for entry in entries}
    return [
        {
            "organization": on_roll[recusal.organization_id],
            "reason": recusal.reason,
            "established": recusal.established,
        }
        for recusal, _name in recusals_of(poll)
        if recusal.organization_id in on_roll
    ]


def content_text(poll: Poll, content: dict[str, Any], reason: str) -> str:
    """Return the one text of a ballot's content; Invalid when the poll's rule does not allow it."""
    rule = poll.rule
    try:
        read = tally.read_content(rule, poll.question, content)
    except tally.ContentInvalid as refused:
        raise Invalid({"content": str(refused)}) from refused
    against = tally.METHODS[rule.method].against
    if rule.reason_required_on_against and read.get("choice") == against and not reason:
        raise Invalid({"reason": _("La règle de ce scrutin demande de motiver ce vote.")})
    return canonical(read)


def proxy_used(person: Viewer, poll: Poll, entry: RollEntry) -> Proxy | None:
    """Return the proxy by which somebody votes for a seat, none when it is their own."""
    if not poll.rule.proxies or may_use_seat(person, entry):
        return None
    return carried_proxy(person, entry)


def add_ballot(
    poll: Poll,
    entry: RollEntry,
    *,
    voter: Viewer,
    content: str,
    reason: str,
    at: datetime,
    proxy: Proxy | None = None,
) -> Ballot:
    """Add a revision for a seat and make it the one that counts; the seat's row is locked.

    Without `proxy` the seat votes itself, which ends its proxy.
    """
    if proxy is None and poll.rule.proxies:
        end_proxies(Proxy.giver_id == entry.id, ProxyEnd.OWN_BALLOT, at)
    current = db.session.get(CurrentBallot, entry.id, populate_existing=True)
    last = db.session.scalar(
        select(Ballot.revision)
        .where(Ballot.roll_entry_id == entry.id)
        .order_by(Ballot.revision.desc())
        .limit(1)
    )
    ballot = Ballot(
        roll_entry_id=entry.id,
        revision=(last or 0) + 1,
        content=content,
        reason=reason,
        cast_at=at,
        nonce=secrets.token_hex(32),
        account_id=voter.account_id,
        for_organization_id=entry.organization_id,
        for_software_id=entry.software_id,
        proxy_id=proxy.id if proxy is not None else None,
    )
    ballot.receipt = receipt_of(poll, entry, ballot)
    db.session.add(ballot)
    db.session.flush()
    if current is None:
        db.session.add(CurrentBallot(roll_entry_id=entry.id, ballot_id=ballot.id))
    else:
        current.ballot_id = ballot.id
    db.session.flush()
    return ballot


def end_proxies(which: ColumnElement[bool], end: ProxyEnd, at: datetime) -> None:
    """End the proxies in force that a condition names."""
    db.session.execute(
        update(Proxy).where(which, Proxy.ended == ProxyEnd.IN_FORCE).values(ended=end, ended_at=at)
    )


def receipt_of(poll: Poll, entry: RollEntry, ballot: Ballot) -> str:
    """Return the hash that binds a ballot to its poll, seat, content and time."""
    return digest(
        {
            "poll": poll.frozen_sha256,
            "seat": entry.uid,
            "revision": ballot.revision,
            "content": ballot.content,
            "reason": ballot.reason,
            "cast_at": moment_text(ballot.cast_at),
            "nonce": ballot.nonce,
        }
    )


def add_result(
    poll: Poll, at: datetime, *, belenios: tuple[list[dict[str, Any]], str, int] | None = None
) -> PollResult:
    """Count the box and seal the result; the poll's row is locked.

    `belenios` gives the contents of ballots cast elsewhere, the hash of their archive, and how many
    could vote there.
    """
    box, held = box_of(poll), None
    if belenios is not None:
        counted, held = belenios_box(poll, box, *belenios)
    elif poll.rule.secrecy == "secret":
        counted, held = secret_box(poll, box)
    else:
        counted = count_box(poll, box).as_json()
        held = [row.ballot.receipt for row in box if row.ballot is not None]
    if poll.lot_seed:
        counted["lot_seed"] = poll.lot_seed
    result = PollResult(
        poll_id=poll.id,
        content=canonical(counted),
        sha256=digest(counted),
        box_sha256=digest(held),
        tally_version=tally.TALLY_VERSION,
        sealed_at=at,
    )
    db.session.add(result)
    poll.state = PollState.COUNTED
    db.session.flush()
    return result


def publish_result(poll: Poll) -> None:
    """Show a counted poll and its result to everybody: done with the decision it led to."""
    if poll.state == PollState.COUNTED:
        poll.state = PollState.PUBLISHED
        set_audience(poll.record, Audience.PUBLIC)
