"""Reads on secret polls: the box, a ballot found again by its receipt."""

from __future__ import annotations

from sqlalchemy import exists, select

from council.extensions import db
from council.polls.models import Poll, PollResult
from council.polls.models_secret import SecretBallot, SecretScrub
from council.polls.receipts import lookup, proof


def ballots_in(poll: Poll) -> list[SecretBallot]:
    """Return the box of a secret poll, in the order of its proofs, which is that of nobody."""
    return list(
        db.session.scalars(
            select(SecretBallot)
            .where(SecretBallot.poll_id == poll.id)
            .order_by(SecretBallot.proof)
            .execution_options(populate_existing=True)
        )
    )


def ballot_by(poll: Poll, receipt: str) -> SecretBallot | None:
    """Return the ballot of a vote that is not counted yet by its receipt."""
    return db.session.get(SecretBallot, lookup(poll.frozen_sha256, receipt), populate_existing=True)


def counted_by(poll: Poll, receipt: str) -> SecretBallot | None:
    """Return the counted ballot that a receipt proves, as anybody can find it in the sheet."""
    return next(
        (
            ballot
            for ballot in ballots_in(poll)
            if ballot.proof == proof(poll.frozen_sha256, receipt, ballot.content)
        ),
        None,
    )


def unscrubbed_polls() -> list[int]:
    """Return the counted secret polls whose earlier states were not cleaned yet."""
    held = exists().where(SecretBallot.poll_id == PollResult.poll_id)
    done = exists().where(SecretScrub.poll_id == PollResult.poll_id)
    return list(db.session.scalars(select(PollResult.poll_id).where(held, ~done)))
