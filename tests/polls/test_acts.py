"""Deliberation at a distance: acts in order, a confidential debate, results sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council import clock
from council.extensions import db
from council.journal.models import JournalEntry
from council.polls import actions, jobs
from council.polls.forms import PATTERN
from council.polls.models import Phase, PollResult
from council.polls.models_acts import DebateContribution, PollAct
from tests.notifications.test_digest import text_of
from tests.polls.conftest import ballot_data
from tests.polls.test_evidence import check, unpack

__all__ = ["check"]

RULE = "deliberation-a-distance"
SECRET_WORD = "mot-de-débat-confidentiel"


def typed(moment):
    """A moment as the form sends it."""
    return moment.astimezone(clock.PARIS).strftime(PATTERN)


class Deliberation:
    """A poll by acts: three seats that decide."""

    def __init__(self, polls, cast, build, after):
        self.polls, self.cast, self.build, self.after = polls, cast, build, after
        self.start = clock.now().replace(second=0, microsecond=0)
        self.poll = None

    def call(self, rule=RULE, **rule_changes):
        """Call through the page: vote announced in five days, for three days."""
        if rule_changes:
            rule = self.polls.add_rule("Par actes", rule, **rule_changes)
        _ = self.cast.member, self.cast.other_member
        self.third = self.build.organization("Agence inventée des routes")
        self.build.seat(self.third, "administrations")
        draft = self.polls.draft(rule)
        self.opens, self.closes = self.start + timedelta(days=5), self.start + timedelta(days=8)
        answer = self.chair.post(
            f"/scrutins/brouillons/{draft.record.uid}/ouvrir",
            data={"opens_at": typed(self.opens), "closes_at": typed(self.closes)},
        )
        assert answer.status_code == 303, answer.text[-3000:]
        self.poll = draft
        self.path = answer.location
        return self

    @property
    def chair(self):
        """The browser of who conducts."""
        return self.polls.browser(self.cast.chair)

    def act(self, kind, until=None, who=None, **data):
        """Do an act through its page."""
        browser = self.polls.browser(who or self.cast.chair)
        if until is not None:
            data["until"] = typed(until)
        return browser.post(f"{self.path}/acte", data={"kind": kind, **data})

    def done(self, kind, until=None, **data):
        """Do an act that is received."""
        answer = self.act(kind, until, **data)
        assert answer.status_code == 303, answer.text[-3500:]

    def page(self, who=None):
        """The poll's page."""
        return self.polls.browser(who).get(self.path).text

    def phase(self):
        """Where the poll is now."""
        return self.polls.fresh(self.poll).phase(clock.now())

    def vote(self, person, body, choice):
        """Cast through the page; return the status."""
        seat = self.polls.seat(self.poll, body)
        browser = self.polls.browser(person)
        return browser.post(f"{self.path}/bulletin", data=ballot_data(seat, choice)).status_code


@pytest.fixture
def held(polls, cast, build, after) -> Deliberation:
    """A deliberation to hold."""
    return Deliberation(polls, cast, build, after)


