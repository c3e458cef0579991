"""The chain: connected, in order, for each reader, without a poll's result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from council.chain.queries import connected_ids, timeline_of
from council.clock import now
from council.decisions.models import Decision
from council.extensions import db
from council.organizations.queries import viewer_for
from council.organizations.viewer import ANONYMOUS
from council.polls.models import Poll
from council.records.models import Audience, LinkKind, Record, RecordKind
from council.records.steps import give_reference, link, new_record, set_audience
from tests.contributions.conftest import Offers


@pytest.fixture
def offers(build, cast, app) -> Offers:
    """A need, contributions, a software with its maintainer."""
    return Offers(build, cast, app)


@dataclass
class Chain:
    """A whole chain, from a need to an item."""

    need: Any
    contribution: Any
    request: Any
    item: Any


@pytest.fixture
def chain(build, cast, offers) -> Chain:
    """A need, its contribution, a request answered, an item."""
    contribution = offers.offered()
    request = build.request(contribution, offers.software, asker=cast.company)
    build.answer(request, "needs_design")
    item = build.item(sources=[offers.need, contribution], due="S1 2030", state="planned")
    return Chain(offers.need, contribution, request, item)


def ids(build, start, viewer=ANONYMOUS):
    """Return the records of a chain in the order of the timeline."""
    return build(lambda: [step["id"] for step in timeline_of(start.id, viewer)])


def test_every_page_of_the_chain_shows_the_same_chain(client, build, chain):
    rows = [chain.need, chain.contribution, chain.request, chain.item]
    wanted = [row.id for row in rows]
    for row in rows:
        assert ids(build, row) == wanted
    pages = [
        f"/besoins/{chain.need.reference}",
        f"/contributions/{chain.contribution.reference}",
        f"/demandes/{chain.request.reference}",
        f"/feuille-de-route/{chain.item.reference}",
    ]
    for page in pages:
        text = client.get(page).text.split('class="fr-timeline"')[1].split("</ol>")[0]
        for other in pages:
            assert (f'href="{other}"' in text) == (other != page), (page, other)
        assert text.count("aria-current") == 1


def test_steps_say_who_waits_for_whom(build, cast, offers, chain):
    def steps():
        return {step["id"]: step for step in timeline_of(chain.need.id, ANONYMOUS)}

    found = build(steps)
    assert found[chain.contribution.id]["waiting_for"] == cast.administration.name
    assert found[chain.contribution.id]["organization"] == cast.company.name
    assert "à concevoir" in found[chain.request.id]["note"]
    assert found[chain.request.id]["waiting_for"] == ""
    assert "S1 2030" in found[chain.item.id]["note"]
    waiting = build.request(chain.need, offers.software, title="Et encore ?")
    found = build(steps)
    assert offers.software.name in found[waiting.id]["waiting_for"]


def test_records_that_share_only_a_software_are_not_one_chain(build, cast, offers, chain):
    other = build.contribution(cast.company, about=offers.software, title="Sans rapport")
    assert other.id not in ids(build, chain.need)
    assert ids(build, other) == [other.id]


def test_what_is_hidden_neither_appears_nor_ties(app, build, cast, offers, chain):
    build(lambda row: set_audience(row.record, Audience.COUNCIL), chain.contribution)
    build(lambda row: set_audience(row.record, Audience.COUNCIL), chain.request)
    assert ids(build, chain.need) == [chain.need.id, chain.item.id]
    member = build(viewer_for, cast.member)
    assert chain.contribution.id in ids(build, chain.need, member)
    lone = build.item(sources=[chain.contribution], title="Chantier public lié en secret")
    build(lambda row: set_audience(row.record, Audience.PUBLIC), lone)
    assert lone.id not in ids(build, chain.need)
    assert lone.id in ids(build, chain.need, member)
    page = app.test_client().get(f"/besoins/{chain.need.reference}").text
    assert chain.contribution.reference not in page


def test_a_draft_is_in_the_chain_of_its_body_alone(build, cast, offers, chain):
    draft = offers.offered("draft", title="Brouillon")
    assert draft.id not in ids(build, chain.need)
    assert draft.id not in ids(build, chain.need, build(viewer_for, cast.agent))
    assert draft.id in ids(build, chain.need, build(viewer_for, cast.vendor))


def test_a_cycle_ends(build, chain):
    def tie():
        need = db.session.get_one(Record, chain.need.id)
        item = db.session.get_one(Record, chain.item.id)
        link(need, item, LinkKind.BORN_FROM)
        link(item, need, LinkKind.ANSWERS)

    build(tie)
    assert sorted(build(connected_ids, chain.item.id, ANONYMOUS)) == sorted(
        [chain.need.id, chain.contribution.id, chain.request.id, chain.item.id]
    )


def test_the_whole_timeline_takes_three_queries(build, chain, queries):
    with queries.at_most(3):
        build(lambda: timeline_of(chain.item.id, ANONYMOUS) and None)


def test_a_long_chain_is_cut_and_keeps_its_page(build, cast, offers):
    last = None
    for number in range(210):
        last = build.item(sources=[offers.need], title=f"Chantier {number}")
    found = ids(build, last)
    assert last.id in found
    assert len(found) <= 201


def test_a_poll_and_a_decision_take_their_place(client, build, cast, chain, offers):
    def make():
        poll_record = new_record(RecordKind.POLL, audience=Audience.PUBLIC)
        give_reference(poll_record)
        poll = Poll(
            id=poll_record.id,
            title="Faut-il le faire ?",
            text="?",
            html="<p>?</p>",
            renderer_version="1",
            options=[],
            rule_key="x",
            rule_name="x",
            rule_json="{}",
            rule_sha256="0" * 64,
            state="called",
            opens_at=now() - timedelta(days=1),
            closes_at=now() + timedelta(days=1),
            called_at=now(),
            frozen_sha256="0" * 64,
        )
        decision_record = new_record(RecordKind.DECISION, audience=Audience.PUBLIC)
        give_reference(decision_record)
        decision = Decision(
            id=decision_record.id,
            title="Décidé",
            state="published",
            published_at=now(),
            adopted_on=now().date(),
        )
        db.session.add_all([poll, decision])
        db.session.flush()
        item = db.session.get_one(Record, chain.item.id)
        link(poll_record, item, LinkKind.BORN_FROM)
        link(decision_record, poll_record, LinkKind.BORN_FROM)
        return poll, decision

    poll, decision = build(make)
    found = build(lambda: {s["id"]: s for s in timeline_of(chain.need.id, ANONYMOUS)})
    assert list(found)[-2:] == [poll.id, decision.id]
    assert found[poll.id]["state"] == "ouvert"
    assert found[poll.id]["waiting_for"] == "les inscrits"
    assert found[poll.id]["note"] == ""
    assert found[decision.id]["url"].startswith("/decisions/CLL-")
    item_page = client.get(f"/feuille-de-route/{chain.item.reference}").text
    assert f'href="/scrutins/{poll.record.reference}"' in item_page
    assert f'href="/decisions/{decision.record.reference}"' in item_page
