"""A copy of everything (tables, hidden columns, log, files) says whose a secret ballot is no better
than chance: while the vote is open, and after it."""

from __future__ import annotations

import http.client
import itertools
import json
import random
from contextlib import closing
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from council import clock
from council.extensions import db
from council.polls import jobs
from council.polls.models import RollEntry
from council.polls.models_secret import PollSignature, SecretBallot
from tests.polls.linkers import CHANCE, Dump, drift, dump, hits, orders, same_transaction
from tests.polls.secret import RECEIPT
from tests.polls.test_races import Scene, Visitor

pytestmark = pytest.mark.slow

VOTERS = 120
OPTIONS = ("Aulne", "Bouleau", "Charme", "Douglas", "Érable")


class Vote:
    """A secret ranking at two servers, where each voter ranks in a way of their own."""

    def __init__(self, scene: Scene) -> None:
        self.scene, polls = scene, scene.polls
        self.voters = []
        for n in range(VOTERS):
            body = scene.build.organization(f"Organisme fictif {n}")
            scene.build.seat(body, "administrations")
            person = scene.build.account(f"Personne Fictive {n}")
            scene.build.mandate(person, "member", body=body)
            self.voters.append((person, body))
        electorate = {
            "mode": "single",
            "colleges": [{"key": "administrations", "weight": "1"}],
        }
        key = polls.add_rule(
            "Classement secret", "classement", secrecy="secret", tie="lot", electorate=electorate
        )
        options = [
            {"key": f"o{n}", "label": name, "meaning": f"On choisit : {name}."}
            for n, name in enumerate(OPTIONS, 1)
        ]
        self.poll = polls.called(key, options=options)
        self.receipts: dict[int, str] = {}
        ranks = list(itertools.permutations(range(1, len(OPTIONS) + 1)))
        random.Random(7).shuffle(ranks)
        self.ranks = ranks[:VOTERS]
        entries = scene.read(
            db.select(RollEntry.organization_id, RollEntry.uid, RollEntry.id).where(
                RollEntry.poll_id == self.poll.id
            )
        )
        found = {row.organization_id: row for row in entries}
        self.seats = [found[body.id] for _person, body in self.voters]

    def content(self, who: int) -> str:
        """The one text of a voter's ballot, which nobody else has."""
        by_rank = sorted(zip(self.ranks[who], range(1, len(OPTIONS) + 1), strict=True))
        return json.dumps({"ranking": [[f"o{n}"] for _rank, n in by_rank]}, separators=(",", ":"))

    def cast(self, who: int, address: str) -> None:
        """Fill, confirm and send, as the pages do."""
        visitor = self.scene.visitor(self.voters[who][0], address)
        data = {"seat": self.seats[who].uid}
        data |= {f"rank_o{n}": str(rank) for n, rank in enumerate(self.ranks[who], 1)}
        page = post(visitor, f"/scrutins/{self.poll.reference}/bulletin", **data)
        receipt = RECEIPT.search(page).group(1)
        answer = post(
            visitor, f"/scrutins/{self.poll.reference}/bulletin",
            **data, receipt=receipt, confirmed="1",
        )  # fmt: skip
        assert "Votre bulletin compte" in answer
        self.receipts[who] = receipt

    def close(self) -> None:
        """End the vote without waiting, then do what a worker does."""

        def work():
            clock.set_offset(self.poll.closes_at - clock.now())
            try:
                jobs.seal_due_polls()
                assert jobs.clean_secret_boxes() == 1
                assert jobs.clean_secret_boxes() == 0
            finally:
                clock.set_offset(type(clock.offset())())

        with self.scene.live.app.app_context():
            db.session.rollback()
            work()
            db.session.remove()


def post(visitor: Visitor, path: str, **fields: str) -> str:
    """Post a form; return the page."""
    body = urlencode({"csrf_token": visitor.token, **fields})
    with closing(http.client.HTTPConnection(visitor.host, timeout=60)) as connection:
        connection.request("POST", path, body, visitor.headers)
        with closing(connection.getresponse()) as answer:
            return answer.read().decode()


