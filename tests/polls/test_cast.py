"""Casting: who may, what is kept, what a change, a repeat or a late ballot does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.accounts.models import Account
from council.extensions import db
from council.journal.models import JournalEntry
from council.organizations.models import Mandate, Title
from council.polls import actions
from council.polls.models import Ballot, CurrentBallot, Phase, PollResult
from tests.polls.conftest import SIMPLE, ballot_data

SECOND = timedelta(seconds=1)


def path(poll, *more):
    return "/".join([f"/scrutins/{poll.reference}/bulletin", *more])


def test_a_member_chooses_confirms_and_gets_a_receipt(polls, cast):
    poll = polls.called()
    seat = polls.seat(poll, cast.member_body)
    browser = polls.browser(cast.member)

    form = browser.get(path(poll)).text
    assert "Le chantier n’est pas soutenu." in form
    assert form.count('type="radio"') == 4
    assert "pèse comme un vote contre" in form.lower()

    checked = browser.post(path(poll), data=ballot_data(seat, "for", confirmed=False))
    assert checked.status_code == 200
    assert "Le bulletin n’est pas encore reçu." in checked.text
    assert polls.count(Ballot) == 0

    cast_it = browser.post(path(poll), data=ballot_data(seat, "for", reason="Utile à tous."))
    assert cast_it.status_code == 303
    page = browser.get(cast_it.location).text
    ballot = polls.build(lambda: db.session.scalars(db.select(Ballot)).one())
    assert "Votre bulletin compte" in page and ballot.receipt in page
    assert polls.box(poll)["Association fictive"] == "for"
    assert (ballot.account_id, ballot.for_organization_id) == (cast.member.id, cast.member_body.id)


def test_back_from_the_confirmation_keeps_what_was_typed(polls, cast):
    poll = polls.called()
    seat = polls.seat(poll, cast.member_body)
    data = ballot_data(seat, "abstain", confirmed=False, reason="À revoir.", edit="1")
    page = polls.browser(cast.member).post(path(poll), data=data)
    assert page.status_code == 200
    assert "À revoir." in page.text
    radios = [tag.split(">")[0] for tag in page.text.split("<input")]
    assert ["abstain" in tag for tag in radios if "checked" in tag] == [True]
    assert polls.count(Ballot) == 0


def test_sending_the_same_ballot_twice_casts_it_once(polls, cast):
    poll = polls.called()
    seat = polls.seat(poll, cast.member_body)
    browser = polls.browser(cast.member)
    before = polls.count(JournalEntry)
    answers = [browser.post(path(poll), data=ballot_data(seat, "for")) for _ in range(3)]
    assert {a.status_code for a in answers} == {303}
    assert (polls.count(Ballot), polls.count(CurrentBallot)) == (1, 1)
    assert polls.count(JournalEntry) == before + 1


def test_a_changed_ballot_replaces_and_keeps_the_history(polls, cast):
    poll = polls.called()
    seat = polls.seat(poll, cast.member_body)
    browser = polls.browser(cast.member)
    browser.post(path(poll), data=ballot_data(seat, "for"))
    page = browser.get(path(poll)).text
    assert "Changer mon bulletin" in page and "voté par Max Membre-Fictif" in page
    browser.post(path(poll), data=ballot_data(seat, "against"))
    assert polls.box(poll)["Association fictive"] == "against"
    revisions = polls.build(
        lambda: db.session.execute(
            db.select(Ballot.revision, Ballot.content).order_by(Ballot.revision)
        ).all()
    )
    assert revisions == [(1, '{"choice":"for"}'), (2, '{"choice":"against"}')]
    assert polls.count(CurrentBallot) == 1


def test_an_alternate_sees_who_voted_and_may_replace(polls, cast, build):
    poll = polls.called()
    polls.vote(poll, cast.member, cast.member_body, "for")
    alternate = build.account("Ali Suppléant-Fictif")
    build.mandate(alternate, Title.ALTERNATE, body=cast.member_body)
    browser = polls.browser(alternate)
    assert "voté par Max Membre-Fictif" in browser.get(f"/scrutins/{poll.reference}").text
    seat = polls.seat(poll, cast.member_body)
    assert browser.post(path(poll), data=ballot_data(seat, "blank")).status_code == 303
    assert polls.box(poll)["Association fictive"] == "blank"


def test_a_rule_may_forbid_changing(polls, cast):
    poll = polls.called(polls.add_rule(base="avis-ecosysteme", ballots_changeable=False))
    seat = polls.seat(poll, cast.member_body)
    browser = polls.browser(cast.member)
    assert browser.post(path(poll), data=ballot_data(seat, "for")).status_code == 303
    assert browser.post(path(poll), data=ballot_data(seat, "for")).status_code == 303
    refused = browser.post(path(poll), data=ballot_data(seat, "against"))
    assert refused.status_code == 403 and "interdit d’en changer" in refused.text
    assert polls.box(poll)["Association fictive"] == "for"


REFUSED = [
    ("citizen", 403, "Vous n’êtes pas mandaté"),
    ("agent", 403, "Vous n’êtes pas mandaté"),
    ("vendor", 403, "Vous n’êtes pas mandaté"),
    ("observer", 403, "Vous n’êtes pas mandaté"),
    ("secretariat", 403, "Vous n’êtes pas mandaté"),
    ("chair", 403, "Vous n’êtes pas mandaté"),
    ("endorser", 403, "Vous n’êtes pas mandaté"),
    ("administrator", 403, "Vous n’êtes pas mandaté"),
    ("other_member", 404, ""),
]


@pytest.mark.parametrize(("role", "status", "words"), REFUSED)
def test_nobody_votes_on_a_seat_of_others(polls, cast, role, status, words):
    poll = polls.called()
    seat = polls.seat(poll, cast.member_body)
    browser = polls.browser(getattr(cast, role))
    answer = browser.post(path(poll), data=ballot_data(seat, "for"))
    assert answer.status_code == status and words in answer.text
    assert browser.get(f"{path(poll)}?siege={seat.uid}").status_code == status
    assert browser.get(f"{path(poll, 'recu')}?siege={seat.uid}").status_code == status
    assert polls.count(Ballot) == 0


def test_a_visitor_is_asked_to_sign_in(polls, cast):
    poll = polls.called()
    seat = polls.seat(poll, cast.member_body)
    browser = polls.browser()
    assert browser.get(path(poll)).location.startswith("/connexion")
    assert browser.post(path(poll), data=ballot_data(seat, "for")).status_code == 401


def test_a_revoked_mandate_and_a_closed_account_stop_at_once(polls, cast, build):
    poll = polls.called()
    seat = polls.seat(poll, cast.member_body)
    browser = polls.browser(cast.member)
    voter = polls.viewer(cast.member)

    def revoke(person):
        mandate = db.session.scalars(
            db.select(Mandate).where(Mandate.account_id == person.id)
        ).one()
        mandate.revoked_at = mandate.created_at

    build(revoke, cast.member)
    assert browser.post(path(poll), data=ballot_data(seat, "for")).status_code == 403
    # Even a Viewer built before the revocation is asked again inside the transaction.
    with pytest.raises(Exception, match="mandaté"):
        build(actions.cast_ballot, poll, seat=seat, voter=voter, content={"choice": "for"})
    assert polls.count(Ballot) == 0


BAD = [
    ({"choice": ""}, 422, "Choisissez une réponse."),
    ({"choice": "peut-être"}, 422, "choi"),
    ({"choice": "for", "reason": "x" * 2001}, 422, "2000"),
    ({"choice": "for", "reason": "a\x00b"}, 422, "invisibles"),
    ({"choice": "for", "csrf_token": "faux"}, 400, "expiré"),
]


@pytest.mark.parametrize(("data", "status", "words"), BAD)
def test_bad_ballots_are_refused_in_words(polls, cast, data, status, words):
    poll = polls.called()
    seat = polls.seat(poll, cast.member_body)
    page = polls.browser(cast.member).post(
        path(poll), data={"seat": seat.uid, "confirmed": "1", **data}
    )
    assert page.status_code == status and words in page.text
    assert polls.count(Ballot) == 0


def test_a_rule_may_ask_a_reason_against(polls, cast):
    key = polls.add_rule(base="avis-ecosysteme", reason_required_on_against=True)
    poll = polls.called(key)
    seat = polls.seat(poll, cast.member_body)
    browser = polls.browser(cast.member)
    page = browser.post(path(poll), data=ballot_data(seat, "against"))
    assert page.status_code == 422 and "motiver ce vote" in page.text
    motivated = ballot_data(seat, "against", reason="Trop cher.")
    assert browser.post(path(poll), data=motivated).status_code == 303


def test_blank_is_refused_where_the_rule_has_none(polls, cast):
    poll = polls.called(polls.add_rule(base="avis-ecosysteme", blank_allowed=False))
    seat = polls.seat(poll, cast.member_body)
    browser = polls.browser(cast.member)
    assert browser.get(path(poll)).text.count('type="radio"') == 3
    assert browser.post(path(poll), data=ballot_data(seat, "blank")).status_code == 422


def test_closing_is_exact_to_the_microsecond(polls):
    poll = polls.called(opens_in=timedelta(hours=1))
    tick = timedelta(microseconds=1)
    assert poll.phase(poll.opens_at - tick) == Phase.COMING
    assert poll.phase(poll.opens_at) == Phase.OPEN
    assert poll.phase(poll.closes_at - tick) == Phase.OPEN
    assert poll.phase(poll.closes_at) == Phase.CLOSED
    assert poll.phase(poll.closes_at + tick) == Phase.CLOSED


def test_ballots_around_opening_and_closing(polls, cast, after):
    poll = polls.called(opens_in=timedelta(hours=1))
    seat = polls.seat(poll, cast.member_body)
    browser = polls.browser(cast.member)

    early = browser.post(path(poll), data=ballot_data(seat, "for"))
    assert early.status_code == 403 and "pas encore ouvert" in early.text
    after(poll.opens_at)
    browser.sign_in(cast.member)
    assert browser.post(path(poll), data=ballot_data(seat, "for")).status_code == 303
    after(poll.closes_at - 30 * SECOND)
    browser.sign_in(cast.member)
    assert browser.post(path(poll), data=ballot_data(seat, "abstain")).status_code == 303
    after(poll.closes_at)
    browser.sign_in(cast.member)
    late = browser.post(path(poll), data=ballot_data(seat, "against"))
    assert late.status_code == 403 and "clos" in late.text
    assert polls.box(poll)["Association fictive"] == "abstain"
    assert polls.count(PollResult) == 1, "the next POST seals what has closed"


def test_the_journal_binds_the_ballot_without_telling_it(polls, cast):
    poll = polls.called()
    ballot = polls.vote(poll, cast.member, cast.member_body, "against", "mot-planté")
    entry = polls.build(
        lambda: db.session.scalars(
            db.select(JournalEntry).where(JournalEntry.kind == "ballot.cast")
        ).one()
    )
    assert ballot.receipt in entry.public
    assert entry.organization_id == cast.member_body.id
    assert "against" not in entry.public and "mot-planté" not in entry.public


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ballots SET content = '{}'",
        "DELETE FROM ballots",
        "UPDATE roll_entries SET weight = '9'",
        "DELETE FROM roll_entries",
    ],
)
def test_the_database_refuses_to_rewrite_the_box(polls, cast, build, statement):
    poll = polls.called()
    polls.vote(poll, cast.member, cast.member_body, "for")

    def rewrite():
        with db.session.begin_nested():
            db.session.execute(db.text(statement))

    with pytest.raises(Exception, match="append-only"):
        build(rewrite)


def test_a_person_with_two_seats_chooses_the_seat(polls, cast, build):
    _ = cast.member, cast.other_member
    build.mandate(cast.member, Title.MEMBER, body=cast.other_body)
    poll = polls.called()
    first, second = polls.seat(poll, cast.member_body), polls.seat(poll, cast.other_body)
    browser = polls.browser(cast.member)
    assert "Coopérative fictive" in browser.get(f"{path(poll)}?siege={second.uid}").text
    assert browser.post(path(poll), data=ballot_data(second, "for")).status_code == 303
    assert browser.post(path(poll), data=ballot_data(first, "against")).status_code == 303
    assert set(polls.box(poll).values()) == {"for", "against"}


def test_an_account_is_needed_not_only_a_name(polls, cast, build):
    poll = polls.called(SIMPLE)
    voter = polls.viewer(cast.member)

    def close(person):
        db.session.get_one(Account, person.id).state = "closed"

    build(close, cast.member)
    with pytest.raises(Exception, match="Connectez-vous"):
        build(
            actions.cast_ballot,
            poll,
            seat=polls.seat(poll, cast.member_body),
            voter=voter,
            content={"choice": "for"},
        )
