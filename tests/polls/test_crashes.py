"""What two servers do when acts meet, and when they are killed: acknowledged is stored, once."""

from __future__ import annotations

import http.client
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest

from council import clock
from council.extensions import db
from council.journal.models import JournalEntry
from council.journal.queries import first_fault
from council.organizations.models import Title
from council.polls import queries
from council.polls.models import Ballot, CurrentBallot, PollResult, RollEntry
from council.polls.models_recusals import Recusal
from tests.polls.test_races import Scene, together

pytestmark = pytest.mark.slow

KILLS = 60
VOTERS = 8
# The voters of each of the two servers: they are dealt in turn.
SIDES = (range(0, VOTERS, 2), range(1, VOTERS, 2))


def entries(scene: Scene, kind: str) -> int:
    """Return how many journal entries of a kind there are."""
    query = db.select(db.func.count()).select_from(JournalEntry).where(JournalEntry.kind == kind)
    return scene.read(query)[0][0]


def test_a_recusal_that_meets_ballots_leaves_none_that_counts(serve):
    scene = Scene(serve(servers=2, worker=False))
    addresses = cycle(scene.live.addresses)
    visitors = [scene.visitor(scene.cast.member, next(addresses)) for _ in range(VOTERS)]
    body = scene.cast.member_body
    for number in range(15):
        poll = scene.polls.called()
        seen: list[int] = []

        def vote(n: int, poll=poll, number=number, seen=seen) -> None:
            seen.append(visitors[n].cast(poll.reference, "for", f"{number}-{n}"))

        def leave(poll=poll, seen=seen) -> None:
            path = f"/scrutins/{poll.reference}/deport"
            status = visitors[0].post(path, organization=str(body.id), reason="Concerné.")
            assert status == 303, scene.live.output()[-3000:]

        together([*(lambda n=n: vote(n) for n in range(1, VOTERS)), leave])
        assert set(seen) <= {303, 403}
        box = scene.build(queries.box_of, poll)
        (own,) = [row for row in box if row.entry.organization_id == body.id]
        assert own.recusal is not None and own.ballot is None
        stored = scene.read(
            db.select(db.func.count(Ballot.id)).where(Ballot.roll_entry_id == own.entry.id)
        )[0][0]
        assert stored == seen.count(303), "what was acknowledged stays in the history"
    assert scene.read(db.select(db.func.count(Recusal.id)))[0][0] == 15
    assert scene.build(first_fault) is None


def test_a_poll_that_many_close_at_once_is_counted_once(serve):
    scene = Scene(serve(servers=2, worker=False))
    addresses = cycle(scene.live.addresses)
    visitors = [scene.visitor(scene.cast.member, next(addresses)) for _ in range(VOTERS)]
    for number in range(8):
        poll = scene.polls.called(closes_in=timedelta(seconds=1.2))
        assert visitors[0].cast(poll.reference, "for", "") == 303
        time.sleep(max(0.0, (poll.closes_at - clock.now()).total_seconds()))
        seen: list[int] = []

        def late(n: int, poll=poll, seen=seen) -> None:
            seen.append(visitors[n].cast(poll.reference, "against", ""))

        together([lambda n=n: late(n) for n in range(VOTERS)])
        assert seen == [403] * VOTERS
        assert scene.read(db.select(db.func.count()).select_from(PollResult))[0][0] == number + 1
    assert entries(scene, "poll.counted") == 8


def children_of(pid: int) -> list[int]:
    """Return the processes that a server's master started."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="demande /proc (Linux)")
def test_sixty_kills_under_load_lose_and_halve_nothing(serve, measured):
    scene = Scene(serve(servers=2, worker=False))
    poll, people = _voters(scene)
    addresses = cycle(scene.live.addresses)
    visitors = [scene.visitor(person, next(addresses)) for person in people]
    done = threading.Event()
    acknowledged: dict[int, list[str]] = {n: [] for n in range(VOTERS)}

    def vote(n: int) -> None:
        number = 0
        while not done.is_set():
            number += 1
            mark = f"{n}-{number}"
            try:
                status = visitors[n].cast(poll.reference, ("for", "against")[number % 2], mark)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            assert status in (303, 503), status
            if status == 303:
                acknowledged[n].append(mark)

    def kill() -> None:
        try:
            for number in range(KILLS):
                side = number % 2
                _wait_for_more(lambda side=side: sum(len(acknowledged[n]) for n in SIDES[side]))
                for child in children_of(scene.live.servers[side].pid):
                    os.kill(child, signal.SIGKILL)
        finally:
            done.set()

    together([*(lambda n=n: vote(n) for n in range(VOTERS)), kill])
    assert all(acknowledged.values())
    total = sum(len(marks) for marks in acknowledged.values())
    measured(f"{KILLS} kills under load: {total} ballots acknowledged, all stored")
    stored = scene.read(
        db.select(RollEntry.organization_id, Ballot.reason, Ballot.revision, Ballot.id)
        .join(RollEntry, RollEntry.id == Ballot.roll_entry_id)
        .order_by(Ballot.id)
    )
    reasons = [reason for _, reason, _, _ in stored]
    assert len(set(reasons)) == len(reasons), "no ballot is there twice"
    assert set(reasons) >= {mark for marks in acknowledged.values() for mark in marks}
    assert entries(scene, "ballot.cast") == len(stored), "a ballot and its entry come together"
    last = {seat: number for seat, _, _, number in stored}
    current = {row[0] for row in scene.read(db.select(CurrentBallot.ballot_id))}
    assert current == set(last.values()), "the last ballot of each seat counts"
    assert scene.build(first_fault) is None


def _voters(scene: Scene):
    people = []
    for _ in range(VOTERS):
        body, person = scene.build.organization(), scene.build.account()
        scene.build.seat(body)
        scene.build.mandate(person, Title.MEMBER, body=body)
        people.append(person)
    return scene.polls.called(), people


def _wait_for_more(count: Callable[[], int]) -> None:
    """Wait until a server that was killed has acknowledged ballots again."""
    before, deadline = count(), time.monotonic() + 60
    while count() < before + 2:
        assert time.monotonic() < deadline, "no ballot is received any more"
        time.sleep(0.005)
