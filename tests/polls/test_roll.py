"""The roll is frozen by the act that calls the vote: what moves afterwards changes nothing."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest

from council.clock import today
from council.extensions import db
from council.organizations.models import Seat, Title
from council.polls import actions_rules, queries, queries_results, queries_rules, steps
from council.polls.models import Poll, RollEntry
from tests.polls.conftest import AVIS, SIMPLE, ballot_data


def names(polls, poll):
    return sorted(entry.organization_name for entry in polls.build(queries.roll_of, poll))


def test_seats_that_come_and_go_change_nothing(polls, cast, build):
    poll = polls.called()
    before = names(polls, poll)

    def end_seat(body):
        seat = db.session.scalars(db.select(Seat).where(Seat.organization_id == body.id)).one()
        seat.ends_on = today() - timedelta(days=1)

    build(end_seat, cast.member_body)
    late = build.organization("Arrivée après coup")
    build.seat(late)
    person = build.account("Tia Tardive-Fictive")
    build.mandate(person, Title.MEMBER, body=late)

    assert names(polls, poll) == before
    seat = polls.seat(poll, cast.member_body)
    path = f"/scrutins/{poll.reference}/bulletin"
    browser = polls.browser(cast.member)
    assert browser.post(path, data=ballot_data(seat, "for")).status_code == 303
    refused = polls.browser(person).post(path, data={"choice": "for", "confirmed": "1"})
    assert refused.status_code == 403
    assert "liste électorale" in refused.text


def test_the_frozen_document_holds_all_that_decides_and_its_hash(polls):
    poll = polls.called()
    document = json.loads(poll.frozen)
    assert hashlib.sha256(poll.frozen.encode()).hexdigest() == poll.frozen_sha256
    assert document["rule"] == poll.rule.as_json()
    assert document["reference"] == poll.reference
    assert [row["organization"] for row in document["roll"]] == [
        "Association fictive",
        "Coopérative fictive",
    ]
    entries = polls.build(queries.roll_of, poll)
    assert steps.roll_document(entries) == document["roll"]


def test_an_edited_rule_leaves_called_polls_alone(polls, cast, build):
    key = polls.add_rule()
    poll = polls.called(key)
    row = build(lambda: queries_rules.find_rule(key).row)
    other = queries_rules.preset_rules()[0].rule
    secretariat = polls.viewer(cast.secretariat)
    build(actions_rules.edit_rule, row, "Règle changée", other, author=secretariat, seen_version=1)
    assert polls.fresh(poll).rule.sha256 == poll.rule_sha256 != other.sha256


def test_a_poll_whose_deciding_college_is_empty_cannot_open(polls, cast, build):
    poll = polls.draft(AVIS)
    browser = polls.browser(cast.secretariat)
    page = browser.post(
        f"/scrutins/brouillons/{poll.record.uid}/ouvrir", data={"closes_at": "2090-01-01T10:00"}
    )
    assert page.status_code == 422
    assert "Aucun siège n’est en cours dans le collège « ecosysteme »" in page.text
    assert polls.fresh(poll).state == "draft"
    assert polls.count(RollEntry) == 0


def test_advisory_colleges_are_on_the_roll_at_weight_zero(polls, cast, build):
    advisory = build.organization("Agence inventée des ponts")
    build.seat(advisory, "administrations")
    poll = polls.called(AVIS)
    entry = polls.seat(poll, advisory)
    assert (entry.advisory, entry.weight, entry.college_key) == (True, "0", "administrations")
    person = build.account("Ada Avis-Fictif")
    build.mandate(person, Title.MEMBER, body=advisory)
    polls.vote(poll, person, advisory, "against")
    result = build(lambda p: queries_results.count_box(p, queries.box_of(p)), poll)
    assert (result.total.votants, result.advisory.contre) == (0, 1)
    assert result.outcome == "no_result"


def test_unconfirmed_seats_are_not_on_the_roll(polls, cast, build):
    body = build.organization("Siège en attente")
    build.seat(body)

    def undo(b):
        seat = db.session.scalars(db.select(Seat).where(Seat.organization_id == b.id)).one()
        seat.confirmed_at = None

    build(undo, body)
    assert "Siège en attente" not in names(polls, polls.called())


def test_would_i_be_on_the_roll(polls, cast):
    _ = cast.member_body
    poll = polls.draft(AVIS)
    address = f"/scrutins/brouillons/{poll.record.uid}"
    mine = polls.browser(cast.member).get(address).text
    assert "Oui : vous voteriez pour Association fictive" in mine
    other = polls.browser(cast.secretariat).get(address).text
    assert "Non : vous n’êtes mandaté pour aucun des sièges" in other


@pytest.mark.parametrize("rule", [AVIS, SIMPLE])
def test_the_rule_of_the_call_is_the_one_counted(polls, cast, rule):
    poll = polls.called(rule)
    polls.vote(poll, cast.member, cast.member_body, "for")
    assert polls.build(lambda p: db.session.get(Poll, p.id).rule.sha256, poll) == poll.rule_sha256
