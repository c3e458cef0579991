"""The act that closes a vote meets ballots on two servers: each is before it or after it."""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import count, cycle

import pytest

from council import clock
from council.extensions import db
from council.organizations.models import Title
from council.polls import actions, queries
from council.polls.models import Ballot, Poll, PollResult, RollEntry
from council.polls.models_acts import PollAct
from tests.polls.test_races import Scene, together, wrong_count

pytestmark = pytest.mark.slow

VOTERS = 8


def test_a_closing_act_that_meets_ballots_counts_those_before_it(serve):
    scene = Scene(serve(servers=2, worker=False))
    addresses = cycle(scene.live.addresses)
    visitors = []
    for _ in range(VOTERS):
        body, person = scene.build.organization(), scene.build.account()
        scene.build.seat(body, "administrations")
        scene.build.mandate(person, Title.MEMBER, body=body)
        visitors.append(scene.visitor(person, next(addresses)))
    chairs = [scene.visitor(scene.cast.chair, address) for address in scene.live.addresses]
    colleges = [{"key": "administrations", "weight": "1"}]
    electorate = {"mode": "single", "colleges": colleges}
    rule = scene.polls.add_rule("Close par un acte", closed_by="act", electorate=electorate)
    chair = scene.polls.viewer(scene.cast.chair)
    for number in range(6):
        poll = scene.build(
            actions.open_poll,
            scene.polls.draft(rule),
            opener=chair,
            closes_at=clock.now() + timedelta(milliseconds=400),
        )
        seen: list[int] = []

        def vote(n, poll=poll, seen=seen):
            deadline = time.monotonic() + 30
            for turn in count():
                assert time.monotonic() < deadline, "never closed"
                status = visitors[n].cast(poll.reference, ("for", "against")[turn % 2], "")
                seen.append(status)
                if status == 403:
                    return

        def close(n, poll=poll):
            while True:
                status = chairs[n].post(f"/scrutins/{poll.reference}/acte", kind="vote_closed")
                if status == 303:
                    return
                assert status == 422

        together(
            [*(lambda n=n: vote(n) for n in range(VOTERS)), lambda: close(0), lambda: close(1)]
        )
        assert set(seen) <= {303, 403}
        assert scene.read(db.select(db.func.count()).select_from(PollAct))[0][0] == number + 1
        scene.build(actions.seal_poll, poll)
        fresh = scene.build(lambda p: db.session.get(Poll, p.id), poll)
        assert wrong_count(scene, fresh) == []
        stored = scene.read(
            db.select(db.func.count(Ballot.id))
            .join(RollEntry, RollEntry.id == Ballot.roll_entry_id)
            .where(RollEntry.poll_id == poll.id)
        )[0][0]
        # The same ballot sent again is acknowledged without being written again.
        assert stored <= seen.count(303)
        box = scene.build(queries.box_of, poll)
        assert scene.build(lambda p: db.session.get(PollResult, p.id), poll) is not None
        assert sum(row.ballot is not None for row in box) <= VOTERS
