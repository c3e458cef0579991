"""Polls on the nights when the clock of Paris changes, to the microsecond."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from council import clock
from council.extensions import db
from council.journal.queries import entries_about
from council.polls import actions
from council.polls.models import Ballot, PollExtension
from tests.polls.conftest import AVIS, ballot_data
from tests.polls.still import stop_clock

TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
# The moment at which the clock changes, and how far it was from UTC before and after.
SPRING = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
NIGHTS = pytest.mark.parametrize("night", [SPRING, AUTUMN], ids=["spring", "autumn"])
MISSING = "Cette heure n’existe pas à Paris : on passe ce jour-là à l’heure d’été."
DOUBLE = "Cette heure existe deux fois à Paris, ce jour de passage à l’heure d’hiver"


@pytest.fixture
def at(app, monkeypatch):
    """`at(moment)`: it is that moment, to the microsecond, until told otherwise."""
    return stop_clock(app, monkeypatch)


def called(polls, cast, *, opens, closes, rule=AVIS):
    """A poll called now by the action, opening and closing at exact moments; two seats."""
    _ = cast.member, cast.other_member
    poll = polls.draft(rule)
    return polls.build(
        actions.open_poll,
        poll,
        opener=polls.viewer(cast.chair),
        opens_at=opens,
        closes_at=closes,
    )


def send(polls, cast, poll, choice="for"):
    """Post a confirmed ballot of the member."""
    seat = polls.seat(poll, cast.member_body)
    path = f"/scrutins/{poll.reference}/bulletin"
    return polls.browser(cast.member).post(path, data=ballot_data(seat, choice))


def journal_of(polls, poll):
    """The public parts of the journal about a poll, by kind."""
    entries = polls.build(lambda p: [(e.kind, e.public, e.at) for e in entries_about(p.id)], poll)
    return {kind: (json.loads(public), moment) for kind, public, moment in entries}


def closing_of(polls, poll):
    """The event of the poll's calendar file."""
    file = polls.browser().get(f"/scrutins/{poll.reference}/calendrier.ics").data
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return event


def text_of(page):
    """The text of an answer, entities read."""
    return html.unescape(page.text)


