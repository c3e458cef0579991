"""Secret ballots on two servers: one signature and one ballot a seat, whatever meets."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
from collections import Counter
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest

from council import clock
from council.extensions import db
from council.journal.queries import first_fault
from council.polls import actions
from council.polls.models import PollResult, RollEntry
from council.polls.models_secret import PollSignature, SecretBallot
from council.polls.receipts import new_receipt, proof
from council.records.canonical import canonical
from tests.polls.test_crashes import _wait_for_more, children_of
from tests.polls.test_races import Scene, Visitor, together

pytestmark = pytest.mark.slow

VOTERS = 8
KILLS = 20


class Secrets:
    """Eight seats with a person each, at two servers, and secret polls for them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        addresses = cycle(scene.live.addresses)
        self.visitors: list[Visitor] = []
        self.bodies = []
        for _ in range(VOTERS):
            body, person = scene.build.organization(), scene.build.account()
            scene.build.seat(body, "administrations")
            scene.build.mandate(person, "member", body=body)
            self.visitors.append(scene.visitor(person, next(addresses)))
            self.bodies.append(body)
        colleges = [{"key": "administrations", "weight": "1"}]
        electorate = {"mode": "single", "colleges": colleges}
        self.rule = scene.polls.add_rule("Vote secret", secrecy="secret", electorate=electorate)

    def called(self, closes_in=timedelta(days=7)):
        """A poll, and the seat of each voter."""
        polls = self.scene.polls
        poll = self.scene.build(
            actions.open_poll,
            polls.draft(self.rule),
            opener=polls.viewer(polls.cast.chair),
            closes_at=clock.now() + closes_in,
        )
        rows = self.scene.read(
            db.select(RollEntry.organization_id, RollEntry.uid).where(RollEntry.poll_id == poll.id)
        )
        found = dict(tuple(row) for row in rows)
        return poll, [found[body.id] for body in self.bodies]

    def cast(self, who: int, poll, seat: str, choice: str, receipt: str) -> int:
        """Send a ballot for good; return the status."""
        path = f"/scrutins/{poll.reference}/bulletin"
        data = {"seat": seat, "choice": choice, "receipt": receipt, "confirmed": "1"}
        return self.visitors[who].post(path, **data)

    def stored(self, poll) -> tuple[int, dict[str, str]]:
        """How many signed, and the contents by proof."""
        signed = self.scene.read(
            db.select(db.func.count(PollSignature.roll_entry_id))
            .join(RollEntry, RollEntry.id == PollSignature.roll_entry_id)
            .where(RollEntry.poll_id == poll.id)
        )[0][0]
        rows = self.scene.read(
            db.select(SecretBallot.proof, SecretBallot.content).where(
                SecretBallot.poll_id == poll.id
            )
        )
        return signed, dict(tuple(row) for row in rows)


def test_a_seat_signs_once_and_has_one_ballot(serve):
    secrets = Secrets(Scene(serve(servers=2, worker=False)))
    # The same person at both servers.
    person_at = [secrets.visitors[0], secrets.visitors[1]]
    person_at[1].headers = person_at[0].headers
    person_at[1].token = person_at[0].token
    for _ in range(10):
        poll, seats = secrets.called()
        statuses: Counter[int] = Counter()
        lock = threading.Lock()

        def one(n, poll=poll, seats=seats, statuses=statuses, lock=lock):
            choice = ("for", "against")[n % 2]
            status = secrets.cast(n % 2, poll, seats[0], choice, new_receipt())
            with lock:
                statuses[status] += 1

        together([lambda n=n: one(n) for n in range(12)])
        assert statuses == {200: 1, 422: 11}, secrets.scene.live.output()[-3000:]
        signed, box = secrets.stored(poll)
        assert (signed, len(box)) == (1, 1)


def test_the_same_ballot_sent_many_times_at_once_is_one(serve):
    secrets = Secrets(Scene(serve(servers=2, worker=False)))
    poll, seats = secrets.called()
    receipt, statuses = new_receipt(), []

    def one():
        statuses.append(secrets.cast(0, poll, seats[0], "for", receipt))

    together([one] * 12)
    assert statuses == [200] * 12
    assert secrets.stored(poll)[0] == 1


def test_votes_that_meet_the_closing_are_counted_or_refused(serve):
    secrets = Secrets(Scene(serve(servers=2, worker=False)))
    for _ in range(6):
        poll, seats = secrets.called(closes_in=timedelta(seconds=2))
        kept: list[str] = []

        def vote(n, poll=poll, seats=seats, kept=kept):
            receipt, number = new_receipt(), 0
            time.sleep(max(0.0, (poll.closes_at - clock.now()).total_seconds() - 0.15))
            while True:
                choice = ("for", "against")[number % 2]
                status = secrets.cast(n, poll, seats[n], choice, receipt)
                if status == 403:
                    break
                assert status == 200
                number += 1
                last = choice
            if number:
                kept.append(proof(poll.frozen_sha256, receipt, canonical({"choice": last})))

        together([lambda n=n: vote(n) for n in range(VOTERS)])
        secrets.scene.build(actions.seal_poll, poll)
        signed, box = secrets.stored(poll)
        assert set(box) == set(kept) and signed == len(kept)
        sealed = secrets.scene.build(lambda p: db.session.get_one(PollResult, p.id), poll)
        assert json.loads(sealed.content)["total"]["votants"] == len(kept)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="demande /proc (Linux)")
def test_kills_under_load_lose_and_halve_nothing(serve, measured):
    secrets = Secrets(Scene(serve(servers=2, worker=False)))
    live = secrets.scene.live
    poll, seats = secrets.called()
    done = threading.Event()
    receipts = [new_receipt() for _ in range(VOTERS)]
    # The place in `sent` of each ballot acknowledged.
    acknowledged: dict[int, list[int]] = {n: [] for n in range(VOTERS)}
    sent: dict[int, list[str]] = {n: [] for n in range(VOTERS)}

    def vote(n: int) -> None:
        while not done.is_set():
            choice = ("for", "against", "abstain")[len(sent[n]) % 3]
            sent[n].append(choice)
            try:
                status = secrets.cast(n, poll, seats[n], choice, receipts[n])
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            assert status in (200, 503), status
            if status == 200:
                acknowledged[n].append(len(sent[n]) - 1)

    def kill() -> None:
        try:
            for number in range(KILLS):
                side = number % 2
                mine = range(side, VOTERS, 2)
                _wait_for_more(lambda mine=mine: sum(len(acknowledged[n]) for n in mine))
                for child in children_of(live.servers[side].pid):
                    os.kill(child, signal.SIGKILL)
        finally:
            done.set()

    together([*(lambda n=n: vote(n) for n in range(VOTERS)), kill])
    total = sum(len(marks) for marks in acknowledged.values())
    measured(f"{KILLS} kills under load: {total} secret ballots acknowledged, all stored")
    signed, box = secrets.stored(poll)
    assert signed == len(box) == VOTERS, "a signature and a ballot come together"
    for n in range(VOTERS):
        # The last acknowledged, or one sent after it whose answer was lost with its server.
        since = sent[n][acknowledged[n][-1] :]
        texts = [canonical({"choice": choice}) for choice in since]
        assert {proof(poll.frozen_sha256, receipts[n], text) for text in texts} & set(box)
    assert secrets.scene.build(first_fault) is None
