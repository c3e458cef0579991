"""How long maintainers take: the middle, nine in ten, the share answered in time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from council.clock import PARIS, now, today
from council.extensions import db
from council.records.models import Audience
from council.records.steps import set_audience
from council.requests.models import Answer, Request, RequestState
from council.requests.queries_delays import delays_of_all, delays_of_software


@pytest.fixture
def ask(build, cast, offers):
    """`ask(days, answered_after)` is a request due `days` after it was sent."""

    def made(days, answered_after=None, *, software=None, sent_before=100):
        row = build.request(offers.need, software or offers.software, days=days)
        answer = build.answer(row) if answered_after is not None else None

        def date_back():
            start = now() - timedelta(days=sent_before)
            kept = db.session.get_one(Request, row.id)
            kept.sent_at, kept.due_on = start, start.astimezone(PARIS).date() + timedelta(days)
            if answer is not None:
                said = db.session.get_one(Answer, answer.id)
                said.created_at = start + timedelta(days=answered_after, minutes=1)

        build(date_back)
        return row

    return made


def test_delays_and_the_share_in_time(build, offers, ask):
    for after in (1, 2, 3, 4, 5, 6, 7, 8, 9, 60):
        ask(30, after)
    ask(30)
    ask(200)
    found = build(delays_of_software, offers.software.id)
    assert (found.delay.count, found.delay.median, found.delay.ninth_decile) == (10, 5, 9)
    assert (found.in_time, found.judged, found.waiting, found.percent) == (9, 11, 1, 81)


def test_the_first_answer_counts_on_the_day_of_paris(build, offers, ask):
    row = ask(30, 50)
    build.answer(row, "no", text="Non.", reason="Revu.")

    def at_midnight():
        kept = db.session.get_one(Request, row.id)
        due = kept.due_on
        first = db.session.scalars(
            db.select(Answer).where(Answer.request_id == row.id, Answer.number == 1)
        ).one()
        first.created_at = datetime(due.year, due.month, due.day, 23, 59, tzinfo=PARIS)

    build(at_midnight)
    assert build(delays_of_software, offers.software.id).in_time == 1


def test_what_is_not_public_or_withdrawn_is_not_counted(build, offers, ask):
    hidden, gone = ask(30, 1), ask(30)
    build(lambda row: set_audience(row.record, Audience.COUNCIL), hidden)

    def withdraw():
        db.session.get_one(Request, gone.id).state = RequestState.WITHDRAWN

    build(withdraw)
    found = build(delays_of_software, offers.software.id)
    assert (found.judged, found.waiting, found.delay, found.percent) == (0, 0, None, None)


def test_they_are_shown_on_the_page_of_the_software_and_among_the_figures(
    client, build, offers, ask
):
    page = client.get("/chiffres").text
    assert "Aucune question n’a encore été posée à des mainteneurs." in page
    ask(30, 4)
    ask(30, 60)
    other = build.software("Autre Fictif")
    ask(30, software=other)
    page = client.get(f"/logiciels/{offers.software.reference}").text
    assert "4 jours" in page or "32 jours (médiane)" in page
    assert "1 sur 2 (50 %)" in page
    page = client.get("/chiffres").text
    assert "33 % des demandes" in page
    assert "Autre Fictif" in page
    assert "Réponses des mainteneurs, par logiciel" in page
    assert "1 demande" not in client.get(f"/logiciels/{other.reference}").text


def test_one_query_whatever_the_number(build, offers, ask, queries):
    for number in range(6):
        ask(30, 1 if number % 2 else None)

    def counted():
        with queries.at_most(1):
            return delays_of_all()

    overall, each = build(counted)
    assert (overall.judged, overall.in_time) == (6, 3)
    assert [row.name for row in each] == [offers.software.name]
    assert today() > build(lambda: db.session.scalars(db.select(Request.due_on)).first())