# What is typed, and what is said of it; None for a time that is taken.
TYPED = [
    ("2026-03-29T01:59", None, datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
    ("2026-03-29T02:00", MISSING, None),
    ("2026-03-29T02:30", MISSING, None),
    ("2026-03-29T02:59", MISSING, None),
    ("2026-03-29T03:00", None, SPRING),
    ("2026-10-25T01:59", None, datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
    ("2026-10-25T02:00", DOUBLE, None),
    ("2026-10-25T02:30", DOUBLE, None),
    ("2026-10-25T02:59", DOUBLE, None),
    ("2026-10-25T03:00", None, AUTUMN + HOUR),
]


@pytest.mark.parametrize(("typed", "words", "moment"), TYPED)
@pytest.mark.parametrize("field", ["opens_at", "closes_at"])
def test_times_typed_at_the_opening(polls, cast, at, field, typed, words, moment):
    at((moment or datetime.fromisoformat(typed).replace(tzinfo=UTC)) - timedelta(days=2))
    _ = cast.member_body
    poll = polls.draft()
    other = {"opens_at": {"closes_at": typed[:8] + "31T12:00"}, "closes_at": {}}[field]
    path = f"/scrutins/brouillons/{poll.record.uid}/ouvrir"
    page = polls.browser(cast.chair).post(path, data={field: typed} | other)
    fresh = polls.fresh(poll)
    if words is None:
        assert page.status_code == 303
        assert getattr(fresh, field) == moment
    else:
        assert page.status_code == 422 and words in text_of(page)
        assert f'value="{typed}"' in page.text, "what was typed is still there"
        assert (fresh.state, fresh.opens_at, fresh.closes_at) == ("draft", None, None)


@pytest.mark.parametrize(("typed", "words", "moment"), TYPED)
@pytest.mark.parametrize("act", ["prolonger", "reprendre"])
def test_times_typed_for_a_later_closing(polls, cast, at, act, typed, words, moment):
    start = (moment or datetime.fromisoformat(typed).replace(tzinfo=UTC)) - timedelta(days=2)
    at(start)
    poll = called(polls, cast, opens=None, closes=start + timedelta(days=1))
    if act == "reprendre":
        polls.build(
            actions.suspend_poll, poll, reason="Panne", author=polls.viewer(cast.secretariat)
        )
    data = {"closes_at": typed, "reason": "La nuit du changement d’heure"}
    page = polls.browser(cast.secretariat).post(f"/scrutins/{poll.reference}/{act}", data=data)
    fresh = polls.fresh(poll)
    if words is None:
        assert page.status_code == 303 and fresh.closes_at == moment
    else:
        assert page.status_code == 422 and words in text_of(page)
        assert (fresh.closes_at, polls.count(PollExtension)) == (poll.closes_at, 0)


@NIGHTS
def test_a_closing_at_the_change_is_exact(polls, cast, at, night):
    at(night - 3 * HOUR)
    poll = called(polls, cast, opens=None, closes=night)
    at(night - TICK)
    assert send(polls, cast, poll).status_code == 303
    ballot = polls.build(lambda: db.session.scalars(db.select(Ballot)).one())
    assert ballot.cast_at == night - TICK, "the database's clock dates the ballot"
    at(night)
    late = send(polls, cast, poll, "against")
    assert late.status_code == 403
    assert "Le scrutin est clos : aucun bulletin n’est plus reçu." in text_of(late)
    assert polls.box(poll)["Association fictive"] == "for"
    fresh = polls.fresh(poll)
    assert fresh.state == "counted", "the late ballot had the poll counted"
    told = journal_of(polls, poll)
    assert told["poll.counted"][1] == night.isoformat(timespec="microseconds")
    assert told["ballot.cast"][1] == (night - TICK).isoformat(timespec="microseconds")


@NIGHTS
@pytest.mark.parametrize("around", [-HOUR, timedelta(0), HOUR])
def test_an_opening_around_the_change_is_exact(polls, cast, at, night, around):
    opens = night + around
    at(night - 5 * HOUR)
    poll = called(polls, cast, opens=opens, closes=night + 4 * HOUR)
    at(opens - TICK)
    early = send(polls, cast, poll)
    assert early.status_code == 403
    assert "Le scrutin n’est pas encore ouvert." in text_of(early)
    assert polls.count(Ballot) == 0
    at(opens)
    assert send(polls, cast, poll).status_code == 303
    ballot = polls.build(lambda: db.session.scalars(db.select(Ballot)).one())
    assert ballot.cast_at == opens == polls.fresh(poll).opens_at


# The closing, as the clock of Paris tells it around each change.
SHOWN = [
    (SPRING - HOUR, "29 mars 2026 à 01:00 (heure de Paris)"),
    (SPRING - TICK, "29 mars 2026 à 01:59 (heure de Paris)"),
    (SPRING, "29 mars 2026 à 03:00 (heure de Paris)"),
    (AUTUMN - HOUR - TICK, "25 octobre 2026 à 01:59 (heure de Paris)"),
    (AUTUMN - HOUR, "25 octobre 2026 à 02:00 (heure d’été de Paris)"),
    (AUTUMN - TICK, "25 octobre 2026 à 02:59 (heure d’été de Paris)"),
    (AUTUMN, "25 octobre 2026 à 02:00 (heure d’hiver de Paris)"),
    (AUTUMN + HOUR - TICK, "25 octobre 2026 à 02:59 (heure d’hiver de Paris)"),
    (AUTUMN + HOUR, "25 octobre 2026 à 03:00 (heure de Paris)"),
]


@pytest.mark.parametrize(("closes", "words"), SHOWN)
def test_the_moment_is_the_same_everywhere(polls, cast, at, mails, closes, words):
    at(closes - 4 * HOUR)
    poll = called(polls, cast, opens=None, closes=closes)
    iso = closes.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    for address in (f"/scrutins/{poll.reference}", "/scrutins"):
        page = text_of(polls.browser().get(address))
        assert words in page, address
    assert f'<time datetime="{iso}">{words}</time>' in text_of(
        polls.browser().get(f"/scrutins/{poll.reference}")
    )
    assert words in text_of(polls.browser(cast.member).get(f"/scrutins/{poll.reference}/bulletin"))
    public = journal_of(polls, poll)["poll.called"][0]
    assert public["closes_at"] == closes.isoformat(timespec="microseconds")
    assert json.loads(polls.fresh(poll).frozen)["closes_at"] == public["closes_at"]
    event = closing_of(polls, poll)
    assert event.decoded("dtend") == closes.replace(microsecond=0)
    assert event.decoded("dtend") - event.decoded("dtstart") == HOUR / 2
    told = [mail for mail in mails() if "Un scrutin vous attend." in mail["Subject"]]
    assert len(told) == 2, "one mail a seat"
    for part in ("plain", "html"):
        assert f"Clôture : {words}" in html.unescape(told[0].get_body((part,)).get_content())


# Until when, from one hour before the change: the wall's clock, the time that really passes, and
# what the page says is left.
EXTENDED = [
    (SPRING, "2026-03-29T03:30", 1, "29 mars 2026 à 03:30 (heure de Paris)", "encore 90 min"),
    (AUTUMN, "2026-10-25T03:30", 2, "25 octobre 2026 à 03:30 (heure de Paris)", "encore 2 heures"),
]


@pytest.mark.parametrize(("night", "typed", "hours", "words", "left"), EXTENDED)
def test_an_extension_across_the_night(polls, cast, at, mails, night, typed, hours, words, left):
    at(night - 3 * HOUR)
    poll = called(polls, cast, opens=None, closes=night - HOUR / 2)
    at(night - HOUR)
    data = {"closes_at": typed, "reason": "La nuit du changement d’heure"}
    page = polls.browser(cast.secretariat).post(f"/scrutins/{poll.reference}/prolonger", data=data)
    assert page.status_code == 303
    fresh = polls.fresh(poll)
    assert fresh.closes_at - poll.closes_at == hours * HOUR
    shown = text_of(polls.browser().get(f"/scrutins/{poll.reference}"))
    before = {SPRING: "01:30 (heure de Paris)", AUTUMN: "02:30 (heure d’été de Paris)"}[night]
    day = words.split(" à ")[0]
    assert f"clôture repoussée du {day} à {before} au {words}." in shown
    assert f"</time>, {left}" in shown
    event = closing_of(polls, poll)
    assert event.decoded("dtend") == fresh.closes_at and event["sequence"] == 1
    public = journal_of(polls, poll)["poll.extended"][0]
    assert public["closes_at"] == fresh.closes_at.isoformat(timespec="microseconds")
    told = [mail for mail in mails() if "Un scrutin est prolongé." in mail["Subject"]]
    assert f"Clôture : {words}" in told[0].get_body(("plain",)).get_content()
    at(fresh.closes_at - TICK)
    assert send(polls, cast, poll).status_code == 303
    at(fresh.closes_at)
    assert send(polls, cast, poll, "against").status_code == 403


@NIGHTS
def test_ballots_of_the_hour_that_comes_twice_keep_their_order(polls, cast, at, night):
    at(night - 3 * HOUR)
    poll = called(polls, cast, opens=None, closes=night + 3 * HOUR)
    for moment, choice in ((night - HOUR / 2, "for"), (night + HOUR / 2, "against")):
        at(moment)
        assert send(polls, cast, poll, choice).status_code == 303
    first, second = polls.build(
        lambda: [b.cast_at for b in db.session.scalars(db.select(Ballot).order_by(Ballot.revision))]
    )
    assert second - first == HOUR
    page = text_of(polls.browser(cast.member).get(f"/scrutins/{poll.reference}"))
    last = {SPRING: "03:30 (heure de Paris)", AUTUMN: "02:30 (heure d’hiver de Paris)"}[night]
    assert f"à {last}, voté par" in page
    assert polls.box(poll)["Association fictive"] == "against"


# From noon to noon is a day to whoever types it; so are twenty-four hours.
DAYS = [
    ("2026-03-28T12:00", "2026-03-29T12:00", True),
    ("2026-03-28T12:00", "2026-03-29T11:59", False),
    ("2026-10-24T12:00", "2026-10-25T12:00", True),
    ("2026-10-24T12:00", "2026-10-25T11:00", True),
    ("2026-10-24T12:00", "2026-10-25T10:59", False),
    ("2026-06-10T12:00", "2026-06-11T12:00", True),
    ("2026-06-10T12:00", "2026-06-11T11:59", False),
]


@pytest.mark.parametrize(("opens", "closes", "long_enough"), DAYS)
def test_the_shortest_vote_is_in_days_of_the_clock_or_of_hours(
    polls, cast, at, opens, closes, long_enough
):
    at(datetime.fromisoformat(opens).replace(tzinfo=UTC) - timedelta(days=3))
    _ = cast.member_body
    poll = polls.draft(polls.add_rule(base=AVIS, minimum_days=1))
    path = f"/scrutins/brouillons/{poll.record.uid}/ouvrir"
    page = polls.browser(cast.chair).post(path, data={"opens_at": opens, "closes_at": closes})
    assert page.status_code == (303 if long_enough else 422)
    assert ("un vote d’au moins un jour" in text_of(page)) is not long_enough


@pytest.mark.parametrize(("called_at", "opens", "long_enough"), DAYS)
def test_the_notice_is_in_days_of_the_clock_or_of_hours(
    polls, cast, at, called_at, opens, long_enough
):
    at(datetime.fromisoformat(called_at).replace(tzinfo=clock.PARIS).astimezone(UTC))
    _ = cast.member_body
    poll = polls.draft(polls.add_rule(base=AVIS, notice_days=1))
    data = {"opens_at": opens, "closes_at": opens[:5] + "12-24T12:00"}
    path = f"/scrutins/brouillons/{poll.record.uid}/ouvrir"
    page = polls.browser(cast.chair).post(path, data=data)
    assert page.status_code == (303 if long_enough else 422)
