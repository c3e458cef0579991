"""Nothing of the count shows before its time, to anybody, on any page of the feature."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.extensions import db
from council.polls import actions, steps
from council.polls.models import Poll
from tests.polls.conftest import AVIS, SECRET, SIMPLE

ROLES = (
    None, "citizen", "agent", "vendor", "maintainer", "other_member", "secretariat", "chair",
    "endorser", "observer", "administrator",
)  # fmt: skip
WORDS = ("Pourquoi", "Bulletin de chaque inscrit", "Décompte par collège", SECRET, "Voté par")


def pages(poll):
    base = f"/scrutins/{poll.reference}"
    return [base, "/scrutins", f"{base}/calendrier.ics", f"{base}/bulletin"]


def voted(polls, cast, rule):
    poll = polls.called(rule)
    polls.vote(poll, cast.member, cast.member_body, "for", SECRET)
    return poll


def person(cast, role):
    return None if role is None else getattr(cast, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("rule", [AVIS, SIMPLE])
def test_before_closing_nobody_sees_anything(polls, cast, role, rule):
    poll = voted(polls, cast, rule)
    browser = polls.browser(person(cast, role))
    for address in pages(poll):
        text = browser.get(address, follow_redirects=False).text
        assert not [word for word in WORDS if word in text], address
    assert "avant la clôture" in browser.get(pages(poll)[0]).text


def test_ones_own_ballot_is_shown_to_its_organization_only(polls, cast):
    poll = voted(polls, cast, AVIS)
    seat = polls.seat(poll, cast.member_body)
    receipt = f"/scrutins/{poll.reference}/bulletin/recu?siege={seat.uid}"
    assert SECRET in polls.browser(cast.member).get(receipt).text
    assert polls.browser(cast.other_member).get(receipt).status_code == 404
    assert polls.browser(cast.administrator).get(receipt).status_code == 403


# who → sees the result once closed, by when the rule makes it public
AFTER = [
    (None, False, True),
    ("citizen", False, True),
    ("agent", False, True),
    ("vendor", False, True),
    ("maintainer", False, True),
    ("endorser", False, True),
    ("observer", False, True),
    ("administrator", False, True),
    ("member", True, True),
    ("other_member", True, True),
    ("secretariat", True, True),
    ("chair", True, True),
]


@pytest.mark.parametrize(("role", "with_decision", "at_closing"), AFTER)
def test_after_closing_the_rule_says_who_sees(polls, cast, after, role, with_decision, at_closing):
    hidden, shown = voted(polls, cast, AVIS), voted(polls, cast, SIMPLE)
    after(max(hidden.closes_at, shown.closes_at) + timedelta(seconds=1))
    browser = polls.browser(person(cast, role))
    for sealed in (False, True):
        if sealed:
            polls.build(actions.seal_poll, hidden)
            polls.build(actions.seal_poll, shown)
        for poll, sees in ((hidden, with_decision), (shown, at_closing)):
            page = browser.get(f"/scrutins/{poll.reference}").text
            assert (SECRET in page) is sees
            assert ("Pourquoi" in page) is sees
            assert ("Le résultat sera public avec la décision." in page) is not sees


def test_once_the_decision_is_published_everybody_sees(polls, cast, after):
    poll = voted(polls, cast, AVIS)
    after(poll.closes_at)
    polls.build(actions.seal_poll, poll)

    def publish(p):
        steps.publish_result(db.session.get_one(Poll, p.id))

    polls.build(publish, poll)
    page = polls.browser().get(f"/scrutins/{poll.reference}").text
    assert SECRET in page and "La proposition est rejetée." in page


def test_the_journal_does_not_tell_a_result_that_is_not_public(polls, cast, after, build):
    hidden, shown = voted(polls, cast, AVIS), voted(polls, cast, SIMPLE)
    after(max(hidden.closes_at, shown.closes_at))
    from council.journal.queries import entries_about

    for poll, told in ((hidden, False), (shown, True)):
        build(actions.seal_poll, poll)
        entry = build(lambda p: entries_about(p.id)[0], poll)
        assert entry.kind == "poll.counted"
        assert ("outcome" in entry.public) is told


def test_drafts_and_council_polls_do_not_exist_for_others(polls, cast):
    draft = polls.draft(title="Projet confidentiel")
    council = polls.called(title="Scrutin réservé au conseil", shown_to="council")
    for role in (None, "citizen", "vendor", "observer", "administrator"):
        browser = polls.browser(person(cast, role))
        listed = browser.get("/scrutins").text
        assert "Projet confidentiel" not in listed and "Scrutin réservé" not in listed
        assert browser.get(f"/scrutins/{council.reference}").status_code == 404
        assert browser.get(f"/scrutins/{council.reference}/calendrier.ics").status_code == 404
        if role:
            assert browser.get(f"/scrutins/{council.reference}/bulletin").status_code == 404
            assert browser.get(f"/scrutins/brouillons/{draft.record.uid}").status_code == 404
    member = polls.browser(cast.member)
    assert member.get(f"/scrutins/{council.reference}").status_code == 200
    assert member.get(f"/scrutins/brouillons/{draft.record.uid}").status_code == 200
