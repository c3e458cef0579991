"""The daily summary: grouped, true when sent, each event once, never empty, never many."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from council.clock import now, today
from council.discussion.actions_follows import follow_record, unfollow_record
from council.extensions import db
from council.journal.models import OutboxMessage
from council.needs.actions import publish_need, record_outcome
from council.needs.models import NeedState
from council.notifications.actions import make_digest, set_choices
from council.notifications.jobs import plan_digests, present_cut
from council.notifications.models import Digest, DigestItem, Frequency
from council.notifications.timing import due_at, last_cut
from council.organizations.queries import viewer_for
from council.records.models import Audience
from council.records.steps import set_audience


def follows(build, person, row, act=follow_record):
    build(lambda thing, who: act(thing.record, author=viewer_for(who)), row, person)


def chooses(build, person, family, frequency):
    build(lambda who: set_choices(who.id, {family: frequency}), person)


def text_of(message, kind="plain"):
    return str(message.get_body((kind,)).get_content())


@pytest.fixture
def happens(client, cast):
    """`happens(need)`: somebody comments it."""

    def comment(row, person=None, **data):
        client.sign_in(person or cast.member)
        url = f"/discussion/{row.record.uid}/commentaires"
        assert client.post(url, data={"body": "Nous aussi.", **data}).status_code == 303

    return comment


@pytest.fixture
def need(build, cast):
    """A need that the citizen follows."""
    row = build.need(cast.administration, title="Export fictif des plans")
    follows(build, cast.citizen, row)
    return row


def test_a_follower_has_one_mail_a_day_grouped_by_record(
    client, build, cast, need, happens, mails, summaries
):
    other = build.need(cast.company, title="Police fictive")
    follows(build, cast.citizen, other)
    happens(need)
    happens(other)
    happens(need)
    assert mails() == []
    (message,) = summaries()
    assert message["To"] == cast.citizen.email
    assert "3 nouvelles" in message["Subject"]
    text = text_of(message)
    assert text.index(need.title) < text.index(other.title)
    assert text.count(need.title) == 1 and text.count("- Commentaire") == 3
    assert f"/besoins/{need.reference}" in text and "état : publié" in text
    assert "Max Membre-Fictif (Association fictive)" in text and "heure de Paris" in text
    assert need.title in text_of(message, "html")
    assert summaries() == []


def test_what_is_born_from_it_is_told(client, build, cast, need, summaries):
    offer = build.contribution(cast.company, needs=[need], title="Nous l’écrirons (fictif)")
    client.sign_in(cast.vendor)
    answer = client.post(f"/contributions/{offer.reference}/retirer", data={"reason": "Fictif."})
    assert answer.status_code == 303
    told = {message["To"]: text_of(message) for message in summaries()}
    assert "Contribution retirée, Éditions Fictives" in told[cast.citizen.email]


def test_nothing_is_sent_when_nothing_happened_or_may_be_told(
    client, build, cast, need, happens, summaries
):
    assert summaries() == []
    happens(need)
    build(lambda row: set_audience(row.record, Audience.COUNCIL), need)
    assert summaries() == []
    build(lambda row: set_audience(row.record, Audience.PUBLIC), need)
    assert summaries() == []


def test_what_was_ended_meanwhile_is_not_told(client, build, cast, need, happens, summaries):
    happens(need)
    follows(build, cast.citizen, need, unfollow_record)
    assert summaries() == []


def test_a_comment_hidden_from_the_reader_is_not_told(client, build, cast, need, happens, mails):
    happens(need, council_only="y")
    mails()
    assert build(lambda: db.session.scalars(db.select(DigestItem)).all()) == []


def test_an_acknowledgement_comes_at_once_and_the_event_is_not_told_twice(
    client, build, cast, need, mails, summaries
):
    row = build.need(cast.administration, state="submitted")
    _ = cast.agent
    secretariat = cast.secretariat
    build(lambda one, who: publish_need(one, author=viewer_for(who)), row, secretariat)
    build(
        lambda one, who: record_outcome(one, author=viewer_for(who), outcome=NeedState.MET),
        row,
        secretariat,
    )
    (message,) = summaries()
    assert message["To"] == cast.agent.email
    text = text_of(message)
    assert text.index("L’issue de votre besoin") < text.index("Votre besoin est publié")
    assert "état : satisfait" in text


@pytest.mark.parametrize("frequency", [Frequency.AT_ONCE, Frequency.NONE, Frequency.WEEKLY])
def test_each_family_goes_by_its_choice(
    client, build, cast, need, happens, mails, clock_at, frequency
):
    clock_at(datetime(2026, 11, 24, 12, tzinfo=UTC))  # a Tuesday
    chooses(build, cast.citizen, "comments", frequency)
    happens(need)
    sent = mails()
    assert len(sent) == (1 if frequency == Frequency.AT_ONCE else 0)
    if sent:
        assert "List-Unsubscribe" in sent[0] and "famille=comments" in sent[0]["List-Unsubscribe"]
    days = []
    for day in range(25, 32):
        clock_at(datetime(2026, 11, 1, 8, tzinfo=UTC) + timedelta(days=day - 1))
        before = len(sent)
        sent = mails()
        days += [today()] * (len(sent) - before)
    assert days == ([date(2026, 11, 30)] if frequency == Frequency.WEEKLY else [])


def test_what_waits_when_a_family_is_refused_is_dropped(build, cast, need, happens, mails):
    happens(need)
    mails()
    chooses(build, cast.citizen, "comments", Frequency.NONE)
    assert build(lambda: db.session.scalars(db.select(DigestItem)).all()) == []


def test_days_without_a_worker_end_in_one_summary(client, cast, need, happens, mails, clock_at):
    for _ in range(3):
        happens(need)
        clock_at(now() + timedelta(days=1))
    assert mails() == []
    sent = mails()
    assert [message["To"] for message in sent] == [cast.citizen.email]
    assert text_of(sent[0]).count("- Commentaire") == 3


def test_what_is_done_after_the_hour_waits_for_the_next_day(
    app, cast, need, happens, mails, clock_at
):
    hour = app.config["COUNCIL_DIGEST_HOUR"]
    clock_at(due_at(today() + timedelta(days=1), hour) + timedelta(minutes=5))
    happens(need)
    mails()
    clock_at(now() + timedelta(hours=20))
    assert mails() == []
    clock_at(now() + timedelta(hours=5))
    mails()
    assert len(mails()) == 1


def test_a_summary_waits_for_the_entries_that_were_not_read(
    app, build, cast, need, happens, mails, clock_at
):
    happens(need)
    mails()
    happens(need)
    clock_at(now() + timedelta(days=1))
    with app.app_context():
        assert plan_digests() == 0
    mails()
    (message,) = mails()
    assert text_of(message).count("- Commentaire") == 2


def test_two_workers_make_one_summary(app, build, cast, need, happens, mails, clock_at):
    happens(need)
    mails()
    clock_at(now() + timedelta(days=1))
    with app.app_context():
        cut = present_cut()
        assert make_digest(cast.citizen.id, cut)
        assert not make_digest(cast.citizen.id, cut)
        assert db.session.scalar(db.select(db.func.count()).select_from(Digest)) == 1
        owed = db.select(OutboxMessage.dedupe_key).where(OutboxMessage.topic == "digest")
        assert list(db.session.scalars(owed)) == [f"digest:{cast.citizen.id}:{cut.day}"]


def test_a_closed_account_is_told_nothing_and_forgotten(client, build, cast, need, happens, mails):
    happens(need)
    mails()
    client.sign_in(cast.citizen)
    assert client.post("/compte/fermer").status_code == 303
    assert [message["Subject"] for message in mails()] == ["Votre compte est fermé"]
    assert build(lambda: db.session.scalars(db.select(DigestItem)).all()) == []


@pytest.mark.parametrize(
    ("moment", "day", "daily", "weekly"),
    [
        ("2026-11-25T05:59", "2026-11-24", "2026-11-24T06:00", "2026-11-23T06:00"),
        ("2026-11-25T06:00", "2026-11-25", "2026-11-25T06:00", "2026-11-23T06:00"),
        ("2026-03-29T04:59", "2026-03-28", "2026-03-28T06:00", "2026-03-23T06:00"),
        ("2026-03-29T05:00", "2026-03-29", "2026-03-29T05:00", "2026-03-23T06:00"),
        ("2026-10-25T05:30", "2026-10-24", "2026-10-24T05:00", "2026-10-19T05:00"),
        ("2026-10-25T06:00", "2026-10-25", "2026-10-25T06:00", "2026-10-19T05:00"),
    ],
)
def test_the_hour_is_that_of_paris_on_both_changes_of_time(moment, day, daily, weekly):
    def utc(text):
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    cut = last_cut(utc(moment), 7)
    assert (str(cut.day), cut.daily, cut.weekly) == (day, utc(daily), utc(weekly))


@pytest.mark.parametrize(("day", "first"), [("2026-03-29", "01:00"), ("2026-10-25", "00:00")])
def test_an_hour_skipped_or_repeated_is_met_once(day, first):
    due = due_at(date.fromisoformat(day), 2)
    assert due.isoformat(timespec="minutes") == f"{day}T{first}+00:00"
    minutes = [due + timedelta(minutes=n) for n in range(-180, 240)]
    cuts = [last_cut(minute, 2).day for minute in minutes]
    assert cuts.index(date.fromisoformat(day)) == 180
