"""Counting and sealing: once, equal to the box, explained; ties and the casting vote."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest

from council.extensions import db
from council.journal.models import JournalEntry
from council.journal.queries import first_fault
from council.organizations.models import Title
from council.polls import actions, jobs, queries, queries_results
from council.polls.models import CastingVote, PollResult
from tests.polls.conftest import AVIS, SIMPLE


def counted_entries(polls):
    return polls.build(
        lambda: db.session.scalar(
            db.select(db.func.count()).where(JournalEntry.kind == "poll.counted")
        )
    )


def test_an_open_poll_is_not_sealed(polls, cast):
    poll = polls.called()
    assert polls.build(actions.seal_poll, poll) is None
    assert polls.build(jobs.seal_due_polls) == 0
    assert polls.fresh(poll).state == "called"


def test_sealing_is_done_once_by_whoever_comes_first(polls, cast, after):
    poll = polls.called()
    polls.vote(poll, cast.member, cast.member_body, "for")
    after(poll.closes_at)
    assert polls.build(jobs.seal_due_polls) == 1
    assert polls.build(jobs.seal_due_polls) == 0
    first = polls.build(actions.seal_poll, poll)
    again = polls.build(actions.seal_poll, poll)
    assert (first.sha256, first.sealed_at) == (again.sha256, again.sealed_at)
    assert (polls.count(PollResult), counted_entries(polls)) == (1, 1)
    assert polls.fresh(poll).state == "counted"
    assert polls.build(first_fault) is None


def test_the_sealed_count_equals_the_box(polls, cast, after):
    poll = polls.called()
    polls.vote(poll, cast.member, cast.member_body, "for")
    polls.vote(poll, cast.member, cast.member_body, "against")
    polls.vote(poll, cast.other_member, cast.other_body, "for")
    after(poll.closes_at)
    computed = polls.build(lambda p: queries_results.outcome_of(p, queries.box_of(p)), poll)
    assert computed.sealed is None, "a GET computes"
    polls.build(actions.seal_poll, poll)
    sealed = polls.build(lambda p: queries_results.outcome_of(p, queries.box_of(p)), poll)
    assert sealed.result == computed.result
    assert (sealed.result.total.pour, sealed.result.total.contre) == (1, 1)
    content = json.loads(sealed.sealed.content)
    assert content["outcome"] == "rejected"
    assert sealed.sealed.sha256 == hashlib.sha256(sealed.sealed.content.encode()).hexdigest()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE poll_results SET content = '{}'",
        "DELETE FROM poll_results",
        "INSERT INTO poll_results SELECT * FROM poll_results",
    ],
)
def test_a_sealed_result_cannot_change(polls, cast, after, build, statement):
    poll = polls.called()
    after(poll.closes_at)
    build(actions.seal_poll, poll)

    def rewrite():
        with db.session.begin_nested():
            db.session.execute(db.text(statement))

    with pytest.raises(Exception, match=r"append-only|UNIQUE|duplicate"):
        build(rewrite)


def test_nobody_voted_is_said_in_words(polls, cast, after):
    poll = polls.called(SIMPLE)
    after(poll.closes_at)
    page = polls.browser().get(f"/scrutins/{poll.reference}").text
    assert "il n’y a pas de résultat" in page
    assert "Aucun siège qui décide n’a voté." in page


def test_a_result_says_each_condition_with_its_numbers(polls, cast, after):
    poll = polls.called(SIMPLE)
    polls.vote(poll, cast.member, cast.member_body, "for")
    polls.vote(poll, cast.other_member, cast.other_body, "abstain", "Pas assez d’éléments.")
    after(poll.closes_at + timedelta(seconds=1))
    page = polls.browser().get(f"/scrutins/{poll.reference}").text
    assert "La proposition est adoptée." in page
    assert "1 pour sur 1 suffrages exprimés ; il en fallait 1 (plus de la moitié)." in page
    assert "Pas assez d’éléments." in page and "Max Membre-Fictif" in page
    assert "<svg" in page and "N’ont pas voté" in page


def chaired(polls, cast, build, rule):
    """A tie that the chair, seated and having voted, may settle."""
    build.mandate(cast.chair, Title.CHAIR, body=cast.member_body)
    poll = polls.called(rule)
    polls.vote(poll, cast.chair, cast.member_body, "for")
    polls.vote(poll, cast.other_member, cast.other_body, "against")
    return poll


def test_the_chair_settles_a_tie_by_a_separate_act(polls, cast, build, after):
    poll = chaired(polls, cast, build, polls.add_rule(tie="casting_vote"))
    path = f"/scrutins/{poll.reference}"
    after(poll.closes_at)
    data = {"choice": "for", "reason": "Le besoin est urgent."}
    early = polls.browser(cast.chair).post(f"{path}/departager", data=data)
    assert early.status_code == 403, "not before the count is sealed"
    build(actions.seal_poll, poll)
    assert "aucune décision n’est prise" in polls.browser().get(path).text
    assert polls.browser(cast.secretariat).post(f"{path}/departager", data=data).status_code == 403
    chair = polls.browser(cast.chair)
    assert "Départager" in chair.get(path).text
    assert chair.post(f"{path}/departager", data={"choice": "for"}).status_code == 422
    assert chair.post(f"{path}/departager", data=data).status_code == 303
    page = polls.browser().get(path).text
    assert "La proposition est adoptée." in page and "Le besoin est urgent." in page
    assert "La présidence a départagé : pour." in page
    again = chair.post(f"{path}/departager", data=data | {"choice": "against"})
    assert again.status_code == 403
    assert polls.count(CastingVote) == 1
    assert polls.build(first_fault) is None


def test_a_chair_who_did_not_vote_settles_nothing(polls, cast, build, after):
    poll = polls.called(polls.add_rule(tie="casting_vote"))
    polls.vote(poll, cast.member, cast.member_body, "for")
    polls.vote(poll, cast.other_member, cast.other_body, "against")
    after(poll.closes_at)
    build(actions.seal_poll, poll)
    data = {"choice": "for", "reason": "Parce que."}
    page = polls.browser(cast.chair).post(f"/scrutins/{poll.reference}/departager", data=data)
    assert page.status_code == 403 and "a voté" in page.text


@pytest.mark.parametrize(("tie", "outcome"), [("rejected", "rejected"), ("no_decision", "tie")])
def test_other_tie_rules_need_nobody(polls, cast, build, after, tie, outcome):
    poll = chaired(polls, cast, build, polls.add_rule(tie=tie))
    after(poll.closes_at)
    build(actions.seal_poll, poll)
    found = polls.build(lambda p: queries_results.outcome_of(p, queries.box_of(p)), poll)
    assert found.result.outcome == outcome
    data = {"choice": "for", "reason": "Parce que."}
    answer = polls.browser(cast.chair).post(f"/scrutins/{poll.reference}/departager", data=data)
    assert answer.status_code == 403


def test_the_avis_needs_more_than_half_of_the_members(polls, cast, build, after):
    third = build.organization("Fondation fictive")
    build.seat(third)
    poll = polls.called(AVIS)
    polls.vote(poll, cast.member, cast.member_body, "for")
    other = polls.called(AVIS)
    polls.vote(other, cast.member, cast.member_body, "for")
    polls.vote(other, cast.other_member, cast.other_body, "for")
    after(max(poll.closes_at, other.closes_at))
    for case, outcome in ((poll, "rejected"), (other, "adopted")):
        found = polls.build(lambda p: queries_results.outcome_of(p, queries.box_of(p)), case)
        assert found.result.outcome == outcome
        assert found.result.conditions[-1].numbers["needed"] == 2
