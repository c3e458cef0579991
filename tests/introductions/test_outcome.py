"""What came of it is asked, asked once more, then counted as silence; contacts are erased."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import now
from council.introductions.jobs import follow
from tests.introductions.conftest import OTHER_CONTACT


@pytest.fixture
def later(build, clock_at):
    """`later(days)` moves the clock that many days on, and does what time asks."""

    def move(days):
        clock_at(now() + timedelta(days=days, hours=1))
        build(follow)

    return move


def conclude(client, address, outcome, reason=""):
    return client.post(f"{address}/issue", data={"outcome": outcome, "reason": reason})


def test_an_unanswered_proposal_expires(client, cast, build, pair, later, mails):
    address = pair.proposed(client)
    later(29)
    assert pair.row().state == "proposed"
    later(2)
    assert pair.row().state == "expired"
    assert pair.contacts() == set()
    later(60)
    assert pair.journal() == ["introduction.proposed", "introduction.expired"]
    client.sign_in(cast.vendor)
    assert "expirée" in client.get(address).text


def test_it_is_expired_before_the_worker_says_so(client, cast, pair, clock_at):
    address = pair.proposed(client)
    clock_at(now() + timedelta(days=32))
    client.sign_in(cast.vendor)
    assert "Le délai de réponse est passé" in client.get(address).text
    answer = client.post(f"{address}/{cast.company.reference}/accepter", data=OTHER_CONTACT)
    assert answer.status_code == 403
    assert "délai" in answer.text


def test_the_outcome_is_asked_twice_then_counted_as_silence(client, cast, pair, later):
    address = pair.accepted(client)
    later(29)
    assert pair.journal()[-1] == "introduction.made"
    later(2)
    assert pair.journal()[-1] == "introduction.outcome_asked"
    later(10)
    assert pair.journal()[-1] == "introduction.outcome_asked"
    later(6)
    assert pair.journal()[-1] == "introduction.outcome_reminded"
    later(16)
    assert pair.journal()[-1] == "introduction.closed"
    assert pair.row().state == "no_reply"
    later(30)
    assert pair.journal().count("introduction.outcome_reminded") == 1
    client.sign_in(cast.agent)
    page = client.get(address).text
    assert "sans réponse" in page and "Dire ce qui en est sorti" in page


def test_a_late_answer_is_an_answer(client, cast, pair, later):
    address = pair.accepted(client)
    for _turn in range(3):
        later(31)
    assert pair.row().state == "no_reply"
    client.sign_in(cast.agent)
    assert conclude(client, address, "no_reply").status_code == 422
    assert conclude(client, address, "joined").status_code == 303
    assert pair.row().state == "joined"
    assert conclude(client, address, "separate", "Non.").status_code == 403


@pytest.mark.parametrize("name", ["agent", "vendor"])
def test_either_body_says_what_came_of_it(client, cast, pair, name):
    address = pair.accepted(client)
    client.sign_in(getattr(cast, name))
    assert conclude(client, address, "separate").status_code == 422
    assert conclude(client, address, "perdu").status_code == 422
    assert conclude(client, address, "").status_code == 422
    done = conclude(client, address, "separate", "Nos calendriers diffèrent.")
    assert done.status_code == 303
    assert "Nos calendriers diffèrent." in client.get(address).text
    assert pair.row().state == "separate"
    assert pair.journal()[-1] == "introduction.concluded"


def test_nobody_concludes_before_both_accepted_nor_for_others(client, cast, pair):
    address = pair.proposed(client)
    assert conclude(client, address, "joined").status_code == 403
    client.sign_in(cast.vendor)
    client.post(f"{address}/{cast.company.reference}/accepter", data=OTHER_CONTACT)
    for name, status in (("secretariat", 403), ("member", 404), ("citizen", 404)):
        client.sign_in(getattr(cast, name))
        assert conclude(client, address, "joined").status_code == status


def test_those_who_join_are_shown_what_to_do_next(client, cast, pair):
    address = pair.accepted(client)
    client.sign_in(cast.agent)
    assert "Et maintenant" not in client.get(address).text
    conclude(client, address, "joined", "Un atelier commun.")
    page = client.get(address).text
    assert f"/besoins/{pair.other.reference}/soutenir" in page
    assert "/fusionner" not in page
    client.sign_in(cast.secretariat)
    page = client.get(address).text
    assert f"/besoins/{pair.other.reference}/fusionner?avec={pair.need.reference}" in page


def test_contacts_are_erased_some_time_after_the_outcome(client, cast, pair, later):
    address = pair.accepted(client)
    client.sign_in(cast.agent)
    conclude(client, address, "joined")
    later(89)
    assert OTHER_CONTACT["contact_email"] in pair.contacts()
    later(2)
    assert pair.contacts() == set()
    client.sign_in(cast.agent)
    page = client.get(address).text
    assert OTHER_CONTACT["contact_email"] not in page
    assert "Contact effacé" in page
    later(200)
    assert pair.journal()[-1] == "introduction.contacts_erased"
    assert pair.journal().count("introduction.contacts_erased") == 1


def test_two_workers_ask_once(build, client, pair, clock_at):
    from council.introductions import actions_following as actions

    pair.accepted(client)
    clock_at(now() + timedelta(days=31))
    row = pair.row()
    assert build(actions.ask_outcome, row) is True
    assert build(actions.ask_outcome, row) is False
    assert build(actions.erase_old_contacts, row) is False
    assert build(actions.expire_introduction, row) is False
