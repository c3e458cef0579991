"""What follows an objection: the discussion, or a vote for or against on the same text."""

from __future__ import annotations

import re

import pytest

from council.polls import actions
from council.polls.models import Poll
from tests.polls.conftest import SIMPLE
from tests.polls.held import Held, _by_uid
from tests.polls.test_rules import TYPED, both_colleges

__all__ = ["both_colleges"]

WHY = "Le calendrier fictif ne tient pas."


@pytest.fixture
def stopped(polls, cast, build, after):
    """`stopped(**changes)`: a lazy consensus that an objection stopped, closed and counted."""

    def make(**changes):
        held = Held(polls, cast, build, after)
        known = {"parameters": {"on_objection": "motion"}}
        held.open(polls.add_rule(base="consensus-apparent", **known | changes))
        held.vote(0, choice="objection", reason=WHY)
        held.close()
        return held

    return make


def show(held, person=None):
    return held.polls.browser(person).get(f"/scrutins/{held.poll.reference}").text


def address(held, rule=""):
    more = f"&regle={rule}" if rule else ""
    return f"/scrutins/nouveau?scrutin={held.poll.reference}{more}"


def typed(page):
    """What the form of a draft shows, to be sent as it is."""
    text = lambda name: re.search(rf'name="{name}"[^>]*>\s*([^<]*)<', page)[1]  # noqa: E731
    title = re.search(r'name="title"[^>]*value="([^"]*)"', page)[1]
    names = ("text", "meaning_for", "meaning_against")
    return {"title": title, "rule": SIMPLE, "shown_to": "public"} | {n: text(n) for n in names}


def test_the_motion_on_the_same_text_is_drafted_from_the_result(stopped, cast):
    held = stopped()
    assert "la proposition est mise au vote, pour ou contre" in show(held)
    assert "Préparer le vote" not in show(held)
    page = show(held, cast.secretariat)
    assert address(held) in page
    browser = held.polls.browser(cast.secretariat)
    rules = browser.get(address(held)).text
    assert SIMPLE in rules and "jugement-majoritaire" not in rules and "consentement" not in rules
    form = browser.get(address(held, SIMPLE)).text
    sent = typed(form)
    assert sent["title"] == held.poll.title and "malgré l’objection" in sent["meaning_for"]
    answer = browser.post(address(held, SIMPLE), data=sent)
    assert answer.status_code == 303, answer.text
    draft = browser.get(answer.location).text
    assert held.poll.reference in draft and held.poll.title in draft
    page = show(held, cast.secretariat)
    assert answer.location in page and "Préparer le vote" not in page
    assert answer.location not in show(held), "a draft is the council's"
    again = browser.get(address(held, SIMPLE))
    assert again.status_code == 403 and "déjà mis au vote" in again.text
    uid = answer.location.rsplit("/", 1)[1]
    browser.post(f"/scrutins/brouillons/{uid}/abandonner", data={"reason": "Erreur."})
    assert address(held) in show(held, cast.secretariat), "one that was given up leaves room"


def test_both_pages_lead_to_each_other_once_it_is_called(stopped, cast, polls, build):
    held = stopped()
    browser = polls.browser(cast.chair)
    sent = typed(browser.get(address(held, SIMPLE)).text)
    uid = browser.post(address(held, SIMPLE), data=sent).location.rsplit("/", 1)[1]
    closes = held.poll.closes_at.replace(year=held.poll.closes_at.year + 1)
    motion: Poll = build(
        actions.open_poll, build(_by_uid, uid), opener=polls.viewer(cast.chair), closes_at=closes
    )
    assert f"/scrutins/{motion.reference}" in show(held)
    assert held.poll.reference in polls.browser().get(f"/scrutins/{motion.reference}").text


def test_only_a_motion_follows(stopped, cast):
    held = stopped()
    browser = held.polls.browser(cast.secretariat)
    sent = typed(browser.get(address(held, SIMPLE)).text) | {"rule": "consentement"}
    refused = browser.post(address(held), data=sent)
    assert refused.status_code == 422
    assert browser.get("/scrutins/nouveau?scrutin=S-1999-001").status_code == 404


def test_others_do_not_prepare_it(stopped, cast):
    held = stopped()
    member = held.polls.browser(held.voters[0][0])
    assert "Préparer le vote" not in show(held, held.voters[0][0])
    refused = member.get(address(held))
    assert refused.status_code == 403 and "Seul qui conduit" in refused.text
    assert held.polls.browser(cast.citizen).get(address(held)).status_code == 403


def test_the_offer_tells_nothing_to_who_may_not_read_the_result(stopped, cast):
    held = stopped(results_public="decision", results_read_by=["roll"])
    refused = held.polls.browser(cast.secretariat).get(address(held))
    assert refused.status_code == 403 and "Aucune objection n’a arrêté" in refused.text
    assert (
        "mise au vote, pour ou contre." not in show(held, cast.secretariat).split("Texte soumis")[0]
    )


def test_before_the_end_and_without_objection_nothing_follows(polls, cast, build, after):
    held = Held(polls, cast, build, after)
    rule = polls.add_rule(base="consensus-apparent", parameters={"on_objection": "motion"})
    held.open(rule)
    browser = polls.browser(cast.secretariat)
    assert browser.get(address(held)).status_code == 403
    held.close()
    assert polls.browser(cast.secretariat).get(address(held)).status_code == 403
    assert "Préparer le vote" not in show(held, cast.secretariat)


def test_the_discussion_goes_on_where_the_rule_says_so(stopped, cast):
    held = stopped(parameters={"on_objection": "discussion"})
    page = show(held, cast.secretariat)
    assert "la discussion continue" in page and 'href="#discussion"' in page
    assert "Préparer le vote" not in page
    refused = held.polls.browser(cast.secretariat).get(address(held))
    assert refused.status_code == 403 and "ne met pas au vote" in refused.text


def test_the_form_of_rules_says_what_follows(polls, cast, both_colleges):
    browser = polls.browser(cast.secretariat)
    page = browser.get("/regles/consensus-apparent/copier").text
    assert 'name="set_on_objection"' in page
    assert 'name="set_on_objection"' not in browser.get(f"/regles/{SIMPLE}/copier").text
    data = TYPED | {"name": "Consensus puis vote", "set_on_objection": "motion"}
    answer = browser.post("/regles/consensus-apparent/copier", data=data)
    assert answer.status_code == 303, answer.text
    assert "Sinon elle est mise au vote, pour ou contre." in browser.get(answer.location).text
