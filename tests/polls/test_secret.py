"""Secret votes through the pages: receipts, changes, small groups, what is told and what is not."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from council.extensions import db
from council.journal.models import JournalEntry, OutboxMessage
from council.polls.models import Ballot, PollResult
from council.polls.models_refusals import PollRefusal
from council.polls.models_secret import PollSignature, SecretBallot
from tests.polls.secret import Secret

BOTH = {
    "mode": "single",
    "colleges": [
        {"key": "administrations", "weight": "1"},
        {"key": "ecosysteme", "weight": "1"},
    ],
}


@pytest.fixture
def secret(polls, after) -> Secret:
    """A secret poll to hold."""
    return Secret(polls, after)


def facts(secret):
    """What was sealed."""
    poll = secret.poll
    found = secret.polls.build(lambda p: db.session.get_one(PollResult, p.id).content, poll)
    return json.loads(found)


def test_a_secret_vote_from_the_form_to_the_ballot_found_again(secret):
    secret.people(6).open()
    page = secret.browser(0).get(secret.path).text
    assert "Ce que le secret couvre" in page and "Explication de vote" not in page
    receipts = [secret.vote(n, choice=c) for n, c in enumerate(["for"] * 4 + ["against"] * 2)]
    assert len(set(receipts)) == 6
    page = secret.close()
    assert "Les bulletins, mêlés" in page and "La proposition est adoptée." in page
    assert "Qui a voté" in page and "Personne Fictive" not in page
    browser = secret.polls.browser()
    where = f"/scrutins/{secret.poll.reference}/retrouver"
    for receipt, said in ((receipts[0], "Bulletin : Pour."), (receipts[5], "Bulletin : Contre.")):
        # Spaces, dashes and the letters taken for figures do not matter.
        typed = receipt.lower().replace("-", " ")
        answer = browser.post(where, data={"receipt": typed}).text
        assert said in answer and "Ce bulletin est compté" in answer
    assert "Aucun bulletin" in browser.post(where, data={"receipt": "0" * 26}).text
    answer = browser.post(where, data={"receipt": "court"})
    assert answer.status_code == 422 and "26 lettres et chiffres" in answer.text


def test_nothing_is_named_where_ballots_are_kept_nor_in_the_journal(secret):
    polls = secret.people(6).open().polls
    entries, messages = polls.count(JournalEntry), polls.count(OutboxMessage)
    secret.vote(0, choice="for")
    assert (polls.count(JournalEntry), polls.count(OutboxMessage)) == (entries, messages)
    assert (polls.count(Ballot), polls.count(SecretBallot), polls.count(PollSignature)) == (0, 1, 1)
    row = polls.build(
        lambda: dict(db.session.execute(db.select(SecretBallot.__table__)).one()._mapping)
    )
    assert set(row) == {"lookup", "poll_id", "box", "content", "proof"} and row["box"] == ""


def test_the_same_ballot_sent_again_is_the_same_ballot(secret):
    secret.people(6).open()
    _page, receipt = secret.confirm(0, choice="for")
    for _ in range(3):
        answer = secret.cast(0, receipt, choice="for")
        assert answer.status_code == 200 and receipt in answer.text
    assert (secret.polls.count(SecretBallot), secret.polls.count(PollSignature)) == (1, 1)


def test_a_ballot_is_changed_with_its_receipt_alone(secret):
    secret.people(6).open()
    receipt = secret.vote(0, choice="for")
    page = secret.browser(0).get(secret.path).text
    assert "Un bulletin secret a été reçu pour ce siège" in page and "checked" not in page
    # Without it, nothing changes; nor with another's, nor with one that is none.
    page, _ = secret.confirm(0, choice="against")
    assert page.status_code == 422 and "Recopiez le reçu entier" in page.text
    other = secret.cast(0, "7" * 26, choice="against")
    assert other.status_code == 422 and "en changer demande son reçu" in other.text
    refused = secret.polls.build(lambda: db.session.scalars(db.select(PollRefusal)).all())
    assert [(row.cause, row.number) for row in refused] == [("no_receipt", 1)]
    page, shown = secret.confirm(0, choice="against", receipt=receipt)
    assert page.status_code == 200 and shown == receipt
    assert secret.cast(0, receipt, choice="against").status_code == 200
    rows = secret.polls.build(lambda: db.session.scalars(db.select(SecretBallot.content)).all())
    assert rows == ['{"choice":"against"}']


def test_a_receipt_already_used_opens_no_other_ballot(secret):
    secret.people(6).open()
    receipt = secret.vote(0, choice="for")
    answer = secret.cast(1, receipt, choice="against")
    assert answer.status_code == 422 and "déjà déposé" in answer.text
    assert (secret.polls.count(SecretBallot), secret.polls.count(PollSignature)) == (1, 1)
    refused = secret.polls.build(lambda: db.session.scalars(db.select(PollRefusal)).all())
    assert [(row.cause, row.number) for row in refused] == [("invalid", 1)]


def test_a_rule_may_forbid_changes(secret):
    secret.people(6).open(ballots_changeable=False)
    receipt = secret.vote(0, choice="for")
    page = secret.browser(0).get(secret.path).text
    assert "interdit d’en changer" in page and "Vérifier mon bulletin" not in page
    assert secret.cast(0, receipt, choice="for").status_code == 200
    assert secret.cast(0, receipt, choice="against").status_code == 403


def test_an_explanation_is_refused(secret):
    secret.people(6).open()
    page, _ = secret.confirm(0, choice="for", reason="Parce que moi.")
    assert page.status_code == 422 and "ne porte pas d’explication" in page.text
    assert secret.polls.count(SecretBallot) == 0


@pytest.mark.parametrize("seats", [1, 4])
def test_a_group_too_small_is_not_called(secret, seats):
    from council.polls import actions
    from council.transactions import Invalid

    polls = secret.people(seats, "administrations").polls
    electorate = {
        "mode": "single",
        "colleges": [{"key": "administrations", "weight": "1"}],
    }
    key = polls.add_rule("Trop petit", secrecy="secret", electorate=electorate)
    poll = polls.draft(key)
    chair = polls.viewer(polls.cast.chair)
    closes = poll.created_at + timedelta(days=3)
    with pytest.raises(Invalid, match="au moins 5 sièges"):
        polls.build(actions.open_poll, poll, opener=chair, closes_at=closes)


def test_few_voters_or_all_alike_are_not_named(secret):
    secret.people(7).open()
    for n in range(6):
        secret.vote(n, choice="for")
    page = secret.close()
    assert "ils diraient le vote de chacun" in page and "Participation de chaque" not in page
    assert facts(secret)["secret"] == {
        "boxes": False, "advisory": False, "turnout": False, "votants": {},
    }  # fmt: skip


def test_colleges_of_one_list_are_never_told_apart(secret):
    secret.people(5).people(5, "ecosysteme").open(electorate=BOTH)
    for n in range(10):
        secret.vote(n, choice="against" if n in (0, 5, 6) else "for")
    page = secret.close()
    sealed = facts(secret)
    assert sealed["groups"] == [] and sealed["total"]["pour"] == 7
    assert {row["box"] for row in rows_of(secret)} == {""}
    assert "Total qui décide" in page


def rows_of(secret):
    """The box as rows."""
    table = SecretBallot.__table__
    return secret.polls.build(
        lambda: [dict(r._mapping) for r in db.session.execute(db.select(table))]
    )


@pytest.mark.parametrize("alike", [True, False])
def test_colleges_that_must_each_adopt_are_told_when_they_tell_nobody(secret, alike):
    secret.people(6).people(6, "ecosysteme").open(electorate=BOTH | {"mode": "concurrent"})
    for n in range(12):
        secret.vote(n, choice="against" if n == 0 or (n == 11 and not alike) else "for")
    page = secret.close()
    sealed = facts(secret)
    assert sealed["outcome"] == "adopted"
    assert sealed["secret"]["boxes"] is not alike and bool(sealed["groups"]) is not alike
    assert ("ses chiffres ne sont pas publiés, car" in page) is alike
    codes = {c["code"] for c in sealed["conditions"]}
    assert ("threshold_college" in codes) is not alike


def test_opinions_of_few_are_not_told(secret):
    colleges = [BOTH["colleges"][0], {"key": "ecosysteme", "weight": "0"}]
    secret.people(6).people(2, "ecosysteme").open(
        electorate={"mode": "single", "colleges": colleges}
    )
    for n in range(8):
        secret.vote(n, choice="against" if n in (0, 7) else "for")
    page = secret.close()
    sealed = facts(secret)
    assert sealed["total"]["votants"] == 6 and sealed["advisory"]["votants"] == 0
    assert "Les avis consultatifs ne sont pas publiés" in page


def test_a_seat_that_signed_cannot_leave(secret):
    secret.people(6).open()
    secret.vote(0, choice="for")
    body = secret.voters[0][1]
    path = f"/scrutins/{secret.poll.reference}/deport"
    data = {"organization": str(body.id), "reason": "Un intérêt."}
    answer = secret.browser(0).post(path, data=data)
    assert answer.status_code == 422 and "bulletin secret" in answer.text
    answer = secret.browser(1).post(path, data=data | {"organization": str(secret.voters[1][1].id)})
    assert answer.status_code == 303


def test_a_proxy_votes_secretly_once(secret):
    secret.people(6).open(proxies=1)
    mine, other = (secret.polls.seat(secret.poll, secret.voters[n][1]) for n in (0, 1))
    give = f"/scrutins/{secret.poll.reference}/procuration"
    answer = secret.browser(0).post(give, data={"seat": mine.uid, "holder": other.uid})
    assert answer.status_code == 303, answer.text[-2000:]
    browser = secret.browser(1)
    page = browser.post(secret.path, data={"seat": mine.uid, "choice": "for"})
    receipt = page.text.split('fr-receipt">', 1)[1].split("<", 1)[0]
    data = {"seat": mine.uid, "choice": "for", "receipt": receipt, "confirmed": "1"}
    answer = browser.post(secret.path, data=data)
    assert answer.status_code == 200 and "par procuration" in answer.text
    # The seat itself comes too late without the receipt.
    assert "par procuration" in secret.browser(0).get(secret.path).text
    page, _ = secret.confirm(0, choice="against", receipt="7" * 26)
    assert secret.cast(0, "7" * 26, choice="against").status_code == 422
    assert secret.polls.count(SecretBallot) == 1


def test_before_closing_a_receipt_is_known_and_says_nothing(secret):
    secret.people(6).open()
    receipt = secret.vote(0, choice="for")
    where = f"/scrutins/{secret.poll.reference}/retrouver"
    answer = secret.polls.browser().post(where, data={"receipt": receipt}).text
    assert "Un bulletin a ce reçu." in answer and "Bulletin :" not in answer
    page = secret.polls.browser().get(f"/scrutins/{secret.poll.reference}").text
    assert "a voté" not in page.replace("qui a voté", "")
    public = secret.polls.browser().get("/scrutins").text
    assert "Organisme fictif" not in public


def test_only_secret_polls_have_that_page(polls):
    poll = polls.called("majorite-simple")
    assert polls.browser().get(f"/scrutins/{poll.reference}/retrouver").status_code == 403


def test_one_votes_late_like_any_other(secret):
    secret.people(6).open()
    _page, receipt = secret.confirm(0, choice="for")
    secret.after(secret.poll.closes_at)
    answer = secret.cast(0, receipt, choice="for")
    assert answer.status_code == 403 and secret.polls.count(SecretBallot) == 0


def test_no_named_ballot_enters_a_secret_poll_nor_the_reverse(secret, polls, cast):
    from council.access import Refused
    from council.polls.actions_secret import cast_secret_ballot

    secret.people(6).open()
    person, body = secret.voters[0]
    with pytest.raises(Refused, match="nominatif"):
        polls.vote(secret.poll, person, body, "for")
    assert polls.count(Ballot) == 0
    public = polls.draft("majorite-simple")
    seat = polls.seat(secret.poll, body)
    values = {"content": {"choice": "for"}, "receipt": "7" * 26}
    with pytest.raises(Refused):
        polls.build(cast_secret_ballot, public, seat=seat, voter=polls.viewer(person), **values)
