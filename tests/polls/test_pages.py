"""The list, the page of a poll, its calendar file: what they say and what they cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.extensions import db
from council.polls import actions
from council.polls.models import Poll
from council.records.models import LinkKind
from council.records.steps import link
from tests.polls.conftest import AVIS, SIMPLE


def test_the_list_puts_what_can_be_voted_first(polls, cast, after):
    closed = polls.called(title="Scrutin clos", closes_in=timedelta(minutes=1))
    after(closed.closes_at)
    polls.called(title="Scrutin à venir", opens_in=timedelta(days=1))
    polls.called(title="Scrutin ouvert")
    polls.draft(title="Projet en cours")
    text = polls.browser(cast.secretariat).get("/scrutins").text
    order = ["Scrutin ouvert", "Scrutin à venir", "Projet en cours", "Scrutin clos"]
    assert sorted(order, key=text.index) == order
    assert "Projet en cours" not in polls.browser().get("/scrutins").text


@pytest.mark.parametrize(
    ("state", "title"),
    [("ouverts", "Scrutin ouvert"), ("a-venir", "Scrutin à venir"), ("clos", "Scrutin clos")],
)
def test_the_list_is_filtered(polls, after, state, title):
    closed = polls.called(title="Scrutin clos", closes_in=timedelta(minutes=1))
    after(closed.closes_at)
    polls.called(title="Scrutin à venir", opens_in=timedelta(days=1))
    polls.called(title="Scrutin ouvert")
    page = polls.browser().get(f"/scrutins?etat={state}").text
    shown = [t for t in ("Scrutin ouvert", "Scrutin à venir", "Scrutin clos") if t in page]
    assert shown == [title]
    found = polls.browser().get("/scrutins?q=100%25").text
    assert "Aucun scrutin ne correspond" in found


def test_each_row_says_what_is_asked_of_me(polls, cast):
    poll = polls.called()
    mine, other = polls.browser(cast.member), polls.browser(cast.secretariat)
    assert "votre bulletin est attendu" in mine.get("/scrutins").text
    assert "votre bulletin" not in other.get("/scrutins").text
    polls.vote(poll, cast.member, cast.member_body, "for")
    assert "votre bulletin compte" in mine.get("/scrutins").text


@pytest.mark.parametrize("number", [5, 50])
def test_a_list_costs_seven_queries_at_most(polls, cast, queries, number):
    for _ in range(number):
        polls.called()
    browser = polls.browser(cast.member)
    with queries.at_most(7):
        assert browser.get("/scrutins").status_code == 200


@pytest.mark.parametrize("rule", [AVIS, SIMPLE])
@pytest.mark.parametrize("closed", [False, True])
def test_a_page_costs_sixteen_queries_at_most(polls, cast, queries, after, rule, closed):
    poll = polls.called(rule)
    polls.vote(poll, cast.member, cast.member_body, "for", "Explication.")
    if closed:
        after(poll.closes_at)
        polls.build(actions.seal_poll, poll)
    browser = polls.browser(cast.member)
    with queries.at_most(16):
        assert browser.get(f"/scrutins/{poll.reference}").status_code == 200
    if not closed:
        with queries.at_most(16):
            assert browser.get(f"/scrutins/{poll.reference}/bulletin").status_code == 200


def test_the_page_says_before_opening_what_each_choice_weighs(polls):
    poll = polls.called(opens_in=timedelta(days=1))
    page = polls.browser().get(f"/scrutins/{poll.reference}").text
    assert "Le chantier n’est pas soutenu." in page
    assert "Pèse comme un vote contre : la majorité se calcule sur les inscrits." in page
    assert "Ne pas voter pèse comme un vote contre." in page
    assert "heure de Paris" in page
    assert "Association fictive" in page, "the roll is shown"


def test_a_poll_born_from_a_record_says_so(polls, cast, build):
    poll, source = polls.called(), polls.called(title="Scrutin plus ancien")
    build(lambda p, s: link(p.record, s.record, LinkKind.BORN_FROM), poll, source)
    page = polls.browser().get(f"/scrutins/{poll.reference}").text
    assert "Ce scrutin vient de" in page
    assert f'href="/scrutins/{source.reference}"' in page and "Scrutin plus ancien" in page


def test_an_unknown_source_is_not_found(polls, cast):
    browser = polls.browser(cast.secretariat)
    assert browser.get("/scrutins/nouveau?sujet=Q-2026-9999").status_code == 404
    assert browser.get("/scrutins/nouveau?chantier=F-2026-9999").status_code == 404
    assert browser.get("/scrutins/S-2026-9999").status_code == 404
    assert browser.get(f"/scrutins/brouillons/{'0' * 32}").status_code == 404


def test_the_closing_goes_into_a_calendar(polls):
    poll = polls.called(title="Faut-il ? Oui, non ; peut-être")
    answer = polls.browser().get(f"/scrutins/{poll.reference}/calendrier.ics")
    assert answer.mimetype == "text/calendar"
    assert poll.closes_at.strftime("DTEND:%Y%m%dT%H%M%SZ") in answer.text
    assert poll.record.uid in answer.text


def test_references_have_no_holes(polls, build):
    first, second = polls.called(), polls.called()
    year, number = first.reference.split("-")[1:]
    assert second.reference == f"S-{year}-{int(number) + 1:04d}"
    assert build(lambda p: db.session.get_one(Poll, p.id).record.audience, first) == "public"
