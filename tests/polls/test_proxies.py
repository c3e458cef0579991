"""Proxies and second convocations, through the pages and by the actions they call."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council import clock
from council.access import Refused
from council.polls import actions, actions_second
from council.polls.models import Ballot, Poll, PollState
from council.polls.models_proxies import Proxy
from council.transactions import Invalid
from tests.polls.conftest import SIMPLE
from tests.polls.held import Held

MEANINGS = {"meaning_for": "Oui.", "meaning_against": "Non."}


@pytest.fixture
def held(polls, cast, build, after) -> Held:
    """A poll to hold."""
    return Held(polls, cast, build, after)


@pytest.fixture
def open_poll(held, polls):
    """An open motion in which a seat may carry one proxy; three seats, one person each."""
    return held.open(polls.add_rule(base=SIMPLE, proxies=1), **MEANINGS)


def give(held, giver, holder):
    """Post a proxy from a voter to another."""
    person, body = held.voters[giver]
    seat = held.polls.seat(held.poll, body)
    other = held.polls.seat(held.poll, held.voters[holder][1])
    path = f"/scrutins/{held.poll.reference}/procuration?siege={seat.uid}"
    return held.polls.browser(person).post(path, data={"holder": other.uid})


def ballot_for(held, who, seat_of, choice="for"):
    """Post a confirmed ballot by a voter for another's seat."""
    seat = held.polls.seat(held.poll, held.voters[seat_of][1])
    data = {"seat": seat.uid, "choice": choice, "confirmed": "1"}
    path = f"/scrutins/{held.poll.reference}/bulletin"
    return held.polls.browser(held.voters[who][0]).post(path, data=data)


def test_a_proxy_is_given_used_and_said(open_poll, polls):
    held = open_poll
    page = held.page(0, "").text
    assert "Donner procuration" in page and "Un siège peut en porter 1" in page
    assert give(held, 0, 1).status_code == 303
    assert "procuration donnée à" in held.page(0, "").text
    listed = polls.browser(held.voters[1][0]).get(f"/scrutins/{held.poll.reference}/bulletin").text
    assert held.voters[0][1].name in listed, "the holder finds the seat among theirs"
    assert "/scrutins/" in polls.browser(held.voters[1][0]).get("/tableau-de-bord").text
    assert ballot_for(held, 1, 0).status_code == 303
    assert ballot_for(held, 1, 1, "against").status_code == 303
    page = held.close()
    assert "(par procuration)" in page
    counters = held.sealed()["total"]
    assert (counters["votants"], counters["pour"], counters["contre"]) == (2, 1, 1)


def test_ones_own_ballot_ends_the_proxy_and_wins(open_poll, polls):
    held = open_poll
    give(held, 0, 1)
    assert ballot_for(held, 1, 0, "for").status_code == 303
    assert ballot_for(held, 0, 0, "against").status_code == 303
    assert ballot_for(held, 1, 0, "for").status_code in (403, 404)
    held.close()
    assert held.sealed()["total"]["contre"] == 1 and held.sealed()["total"]["pour"] == 0


def test_ones_own_ballot_wins_even_where_none_may_be_changed(held, polls):
    held.open(polls.add_rule(base=SIMPLE, proxies=1, ballots_changeable=False), **MEANINGS)
    give(held, 0, 1)
    assert ballot_for(held, 1, 0, "for").status_code == 303
    assert ballot_for(held, 1, 0, "against").status_code == 403
    seat = polls.seat(held.poll, held.voters[0][1])
    theirs, own = held.page(1, f"/bulletin?siege={seat.uid}"), held.page(0)
    assert "interdit d’en changer" in theirs.text and "Vérifier mon bulletin" in own.text
    assert "Changer mon bulletin" in held.page(0, "").text
    assert ballot_for(held, 0, 0, "against").status_code == 303
    assert "interdit d’en changer" in held.page(0).text
    assert ballot_for(held, 0, 0, "for").status_code == 403


def test_a_proxy_is_one_hop_with_a_limit_and_never_to_oneself(open_poll):
    held = open_poll
    assert give(held, 0, 0).status_code == 422
    assert give(held, 0, 1).status_code == 303
    assert give(held, 0, 2).status_code == 422, "already given"
    assert give(held, 1, 2).status_code == 422, "a holder gives none"
    assert give(held, 2, 0).status_code == 422, "a giver carries none"
    assert give(held, 2, 1).status_code == 422, "one is the limit"
    assert held.polls.count(Proxy) == 1
    assert give(held, 0, 1).status_code == 303, "the same again changes nothing"
    assert held.polls.count(Proxy) == 1


def test_a_proxy_is_taken_back(open_poll):
    held = open_poll
    give(held, 0, 1)
    seat = held.polls.seat(held.poll, held.voters[0][1])
    path = f"/scrutins/{held.poll.reference}/procuration/retirer?siege={seat.uid}"
    stranger = held.polls.browser(held.voters[2][0]).post(path)
    assert stranger.status_code in (403, 404)
    assert held.polls.browser(held.voters[0][0]).post(path).status_code == 303
    assert ballot_for(held, 1, 0).status_code in (403, 404)
    assert give(held, 0, 2).status_code == 303


def test_who_votes_or_leaves_gives_none(open_poll, polls):
    held = open_poll
    assert ballot_for(held, 0, 0).status_code == 303
    assert give(held, 0, 1).status_code == 422
    give(held, 2, 1)
    path = f"/scrutins/{held.poll.reference}/deport"
    body = held.voters[1][1]
    browser = polls.browser(held.voters[1][0])
    gone = browser.post(path, data={"organization": body.id, "reason": "Intérêt fictif."})
    assert gone.status_code == 303
    assert ballot_for(held, 1, 2).status_code in (403, 404), "the holder left: the proxy is over"
    assert give(held, 2, 1).status_code == 422, "nor to a body that left"
    assert ballot_for(held, 2, 2).status_code == 303


