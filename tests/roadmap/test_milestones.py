"""Milestones: who keeps them, in which order, how far they are, what is written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import today
from council.roadmap.queries_progress import milestones_of

OTHERS = ("citizen", "vendor", "maintainer", "member", "endorser", "observer", "administrator")


@pytest.fixture
def item(build, cast):
    """An item under way, held by the agent's body."""
    return build.item(state="under_way", holder=cast.administration, title="Export partout")


def add(client, item, title="Maquette", **fields):
    data = {"title": title, "due": "", "position": "", "done_on": "", **fields}
    return client.post(f"/feuille-de-route/{item.reference}/jalons/nouveau", data=data)


def act(client, item, number, verb, **data):
    return client.post(f"/feuille-de-route/{item.reference}/jalons/{number}/{verb}", data=data)


def kept(build, item):
    return build(lambda: milestones_of(item.id))


@pytest.mark.parametrize("name", ["agent", "secretariat", "chair"])
def test_who_may_plan_adds_and_reaches(client, cast, build, item, offers, name):
    client.sign_in(getattr(cast, name))
    assert add(client, item, due="S1 2030").status_code == 303
    assert add(client, item, title="Version publiée").status_code == 303
    page = client.get(f"/feuille-de-route/{item.reference}").text
    assert "0 jalon atteint sur 2" in page and "S1 2030" in page
    assert act(client, item, 1, "atteint", done_on=today().isoformat()).status_code == 303
    page = client.get(f"/feuille-de-route/{item.reference}").text
    assert "1 jalon atteint sur 2" in page and "(50 %)" in page
    assert "1 jalon atteint sur 2" in client.get("/feuille-de-route").text
    assert offers.journal() == ["milestone.added", "milestone.added", "milestone.reached"]


@pytest.mark.parametrize("name", OTHERS)
def test_others_do_not(client, cast, build, item, offers, name):
    build.milestone(item)
    client.sign_in(getattr(cast, name))
    for answer in (
        add(client, item),
        act(client, item, 1, "modifier", title="Autre"),
        act(client, item, 1, "atteint", done_on=today().isoformat()),
        act(client, item, 1, "abandonner", reason="Non."),
    ):
        assert answer.status_code == 403
        assert "Réservé" in answer.text
    assert "Ajouter un jalon" not in client.get(f"/feuille-de-route/{item.reference}").text
    assert offers.journal() == []


def test_an_item_without_a_body_is_planned_by_the_council_only(client, cast, build):
    item = build.item(state="planned")
    client.sign_in(cast.agent)
    assert add(client, item).status_code == 403


@pytest.mark.parametrize("state", ["delivered", "dropped"])
def test_what_is_over_changes_no_more(client, cast, build, state):
    item = build.item(state=state)
    client.sign_in(cast.secretariat)
    answer = add(client, item)
    assert answer.status_code == 403
    assert "ne change plus" in answer.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("title", "nul\x00"),
        ("due", "bientôt"),
        ("position", "0"),
        ("position", "-1"),
        ("position", "101"),
        ("position", "premier"),
        ("done_on", "2026-02-31"),
        ("done_on", (today() + timedelta(days=2)).isoformat()),
    ],
)
def test_what_cannot_be_read_is_named(client, cast, build, item, offers, field, typed):
    client.sign_in(cast.agent)
    answer = add(client, item, **{field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert offers.journal() == []


def test_their_order_is_the_one_asked_for(client, cast, build, item):
    client.sign_in(cast.agent)
    for title in ("Un", "Deux", "Trois"):
        add(client, item, title=title)
    data = {"title": "Trois", "due": "", "position": "1", "done_on": ""}
    assert act(client, item, 1, "modifier", **data | {"title": "Un", "position": "5"}).status_code
    assert [row.title for row in kept(build, item)] == ["Deux", "Trois", "Un"]


def test_one_dropped_says_why_and_counts_no_more(client, cast, build, item):
    client.sign_in(cast.agent)
    add(client, item, title="Un")
    add(client, item, title="Deux")
    assert act(client, item, 2, "abandonner", reason="").status_code == 422
    assert act(client, item, 2, "abandonner", reason="Hors sujet.").status_code == 303
    page = client.get(f"/feuille-de-route/{item.reference}").text
    assert "<s>Deux</s>" in page and "Hors sujet." in page
    assert "0 jalon atteint sur 1" in page
    for verb in ("atteint", "abandonner", "modifier"):
        assert act(client, item, 2, verb, reason="x", done_on="2026-01-01").status_code == 403


def test_one_reached_by_mistake_is_mended(client, cast, build, item):
    client.sign_in(cast.agent)
    add(client, item, done_on=today().isoformat())
    assert act(client, item, 1, "atteint", done_on=today().isoformat()).status_code == 403
    data = {"title": "Maquette", "due": "", "position": "1", "done_on": ""}
    assert act(client, item, 1, "modifier", **data).status_code == 303
    assert kept(build, item)[0].done_on is None


def test_one_that_does_not_exist_is_not_there(client, cast, build, item):
    other = build.item(state="planned")
    build.milestone(other)
    client.sign_in(cast.secretariat)
    for verb in ("atteint", "abandonner", "modifier"):
        assert act(client, item, 1, verb, reason="x").status_code == 404


def test_the_holders_of_the_needs_hear_of_one_reached(client, cast, build, offers, mails):
    item = build.item(sources=[offers.need], state="under_way")
    build.milestone(item)
    assert cast.agent
    mails()
    client.sign_in(cast.secretariat)
    act(client, item, 1, "atteint", done_on=today().isoformat())
    mails()
    assert offers.summed_up() == [cast.agent.id]


def test_a_late_one_and_a_late_item_are_shown(client, build):
    item = build.item(state="under_way", due="S1 2020", title="Chantier qui traîne")
    build.milestone(item, "Jalon qui traîne", due="2020")
    build.item(state="delivered", due="S1 2020", title="Chantier livré")
    page = client.get(f"/feuille-de-route/{item.reference}").text
    assert page.count("en retard") == 2
    assert client.get("/feuille-de-route").text.count("en retard") == 1


def test_its_body_is_asked_for_a_late_one(client, cast, build, item):
    build.milestone(item, "Jalon qui traîne", due="2020")
    other = build.item(state="under_way")
    build.milestone(other, "Jalon d’un autre", due="2020")
    for name, asked in (("agent", True), ("vendor", False), ("secretariat", False)):
        client.sign_in(getattr(cast, name))
        page = client.get("/tableau-de-bord").text
        assert ("Jalon qui traîne" in page) == asked, name
        assert "Jalon d’un autre" not in page
    client.sign_in(cast.agent)
    act(client, item, 1, "atteint", done_on=today().isoformat())
    assert "Jalon qui traîne" not in client.get("/tableau-de-bord").text
