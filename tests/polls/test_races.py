"""Races over HTTP against two server processes: one ballot a seat, and the count is the box.

Each race is also run with the locks and constraints taken away, on a throwaway database, to show
that the test sees what it looks for.
"""

from __future__ import annotations

import http.client
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import cycle
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from itsdangerous import URLSafeTimedSerializer

from council import clock
from council.accounts.passwords import new_token
from council.accounts.steps import open_session
from council.extensions import db
from council.organizations.models import Title
from council.polls import actions, queries, queries_results
from council.polls.models import Ballot, CurrentBallot, Poll, PollResult, RollEntry
from council.records.canonical import digest
from tests import builders
from tests.cast import Cast
from tests.databases import free_port
from tests.fixtures import Builder
from tests.polls.conftest import Polls
from tests.servers import LiveServer

pytestmark = pytest.mark.slow

THREADS = 16
ROUNDS = 50
CSRF = "0" * 40


class Visitor:
    """One person at one server; speaks only HTTP."""

    def __init__(self, live: LiveServer, address: str, cookie: str, token: str) -> None:
        self.host = urlsplit(address).netloc
        name = live.app.config["SESSION_COOKIE_NAME"]
        self.headers = {
            "Cookie": f"{name}={cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.token = token

    def cast(self, reference: str, choice: str, reason: str) -> int:
        """Cast a ballot; return the status of the answer."""
        path = f"/scrutins/{reference}/bulletin"
        return self.post(path, choice=choice, reason=reason, confirmed="1")

    def post(self, path: str, **fields: str) -> int:
        """Post a form; return the status of the answer."""
        body = urlencode({"csrf_token": self.token, **fields})
        with closing(http.client.HTTPConnection(self.host, timeout=60)) as connection:
            connection.request("POST", path, body, self.headers)
            with closing(connection.getresponse()) as answer:
                answer.read()
                return answer.status


class Scene:
    """A live pair of servers with a member to vote, and the builders on its database."""

    def __init__(self, live: LiveServer) -> None:
        self.live = live
        self.build = Builder(live.app, builders)
        self.cast = Cast(self.build)
        self.polls = Polls(self.build, self.cast, live.app)

    def visitor(self, account, address: str) -> Visitor:
        """A signed-in visitor of one of the servers."""
        token = new_token()

        def sign_in(person):
            open_session(person, token, hours=1, browser="race")

        self.build(sign_in, account)
        app = self.live.app
        with app.app_context():
            signer = app.session_interface.get_signing_serializer(app)
            cookie = signer.dumps({"_user_id": token, "_fresh": True, "csrf_token": CSRF})
        secret = app.config["SECRET_KEY"]
        csrf = URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(CSRF)
        return Visitor(self.live, address, cookie, csrf)

    def read(self, query):
        """Run a query on the servers' database."""
        return self.build(lambda: db.session.execute(query).all())


def together(tasks: list[Callable[[], None]]) -> None:
    """Run the tasks in threads that start at the same time; re-raise what went wrong."""
    barrier, errors = threading.Barrier(len(tasks)), []

    def run(task):
        try:
            barrier.wait()
            task()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def first_casts(scene: Scene, rounds: int, *, until_broken: bool = False) -> Counter[int]:
    """In each round, all threads cast the first ballots of one seat at once."""
    addresses = cycle(scene.live.addresses)
    visitors = [scene.visitor(scene.cast.member, next(addresses)) for _ in range(THREADS)]
    statuses: Counter[int] = Counter()
    lock = threading.Lock()
    for number in range(rounds):
        poll = scene.polls.called()

        def one(n: int, poll=poll, number=number) -> None:
            choice = ("for", "against", "abstain", "blank")[n % 4]
            status = visitors[n].cast(poll.reference, choice, f"{number}-{n}")
            with lock:
                statuses[status] += 1

        together([lambda n=n: one(n) for n in range(THREADS)])
        if until_broken and repeated_seats(scene):
            break
    return statuses


def repeated_seats(scene: Scene) -> list[int]:
    """The seats that have more than one ballot that counts."""
    query = (
        db.select(CurrentBallot.roll_entry_id)
        .group_by(CurrentBallot.roll_entry_id)
        .having(db.func.count() > 1)
    )
    return [row[0] for row in scene.read(query)]


def test_one_seat_has_one_ballot_whatever_happens_at_once(serve):
    scene = Scene(serve(servers=2, worker=False))
    statuses = first_casts(scene, ROUNDS)
    assert statuses == {303: THREADS * ROUNDS}, scene.live.output()[-4000:]
    assert repeated_seats(scene) == []
    rows = scene.read(db.select(Ballot.roll_entry_id, Ballot.revision))
    assert len(rows) == THREADS * ROUNDS
    revisions: dict[int, list[int]] = {}
    for seat, revision in rows:
        revisions.setdefault(seat, []).append(revision)
    assert all(sorted(r) == list(range(1, THREADS + 1)) for r in revisions.values())
    last = scene.read(
        db.select(CurrentBallot.roll_entry_id, Ballot.revision).join(
            Ballot, Ballot.id == CurrentBallot.ballot_id
        )
    )
    assert {revision for _, revision in last} == {THREADS}, "the last one cast counts"


def start_sabotaged(live: LiveServer) -> None:
    """Start a server process of the application without its locks."""
    port = free_port()
    process = live._start(
        "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "8",
        "--bind", f"127.0.0.1:{port}", "--graceful-timeout", "5", "tests.polls.sabotage:app",
    )  # fmt: skip
    live.servers.append(process)
    live.addresses.append(f"http://127.0.0.1:{port}")
    live._wait_for(f"http://127.0.0.1:{port}", process)


def drop_constraints(live: LiveServer) -> None:
    """Take away, on this throwaway database, what keeps one ballot per seat."""
    if live.url.startswith("sqlite"):
        with closing(sqlite3.connect(live.url.removeprefix("sqlite:///"))) as connection:
            connection.executescript(
                """
                DROP TABLE current_ballots;
                CREATE TABLE current_ballots (roll_entry_id INTEGER, ballot_id INTEGER);
                CREATE TABLE copy AS SELECT * FROM ballots WHERE 0;
                DROP TABLE ballots;
                CREATE TABLE ballots (
                    id INTEGER PRIMARY KEY, roll_entry_id INTEGER, revision INTEGER, content TEXT,
                    reason TEXT, cast_at DATETIME, nonce TEXT, receipt TEXT, account_id INTEGER,
                    for_organization_id INTEGER, for_software_id INTEGER, proxy_id INTEGER
                );
                DROP TABLE copy;
                """
            )
        return
    url = live.url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER TABLE current_ballots DROP CONSTRAINT one_ballot_per_seat")
        connection.execute("ALTER TABLE ballots DROP CONSTRAINT one_ballot_per_revision")


def test_the_race_shows_when_locks_and_constraints_are_gone(serve):
    live = serve(servers=0, worker=False)
    drop_constraints(live)
    for _ in range(2):
        start_sabotaged(live)
    scene = Scene(live)
    first_casts(scene, ROUNDS, until_broken=True)
    assert repeated_seats(scene), "without lock and constraint a seat gets several ballots"


def test_the_constraint_alone_keeps_one_ballot(serve):
    live = serve(servers=0, worker=False)
    for _ in range(2):
        start_sabotaged(live)
    scene = Scene(live)
    first_casts(scene, 10)
    assert repeated_seats(scene) == [], "the last defence holds without any lock"


def closing_rounds(scene: Scene, rounds: int, *, until_broken: bool = False) -> list[str]:
    """Cast until the poll closes under the threads' hands; return what is wrong with the count."""
    bodies = [scene.build.organization() for _ in range(THREADS)]
    people = []
    for body in bodies:
        scene.build.seat(body)
        person = scene.build.account()
        scene.build.mandate(person, Title.MEMBER, body=body)
        people.append(person)
    addresses = cycle(scene.live.addresses)
    visitors = [scene.visitor(person, next(addresses)) for person in people]
    faults: list[str] = []
    for _ in range(rounds):
        poll = scene.polls.called(closes_in=timedelta(seconds=2))

        def vote(n: int, poll=poll, faults=faults) -> None:
            deadline = time.monotonic() + 30
            number = 0
            while time.monotonic() < deadline:
                # Waiting for the last instant puts the ballots where the closing is.
                if number == 0:
                    wait = (poll.closes_at - clock.now()).total_seconds() - 0.15
                    time.sleep(max(0.0, wait))
                number += 1
                status = visitors[n].cast(poll.reference, ("for", "against")[number % 2], "")
                if status == 403:
                    return
                if status != 303:
                    faults.append(f"status {status}")
                    return
            faults.append("never closed")

        together([lambda n=n: vote(n) for n in range(THREADS)])
        # Refused once the lock was theirs, ballots that came before the closing seal nothing; the
        # next one does, as the worker would.
        if visitors[0].cast(poll.reference, "for", "") != 403:
            faults.append("a late ballot was not refused")
        faults += wrong_count(scene, poll)
        if until_broken and faults:
            break
    return faults


def wrong_count(scene: Scene, poll: Poll) -> list[str]:
    """Compare the sealed result with the box as it is in the end."""
    box = scene.build(queries.box_of, poll)
    sealed = scene.build(lambda p: db.session.get(PollResult, p.id), poll)
    if sealed is None:
        return ["not sealed"]
    outcome = scene.build(lambda p: queries_results.outcome_of(p, queries.box_of(p)), poll)
    faults = []
    receipts = [row.ballot.receipt for row in box if row.ballot is not None]
    if digest(receipts) != sealed.box_sha256:
        faults.append("the box changed after the count")
    if outcome.result.total.votants != len(receipts):
        faults.append("the number of ballots differs")
    late = scene.read(
        db.select(Ballot.id)
        .join(RollEntry, RollEntry.id == Ballot.roll_entry_id)
        .where(RollEntry.poll_id == poll.id, Ballot.cast_at >= poll.closes_at)
    )
    if late:
        faults.append("a ballot was cast after closing")
    return faults


def test_the_count_is_the_box_when_votes_meet_the_closing(serve):
    scene = Scene(serve(servers=2, worker=False))
    assert closing_rounds(scene, 8) == []


def test_the_count_misses_ballots_when_the_lock_is_gone(serve):
    live = serve(servers=0, worker=False)
    for _ in range(2):
        start_sabotaged(live)
    scene = Scene(live)
    assert closing_rounds(scene, 30, until_broken=True)


def test_extending_meets_casting_without_losing_anything(serve):
    scene = Scene(serve(servers=2, worker=False))
    poll = scene.polls.called(closes_in=timedelta(minutes=5))
    chair = scene.polls.viewer(scene.cast.chair)
    addresses = cycle(scene.live.addresses)
    visitors = [scene.visitor(scene.cast.member, next(addresses)) for _ in range(8)]
    statuses: Counter[int] = Counter()

    def vote(n: int) -> None:
        for number in range(10):
            statuses[visitors[n].cast(poll.reference, "for", f"{n}-{number}")] += 1

    def extend() -> None:
        for number in range(1, 6):
            scene.build(
                actions.extend_poll,
                poll,
                closes_at=poll.closes_at + timedelta(minutes=number),
                reason="Encore un peu",
                author=chair,
            )

    together([*(lambda n=n: vote(n) for n in range(8)), extend])
    assert set(statuses) == {303}
    fresh = scene.polls.fresh(poll)
    assert fresh.closes_at == poll.closes_at + timedelta(minutes=5)
    assert len(scene.read(db.select(Ballot.id))) == 80