def test_a_whole_deliberation_by_its_acts(held, cast, check):
    held.call()
    member = cast.member, cast.member_body
    page = held.page()
    assert "Membres convoqués" in page and "Débat ouvert" in page and "Ouvrir le débat" not in page
    assert "Ouvrir le débat" in held.page(cast.chair)
    held.done("debate_opened", held.start + timedelta(days=3), message="Le débat est à vous.")
    assert "Le débat est à vous." in held.page(cast.member)
    assert "Le débat est à vous." not in held.page()
    held.after(held.start + timedelta(days=3))
    held.done("debate_closed")
    # The announced opening opens nothing by itself.
    held.after(held.opens + timedelta(hours=1))
    assert held.phase() == Phase.COMING and held.vote(*member, "for") == 403
    held.done("vote_opened", held.closes)
    assert held.phase() == Phase.OPEN and held.vote(*member, "for") == 303
    assert held.vote(cast.other_member, cast.other_body, "for") == 303
    # Nor does the announced closing close by itself: ballots come until the act.
    held.after(held.closes + timedelta(minutes=30))
    assert held.vote(*member, "against") == 303 and held.vote(*member, "for") == 303
    held.done("vote_closed")
    assert held.phase() == Phase.CLOSED and held.vote(*member, "for") == 403
    held.build(jobs.seal_due_polls)
    assert "La proposition est adoptée." in held.page()
    held.done("results_sent")
    assert "Résultats envoyés</strong>" in held.page()
    kinds = held.build(
        lambda: list(
            db.session.scalars(db.select(JournalEntry.kind).order_by(JournalEntry.sequence))
        )
    )
    order = [kind.removeprefix("poll.") for kind in kinds if kind.startswith("poll.")]
    assert order == [
        "called", "debate_opened", "debate_closed", "vote_opened", "vote_closed", "counted",
        "results_sent",
    ]  # fmt: skip
    data = held.polls.browser().get(f"{held.path}/resultat.zip").data
    assert check(data).returncode == 0
    events = unpack(data)["events.json"].decode()
    assert "poll.vote_closed" in events and "Le débat est à vous" not in events


def test_acts_come_in_their_order_and_no_sooner_than_announced(held):
    held.call()
    for kind in ("debate_closed", "vote_opened", "vote_closed", "results_sent"):
        answer = held.act(kind)
        assert answer.status_code == 403 and "Ouvrir le débat" in answer.text, kind
    answer = held.act("debate_opened")
    assert answer.status_code == 422 and "jusqu’à quand" in answer.text
    late = held.act("debate_opened", held.opens + timedelta(minutes=1))
    assert late.status_code == 422 and "au plus tard à l’ouverture annoncée" in late.text
    held.done("debate_opened", held.start + timedelta(days=2))
    answer = held.act("debate_closed")
    assert answer.status_code == 422 and "avant le moment annoncé" in answer.text
    held.after(held.start + timedelta(days=2))
    held.done("debate_closed")
    answer = held.act("vote_opened")
    assert answer.status_code == 422 and "ne s’ouvre pas avant" in answer.text
    held.after(held.opens)
    shorter = held.act("vote_opened", held.closes - timedelta(minutes=1))
    assert shorter.status_code == 422 and "ne se raccourcit pas" in shorter.text
    held.done("vote_opened", held.closes + timedelta(days=1))
    answer = held.act("vote_closed")
    assert answer.status_code == 422 and "avant le moment annoncé" in answer.text
    assert held.act("inconnu").status_code == 422
    assert held.polls.count(PollAct) == 3


def test_an_act_done_twice_is_done_once(held):
    held.call()
    for _ in range(3):
        held.done("debate_opened", held.start + timedelta(days=2))
    assert held.polls.count(PollAct) == 1


def test_only_who_conducts_does_acts(held, cast):
    held.call()
    for who in (cast.member, cast.secretariat, cast.administrator, cast.citizen):
        answer = held.act("debate_opened", held.start + timedelta(days=2), who=who)
        assert answer.status_code == 403
        assert "Ouvrir le débat" not in held.page(who)
    assert held.polls.browser().get(f"{held.path}/acte").status_code in (302, 303)
    assert held.polls.count(PollAct) == 0


