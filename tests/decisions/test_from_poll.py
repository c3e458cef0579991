"""A decision born from a poll: the count decides, and is shown with the decision only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from council.decisions import actions as decision_actions
from council.extensions import db
from council.journal.models import JournalEntry, JournalSubject
from council.needs.models import Need
from council.needs.steps import add_published_need
from council.polls import actions as poll_actions
from council.polls.models_statements import OutcomeStatement
from council.records.models import LinkKind
from council.records.steps import link
from council.roadmap.actions import propose_item
from council.roadmap.models import RoadmapItem
from council.roadmap.steps import ItemContent
from tests.decisions.conftest import draft_path
from tests.polls.conftest import Polls


@pytest.fixture
def polls(build, cast, app) -> Polls:
    """Polls, made by the real actions."""
    return Polls(build, cast, app)


@pytest.fixture
def chain(decisions, polls, cast, build):
    """A need, the item born from it, the poll born from the item, the draft born from the poll."""

    def published_need():
        from council.extensions import db
        from council.organizations.models import Organization

        body = db.session.get_one(Organization, cast.administration.id)
        return add_published_need(
            title="Besoin fictif", organization=body, html={}, filed_on=date(2026, 1, 5)
        )

    need = build(published_need)
    item = build(
        propose_item,
        ItemContent("Chantier fictif"),
        sources=[need.record.reference],
        proposer=polls.viewer(cast.secretariat),
    )
    poll = polls.called()
    build(lambda p, i: link(p.record, i.record, LinkKind.BORN_FROM), poll, item)
    draft = decisions.draft(sources=[poll.record])
    return need, item, poll, draft


def vote_and_close(polls, cast, poll, choice, after):
    """Both seats vote the same, the poll closes and is sealed."""
    polls.vote(poll, cast.member, cast.member_body, choice)
    polls.vote(poll, cast.other_member, cast.other_body, choice)
    after(poll.closes_at + timedelta(minutes=1))
    polls.build(poll_actions.seal_poll, poll)


def day_of(poll):
    """The first day on which the poll's decision may be adopted."""
    from council.clock import PARIS

    return poll.closes_at.astimezone(PARIS).date()


def test_an_adopted_vote_leads_to_the_number_and_moves_the_chain(
    decisions, polls, cast, build, chain, clock_at, queries
):
    need, item, poll, draft = chain
    staff = decisions.browser(cast.secretariat)
    with queries.at_most(12):
        staff.get(draft_path(draft))
    early = staff.get(draft_path(draft, "adopter"))
    assert early.status_code == 403 and "pas dépouillé" in early.text
    vote_and_close(polls, cast, poll, "for", clock_at)
    staff = decisions.browser(cast.secretariat)
    too_soon = {"adopted_on": (day_of(poll) - timedelta(days=1)).isoformat()}
    refused = staff.post(draft_path(draft, "adopter"), data=too_soon)
    assert refused.status_code == 422 and "fin du scrutin" in refused.text
    done = staff.post(draft_path(draft, "adopter"), data={"adopted_on": day_of(poll).isoformat()})
    assert done.status_code == 303
    reader = decisions.browser()
    assert "La proposition est adoptée." not in reader.get(f"/scrutins/{poll.reference}").text
    assert reader.get(draft_path(draft)).status_code == 404
    assert "La proposition est adoptée." in staff.get(draft_path(draft)).text

    decision = decisions.publish(draft)
    for browser in (staff, reader, decisions.browser(cast.member)):
        with queries.at_most(15):
            page = browser.get(f"/decisions/{decision.reference}").text
    assert "La proposition est adoptée." in page
    assert f"/scrutins/{poll.reference}" in page and "décompte non publié" not in page
    assert "La proposition est adoptée." in reader.get(f"/scrutins/{poll.reference}").text
    assert build(lambda i: i, item).state == "planned"
    assert build(lambda n: n, need).state == "planned"
    told = build(_subjects_of_the_publication)
    assert {decision.id, poll.id, item.id, need.id} <= told


def _subjects_of_the_publication():
    from council.extensions import db

    return set(
        db.session.scalars(
            db.select(JournalSubject.record_id)
            .join(JournalEntry, JournalEntry.sequence == JournalSubject.sequence)
            .where(JournalEntry.kind == "decision.published")
        )
    )


def test_a_rejected_vote_adopts_nothing(decisions, polls, cast, build, chain, clock_at):
    need, item, poll, draft = chain
    vote_and_close(polls, cast, poll, "against", clock_at)
    staff = decisions.browser(cast.secretariat)
    answer = staff.post(draft_path(draft, "adopter"), data={"adopted_on": day_of(poll).isoformat()})
    assert answer.status_code == 403 and "n’a pas adopté ce texte" in answer.text
    assert decisions.fresh(draft).state == "draft"
    assert build(lambda i: i, item).state == "proposed"
    assert (type(need), type(item)) == (Need, RoadmapItem)


def test_what_the_form_prepares_from_a_poll(decisions, cast, chain):
    _need, _item, poll, _draft = chain
    staff = decisions.browser(cast.secretariat)
    page = staff.get(f"/decisions/nouvelle?scrutin={poll.reference}")
    assert page.status_code == 200
    assert f'href="/scrutins/{poll.reference}"' in page.text
    assert f'value="{poll.reference}"' in page.text


def test_withdrawing_the_decision_leaves_the_result(decisions, polls, cast, build, chain, clock_at):
    _need, _item, poll, draft = chain
    vote_and_close(polls, cast, poll, "for", clock_at)
    decisions.adopt(draft, adopted_on=day_of(poll))
    decision = decisions.publish(draft)
    build(
        decision_actions.close_decision,
        decision,
        state="withdrawn",
        author=decisions.viewer(cast.chair),
        reason="Vice de forme.",
    )
    reader = decisions.browser()
    page = reader.get(f"/decisions/{decision.reference}").text
    assert "Vice de forme." in page
    assert reader.get(f"/scrutins/{poll.reference}").status_code == 200


def test_the_outcome_is_asked_for_until_it_is_said(decisions, polls, cast, build, clock_at):
    poll = polls.called()
    vote_and_close(polls, cast, poll, "against", clock_at)
    staff, board = decisions.browser(cast.secretariat), "/tableau-de-bord"
    path = f"/scrutins/{poll.reference}/issue"
    assert "Issues de scrutins à écrire" in staff.get(board).text
    assert (
        path in staff.get(board).text
        and "à écrire" not in decisions.browser(cast.member).get(board).text
    )
    assert staff.post(path, data={"text": ""}).status_code == 422
    for person in (cast.member, cast.endorser, cast.citizen):
        assert decisions.browser(person).post(path, data={"text": "x"}).status_code == 403
    said = "Le texte est rejeté : il reviendra <b>amendé</b>."
    for _ in range(2):
        assert staff.post(path, data={"text": said}).status_code == 303
    assert build(lambda: db.session.scalar(db.select(db.func.count(OutcomeStatement.id)))) == 1
    assert "Issues de scrutins à écrire" not in staff.get(board).text
    shown = "il reviendra &lt;b&gt;amendé&lt;/b&gt;."
    assert shown in staff.get(f"/scrutins/{poll.reference}").text
    reader = decisions.browser().get(f"/scrutins/{poll.reference}").text
    assert "il reviendra" not in reader, "the result is not public yet"
    assert staff.post(path, data={"text": "Mieux dit."}).status_code == 303
    assert "Mieux dit." in staff.get(f"/scrutins/{poll.reference}").text
