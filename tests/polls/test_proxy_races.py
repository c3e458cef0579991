"""Proxies at the same time as votes, over HTTP on two servers, on both databases."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from council.extensions import db
from council.polls.models import Ballot, CurrentBallot
from council.polls.models_proxies import Proxy, ProxyEnd
from tests.polls.conftest import SIMPLE
from tests.polls.test_races import Scene, together

pytestmark = pytest.mark.slow

ROUNDS = 12


def scene_of(serve):
    """Two servers, a rule with one proxy per holder, and a visitor for each of three seats."""
    scene = Scene(serve(servers=2, worker=False))
    people = [
        (scene.cast.member, scene.cast.member_body),
        (scene.cast.other_member, scene.cast.other_body),
    ]
    body = scene.build.organization("Association inventée des ponts")
    scene.build.seat(body)
    third = scene.build.account("Lou Troisième-Fictive")
    scene.build.mandate(third, "member", body=body)
    people.append((third, body))
    rule = scene.polls.add_rule(base=SIMPLE, proxies=1)
    visitors = [
        scene.visitor(person, scene.live.addresses[n % 2]) for n, (person, _) in enumerate(people)
    ]
    return scene, rule, people, visitors


def give(scene, poll, people, visitors, giver, holder):
    """Post a proxy; return the status."""
    seat = scene.polls.seat(poll, people[giver][1])
    other = scene.polls.seat(poll, people[holder][1])
    path = f"/scrutins/{poll.reference}/procuration?siege={seat.uid}"
    return visitors[giver].post(path, holder=other.uid)


def cast(scene, poll, people, visitors, who, seat_of, choice):
    """Post a confirmed ballot for a seat; return the status."""
    seat = scene.polls.seat(poll, people[seat_of][1])
    path = f"/scrutins/{poll.reference}/bulletin"
    return visitors[who].post(path, seat=seat.uid, choice=choice, confirmed="1")


def test_the_givers_own_ballot_wins_whatever_its_holder_sends(serve):
    scene, rule, people, visitors = scene_of(serve)
    for _round in range(ROUNDS):
        poll = scene.polls.called(rule) if _round == 0 else again(scene, rule)
        assert give(scene, poll, people, visitors, 0, 1) == 303
        statuses: Counter[tuple[str, int]] = Counter()
        guard = threading.Lock()

        def send(who, choice, poll=poll, statuses=statuses, guard=guard):
            status = cast(scene, poll, people, visitors, who, 0, choice)
            with guard:
                statuses[choice, status] += 1

        together([lambda: send(0, "against"), *[lambda: send(1, "for") for _ in range(4)]])
        assert statuses["against", 303] == 1, statuses
        assert {status for _, status in statuses} <= {303, 403, 404}, statuses
        seat = scene.polls.seat(poll, people[0][1])
        query = (
            db.select(Ballot.content, Ballot.proxy_id)
            .join(CurrentBallot, CurrentBallot.ballot_id == Ballot.id)
            .where(CurrentBallot.roll_entry_id == seat.id)
        )
        assert [tuple(row) for row in scene.read(query)] == [('{"choice":"against"}', None)]


def again(scene, rule):
    """Another open poll by the same rule, on the same seats."""
    from datetime import timedelta

    from council import clock
    from council.polls import actions

    draft = scene.polls.draft(rule)
    return scene.build(
        actions.open_poll,
        draft,
        opener=scene.polls.viewer(scene.cast.chair),
        closes_at=clock.now() + timedelta(days=7),
    )


def test_two_givers_at_once_never_pass_the_limit(serve):
    scene, rule, people, visitors = scene_of(serve)
    for _round in range(ROUNDS):
        poll = scene.polls.called(rule) if _round == 0 else again(scene, rule)
        statuses: list[int] = []

        def send(giver, poll=poll, statuses=statuses):
            statuses.append(give(scene, poll, people, visitors, giver, 2))

        together([lambda: send(0), lambda: send(1), lambda: send(0)])
        live = db.select(Proxy.giver_id).where(
            Proxy.poll_id == poll.id, Proxy.ended == ProxyEnd.IN_FORCE
        )
        assert len(scene.read(live)) == 1
        assert sorted(statuses)[-1] == 422 and set(statuses) <= {303, 422}


def test_crossed_proxies_never_make_a_circle(serve):
    scene, rule, people, visitors = scene_of(serve)
    for _round in range(ROUNDS):
        poll = scene.polls.called(rule) if _round == 0 else again(scene, rule)
        together(
            [
                lambda poll=poll: give(scene, poll, people, visitors, 0, 1),
                lambda poll=poll: give(scene, poll, people, visitors, 1, 2),
                lambda poll=poll: give(scene, poll, people, visitors, 2, 0),
            ]
        )
        live = db.select(Proxy.giver_id, Proxy.holder_id).where(
            Proxy.poll_id == poll.id, Proxy.ended == ProxyEnd.IN_FORCE
        )
        found = [tuple(row) for row in scene.read(live)]
        assert len(found) == 1, found
