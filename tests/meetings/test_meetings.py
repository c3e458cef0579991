"""Meetings: convened, moved, cancelled with a reason, held, kept in public with their versions."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from council.clock import today
from council.extensions import db
from council.markdown import render_markdown
from council.meetings import actions
from council.meetings.models import Meeting
from council.organizations.queries import viewer_for
from council.records.models import LinkKind
from council.records.steps import link
from tests import builders

DAY = today() + timedelta(days=30)


@pytest.fixture
def browser(app, sign_in):
    """`browser(person)`: a browser of its own, signed in or not."""
    return lambda person=None: (
        app.test_client() if person is None else sign_in(app.test_client(), person)
    )


@pytest.fixture
def plan(build, cast):
    """`plan(kind=…)`: a meeting convened by the secretariat."""

    def make(**changes) -> Meeting:
        values = {
            "kind": "plenary",
            "held_on": DAY,
            "starts": time(14, 0),
            "ends": time(17, 0),
            "place": "Visioconférence",
            "note": "",
            "agenda": "- Un **point**",
        } | changes
        author = build(viewer_for, cast.secretariat)
        rendered = render_markdown(values["agenda"])
        return build(actions.plan_meeting, author=author, rendered=rendered, **values)

    return make


def data(**changes):
    """What the form of a meeting posts."""
    return {
        "kind": "ecosysteme",
        "held_on": DAY.isoformat(),
        "starts": "14:00",
        "ends": "16:30",
        "place": "Visioconférence",
        "note": "",
        "agenda": "- Un **point**",
        "minutes": "",
    } | changes


def fresh(build, meeting) -> Meeting:
    """The meeting as it is in the database now."""
    return build(lambda m: m, meeting)


def count(build) -> int:
    """How many meetings there are."""
    return build(lambda: db.session.scalar(db.select(db.func.count()).select_from(Meeting)))


def test_the_secretariat_convenes_through_the_form(browser, cast):
    staff = browser(cast.secretariat)
    sent = staff.post("/seances/nouvelle", data=data())
    assert sent.status_code == 303
    page = browser().get(sent.location)
    assert page.status_code == 200
    for words in ("Visioconférence", "<strong>point</strong>", "14:00", "prévue", "écosystème"):
        assert words in page.text
    assert f"R-{DAY.year}-0001" in sent.location


@pytest.mark.parametrize(
    ("name", "expected"),
    [("member", 403), ("endorser", 403), ("agent", 403), ("citizen", 403), ("administrator", 403),
     ("secretariat", 200), ("chair", 200)],
)  # fmt: skip
def test_who_convenes_edits_and_concludes(browser, cast, plan, name, expected):
    meeting = plan()
    person = browser(getattr(cast, name))
    paths = ("/seances/nouvelle", *(f"/seances/{meeting.reference}/{act}" for act in (
        "modifier", "held", "cancelled")))  # fmt: skip
    assert [person.get(path).status_code for path in paths] == [expected] * 4
    assert browser().get(paths[1]).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("held_on", ""),
        ("held_on", "2026-02-30"),
        ("held_on", "0001-01-01"),
        ("starts", "25:00"),
        ("ends", "13:00"),
        ("kind", "secrete"),
        ("place", "x" * 1_000_000),
        ("agenda", "x" * 1_000_000),
        ("agenda", "[" * 19_000),
        ("note", "nul\x00"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_saved(browser, cast, build, field, value):
    answer = browser(cast.chair).post("/seances/nouvelle", data=data() | {field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert count(build) == 0


def test_a_stale_token_saves_nothing(browser, cast, build):
    staff = browser(cast.secretariat)
    staff.csrf = False
    answer = staff.post("/seances/nouvelle", data=data(place="Salle retenue"))
    assert answer.status_code == 400 and "Salle retenue" in answer.text
    assert count(build) == 0


def test_another_day_moves_it_and_the_old_state_is_kept(browser, cast, build, plan):
    meeting = plan()
    later = DAY + timedelta(days=7)
    path = f"/seances/{meeting.reference}/modifier"
    values = data(held_on=later.isoformat(), note="Initialement une semaine plus tôt.")
    done = browser(cast.secretariat).post(path, data=values | {"row_version": "1"})
    assert done.status_code == 303
    moved = fresh(build, meeting)
    assert (moved.state, moved.held_on, moved.reference) == ("moved", later, meeting.reference)
    page = browser().get(f"/seances/{meeting.reference}").text
    assert "déplacée" in page and "Initialement" in page and "version 2" in page


def test_two_people_editing_at_once_get_both_texts(browser, cast, build, plan):
    meeting = plan()
    path = f"/seances/{meeting.reference}/modifier"
    first = data(agenda="Ordre de la première.", row_version="1")
    late = data(agenda="Ordre de la seconde.", row_version="1")
    assert browser(cast.secretariat).post(path, data=first).status_code == 303
    answer = browser(cast.chair).post(path, data=late)
    assert answer.status_code == 409
    assert "Ordre de la première." in answer.text and "Ordre de la seconde." in answer.text
    assert fresh(build, meeting).agenda == "Ordre de la première."


def test_a_meeting_is_cancelled_with_its_reason_and_stays(browser, cast, build, plan):
    meeting = plan()
    staff, path = browser(cast.chair), f"/seances/{meeting.reference}/cancelled"
    silent = staff.post(path, data={"reason": ""})
    assert silent.status_code == 422 and 'href="#reason"' in silent.text
    assert staff.post(path, data={"reason": "Trop peu d’inscrits."}).status_code == 303
    page = browser().get(f"/seances/{meeting.reference}")
    assert page.status_code == 200 and "Trop peu d’inscrits." in page.text
    for act in ("held", "cancelled", "modifier"):
        assert staff.get(f"/seances/{meeting.reference}/{act}").status_code == 403
    assert fresh(build, meeting).state == "cancelled"


def test_a_meeting_held_gets_its_minutes(browser, cast, plan):
    meeting = plan(held_on=today())
    staff = browser(cast.secretariat)
    base = f"/seances/{meeting.reference}"
    assert staff.post(f"{base}/held", data={"reason": ""}).status_code == 303
    values = data(held_on=today().isoformat(), minutes="Compte rendu **complet**.")
    assert staff.post(f"{base}/modifier", data=values | {"row_version": "2"}).status_code == 303
    page = browser().get(base).text
    assert "tenue" in page and "<strong>complet</strong>" in page


def test_what_was_discussed_is_listed_for_who_may_see_it(browser, cast, build, plan):
    meeting = plan()
    item = build(builders.item, title="Chantier à l’examen")
    build(lambda i, m: link(i.record, m.record, LinkKind.ABOUT), item, meeting)
    assert "Chantier à l’examen" in browser().get(f"/seances/{meeting.reference}").text


def test_the_list_is_filtered_and_odd_addresses_answer(browser, plan):
    plan()
    plan(kind="administrations", held_on=date(2024, 3, 1))
    reader = browser()
    assert reader.get("/seances").text.count("fr-rows__item") == 2
    assert reader.get("/seances?formation=plenary").text.count("fr-rows__item") == 1
    for odd in ("?formation=x", "?page=-1", "?page=99999"):
        assert reader.get("/seances" + odd).status_code == 200
    for unknown in ("R-1999-0001", "x", "R-1999-0001.ics", "nouvelle.ics"):
        assert reader.get(f"/seances/{unknown}").status_code == 404


@pytest.mark.parametrize("rows", [5, 50])
def test_the_list_costs_few_queries(browser, plan, queries, cast, rows):
    for _number in range(rows):
        plan()
    reader, member = browser(), browser(cast.member)
    for address in ("/seances", "/seances.atom", "/seances.ics"):
        with queries.at_most(6):
            assert reader.get(address).status_code == 200
    with queries.at_most(6):
        assert member.get("/seances").status_code == 200


def test_a_page_costs_few_queries(browser, plan, queries, cast):
    meeting = plan()
    staff = browser(cast.secretariat)
    with queries.at_most(12):
        assert staff.get(f"/seances/{meeting.reference}").status_code == 200
