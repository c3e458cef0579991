"""Proxies at the same time as votes, over HTTP on two servers, on both databases."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from council.extensions import db
from council.polls.models import Ballot, CurrentBallot
from council.polls.models_proxies import Proxy, ProxyEnd
from tests.polls.conftest import SIMPLE
from tests.polls.test_races import Scene, start_sabotaged, together

pytestmark = pytest.mark.slow

ROUNDS = 12


def scene_of(serve):
    """Two servers, and what `scene_on` makes on them."""
    return scene_on(serve(servers=2, worker=False))


def scene_on(live):
    """A rule with one proxy per holder, and a visitor for each of three seats."""
    scene = Scene(live)
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


def ballots_and_proxies(scene, poll, seat):
    """What counts for a seat (its content, the proxy that cast it), and how its proxies are."""
    counts = (
        db.select(Ballot.content, Ballot.proxy_id)
        .join(CurrentBallot, CurrentBallot.ballot_id == Ballot.id)
        .where(CurrentBallot.roll_entry_id == seat.id)
    )
    states = db.select(Proxy.ended).where(Proxy.giver_id == seat.id)
    return [tuple(row) for row in scene.read(counts)], [row[0] for row in scene.read(states)]


def test_giving_meets_casting_and_the_seats_own_ballot_always_counts(serve):
    scene, rule, people, visitors = scene_of(serve)
    seen = Counter()
    for _round in range(ROUNDS):
        poll = scene.polls.called(rule) if _round == 0 else again(scene, rule)
        found = {}

        def vote(poll=poll, found=found):
            found["own"] = cast(scene, poll, people, visitors, 0, 0, "against")

        def hand_over(poll=poll, found=found):
            found["given"] = give(scene, poll, people, visitors, 0, 1)

        def use(poll=poll):
            cast(scene, poll, people, visitors, 1, 0, "for")

        together([vote, hand_over, use])
        counts, states = ballots_and_proxies(scene, poll, scene.polls.seat(poll, people[0][1]))
        assert found["own"] == 303
        assert counts == [('{"choice":"against"}', None)], "their own, and one"
        # Given before the ballot, the ballot ended it; after, it was refused.
        assert (found["given"], states) in [(303, ["own_ballot"]), (422, [])], found
        seen[found["given"]] += 1
    assert sum(seen.values()) == ROUNDS


def test_taking_back_meets_casting_and_what_was_acknowledged_stands(serve):
    scene, rule, people, visitors = scene_of(serve)
    for _round in range(ROUNDS):
        poll = scene.polls.called(rule) if _round == 0 else again(scene, rule)
        assert give(scene, poll, people, visitors, 0, 1) == 303
        seat = scene.polls.seat(poll, people[0][1])
        found = {}

        def use(poll=poll, found=found):
            found["cast"] = cast(scene, poll, people, visitors, 1, 0, "for")

        def take_back(poll=poll, seat=seat, found=found):
            path = f"/scrutins/{poll.reference}/procuration/retirer?siege={seat.uid}"
            found["back"] = visitors[0].post(path)

        together([use, take_back])
        counts, states = ballots_and_proxies(scene, poll, seat)
        assert found["back"] == 303 and states == ["revoked"]
        assert found["cast"] in (303, 403), found
        assert len(counts) == (1 if found["cast"] == 303 else 0), found


def test_the_limit_is_passed_when_the_lock_is_gone(serve):
    live = serve(servers=0, worker=False)
    for _ in range(2):
        start_sabotaged(live)
    scene, rule, people, visitors = scene_on(live)
    for number in range(60):
        poll = scene.polls.called(rule) if number == 0 else again(scene, rule)
        together([lambda n=n, poll=poll: give(scene, poll, people, visitors, n, 2) for n in (0, 1)])
        live_now = db.select(Proxy.id).where(
            Proxy.poll_id == poll.id, Proxy.ended == ProxyEnd.IN_FORCE
        )
        if len(scene.read(live_now)) > 1:
            return
    pytest.fail("without the lock two givers pass the limit")
