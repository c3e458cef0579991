"""Meetings in a calendar and a feed: stable names, whole days, long and odd titles."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import feedparser
import pytest
from icalendar import Calendar

from council.markdown import render_markdown
from council.meetings import actions
from council.organizations.queries import viewer_for


@pytest.fixture
def plan(build, cast):
    """`plan(…)`: a meeting of the summer of 2026, 14 to 17 in Paris."""

    def make(**changes):
        values = {
            "kind": "plenary",
            "held_on": date(2026, 7, 6),
            "starts": time(14, 0),
            "ends": time(17, 0),
            "place": "",
            "note": "",
            "agenda": "",
        } | changes
        author = build(viewer_for, cast.secretariat)
        return build(actions.plan_meeting, author=author, rendered=render_markdown(""), **values)

    return make


def events(answer):
    """The events of a calendar file, which must be well formed."""
    assert answer.mimetype == "text/calendar"
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_hours_are_paris_hours(client, plan):
    plan()
    winter = plan(held_on=date(2026, 12, 7))
    found = events(client.get("/seances.ics"))
    starts = sorted(event.decoded("dtstart") for event in found)
    assert starts == [datetime(2026, 7, 6, 12, tzinfo=UTC), datetime(2026, 12, 7, 13, tzinfo=UTC)]
    assert events(client.get(f"/seances/{winter.reference}.ics"))[0].decoded("dtend") == datetime(
        2026, 12, 7, 16, tzinfo=UTC
    )


def test_a_day_without_hours_is_a_whole_day(client, plan):
    meeting = plan(starts=None, ends=None)
    event = events(client.get(f"/seances/{meeting.reference}.ics"))[0]
    assert event.decoded("dtstart") == date(2026, 7, 6) and "dtend" not in event


def test_text_is_escaped_and_folded(client, plan):
    place = "Salle « É » ; 3e étage, bâtiment B\\C " + "très loin " * 14
    meeting = plan(place=place.strip())
    event = events(client.get(f"/seances/{meeting.reference}.ics"))[0]
    assert str(event["location"]) == place.strip()
    assert str(event["url"]).endswith(f"/seances/{meeting.reference}")


def test_a_change_keeps_the_name_and_raises_the_sequence(client, plan, build, cast):
    meeting = plan()
    path = f"/seances/{meeting.reference}.ics"
    before = events(client.get(path))[0]
    author = build(viewer_for, cast.chair)
    build(
        actions.conclude_meeting,
        meeting,
        state="cancelled",
        author=author,
        reason="Reportée sine die.",
    )
    after = events(client.get(path))[0]
    assert str(after["uid"]) == str(before["uid"])
    assert int(after["sequence"]) > int(before["sequence"])
    assert str(after["status"]) == "CANCELLED" and str(before["status"]) == "CONFIRMED"


def test_the_feed_is_valid(client, plan):
    plan()
    plan(kind="ecosysteme", note="Initialement le 1er & en <b>ligne</b>")
    feed = feedparser.parse(client.get("/seances.atom").data)
    assert not feed.bozo and feed.version == "atom10" and feed.feed.updated_parsed
    assert len({entry.id for entry in feed.entries}) == 2
    assert all(entry.link and entry.updated_parsed for entry in feed.entries)


def test_an_empty_calendar_and_feed_are_valid(client):
    assert events(client.get("/seances.ics")) == []
    feed = feedparser.parse(client.get("/seances.atom").data)
    assert not feed.bozo and feed.entries == []