def test_no_proxy_where_the_rule_has_none(held, polls):
    held.open(polls.add_rule(base=SIMPLE), **MEANINGS)
    assert held.page(0, "/procuration").status_code == 403


def test_no_proxy_after_the_end_nor_by_somebody_without_a_seat(open_poll, polls):
    held = open_poll
    citizen = polls.browser(held.cast.citizen).get(f"/scrutins/{held.poll.reference}/procuration")
    assert citizen.status_code == 403
    held.close()
    assert give(held, 0, 1).status_code == 403


def test_a_package_with_a_proxy_holds(open_poll, tmp_path):
    from council.verifier import main as verifier

    held = open_poll
    give(held, 0, 1)
    ballot_for(held, 1, 0)
    ballot_for(held, 0, 0, "against")
    held.close()
    data = held.polls.browser().get(f"/scrutins/{held.poll.reference}/resultat.zip").data
    (tmp_path / "p.zip").write_bytes(data)
    assert verifier.main([str(tmp_path / "p.zip")]) == 0


def second(held, person):
    return held.polls.browser(person).post(f"/scrutins/{held.poll.reference}/seconde-convocation")


def test_without_quorum_a_second_convocation_needs_none(held, polls, cast, build):
    rule = polls.add_rule(
        base=SIMPLE,
        quorum={"kind": "share", "share": "1"},
        second_convocation={"after_days": 2, "quorum": {"kind": "none"}, "threshold": None},
    )
    held.open(rule, **MEANINGS)
    assert "Faute de quorum, sur le même texte : Aucun quorum." in held.page(0, "").text
    assert second(held, cast.chair).status_code == 403, "not while it is open"
    held.vote(0, choice="for")
    assert "Quorum non atteint" in held.close()
    assert second(held, held.voters[0][0]).status_code == 403
    page = polls.browser(cast.chair).get(f"/scrutins/{held.poll.reference}").text
    assert "Préparer la seconde convocation" in page
    answer = second(held, cast.chair)
    assert answer.status_code == 303
    assert second(held, cast.chair).location == answer.location, "asked twice, once"
    draft = polls.browser(cast.chair).get(answer.location).text
    assert "Seconde convocation du scrutin" in draft and held.poll.reference in draft
    again = build(actions_second.call_again, held.poll, author=polls.viewer(cast.chair))
    assert again.rule.quorum.kind == "none" and again.rule.second_convocation is None
    chair, now = polls.viewer(cast.chair), clock.now()
    with pytest.raises(Invalid, match="au plus tôt 2 jours"):
        build(actions.open_poll, again, opener=chair, closes_at=now + timedelta(days=9))
    opened = build(
        actions.open_poll,
        again,
        opener=chair,
        opens_at=held.poll.closes_at + timedelta(days=2, minutes=1),
        closes_at=now + timedelta(days=9),
    )
    assert opened.state == PollState.CALLED
    assert opened.reference in polls.browser().get(f"/scrutins/{held.poll.reference}").text
    with pytest.raises(Refused):
        build(
            actions.edit_poll,
            opened,
            {},
            body=None,
            rule_key=rule,
            author=chair,
            seen_version=1,
        )


def test_a_second_convocation_lowers_the_threshold_of_a_refused_text(held, polls, cast):
    held.open("publiccode-yml", **MEANINGS)
    held.vote(0, choice="for")
    held.vote(1, choice="for")
    held.vote(2, choice="against")
    assert "La proposition est rejetée." in held.close()
    answer = second(held, cast.chair)
    assert answer.status_code == 303
    assert "au moins les trois quarts" in polls.browser(cast.chair).get(answer.location).text


def test_an_adopted_text_has_no_second_convocation(held, polls, cast):
    held.open("publiccode-yml", **MEANINGS)
    held.vote(0, choice="for")
    held.close()
    assert second(held, cast.chair).status_code == 403
    assert polls.count(Poll) == 1 and polls.count(Ballot) == 1


def test_a_second_convocation_given_up_may_be_prepared_again(held, polls, cast):
    rule = polls.add_rule(
        base=SIMPLE,
        quorum={"kind": "share", "share": "1"},
        second_convocation={"after_days": 0, "quorum": {"kind": "none"}, "threshold": None},
    )
    held.open(rule, **MEANINGS)
    held.vote(0, choice="for")
    held.close()
    path = second(held, cast.chair).location
    browser = polls.browser(cast.chair)
    assert browser.get(path + "/modifier").status_code == 403
    assert browser.post(path + "/abandonner", data={"reason": "Erreur."}).status_code == 303
    again = second(held, cast.chair).location
    assert again != path


def test_the_administrative_commission_is_offered_and_holds(polls, cast, build):
    body = build.organization("Agence inventée des routes")
    build.seat(body, "administrations")
    _ = cast.member, cast.other_member
    poll = polls.draft("commission-administrative")
    now, chair = clock.now(), polls.viewer(cast.chair)
    with pytest.raises(Invalid, match="5 jours"):
        build(actions.open_poll, poll, opener=chair, closes_at=now + timedelta(days=9))
    opened = build(
        actions.open_poll,
        poll,
        opener=chair,
        opens_at=now + timedelta(days=6),
        closes_at=now + timedelta(days=9),
    )
    page = polls.browser().get(f"/scrutins/{opened.reference}").text
    assert "Un siège peut en porter 1" in page and "Faute de quorum" in page
