"""Where introductions are met: the list, the to-do page, a need's page, the pairs, the figures."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import now
from council.introductions.jobs import follow
from tests import builders


def test_the_list_shows_ones_own_and_all_to_the_secretariat(client, cast, build, pair):
    mine = build.introduction(pair.need, pair.other)
    other = build.introduction(
        build.need(cast.member_body), build.need(cast.other_body), state="joined"
    )
    assert cast.other_member
    wanted = {"agent": {mine}, "vendor": {mine}, "member": {other}, "secretariat": {mine, other}}
    for name, rows in wanted.items():
        client.sign_in(getattr(cast, name))
        page = client.get("/mises-en-relation").text
        for row in (mine, other):
            assert (f"/mises-en-relation/{row.reference}" in page) == (row in rows), name
    assert "Aucune dans cet état" in client.get("/mises-en-relation?etat=declined").text
    page = client.get("/mises-en-relation?etat=joined").text
    assert other.reference in page and mine.reference not in page
    assert client.get("/mises-en-relation?etat=rien&page=x").status_code == 200


def test_an_empty_list_says_what_to_do(client, cast):
    client.sign_in(cast.agent)
    assert "Sur la page d’un besoin" in client.get("/mises-en-relation").text


def test_the_to_do_page_asks_who_owes_an_answer(client, cast, build, pair, clock_at):
    build.introduction(pair.need, pair.other)
    heading = "Mises en relation : votre réponse"
    for name, owes in (("vendor", True), ("agent", False), ("secretariat", False)):
        client.sign_in(getattr(cast, name))
        assert (heading in client.get("/tableau-de-bord").text) == owes, name
    client.sign_in(cast.vendor)
    assert "votre réponse est attendue" in client.get("/mises-en-relation").text
    clock_at(now() + timedelta(days=40))
    client.sign_in(cast.vendor)
    assert heading not in client.get("/tableau-de-bord").text


def test_the_to_do_page_asks_both_for_the_outcome_once_it_is_time(
    client, cast, build, pair, clock_at
):
    build.introduction(pair.need, pair.other, state="accepted")
    client.sign_in(cast.agent)
    assert "issue ?" not in client.get("/tableau-de-bord").text
    clock_at(now() + timedelta(days=31))
    build(follow)
    for name in ("agent", "vendor"):
        client.sign_in(getattr(cast, name))
        assert "issue ?" in client.get("/tableau-de-bord").text, name


def test_a_need_leads_to_those_alike(app, client, cast, build, pair):
    from council.journal.worker import run_once

    run_once(app)
    with app.app_context():
        from council.search.indexer import rebuild

        rebuild()
    link = f"/mises-en-relation/nouvelle/{pair.need.reference}?avec=need:{pair.other.reference}"
    for name, shown in (
        ("agent", True),
        ("vendor", True),
        ("secretariat", True),
        ("member", False),
    ):
        client.sign_in(getattr(cast, name))
        page = client.get(f"/besoins/{pair.need.reference}").text.replace("%3A", ":")
        assert (link in page) == shown, name
    client.sign_in(cast.agent)
    form = client.get(link).text
    assert f'value="need:{pair.other.reference}"' in form
    assert "checked" in form
    assert "mises-en-relation/nouvelle" not in app.test_client().get("/besoins").text


def test_a_need_shows_its_introductions_to_those_who_read_them(app, client, cast, build, pair):
    row = build.introduction(pair.need, pair.other)
    page = f"/besoins/{pair.need.reference}"
    for name in ("agent", "vendor", "secretariat"):
        client.sign_in(getattr(cast, name))
        assert 'id="mises-en-relation"' in client.get(page).text, name
    assert row.reference not in app.test_client().get(page).text


def test_the_pairs_page_leads_to_the_proposal(client, cast, build, pair):
    from tests.scene import Scene

    build(Scene._pair, pair.need, pair.other)
    client.sign_in(cast.secretariat)
    page = client.get("/besoins/paires").text.replace("%3A", ":")
    assert f"/mises-en-relation/nouvelle/{pair.need.reference}?avec=need:" in page


def test_figures_are_numbers_only(client, cast, build, pair):
    assert "Aucune mise en relation n’a encore été proposée" in client.get("/chiffres").text
    pairs = [(build.need(cast.administration), build.need(cast.company)) for _number in range(5)]
    for state, (need, other) in zip(
        ("proposed", "accepted", "joined", "separate", "no_reply"), pairs, strict=True
    ):
        build.introduction(need, other, state=state)
    page = " ".join(client.get("/chiffres").text.split())
    for label, count in (
        ("proposées", 5),
        ("acceptées par les deux", 4),
        ("efforts réunis", 1),
        ("chacun de son côté", 1),
        ("sans réponse", 1),
    ):
        assert f'{label}</th><td data-label="Nombre" class="fr-cell--right">{count}</td>' in page
    assert "0 jour" in page
    assert cast.company.name not in page


@pytest.mark.parametrize("count", [3, 19])
def test_the_list_stays_within_its_budget(client, cast, build, queries, count):
    assert cast.vendor
    for _number in range(count):
        build.introduction(build.need(cast.administration), build.need(cast.company))
    client.sign_in(cast.agent)
    client.get("/")
    with queries.at_most(8):
        assert client.get("/mises-en-relation").text.count("fr-rows__item") == count


def test_a_page_stays_within_its_budget(client, cast, build, pair, queries):
    row = build.introduction(pair.need, pair.other, state="accepted")
    client.sign_in(cast.agent)
    client.get("/")
    with queries.at_most(14):
        client.get(f"/mises-en-relation/{row.reference}")


def test_one_live_introduction_is_kept_by_the_database(build, cast, pair):
    from sqlalchemy.exc import IntegrityError

    build.introduction(pair.need, pair.other)
    with pytest.raises(IntegrityError):
        build(builders.introduction, pair.need, pair.other)
