"""Writes on secret polls that several actions share: no commit, no journal."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select

from council.clock import PARIS
from council.extensions import db
from council.organizations.viewer import Viewer
from council.polls.models import Poll, RollEntry
from council.polls.models_secret import PollSignature, SecretBallot
from council.polls.queries import CastBallot
from council.polls.queries_recusals import recusals_of
from council.polls.queries_secret import ballots_in
from council.polls.secrecy import SMALLEST, count_secret, sheet_of, too_small, turnout_of
from council.records.canonical import canonical
from council.transactions import Invalid


def refuse_small(poll: Poll, entries: list[RollEntry]) -> None:
    """Refuse to call a secret vote where a group that decides has fewer than five voters."""
    gone = {recusal.organization_id for recusal, _name in recusals_of(poll)}
    if too_small(poll.rule, entries, gone):
        text = _(
            "Un vote secret demande au moins %(n)s sièges qui votent dans chaque groupe compté à "
            "part : à moins, le résultat dirait le vote de chacun.",
            n=SMALLEST,
        )
        raise Invalid({"rule": text})


def secret_box(poll: Poll, rows: list[CastBallot]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Count a secret box and write it under new keys; return what is sealed, what is published."""
    ballots = ballots_in(poll)
    count = count_secret(poll, rows, ballots)
    facts = count.facts()
    held = {"ballots": sheet_of(ballots, facts), "turnout": turnout_of(rows, facts)}
    write_box(poll, counted=True)
    write_signatures(poll)
    return count.result.as_json() | {"secret": facts}, held


def belenios_box(
    poll: Poll,
    rows: list[CastBallot],
    contents: list[dict[str, Any]],
    archive_sha256: str,
    voters: int,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Count what a Belenios election gave; return what is sealed, what is published.

    Who voted is not known here: as many seats as ballots are taken, in the order of the roll.
    """
    ballots = belenios_ballots(contents, archive_sha256)
    able = [row for row in rows if row.recusal is None][: len(ballots)]
    voted = {row.entry.id for row in able}
    dealt = [
        replace(row, signature=PollSignature()) if row.entry.id in voted else row for row in rows
    ]
    count = replace(count_secret(poll, dealt, ballots), turnout=False, votants={})
    facts = count.facts()
    held = {"ballots": sheet_of(ballots, facts), "turnout": None}
    archive = {"belenios": archive_sha256, "belenios_voters": voters}
    return count.result.as_json() | {"secret": facts} | archive, held


def belenios_ballots(contents: list[dict[str, Any]], archive_sha256: str) -> list[SecretBallot]:
    """Return ballots that give the result of an archive, each with a number of its own as proof."""
    return [
        SecretBallot(
            box="",
            content=canonical(content),
            proof=hashlib.sha256(f"{archive_sha256}:{number}".encode()).hexdigest(),
        )
        for number, content in enumerate(contents, 1)
    ]


def sign(entry: RollEntry, *, voter: Viewer, at: datetime, by_proxy: bool) -> None:
    """Write that a seat voted, by whom, on which day in Paris."""
    db.session.add(
        PollSignature(
            roll_entry_id=entry.id,
            signed_on=at.astimezone(PARIS).date(),
            by_proxy=by_proxy,
            account_id=voter.account_id,
            for_organization_id=entry.organization_id,
            for_software_id=entry.software_id,
        )
    )
    db.session.flush()


def write_box(poll: Poll, *, added: SecretBallot | None = None, counted: bool = False) -> None:
    """Write the whole box again in a random order; under new keys once it is counted.

    All its rows are then of one transaction and one place: which came with which signature is not
    to be read from them. The poll's row is locked alone.
    """
    table = SecretBallot.__table__
    rows: list[dict[str, Any]] = [
        dict(row._mapping)
        for row in db.session.execute(select(table).where(table.c.poll_id == poll.id))
    ]
    if added is not None:
        new = {column.key: getattr(added, column.key) for column in table.columns}
        rows = [row for row in rows if row["lookup"] != new["lookup"]] + [new]
    if counted:
        rows = [row | {"lookup": secrets.token_hex(32)} for row in rows]
    secrets.SystemRandom().shuffle(rows)
    db.session.execute(delete(table).where(table.c.poll_id == poll.id))
    if rows:
        db.session.execute(insert(table), rows)


def write_signatures(poll: Poll) -> None:
    """Write the signatures again in the order of the roll."""
    table = PollSignature.__table__
    own = select(RollEntry.id).where(RollEntry.poll_id == poll.id)
    found = select(table).where(table.c.roll_entry_id.in_(own)).order_by(table.c.roll_entry_id)
    rows = [dict(row._mapping) for row in db.session.execute(found)]
    db.session.execute(delete(table).where(table.c.roll_entry_id.in_(own)))
    if rows:
        db.session.execute(insert(table), rows)
