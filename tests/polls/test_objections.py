"""Objections: read by few before the end, closed by their author or who conducts, counted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from council.extensions import db
from council.journal.models import JournalEntry
from council.notifications.circles import people_in
from council.notifications.rules import NOTICES
from council.polls import actions
from council.polls.models import Ballot
from council.polls.models_objections import ObjectionClosing
from council.records.canonical import canonical
from tests.polls.held import Held
from tests.polls.test_evidence import check, pack, package, unpack

__all__ = ["check"]
WHY = "Le calendrier fictif ne tient pas."
ANSWER = "Le calendrier a été refait."
METHODS = ("consentement", "consensus-apparent")


@pytest.fixture(params=METHODS)
def held(polls, cast, build, after, request) -> Held:
    """An open vote by consent, then by lazy consensus, with one objection."""
    one = Held(polls, cast, build, after).open(request.param)
    one.vote(0, choice="objection", reason=WHY)
    return one


def show(held, person=None):
    return held.polls.browser(person).get(f"/scrutins/{held.poll.reference}").text


def path(held, who=0):
    seat = held.polls.seat(held.poll, held.voters[who][1])
    return f"/scrutins/{held.poll.reference}/objections/{seat.uid}/fermer"


def close(held, person, reason="", who=0, **more):
    data = {"reason": reason, "revision": "1"} | more
    return held.polls.browser(person).post(path(held, who), data=data)


def entries(build, kind):
    query = db.select(JournalEntry).where(JournalEntry.kind == kind)
    return build(lambda: list(db.session.scalars(query)))


def told(build, entry):
    """The names of those whom a journal entry is told to."""

    def names():
        found = db.session.get_one(JournalEntry, entry.sequence)
        circles = {circle for notice in NOTICES[found.kind] for circle in notice.circles}
        return {person.name for person in people_in(circles, found, [])}

    return build(names)


def test_the_ballot_says_who_will_read_an_objection(held):
    page = held.page(1).text
    assert "qui conduit le scrutin lit votre objection et son motif avant la clôture" in page


def test_before_the_closing_its_author_and_who_conducts_read_it(held, cast):
    author = held.voters[0][0]
    for person in (author, cast.secretariat, cast.chair):
        page = show(held, person)
        assert WHY in page and path(held) in page
    others = (None, cast.citizen, cast.agent, cast.observer, cast.endorser, cast.administrator)
    for person in (*others, held.voters[1][0], held.voters[2][0]):
        page = show(held, person)
        assert WHY not in page and "/fermer" not in page and "objections" not in page


def test_the_chair_alone_reads_it_where_the_rule_reserves_the_conduct(polls, cast, build, after):
    held = Held(polls, cast, build, after)
    held.open(polls.add_rule(base="consentement", opened_by="chair"))
    held.vote(0, choice="objection", reason=WHY)
    assert WHY in show(held, cast.chair) and WHY not in show(held, cast.secretariat)
    assert close(held, cast.secretariat, ANSWER).status_code == 403
    assert close(held, cast.chair, ANSWER).status_code == 303


def test_nobody_else_closes_it_nor_learns_that_it_is_there(held, cast):
    for person in (cast.citizen, cast.agent, cast.administrator, held.voters[1][0]):
        for who in (0, 1):
            page = held.polls.browser(person).get(path(held, who))
            if (person, who) == (held.voters[1][0], 1):
                assert page.status_code == 403 and "Aucune objection n’est ouverte" in page.text
                continue
            assert page.status_code == 403 and "par son auteur" in page.text
            assert close(held, person, ANSWER, who).status_code == 403
    assert held.polls.browser().post(path(held)).status_code in (303, 401)
    assert held.polls.count(ObjectionClosing) == 0


def test_its_author_closes_it_without_a_reason_and_the_proposal_is_adopted(held, cast, build):
    author = held.voters[0][0]
    held.vote(1, choice="consent") if held.poll.rule.method == "consent" else None
    form = held.polls.browser(author).get(path(held)).text
    assert WHY in form and "peut rester vide" in form
    assert close(held, author).status_code == 303
    assert close(held, author).status_code == 303, "sent twice, the same act"
    assert held.polls.browser(author).get(path(held)).status_code == 403
    assert held.polls.count(ObjectionClosing) == 1
    page = held.close()
    assert "La proposition est adoptée." in page
    assert "1 objection a été fermée avant la clôture." in page
    assert "Objection motivée (fermée)" in page and WHY in page and "par son auteur" in page
    assert held.sealed()["choice"]["counts"]["closed"] == 1


def test_who_conducts_says_why_and_the_author_is_told(held, cast, build):
    refused = close(held, cast.secretariat)
    assert refused.status_code == 422 and "Dites pourquoi" in refused.text
    assert close(held, cast.secretariat, ANSWER).status_code == 303
    assert ANSWER in show(held, held.voters[0][0]) and ANSWER not in show(held, held.voters[1][0])
    entry = entries(build, "objection.closed")[0]
    assert json.loads(entry.public) == {} and WHY not in entry.public
    assert told(build, entry) == {held.voters[0][0].name}
    page = held.close()
    assert ANSWER in page and "fermée par qui conduit le scrutin" in page
    assert "La proposition est adoptée." in page


def test_who_conducts_is_told_of_an_objection_and_of_nothing_else(held, cast, build):
    assert told(build, entries(build, "ballot.cast")[0]) == {
        cast.secretariat.name, cast.chair.name,
    }  # fmt: skip
    if held.poll.rule.method == "consent":
        held.vote(1, choice="consent")
        assert told(build, entries(build, "ballot.cast")[1]) == set()


def test_it_is_on_the_to_do_page_of_who_conducts_until_it_is_closed(held, cast):
    line = f"/scrutins/{held.poll.reference}#objections"
    for person in (cast.secretariat, cast.chair):
        page = held.polls.browser(person).get("/tableau-de-bord").text
        assert line in page and "Objections à traiter" in page and WHY not in page
    for person in (held.voters[0][0], held.voters[1][0], cast.administrator, cast.observer):
        assert line not in held.polls.browser(person).get("/tableau-de-bord").text
    close(held, cast.chair, ANSWER)
    assert line not in held.polls.browser(cast.chair).get("/tableau-de-bord").text


def test_a_new_objection_of_the_same_seat_is_open(held, cast):
    close(held, cast.secretariat, ANSWER)
    held.vote(0, choice="objection", reason=WHY)
    assert held.polls.count(Ballot) == 1, "the same ballot again is the same one, still closed"
    held.vote(0, choice="objection", reason="Un autre motif inventé.")
    assert "ouverte depuis" in show(held, held.voters[0][0])
    stale = close(held, cast.secretariat, ANSWER)
    assert stale.status_code == 422 and "un autre bulletin entre-temps" in stale.text
    page = held.close()
    assert "1 objection ouverte" in page and "restée ouverte" in page


def test_it_is_closed_while_the_vote_is_open_only(held, cast, polls, after):
    build = polls.build
    poll = build(actions.suspend_poll, held.poll, reason="Panne.", author=polls.viewer(cast.chair))
    refused = close(held, cast.chair, ANSWER)
    assert refused.status_code == 403 and "tant que le scrutin est ouvert" in refused.text
    build(
        actions.resume_poll,
        poll,
        reason="Réparé.",
        closes_at=held.poll.closes_at,
        author=polls.viewer(cast.chair),
    )
    after(held.poll.closes_at - timedelta(seconds=1))
    assert close(held, cast.chair, ANSWER, revision="x").status_code == 422
    after(held.poll.closes_at)
    for person in (cast.chair, held.voters[0][0]):
        refused = close(held, person, ANSWER)
        assert refused.status_code == 403 and "encore ouverte le reste" in refused.text
    page = held.close()
    assert "Une objection est ouverte" in page


def test_a_closing_is_neither_changed_nor_deleted(held, cast, build):
    close(held, cast.secretariat, ANSWER)
    for verb in ("UPDATE objection_closings SET reason = 'x'", "DELETE FROM objection_closings"):
        with pytest.raises(DBAPIError, match="append-only"):
            build(lambda verb=verb: db.session.execute(db.text(verb)))


def test_a_vote_that_takes_no_objection_closes_none(polls, cast):
    poll = polls.called()
    seat = polls.seat(poll, cast.member_body)
    where = f"/scrutins/{poll.reference}/objections/{seat.uid}/fermer"
    assert polls.browser(cast.secretariat).get(where).status_code == 403


# Evidence


@pytest.fixture
def closed(held, cast):
    """The same vote with its objection closed, a second one left open, closed as a poll."""
    close(held, cast.secretariat, ANSWER)
    held.vote(1, choice="objection", reason="Second motif inventé.")
    close(held, held.voters[1][0], who=1)
    held.close()
    return held


def test_the_package_is_counted_again_with_the_closings(closed, check):
    files = unpack(package(closed))
    told = [row for row in json.loads(files["events.json"]) if row["kind"] == "objection.closed"]
    assert [row["facts"]["reason"] for row in told] == [ANSWER, ""]
    answer = check(package(closed))
    assert answer.returncode == 0, answer.stderr
    assert "Recompté : adopted, comme scellé." in answer.stdout
    assert "Objections fermées avant la clôture : 2." in answer.stdout
    assert "(fermée)" in files["exports/bulletins.csv"].decode()
    votes = json.loads(files["exports/votes.json"])
    assert {row["choice"] for row in votes["ballots"]} == {"closed"}


@pytest.mark.parametrize("way", ["alter", "delete", "repeat", "reorder", "hide"])
def test_a_changed_closing_is_named(closed, check, way):
    files = unpack(package(closed))
    rows = json.loads(files["events.json"])
    if way == "hide":
        lines = [json.loads(line) for line in files["journal.jsonl"].splitlines()]
        for line in lines:
            if json.loads(line.get("body", {}).get("public", "{}")) == {}:
                line.pop("private", None)
        files["journal.jsonl"] = "".join(canonical(line) + "\n" for line in lines).encode()
        for row in rows:
            row["facts"] = {}
    changed = {
        "alter": lambda: [rows[0] | {"facts": rows[0]["facts"] | {"reason": "x"}}, rows[1]],
        "delete": lambda: rows[1:],
        "repeat": lambda: [rows[0], *rows],
        "reorder": lambda: rows[::-1],
        "hide": lambda: rows,
    }[way]()
    answer = check(pack(files | {"events.json": canonical(changed).encode()}))
    assert answer.returncode == 1 and "events.json, acte" in answer.stderr, answer


def test_a_journal_without_its_closings_does_not_hold(closed, check):
    files = unpack(package(closed))
    lines = [row for row in files["journal.jsonl"].splitlines(keepends=True)
             if b"objection.closed" not in row]  # fmt: skip
    forged = files | {"journal.jsonl": b"".join(lines), "events.json": b"[]"}
    answer = check(pack(forged))
    assert answer.returncode == 1 and "journal.jsonl" in answer.stderr
