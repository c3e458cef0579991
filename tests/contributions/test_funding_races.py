"""Races over HTTP against two server processes: a maximum is never passed, a body has one pledge
in force, what is accepted is what was gathered."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from itertools import cycle
from urllib.parse import urlencode, urlsplit

import pytest
from itsdangerous import URLSafeTimedSerializer

from council.accounts.passwords import new_token
from council.accounts.steps import open_session
from council.contributions.models_funding import FundingShare, Pledge
from council.contributions.queries_funding import fundings_of
from council.extensions import db
from council.organizations.viewer import SECRETARIAT_READER
from tests import builders
from tests.cast import Cast
from tests.contributions.conftest import pledge_form
from tests.fixtures import Builder
from tests.servers import LiveServer

pytestmark = pytest.mark.slow

CSRF = "0" * 40
BODIES = 10
ROUNDS = 3


class Person:
    """Somebody signed in at one of the servers; speaks only HTTP."""

    def __init__(self, live: LiveServer, build: Builder, account, address: str) -> None:
        token = new_token()
        build(lambda person: open_session(person, token, hours=1, browser="race") and None, account)
        app = live.app
        with app.app_context():
            signer = app.session_interface.get_signing_serializer(app)
            cookie = signer.dumps({"_user_id": token, "_fresh": True, "csrf_token": CSRF})
        serializer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
        self.token = serializer.dumps(CSRF)
        self.host = urlsplit(address).netloc
        self.headers = {
            "Cookie": f"{app.config['SESSION_COOKIE_NAME']}={cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def post(self, path: str, data: dict[str, str]) -> int:
        """Send a form; return the status of the answer."""
        body = urlencode({"csrf_token": self.token, **data})
        with closing(http.client.HTTPConnection(self.host, timeout=60)) as connection:
            connection.request("POST", path, body, self.headers)
            with closing(connection.getresponse()) as answer:
                answer.read()
                return answer.status


def together(tasks: list[Callable[[], int]]) -> Counter[int]:
    """Run the tasks in threads that start at the same time; count the statuses."""
    barrier, statuses = threading.Barrier(len(tasks)), []

    def run(task):
        barrier.wait()
        statuses.append(task())

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses) == len(tasks)
    return Counter(statuses)


@pytest.fixture
def race(serve):
    """Two servers, ten bodies, a need of the agent's."""
    live = serve(servers=2, worker=False)
    build = Builder(live.app, builders)
    cast = Cast(build)
    addresses = cycle(live.addresses)
    people = []
    for n in range(BODIES):
        body, account = build.organization(f"Ville fictive {n}"), build.account()
        build.mandate(account, "representative", body=body)
        people.append((body, Person(live, build, account, next(addresses))))
    agents = [Person(live, build, cast.agent, address) for address in live.addresses]
    return {"build": build, "cast": cast, "people": people, "agents": agents}


def whole(build, need):
    return build(lambda: fundings_of([need.id], SECRETARIAT_READER)[need.id])


def test_a_maximum_holds_when_all_pledge_at_once(race):
    build = race["build"]
    for _ in range(ROUNDS):
        need = build.need(race["cast"].administration)
        build.funding(need, maximum_cents=35_000_00)
        path = f"/contributions/{need.reference}/financement/engagement"
        statuses = together(
            [
                lambda p=person, b=body, to=path: p.post(to, pledge_form(b, "10 000"))
                for body, person in race["people"]
            ]
        )
        assert statuses == {303: 3, 422: BODIES - 3}
        assert whole(build, need).count.total == 30_000_00


def test_a_condition_that_another_pledge_unlocks_does_not_pass_the_maximum(race):
    build = race["build"]
    waiting = {"kind": "conditional", "minimum": "20 000"}
    for _ in range(ROUNDS):
        need = build.need(race["cast"].administration)
        build.funding(need, maximum_cents=32_000_00)
        path = f"/contributions/{need.reference}/financement/engagement"
        together(
            [
                lambda p=person, b=body, n=n, to=path: p.post(
                    to, pledge_form(b, "9 000", **(waiting if n % 2 else {}))
                )
                for n, (body, person) in enumerate(race["people"])
            ]
        )
        assert whole(build, need).count.total <= 32_000_00


def test_one_body_has_one_pledge_in_force_whatever_is_sent_at_once(race):
    build = race["build"]
    body, person = race["people"][0]
    need = build.need(race["cast"].administration)
    build.funding(need)
    path = f"/contributions/{need.reference}/financement/engagement"
    statuses = together(
        [lambda n=n: person.post(path, pledge_form(body, f"{n + 1} 000")) for n in range(12)]
    )
    assert statuses == {303: 12}
    assert len(whole(build, need).lines) == 1
    numbers = build(lambda: list(db.session.scalars(db.select(Pledge.revision))))
    assert sorted(numbers) == list(range(1, 13))


def test_what_is_accepted_is_what_was_gathered_when_pledges_are_withdrawn_meanwhile(race):
    build = race["build"]
    for _ in range(ROUNDS):
        need = build.need(race["cast"].administration)
        opened = build.funding(need)
        for body, _person in race["people"]:
            build.pledge(opened, body, 3_000_00)
        path = f"/contributions/{need.reference}/financement"
        leaving = race["people"][0]
        data = {"organization": str(leaving[0].id), "reason": "Trop cher."}
        together(
            [
                lambda p=leaving[1], to=path, d=data: p.post(f"{to}/engagement/retirer", d),
                *(lambda a=a, to=path: a.post(f"{to}/accepter", {}) for a in race["agents"]),
            ]
        )
        view = whole(build, need)
        query = db.select(FundingShare.share_cents).where(FundingShare.funding_id == opened.id)
        shares = build(lambda q=query: list(db.session.scalars(q)))
        if view.funding.state == "accepted":
            assert len(view.lines) == BODIES and sum(shares) == 30_000_00
        else:
            assert len(view.lines) == BODIES - 1 and shares == []
