"""Guests counted apart: in secret votes, by the count and by the verifier on their own."""

from __future__ import annotations

import json

import pytest

from council.extensions import db
from council.organizations.models import Title
from council.polls.models import PollResult
from council.tally import Rule, Voter, count_ballots
from council.tally.presets import PRESETS
from council.verifier.faults import Fault
from council.verifier.records import Records
from tests.polls.conftest import SIMPLE
from tests.polls.secret import Secret
from tests.polls.test_evidence import check
from tests.polls.test_guests import BOTH

__all__ = ["check"]


@pytest.mark.parametrize("guests", [["observers"], BOTH])
@pytest.mark.parametrize("number", [2, 6])
def test_opinions_in_a_secret_vote_are_told_when_they_name_nobody(
    polls, cast, build, after, check, guests, number
):
    vote = Secret(polls, after).people(5)
    for n in range(number):
        body = build.organization(f"Observatoire fictif {n}", kind="foreign")
        person = build.account(f"Observatrice Fictive {n}")
        build.mandate(person, Title.OBSERVER, body=body)
        vote.voters.append((person, body))
    vote.open(guests=guests)
    for who in range(len(vote.voters)):
        vote.vote(who, choice="for" if who % 2 else "against")
    vote.close()
    sealed = json.loads(build(lambda p: db.session.get_one(PollResult, p.id).content, vote.poll))
    told = sealed["advisory"]["votants"]
    assert told == (number if number > 4 else 0), sealed
    apart = [group["college"] for group in sealed["groups"] if group["advisory"]]
    alone = number > 4 and len(guests) == 1
    assert apart == (["guests:observers"] if alone else []), "kinds of guests share a box"
    assert sealed["total"]["votants"] == 5
    data = polls.browser().get(f"/scrutins/{vote.poll.reference}/resultat.zip").data
    answer = check(data)
    assert answer.returncode == 0, answer.stderr


# The count and the verifier on their own


def test_a_guest_is_counted_apart_or_refused():
    rule = Rule.from_json(PRESETS[SIMPLE]["rule"] | {"guests": ["observers"]})
    decides = [Voter("a", "administrations"), Voter("b", "ecosysteme")]
    ballots = {"a": {"choice": "for"}, "g": {"choice": "against"}}
    result = count_ballots(rule, [*decides, Voter("g", "guests:observers", True)], ballots)
    assert result.outcome == "adopted" and result.total.contre == 0 and result.advisory.contre == 1
    weighs = count_ballots(rule, [*decides, Voter("g", "guests:observers")], ballots)
    assert weighs == result, "a guest never weighs, whatever the roll says"
    with pytest.raises(ValueError, match="unknown college"):
        count_ballots(rule, [*decides, Voter("g", "guests:maintainers", True)], ballots)


@pytest.mark.parametrize(("changes", "guests"), [
    ({"advisory": False}, BOTH),
    ({"weight": "1"}, BOTH),
    ({}, ["maintainers"]),
])  # fmt: skip
def test_the_verifier_refuses_a_guest_that_weighs_or_is_not_invited(changes, guests):
    row = {"seat": "g", "organization": "X", "college": "guests:observers", "weight": "0",
           "advisory": True}  # fmt: skip
    records = Records.__new__(Records)
    records.frozen, records.roll = {"rule": {"guests": guests}}, [row | changes]
    with pytest.raises(Fault, match="cet invité pèse"):
        records.check_guests()