def tried(vote: Vote, order: list[int], copy: Dump) -> tuple[int, float]:
    """Try every linker on a copy; return the most pairs found, the most two orders go together."""
    truth = {seat.id: vote.content(who) for who, seat in enumerate(vote.seats)}
    when = {vote.seats[who].id: n for n, who in enumerate(order)}
    ballots = [row | {"value": row["content"]} for row in copy.tables["secret_ballots"]]
    voters = [
        row | {"value": truth[row["roll_entry_id"]], "when": when[row["roll_entry_id"]]}
        for row in copy.tables["poll_signatures"]
    ]
    assert len(ballots) == len(voters) == VOTERS
    ways = list(orders(ballots, voters, copy.files))
    assert len(ways) > 20
    most = max(hits(values, known) for _how, values, known in ways)
    apart = max(drift(values, known) for _how, values, known in ways)
    return max(most, round(same_transaction(ballots, voters))), apart


def elsewhere(vote: Vote, copy: Dump) -> list[str]:
    """Return the tables, or files other than the database's, that hold something of a ballot."""
    words = [*vote.receipts.values(), *(r.replace("-", "").lower() for r in vote.receipts.values())]
    for row in copy.tables["secret_ballots"]:
        words += [row["lookup"], row["proof"]]
    found = [
        name
        for name, rows in copy.tables.items()
        if name != "secret_ballots" and any(word in repr(rows) for word in words)
    ]
    for name, data in copy.files.items():
        if ".sqlite" not in name and any(word.encode() in data for word in words):
            found.append(name)
    return found


def test_a_copy_of_everything_links_no_better_than_chance(serve, measured):
    vote = Vote(Scene(serve(servers=2, worker=False)))
    live = vote.scene.live
    order = list(range(VOTERS))
    random.Random(11).shuffle(order)
    for n, who in enumerate(order):
        vote.cast(who, live.addresses[n % 2])
    during = dump(live.url, live.instance)
    open_hits, open_drift = tried(vote, order, during)
    assert elsewhere(vote, during) == []
    vote.close()
    after = dump(live.url, live.instance)
    hits_after, drift_after = tried(vote, order, after)
    assert elsewhere(vote, after) == []
    # The keys by which ballots were found while the vote was open are in no file any more.
    old = [row["lookup"] for row in during.tables["secret_ballots"]]
    assert not set(old) & {row["lookup"] for row in after.tables["secret_ballots"]}
    for name, data in after.files.items():
        assert not [key for key in old if key.encode() in data], name
    assert max(open_hits, hits_after) <= CHANCE
    assert max(open_drift, drift_after) < 5
    measured(
        f"secret ballots linked by the best of all ways, {VOTERS} voters: {open_hits} during, "
        f"{hits_after} after (chance gives 1)",
    )


def test_the_linkers_find_what_is_not_mixed(serve):
    """The same ways on a box written as an ordinary table: they name everybody."""
    vote = Vote(Scene(serve(servers=1, worker=False)))
    live = vote.scene.live
    with live.app.app_context():
        for who, seat in enumerate(vote.seats):
            db.session.execute(
                text(
                    "INSERT INTO poll_signatures (roll_entry_id, signed_on, by_proxy) "
                    "VALUES (:seat, '2026-01-01', :no)"
                ),
                {"seat": seat.id, "no": False},
            )
            db.session.execute(
                SecretBallot.__table__.insert(),
                {
                    "lookup": f"{who:064d}",
                    "poll_id": vote.poll.id,
                    "box": "",
                    "content": vote.content(who),
                    "proof": f"{who:064d}",
                },
            )
            db.session.commit()
        assert db.session.scalar(db.select(db.func.count()).select_from(PollSignature)) == VOTERS
        db.session.remove()
    found, together = tried(vote, list(range(VOTERS)), dump(live.url, live.instance))
    assert found == VOTERS and together > 10
