"""Reminders: to those who owe something, once per thing and stage, and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from council.clock import PARIS, today
from council.extensions import db
from council.journal.worker import run_once
from council.notifications.models import Reminded
from council.organizations.models import Mandate, Title
from council.pages.reminders import REMINDERS, _stage
from council.polls.actions import extend_poll
from council.polls.actions_proxies import give_proxy
from council.polls.models import Poll
from council.records.models import Audience
from council.records.steps import set_audience
from tests.polls.conftest import Polls


class Days:
    """`days(5)` goes to noon, five days after the first one, and returns who is reminded then."""

    def __init__(self, mails, clock_at):
        self.first = datetime.combine(today() + timedelta(days=1), time(12), PARIS)
        self.mails, self.clock_at = mails, clock_at

    def __call__(self, number):
        self.clock_at(self.first + timedelta(days=number))
        found = reminders(self.mails())
        new, self.count = found[self.count :], len(found)
        return sorted(message["To"] for message in new)

    count = 0


@pytest.fixture
def days(mails, clock_at):
    made = Days(mails, clock_at)
    clock_at(made.first)
    mails()
    return made


def reminders(messages):
    return [message for message in messages if message["Subject"].startswith("Rappel")]


def body_of(message):
    return str(message.get_body(("plain",)).get_content())


def test_maintainers_are_reminded_twice_of_a_question_then_never(build, cast, days):
    _ = cast.maintainer, cast.agent
    need = build.need(cast.administration)
    asked = build.request(need, cast.software, asker=cast.administration, days=20)
    told = {number: days(number) for number in range(10, 30)}
    due = asked.due_on - days.first.date()
    reminded = [number for number, people in told.items() if people == [cast.maintainer.email]]
    assert reminded == [due.days - 7, due.days - 2]
    assert [number for number, people in told.items() if people] == reminded


def test_who_answered_is_not_reminded(build, cast, days):
    _ = cast.maintainer
    need = build.need(cast.administration)
    asked = build.request(need, cast.software, asker=cast.administration, days=20)
    build.answer(asked)
    assert [days(number) for number in (12, 17)] == [[], []]


def test_what_may_no_longer_be_seen_is_not_told(app, build, cast, days, mails):
    _ = cast.maintainer
    need = build.need(cast.administration)
    asked = build.request(need, cast.software, asker=cast.administration, days=20)
    build(lambda row: set_audience(row.record, Audience.SECRETARIAT), asked)
    build(lambda: db.session.execute(db.text("DELETE FROM record_readers")))
    assert days(13) == []


def test_one_mail_gathers_a_persons_reminders(build, cast, days, mails):
    _ = cast.maintainer
    need = build.need(cast.administration)
    for title in ("Première question ?", "Deuxième question ?"):
        build.request(need, cast.software, asker=cast.administration, days=20, title=title)
    assert days(14) == [cast.maintainer.email]
    (message,) = reminders(mails())
    assert "2 choses vous attendent" in message["Subject"]
    assert "Première question ?" in body_of(message) and "Avant le" in body_of(message)
    assert "/tableau-de-bord" in body_of(message)


def test_only_the_seats_that_did_not_vote_are_reminded(app, build, cast, days):
    polls = Polls(build, cast, app)
    poll = polls.called(closes_in=timedelta(days=10))
    polls.vote(poll, cast.member, cast.member_body, "for")
    assert days(4) == []
    assert days(8) == [cast.other_member.email]
    assert days(9) == []


def test_a_poll_is_recalled_once_and_once_more_when_its_closing_moves(
    app, build, cast, days, mails
):
    polls = Polls(build, cast, app)
    poll = polls.called(closes_in=timedelta(days=10))
    polls.vote(poll, cast.member, cast.member_body, "for")
    assert [days(number) for number in (8, 9)] == [[cast.other_member.email], []]
    seat = polls.seat(poll, cast.other_body)
    text = body_of(reminders(mails())[-1])
    assert f"/scrutins/{poll.reference}/bulletin?siege={seat.uid}" in text
    assert "pour Coopérative fictive" in text
    build(
        extend_poll,
        poll,
        closes_at=poll.closes_at + timedelta(days=10),
        reason="Congés.",
        author=polls.viewer(cast.chair),
    )
    told = [days(number) for number in range(10, 20)]
    assert [people for people in told if people] == [[cast.other_member.email]]


def test_who_carries_a_vote_is_reminded_of_it_and_who_gave_it_is_not(app, build, cast, days, mails):
    polls = Polls(build, cast, app)
    poll = polls.called(polls.add_rule(proxies=1), closes_in=timedelta(days=10))
    mine, theirs = (polls.seat(poll, b) for b in (cast.member_body, cast.other_body))
    build(give_proxy, poll, seat=mine, holder=theirs, author=polls.viewer(cast.member))
    polls.vote(poll, cast.other_member, cast.other_body, "for")
    assert days(8) == [cast.other_member.email]
    text = body_of(reminders(mails())[-1])
    assert f"siege={mine.uid}" in text and f"siege={theirs.uid}" not in text


def test_a_secret_poll_is_recalled_to_all_lest_a_mail_tell_who_voted(app, build, cast, days, mails):
    polls = Polls(build, cast, app)
    poll = polls.called(closes_in=timedelta(days=10))
    polls.vote(poll, cast.member, cast.member_body, "for")
    secret = poll.rule_json.replace('"secrecy":"public"', '"secrecy":"secret"')
    assert secret != poll.rule_json
    # No vote can be called by such a rule yet.
    build(lambda: db.session.execute(db.update(Poll).values(rule_json=secret)))
    both = sorted([cast.member.email, cast.other_member.email])
    assert [days(number) for number in (8, 9)] == [both, []]
    voted, not_yet = (
        next(body_of(m) for m in reminders(mails()) if m["To"] == person.email)
        for person in (cast.member, cast.other_member)
    )
    for text in (voted, not_yet):
        assert "qu’ils aient voté ou non" in text and "n’est pas déposé" not in text


def test_deliveries_and_merges_are_recalled_after_a_while(app, build, cast, days):
    _ = cast.agent
    need = build.need(cast.administration)
    row = build.contribution(cast.company, needs=[need], state="delivered")

    def deliver(one):
        one.delivered_on = days.first.date()

    build(deliver, row)
    assert [days(number) for number in (6, 7, 8, 30)] == [
        [],
        [cast.agent.email],
        [],
        [cast.agent.email],
    ]


def test_a_draft_is_recalled_once(build, cast, days):
    _ = cast.agent
    build.need(cast.administration, state="draft")
    assert [days(number) for number in (12, 14, 15, 40)] == [[], [cast.agent.email], [], []]


def test_who_holds_a_mandate_that_ends_is_told(build, cast, days):
    person = cast.agent

    def ends(account):
        mandate = db.session.scalars(
            db.select(Mandate).where(
                Mandate.account_id == account.id, Mandate.title == Title.REPRESENTATIVE
            )
        ).one()
        mandate.ends_on = days.first.date() + timedelta(days=35)

    build(ends, person)
    assert [days(number) for number in (4, 5, 6, 28)] == [[], [person.email], [], [person.email]]


def test_nobody_is_told_twice_by_two_workers(app, build, cast, days, mails):
    _ = cast.maintainer
    need = build.need(cast.administration)
    build.request(need, cast.software, asker=cast.administration, days=20)
    assert days(14) == [cast.maintainer.email]
    for _ in range(3):
        run_once(app)
    assert len(reminders(mails())) == 1
    assert len(build(lambda: db.session.scalars(db.select(Reminded)).all())) == 1


def test_before_the_hour_nobody_is_looked_at(app, build, cast, mails, clock_at):
    _ = cast.maintainer
    need = build.need(cast.administration)
    build.request(need, cast.software, asker=cast.administration, days=5)
    early = datetime.combine(today() + timedelta(days=1), time(5), PARIS)
    clock_at(early)
    mails()
    assert reminders(mails()) == []
    clock_at(early + timedelta(hours=3))
    mails()
    assert len(reminders(mails())) == 1


@pytest.mark.parametrize(
    ("before", "after", "left", "stage"),
    [
        ((7, 2), (), 8, None),
        ((7, 2), (), 7, "-7"),
        ((7, 2), (), 2, "-2"),
        ((7, 2), (), 0, "-2"),
        ((7, 2), (), -1, None),
        ((), (7, 21), -6, None),
        ((), (7, 21), -20, "+7"),
        ((), (7, 21), -90, "+21"),
    ],
)
def test_the_latest_stage_reached_is_the_one_told(before, after, left, stage):
    assert _stage(replace(REMINDERS[0], before=before, after=after), left) == stage
