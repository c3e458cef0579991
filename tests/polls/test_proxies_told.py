"""Where a proxy is told: pages, mails, to-do lists, tables, refusals; and from whom it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.extensions import db
from council.organizations.models import Title
from council.polls import queries, queries_results
from council.polls.actions_recusals import recuse
from council.polls.models_refusals import PollRefusal
from tests.notifications.test_digest import text_of
from tests.polls.conftest import SIMPLE
from tests.polls.held import Held
from tests.polls.test_evidence import package, unpack
from tests.polls.test_proxies import MEANINGS, ballot_for, give

OWN_VOTE = "le siège a voté lui-même"


@pytest.fixture
def held(polls, cast, build, after):
    """An open motion in which a seat may carry one proxy; three seats, one person each."""
    one = Held(polls, cast, build, after)
    return one.open(polls.add_rule(base=SIMPLE, proxies=1), **MEANINGS)


def show(held, person=None):
    return held.polls.browser(person).get(f"/scrutins/{held.poll.reference}").text


def own_seat(held, who):
    return held.polls.seat(held.poll, held.voters[who][1])


def ballot_page(held, who, seat=None):
    path = f"/scrutins/{held.poll.reference}/bulletin"
    query = f"?siege={seat.uid}" if seat is not None else ""
    return held.polls.browser(held.voters[who][0]).get(path + query)


def test_every_reader_of_a_poll_reads_its_proxies(held):
    assert "Aucune procuration n’a été donnée." in show(held)
    give(held, 0, 1)
    giver, holder = held.voters[0][1].name, held.voters[1][1].name
    assert f"{giver} donne procuration à {holder}" in show(held)


def test_ballots_confirmations_receipts_and_the_result_say_by_proxy(held):
    give(held, 0, 1)
    carried = own_seat(held, 0)
    form = ballot_page(held, 1, carried).text
    assert "Vous votez par procuration" in form and "Se déporter" not in form
    path = f"/scrutins/{held.poll.reference}/bulletin"
    data = {"seat": carried.uid, "choice": "for"}
    checked = held.polls.browser(held.voters[1][0]).post(path, data=data).text
    assert "par procuration" in checked
    receipt = held.polls.browser(held.voters[1][0]).get(ballot_for(held, 1, 0).location).text
    assert "(par procuration)" in receipt
    assert "(par procuration)" in show(held, held.voters[0][0])
    ballot_for(held, 1, 1)
    ballot_for(held, 2, 2, "against")
    assert "Parmi les votants qui décident, 1 l’a fait par procuration." in held.close()
    table = unpack(package(held))["exports/bulletins.csv"].decode()
    assert table.splitlines()[0].endswith("par procuration") and table.count(",oui") == 1


def test_a_holder_finds_their_own_seat_first_and_gives_nothing_for_the_other(held):
    give(held, 0, 1)
    first = f"Vous votez pour {held.voters[1][1].name} "
    assert first in ballot_page(held, 1).text
    page = show(held, held.voters[1][0])
    assert f"procuration?siege={own_seat(held, 0).uid}" not in page
    assert f"procuration?siege={own_seat(held, 1).uid}" in page


def test_the_one_who_gave_is_asked_for_nothing_more_the_holder_is(held):
    give(held, 0, 1)
    assert held.poll.title not in held.polls.browser(held.voters[0][0]).get("/tableau-de-bord").text
    owed = held.polls.browser(held.voters[1][0]).get("/tableau-de-bord").text
    assert f"bulletin?siege={own_seat(held, 0).uid}" in owed
    assert f"bulletin?siege={own_seat(held, 1).uid}" in owed
    page = ballot_page(held, 0).text
    assert f"a donné procuration à {held.voters[1][1].name}" in page


def test_the_holder_is_told_by_mail_when_given_and_when_taken_back(held, mails):
    mails()
    give(held, 0, 1)
    given = [mail for mail in mails() if "vous donne procuration" in text_of(mail)]
    assert [mail["To"] for mail in given] == [held.voters[1][0].email]
    seat = own_seat(held, 0)
    path = f"/scrutins/{held.poll.reference}/procuration/retirer?siege={seat.uid}"
    held.polls.browser(held.voters[0][0]).post(path)
    back = [mail for mail in mails() if "vous retire sa procuration" in text_of(mail)]
    assert [mail["To"] for mail in back] == [held.voters[1][0].email]
    assert "retirée" in show(held)


def test_that_the_giver_voted_is_told_to_both_and_to_others_at_the_closing(held):
    give(held, 0, 1)
    assert ballot_for(held, 0, 0, "against").status_code == 303
    for who in (0, 1):
        assert OWN_VOTE in show(held, held.voters[who][0])
    for person in (None, held.voters[2][0], held.cast.secretariat, held.cast.administrator):
        assert OWN_VOTE not in show(held, person), "nobody knows who voted before the closing"
    assert OWN_VOTE in held.close()


def test_a_holder_too_late_is_told_why_and_counted(held, build):
    give(held, 0, 1)
    ballot_for(held, 0, 0, "against")
    late = ballot_for(held, 1, 0)
    assert late.status_code == 403 and "a pris fin" in late.text
    assert ballot_page(held, 1, own_seat(held, 0)).status_code == 403
    assert ballot_page(held, 2, own_seat(held, 0)).status_code == 404, "who never carried it"
    refusals = build(lambda: db.session.scalars(db.select(PollRefusal)).all())
    assert [(row.cause, row.number) for row in refusals] == [("proxy_ended", 1)]


def test_a_recusal_of_the_holder_shows_and_lets_the_giver_vote(held, build):
    give(held, 0, 1)
    person, body = held.voters[1]
    author = held.polls.viewer(person)
    build(recuse, held.poll, organization_id=body.id, reason="Intérêt.", author=author)
    assert "un des deux organismes s’est déporté" in show(held)
    assert ballot_for(held, 1, 0).status_code == 403
    assert ballot_for(held, 0, 0).status_code == 303


def test_a_chair_who_only_voted_for_another_has_not_voted(polls, cast, build, after):
    held = Held(polls, cast, build, after).open(
        polls.add_rule(base=SIMPLE, proxies=1, tie="casting_vote"), **MEANINGS
    )
    build.mandate(cast.chair, Title.MEMBER, body=held.voters[1][1])
    give(held, 0, 1)
    seat = own_seat(held, 0)
    data = {"seat": seat.uid, "choice": "for", "confirmed": "1"}
    path = f"/scrutins/{held.poll.reference}/bulletin"
    assert polls.browser(cast.chair).post(path, data=data).status_code == 303
    ballot_for(held, 2, 2, "against")
    held.close()
    box = build(queries.box_of, held.poll)
    assert not build(queries_results.chair_voted, polls.viewer(cast.chair), box)
    settle = polls.browser(cast.chair).get(f"/scrutins/{held.poll.reference}/departager")
    assert settle.status_code == 403 and "a voté" in settle.text


def test_an_observer_uses_the_advisory_proxy_their_seat_carries(polls, cast, build, after):
    colleges = [
        {"key": "ecosysteme", "weight": "1"},
        {"key": "administrations", "weight": "0"},
    ]
    watched, watcher = build.organization("Agence regardée"), build.organization("Agence invitée")
    people = []
    for body, title in ((watched, Title.MEMBER), (watcher, Title.OBSERVER)):
        build.seat(body, "administrations")
        person = build.account()
        build.mandate(person, title, body=body)
        people.append((person, body))
    rule = polls.add_rule(
        base=SIMPLE, proxies=1, electorate={"mode": "single", "colleges": colleges}
    )
    poll = polls.called(rule, closes_in=timedelta(days=3))
    held = Held(polls, cast, build, after, poll=poll, voters=people)
    assert give(held, 0, 1).status_code == 303
    assert ballot_for(held, 1, 0).status_code == 303
    assert polls.box(poll)["Agence regardée"] == "for"
