"""Recusals: proposed by the chain, said by the body or established, never automatic."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.extensions import db
from council.journal.models import JournalEntry
from council.polls import actions, queries_results
from council.polls.actions_recusals import recuse
from council.polls.models import Ballot, CurrentBallot
from council.polls.models_recusals import Recusal
from council.records.models import LinkKind
from council.records.steps import link
from tests.polls.conftest import AVIS, ballot_data


def entries(build, kind):
    query = db.select(JournalEntry.public).where(JournalEntry.kind == kind)
    return build(lambda: list(db.session.scalars(query)))


def born(build, poll, source):
    build(lambda p, s: link(p.record, s.record, LinkKind.BORN_FROM), poll, source)


@pytest.fixture
def chained(build, cast, polls):
    """A draft born from an item, itself born from an offer of a body that has a seat."""
    assert cast.member and cast.other_member
    need = build.need(cast.administration)
    offer = build.contribution(cast.member_body, needs=[need], title="Export offert")
    item = build.item(sources=[offer])
    draft = polls.draft()
    born(build, draft, item)
    return {"need": need, "offer": offer, "item": item, "draft": draft}


def path(poll):
    return f"/scrutins/{poll.reference}/deport"


def draft_path(poll):
    return f"/scrutins/brouillons/{poll.record.uid}"


def leave(polls, poll, person, body, reason="Auteur d’une offre."):
    data = {"organization": str(body.id), "reason": reason}
    return polls.browser(person).post(path(poll), data=data)


def test_the_author_of_an_offer_is_proposed_at_any_depth(polls, cast, chained):
    for who in (cast.secretariat, cast.chair, cast.member):
        page = polls.browser(who).get(draft_path(chained["draft"])).text
        assert "Déports proposés" in page and "Association fictive" in page
        assert chained["offer"].reference in page and "à l’origine du scrutin" in page
    form = polls.browser(cast.member).get(f"{draft_path(chained['draft'])}/deport").text
    assert f"Auteur de l’offre {chained['offer'].reference}" in form
    assert polls.count(Recusal) == 0, "nothing is automatic"


def test_who_offers_for_the_need_behind_is_proposed_too(polls, build, cast, chained):
    draft = polls.draft(title="Faut-il autre chose ?")
    born(build, draft, build.item(sources=[chained["need"]]))
    rival = build.contribution(cast.other_body, needs=[chained["need"]], title="Autre offre")
    gone = build.contribution(
        cast.member_body, needs=[chained["need"]], state="withdrawn", title="Offre retirée"
    )
    page = polls.browser(cast.chair).get(draft_path(draft)).text
    assert rival.reference in page and "pour ce qui est soumis au vote" in page
    assert gone.reference not in page


def test_a_person_of_the_roll_who_also_acts_for_the_author_is_named(polls, build, cast, chained):
    build.mandate(cast.other_member, "representative", body=cast.member_body)
    page = polls.browser(cast.chair).get(draft_path(chained["draft"])).text
    assert "Lou Membre-Fictive agit aussi pour l’auteur" in page


def test_nothing_is_proposed_where_nothing_was_offered(polls, build, cast):
    draft = polls.draft()
    born(build, draft, build.item(sources=[build.need(cast.administration)]))
    page = polls.browser(cast.chair).get(draft_path(draft)).text
    assert "Déports proposés" not in page


def test_the_ballot_page_tells_with_the_reason_and_the_ballot_still_counts(
    polls, build, cast, chained
):
    poll = polls.called()
    born(build, poll, chained["item"])
    client = polls.browser(cast.member)
    page = client.get(f"/scrutins/{poll.reference}/bulletin").text
    assert "Un déport vous est proposé" in page and chained["offer"].reference in page
    assert path(poll) in page
    other = polls.browser(cast.other_member).get(f"/scrutins/{poll.reference}/bulletin").text
    assert "proposé" not in other and path(poll) in other
    seat = polls.seat(poll, cast.member_body)
    answer = client.post(f"/scrutins/{poll.reference}/bulletin", data=ballot_data(seat, "for"))
    assert answer.status_code == 303


def test_a_member_leaves_and_no_longer_votes(polls, build, cast):
    poll = polls.called()
    assert leave(polls, poll, cast.member, cast.member_body).status_code == 303
    client = polls.browser(cast.member)
    refused = client.get(f"/scrutins/{poll.reference}/bulletin")
    assert refused.status_code == 403 and "déporté" in refused.text
    seat = polls.seat(poll, cast.member_body)
    answer = client.post(f"/scrutins/{poll.reference}/bulletin", data=ballot_data(seat, "for"))
    assert answer.status_code == 403
    page = polls.browser().get(f"/scrutins/{poll.reference}").text
    assert "Auteur d’une offre." in page and "dit par l’organisme" in page
    assert poll.title not in client.get("/tableau-de-bord").text
    assert len(entries(build, "recusal.declared")) == 1


def test_a_ballot_already_cast_is_withdrawn_with_a_trace(polls, build, cast):
    poll = polls.called()
    ballot = polls.vote(poll, cast.member, cast.member_body, "for")
    leave(polls, poll, cast.member, cast.member_body)
    assert (polls.count(Ballot), polls.count(CurrentBallot)) == (1, 0)
    assert ballot.receipt in entries(build, "recusal.declared")[0]
    assert "un bulletin déjà déposé ne compte plus" in (
        polls.browser().get(f"/scrutins/{poll.reference}").text
    )


def test_the_count_leaves_the_recused_out(polls, cast, after):
    poll = polls.called()
    polls.vote(poll, cast.member, cast.member_body, "against")
    polls.vote(poll, cast.other_member, cast.other_body, "for")
    leave(polls, poll, cast.member, cast.member_body)
    after(poll.closes_at + timedelta(seconds=1))
    polls.build(actions.seal_poll, poll)
    page = polls.browser(cast.chair).get(f"/scrutins/{poll.reference}").text
    assert "La proposition est adoptée." in page, "one member left, one for"
    assert "ne prend pas part au vote" in page and "Auteur d’une offre." in page
    from council.polls import queries

    total = polls.build(
        lambda p: queries_results.outcome_of(p, queries.box_of(p)), poll
    ).result.total
    assert (total.inscrits, total.deportes, total.votants, total.pour) == (2, 1, 1, 1)


def test_the_chair_or_the_secretariat_establishes_it_and_the_body_is_told(
    polls, cast, mails, build
):
    for who, body in ((cast.chair, cast.member_body), (cast.secretariat, cast.other_body)):
        poll = polls.called()
        assert leave(polls, poll, who, body, "Établi en séance.").status_code == 303
        page = polls.browser().get(f"/scrutins/{poll.reference}").text
        assert "établi le" in page and "Établi en séance." in page
    assert len(entries(build, "recusal.established")) == 2
    told = [m["To"] for m in mails() if "Un déport est établi" in str(m["Subject"])]
    assert set(told) <= {cast.member.email, cast.other_member.email}


@pytest.mark.parametrize("who", ["citizen", "agent", "endorser", "observer", "administrator"])
def test_nobody_else_may(polls, cast, who):
    poll = polls.called()
    answer = leave(polls, poll, getattr(cast, who), cast.member_body)
    assert answer.status_code == 403
    assert polls.count(Recusal) == 0


def test_a_member_does_not_recuse_another_body(polls, cast):
    poll = polls.called()
    assert leave(polls, poll, cast.other_member, cast.member_body).status_code == 422
    assert polls.count(Recusal) == 0


def test_the_act_itself_refuses_another_body(polls, cast):
    from council.access import Refused

    poll = polls.called()
    viewer = polls.viewer(cast.other_member)
    with pytest.raises(Refused):
        polls.build(recuse, poll, organization_id=cast.member_body.id, reason="Non", author=viewer)


def test_once_is_enough_and_never_after_closing(polls, cast, after):
    poll = polls.called()
    assert leave(polls, poll, cast.member, cast.member_body).status_code == 303
    again = leave(polls, poll, cast.member, cast.member_body)
    assert again.status_code == 403 and "déjà déporté" in again.text
    after(poll.closes_at + timedelta(seconds=1))
    late = leave(polls, poll, cast.other_member, cast.other_body)
    assert late.status_code == 403 and "clos" in late.text
    assert polls.count(Recusal) == 1


def test_a_reason_is_asked(polls, cast):
    poll = polls.called()
    answer = leave(polls, poll, cast.member, cast.member_body, " ")
    assert answer.status_code == 422 and 'href="#reason' in answer.text


def test_one_said_before_the_opening_is_frozen_with_the_poll(polls, build, cast, chained):
    from council import clock

    draft = chained["draft"]
    data = {"organization": str(cast.member_body.id), "reason": "Auteur de l’offre."}
    client = polls.browser(cast.member)
    assert client.post(f"{draft_path(draft)}/deport", data=data).status_code == 303
    page = polls.browser(cast.chair).get(draft_path(draft)).text
    assert "Auteur de l’offre." in page and "Déports proposés" not in page
    poll = build(
        actions.open_poll,
        draft,
        opener=polls.viewer(cast.chair),
        closes_at=clock.now() + timedelta(days=7),
    )
    assert '"recusals":[{"established":false,"organization":"Association fictive"' in poll.frozen
    assert polls.browser(cast.member).get(f"/scrutins/{poll.reference}/bulletin").status_code == 403


def test_what_an_offer_kept_among_few_suggests_is_not_told_to_others(polls, build, cast):
    assert cast.member and cast.other_member
    need = build.need(cast.administration, visibility="organization")
    offer = build.contribution(cast.member_body, needs=[need], title="Offre discrète")
    draft = polls.draft(rule=AVIS)
    born(build, draft, offer)
    mine = polls.browser(cast.member).get(draft_path(draft)).text
    assert offer.reference in mine
    other = polls.browser(cast.other_member).get(draft_path(draft)).text
    assert offer.reference not in other and "Offre discrète" not in other