def test_the_debate_is_written_while_open_and_read_by_the_roll_alone(held, cast):
    held.call()
    where = f"{held.path}/debat"
    member = held.polls.browser(cast.member)
    said = {"text": f"Je propose un **{SECRET_WORD}**."}
    early = member.post(where, data=said)
    assert early.status_code == 403 and "n’est pas ouvert" in early.text
    held.done("debate_opened", held.start + timedelta(days=2))
    assert member.post(where, data={"text": ""}).status_code == 422
    answer = member.post(where, data=said)
    assert answer.status_code == 303
    for who in (cast.member, cast.other_member, cast.chair):
        page = held.polls.browser(who).get(where)
        assert page.status_code == 200 and f"<strong>{SECRET_WORD}</strong>" in page.text
    chair = held.chair.post(where, data=said)
    assert chair.status_code == 403 and "mandaté pour un siège" in chair.text
    others = (cast.secretariat, cast.citizen, cast.agent, cast.administrator, cast.vendor)
    for who in (*others, None):
        browser = held.polls.browser(who)
        assert browser.get(where).status_code in (302, 303, 403)
        for path in (held.path, "/scrutins", "/tableau-de-bord"):
            assert SECRET_WORD not in browser.get(path, follow_redirects=True).text, path
        assert held.path not in browser.get(f"/recherche?q={SECRET_WORD}").text
    journal = held.build(lambda: list(db.session.scalars(db.select(JournalEntry.public))))
    assert not any(SECRET_WORD in public for public in journal)
    held.after(held.start + timedelta(days=2))
    held.done("debate_closed")
    member = held.polls.browser(cast.member)
    assert member.post(where, data=said).status_code == 403
    assert held.polls.count(DebateContribution) == 1


def test_an_unwanted_debate_lapses(held, cast):
    held.call()
    held.after(held.closes + timedelta(days=61))
    held.build(jobs.seal_due_polls)
    assert held.polls.count(PollResult) == 1
    assert "il n’y a pas de résultat" in held.page(cast.chair)
    assert held.act("debate_opened", held.closes + timedelta(days=62)).status_code == 403


def test_a_vote_that_no_act_closes_ends_by_itself(held, cast):
    held.call("majorite-simple", closed_by="act")
    held.after(held.opens)
    assert held.phase() == Phase.OPEN
    assert held.vote(cast.member, cast.member_body, "for") == 303
    poll, limit = held.polls.fresh(held.poll), held.closes + timedelta(days=7)
    assert poll.phase(limit - timedelta(microseconds=1)) == Phase.OPEN
    assert poll.phase(limit) == Phase.CLOSED
    held.after(limit)
    held.build(jobs.seal_due_polls)
    assert "La proposition est adoptée." in held.page()


def test_an_announced_closing_moves_later_only(held, cast):
    held.call("majorite-simple", closed_by="act")
    held.after(held.opens)
    chair = held.polls.viewer(cast.chair)
    later = held.closes + timedelta(days=2)
    poll = held.build(
        actions.extend_poll, held.poll, closes_at=later, reason="Deux jours de plus.", author=chair
    )
    assert poll.closing == later
    held.after(held.closes + timedelta(hours=1))
    assert held.act("vote_closed").status_code == 422
    held.after(later)
    held.done("vote_closed")
    assert held.phase() == Phase.CLOSED


def test_members_are_told_of_each_act(held, cast, mails):
    held.call()
    mails()
    held.done("debate_opened", held.start + timedelta(days=2))
    told = {mail["To"]: mail for mail in mails()}
    assert set(told) >= {cast.member.email, cast.other_member.email}
    assert cast.citizen.email not in told
    assert "débat" in told[cast.member.email]["Subject"] + text_of(told[cast.member.email])
    held.after(held.start + timedelta(days=2))
    held.done("debate_closed")
    held.after(held.opens)
    held.done("vote_opened", held.closes)
    assert cast.member.email in {mail["To"] for mail in mails()}
    held.after(held.closes)
    held.done("vote_closed")
    held.build(jobs.seal_due_polls)
    mails()
    held.done("results_sent")
    told = {mail["To"]: mail for mail in mails()}
    assert "résultats" in text_of(told[cast.member.email]).lower()


def test_an_announced_vote_is_dated_by_what_is_announced(held, cast):
    """Its latest moments, far away, are told nowhere: not in its chain, nor in search."""
    from council.chain.queries import timeline_of
    from council.records.models import RecordKind
    from council.search.contents import BUILDERS

    held.call()
    steps = held.build(timeline_of, held.poll.id, held.polls.viewer(cast.chair))
    (step,) = [step for step in steps if step["id"] == held.poll.id]
    assert held.closes in step.values(), step
    (content,) = held.build(BUILDERS[RecordKind.POLL], [held.poll.id]).values()
    assert content.day == held.opens
