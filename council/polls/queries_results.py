"""Reads on what polls gave: counting a box, the sealed result, who may settle it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from council import tally
from council.extensions import db
from council.organizations.viewer import Viewer
from council.polls.models import CastingVote, Poll, PollResult
from council.polls.queries import CastBallot
from council.polls.queries_belenios import archived_contents
from council.polls.queries_objections import closed_seats
from council.polls.queries_secret import ballots_in
from council.polls.secrecy import count_secret, dealt, voters_of


@dataclass(frozen=True)
class Outcome:
    """What a poll gave: the explained result, and whether and when it was sealed."""

    result: tally.Result
    sealed: PollResult | None
    casting_vote: CastingVote | None


def count_box(poll: Poll, box: Sequence[CastBallot], casting: str | None = None) -> tally.Result:
    """Count a box with the poll's frozen rule; what a secret one may tell."""
    if poll.rule.secrecy == "secret":
        return count_secret(poll, box, ballots_in(poll)).result
    voters, contents, question = opened(poll, box)
    return tally.count_ballots(poll.rule, voters, contents, casting, question)


def opened(
    poll: Poll, box: Sequence[CastBallot]
) -> tuple[list[tally.Voter], Mapping[str, Mapping[str, Any]], tally.Question]:
    """Return the roll, what each seat's ballot holds and the question, as they are counted.

    Ballots that are nobody's are dealt to seats: a count depends on each box alone.
    """
    question = replace(poll.question, closed=closed_seats(poll))
    if poll.rule.secrecy == "public":
        contents = {row.entry.uid: row.content for row in box if row.content is not None}
    elif poll.rule.secrecy == "secret":
        contents = dealt(poll.rule, box, ballots_in(poll))
    else:
        able = [row.entry.uid for row in box if row.recusal is None]
        contents = dict(zip(able, archived_contents(poll), strict=False))
    return voters_of(box), contents, question


def outcome_of(poll: Poll, box: Sequence[CastBallot]) -> Outcome:
    """Return what a closed poll gave: the sealed result, computed now while nobody sealed it."""
    row = db.session.execute(
        select(PollResult, CastingVote)
        .outerjoin(CastingVote, CastingVote.poll_id == PollResult.poll_id)
        .where(PollResult.poll_id == poll.id)
    ).one_or_none()
    sealed, casting = (row[0], row[1]) if row is not None else (None, None)
    if casting is not None:
        return Outcome(count_box(poll, box, casting.choice), sealed, casting)
    if sealed is not None:
        return Outcome(tally.Result.from_json(json.loads(sealed.content)), sealed, None)
    return Outcome(count_box(poll, box), None, None)


def chair_voted(chair: Viewer, box: list[CastBallot]) -> bool:
    """Say whether this person cast a deciding ballot that counts, for a seat of their own."""
    return any(
        row.ballot is not None
        and not row.by_proxy
        and not row.entry.advisory
        and row.ballot.account_id == chair.account_id
        for row in box
    )
