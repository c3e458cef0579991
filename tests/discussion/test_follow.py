"""Following a record and what is born from it, from its page; ending it for good."""

from __future__ import annotations

import pytest

from council.discussion.models_follows import Follow
from council.discussion.queries_follows import hears_of, may_follow_ids
from council.extensions import db
from council.organizations.queries import viewer_for
from council.records.models import Audience, LinkKind
from council.records.steps import link, set_audience


def act(client, row, verb="suivre", **data):
    return client.post(f"/discussion/{row.record.uid}/{verb}", data=data)


def hears(build, person, row):
    """Say whether a person hears of a record, and is among those asked about."""
    heard = build(lambda account: hears_of(row.id, viewer_for(account)), person)
    if heard:
        assert person.id in build(may_follow_ids, [row.id])
    return heard


@pytest.fixture
def chain(build, cast):
    """A need, an offer that answers it, an item born from it."""
    need = build.need(cast.administration)
    offer = build.contribution(cast.company, needs=[need])
    return need, offer, build.item(sources=[need], state="studied")


def test_a_button_follows_and_the_same_place_ends_it(client, build, cast, chain):
    need, *_ = chain
    page = f"/besoins/{need.reference}"
    client.sign_in(cast.citizen)
    assert "Suivre</button>" in client.get(page).text
    answer = act(client, need)
    assert (answer.status_code, answer.location) == (303, page)
    assert act(client, need).status_code == 303
    assert "Ne plus suivre</button>" in client.get(page).text
    assert hears(build, cast.citizen, need)
    act(client, need, "ne-plus-suivre")
    assert ">Suivre</button>" in client.get(page).text
    assert not hears(build, cast.citizen, need)


@pytest.mark.parametrize("kind", ["software", "organization", "item", "offer", "need", "request"])
def test_every_record_has_its_button(client, build, cast, chain, kind):
    need, offer, item = chain
    rows = {"need": need, "offer": offer, "item": item, "software": cast.software}
    rows |= {"organization": cast.company, "request": None}
    row = rows[kind] or build.request(need, cast.software)
    folders = {"need": "besoins", "offer": "contributions", "item": "feuille-de-route"}
    folder = {**folders, "software": "logiciels", "organization": "organismes"}.get(
        kind, "demandes"
    )
    page = f"/{folder}/{row.reference}"
    seen = client.get(page)
    assert f"/connexion?suite={page}" in seen.text
    assert "csrf_token" not in seen.text and "Set-Cookie" not in seen.headers
    client.sign_in(cast.citizen)
    assert f"/discussion/{row.record.uid}/suivre" in client.get(page).text


def test_what_is_born_from_it_is_followed_too_and_may_be_ended_alone(client, build, cast, chain):
    need, offer, item = chain
    client.sign_in(cast.citizen)
    act(client, need)
    assert hears(build, cast.citizen, offer) and hears(build, cast.citizen, item)
    assert "né de ce que vous suivez" in client.get(f"/contributions/{offer.reference}").text
    act(client, offer, "ne-plus-suivre")
    assert not hears(build, cast.citizen, offer)
    assert hears(build, cast.citizen, need) and hears(build, cast.citizen, item)
    later = build.request(offer, cast.software)
    assert not hears(build, cast.citizen, later)
    act(client, offer)
    assert hears(build, cast.citizen, later)


def test_following_an_heir_does_not_follow_its_origin(client, build, cast, chain):
    need, offer, _item = chain
    client.sign_in(cast.citizen)
    act(client, offer)
    assert not hears(build, cast.citizen, need)


def test_a_merged_need_leads_its_followers_on(client, build, cast, chain):
    need, *_ = chain
    target = build.need(cast.company)
    client.sign_in(cast.citizen)
    act(client, need)
    assert not hears(build, cast.citizen, target)
    build(lambda one, two: link(one.record, two.record, LinkKind.DUPLICATES), need, target)
    assert hears(build, cast.citizen, target)
    offer = build.contribution(cast.member_body, needs=[target])
    assert hears(build, cast.citizen, offer)


def test_links_in_a_circle_end(client, build, cast, chain):
    need, offer, _item = chain
    build(lambda one, two: link(one.record, two.record, LinkKind.ANSWERS), need, offer)
    client.sign_in(cast.citizen)
    act(client, offer)
    assert hears(build, cast.citizen, need) and hears(build, cast.citizen, offer)


def test_what_is_hidden_ties_nothing_together(client, build, cast, chain):
    need, offer, _item = chain
    born = build.item(sources=[offer])
    client.sign_in(cast.citizen)
    act(client, need)
    assert hears(build, cast.citizen, born)
    build(lambda row: set_audience(row.record, Audience.HOLDERS), offer)
    assert not hears(build, cast.citizen, born)


def test_who_holds_it_is_told_without_asking_until_they_end_it(client, build, cast, chain):
    need, *_ = chain
    page = f"/besoins/{need.reference}"
    client.sign_in(cast.agent)
    assert "vous y avez part" in client.get(page).text
    act(client, need, "ne-plus-suivre")
    assert ">Suivre</button>" in client.get(page).text


def test_own_list_shows_what_may_still_be_seen(client, build, cast, chain, queries):
    need, offer, item = chain
    client.sign_in(cast.citizen)
    for row in (need, item, cast.software):
        act(client, row)
    with queries.at_most(9):
        page = client.get("/compte/suivis").text
    assert need.title in page and item.title in page and cast.software.name in page
    assert offer.reference not in page
    build(lambda row: set_audience(row.record, Audience.COUNCIL), need)
    assert need.title not in client.get("/compte/suivis").text
    answer = act(client, item, "ne-plus-suivre", suite="/compte/suivis")
    assert answer.location == "/compte/suivis"
    assert item.reference not in client.get("/compte/suivis").text
    client.sign_in(cast.agent)
    assert "Vous ne suivez rien" in client.get("/compte/suivis").text


def test_a_follow_is_in_the_copy_of_ones_data_and_not_in_the_journal(client, build, cast, chain):
    need, *_ = chain
    client.sign_in(cast.citizen)
    act(client, need)
    copy = client.get("/compte/mes-donnees.json").json
    assert [row["reference"] for row in copy["follows"]] == [need.reference]
    assert copy["acts"] == []


def test_wrong_ways_to_follow(client, build, cast, chain):
    need, *_ = chain
    hidden = build.need(cast.administration, visibility="council")
    draft = build.need(cast.administration, state="draft")
    assert act(client, need).status_code == 401
    client.sign_in(cast.agent)
    assert act(client, draft).status_code == 404
    client.sign_in(cast.citizen)
    assert act(client, hidden).status_code == 404
    assert act(client, need, suite="//ailleurs.invalid").location == f"/besoins/{need.reference}"
    client.csrf = False
    assert act(client, need, "ne-plus-suivre").status_code == 400
    assert build(lambda: db.session.scalar(db.select(Follow.ended_at))) is None
