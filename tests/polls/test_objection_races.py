"""Closing an objection on two servers while it is closed, changed, or the poll closes."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from datetime import timedelta
from itertools import cycle

import pytest

from council import clock
from council.extensions import db
from council.journal.queries import first_fault
from council.polls import actions
from council.polls.models import Ballot, CurrentBallot, PollResult
from council.polls.models_objections import ObjectionClosing
from tests.polls.test_races import Scene, together

pytestmark = pytest.mark.slow

ROUNDS = 15
THREADS = 12


class Objections:
    """Open votes by consent with one objection, and its author at two servers."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        addresses = cycle(scene.live.addresses)
        self.authors = [scene.visitor(scene.cast.member, next(addresses)) for _ in range(THREADS)]
        colleges = [{"key": "ecosysteme", "weight": "1"}]
        electorate = {"mode": "single", "colleges": colleges}
        self.rule = scene.polls.add_rule(base="consentement", electorate=electorate)
        self.statuses: Counter[str] = Counter()
        self.lock = threading.Lock()

    def called(self, closes_in=timedelta(days=7)):
        """A poll and the address at which its objection is closed."""
        polls, cast = self.scene.polls, self.scene.cast
        poll = self.scene.build(
            actions.open_poll,
            polls.draft(self.rule),
            opener=polls.viewer(cast.chair),
            closes_at=clock.now() + closes_in,
        )
        polls.vote(poll, cast.member, cast.member_body, "objection", "Motif inventé.")
        seat = polls.seat(poll, cast.member_body)
        return poll, f"/scrutins/{poll.reference}/objections/{seat.uid}/fermer"

    def close(self, n: int, address: str) -> None:
        """Close the first objection."""
        self.note("close", self.authors[n].post(address, revision="1", reason=""))

    def change(self, n: int, poll) -> None:
        """Object again, with another reason."""
        self.note("change", self.authors[n].cast(poll.reference, "objection", f"Autre motif {n}."))

    def note(self, what: str, status: int) -> None:
        """Count an answer."""
        with self.lock:
            self.statuses[f"{what} {status}"] += 1

    def closings(self, poll):
        """The closings of a poll with the revision each closed, and the revision that counts."""
        closed = self.scene.read(
            db.select(Ballot.revision, ObjectionClosing.created_at)
            .join(Ballot, Ballot.id == ObjectionClosing.ballot_id)
            .where(ObjectionClosing.poll_id == poll.id)
        )
        counts = self.scene.read(
            db.select(Ballot.revision)
            .join(CurrentBallot, CurrentBallot.ballot_id == Ballot.id)
            .order_by(Ballot.id.desc())
        )
        return closed, counts[0][0]


def test_it_is_closed_once_whoever_closes_or_changes_it_at_once(serve):
    race = Objections(Scene(serve(servers=2, worker=False)))
    for number in range(ROUNDS):
        poll, address = race.called()
        changing = (0, 3) if number % 3 else ()
        together([
            (lambda n=n, poll=poll: race.change(n, poll)) if n in changing
            else (lambda n=n, address=address: race.close(n, address))
            for n in range(THREADS)
        ])  # fmt: skip
        closed, counts = race.closings(poll)
        assert len(closed) <= 1 and all(row[0] == 1 for row in closed)
        if not changing:
            assert len(closed) == 1 and counts == 1
        else:
            assert counts == 3, "both other objections came, and one of them is open"
    assert set(race.statuses) <= {"close 303", "close 422", "change 303"}, race.statuses
    assert race.scene.build(first_fault) is None


def test_closings_that_meet_the_end_count_or_are_refused(serve):
    race = Objections(Scene(serve(servers=2, worker=False)))
    outcomes: Counter[str] = Counter()
    for number in range(ROUNDS):
        poll, address = race.called(closes_in=timedelta(seconds=2))

        def late(n, address=address, number=number, poll=poll):
            # From well before the end to after it: a loaded machine answers late.
            ahead = (number - ROUNDS + 2) * 0.1
            pause = poll.closes_at.timestamp() - time.time() + ahead
            time.sleep(max(0, pause))
            race.close(n, address)

        together([lambda n=n, late=late: late(n) for n in range(4)])
        time.sleep(max(0, poll.closes_at.timestamp() - time.time()))
        race.scene.build(actions.seal_poll, poll)
        closed, _counts = race.closings(poll)
        assert all(row[1] < poll.closes_at for row in closed)
        sealed = race.scene.read(db.select(PollResult.content).where(PollResult.poll_id == poll.id))
        result = json.loads(sealed[0][0])
        assert result["outcome"] == ("adopted" if closed else "discussion")
        outcomes[result["outcome"]] += 1
    assert set(race.statuses) <= {"close 303", "close 403"}, race.statuses
    assert outcomes["adopted"] and outcomes["discussion"], outcomes
    assert race.scene.build(first_fault) is None
