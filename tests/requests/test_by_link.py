"""Maintainers who have no account answer by a mailed link, confirmed by the same address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from council import clock
from council.accounts.models import Account
from council.extensions import db
from council.journal.models import JournalEntry
from council.requests.jobs import KEPT_FOR
from council.requests.models import Answer
from council.requests.models_links import PendingAnswer, RequestInvitation
from tests.requests.test_send import form

ADDRESS = "equipe@amont.invalid"
SAID = {"choice": "would_accept", "text": "Oui, **volontiers**.", "days": "3,5"}


def link_in(mail):
    """Return the address of the only link of a mail, within the site."""
    text = mail.get_body(("plain",)).get_content()
    return re.search(r"https?://[^/\s]+(/demandes/(?:repondre|confirmer)/\S+)", text)[1]


def count(build, model):
    return build(lambda: db.session.scalar(db.select(db.func.count()).select_from(model)))


ANSWERED = "a reçu une réponse"


@pytest.fixture
def sent(app, cast, asked, mails):
    """`sent()` sends the request to the maintainers and returns the link of the mail."""

    def send(address=ADDRESS):
        client = app.test_client().sign_in(cast.agent)
        done = client.post(f"/demandes/{asked.reference}/envoyer", data={"email": address})
        assert done.status_code == 303, done.text
        found = [mail for mail in mails() if mail["To"] == address]
        return link_in(found[-1])

    return send


@pytest.fixture
def confirmation(mails):
    """`confirmation()` returns the link of the last mail that asks for a confirmation."""

    def last(address=ADDRESS):
        found = [m for m in mails() if m["To"] == address and "Confirmez" in m["Subject"]]
        return link_in(found[-1]) if found else None

    return last


def test_a_question_is_answered_without_an_account(
    app, cast, build, offers, asked, sent, confirmation, news
):
    link = sent()
    accounts = count(build, Account)
    visitor = app.test_client()
    page = visitor.get(link)
    assert page.status_code == 200
    assert asked.title in page.text
    assert cast.administration.name in page.text
    assert ADDRESS not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    data = {**SAID, "signed_as": "L’équipe amont", "links": "https://amont.invalid/1"}
    done = visitor.post(link, data=data)
    assert "Confirmez votre réponse" in done.text
    address = f"/demandes/{asked.reference}"
    assert "Pas encore de réponse" in visitor.get(address).text
    again = confirmation()
    page = visitor.get(again).text
    assert "<strong>volontiers</strong>" in page
    assert "L’équipe amont" in page
    assert visitor.get(again).status_code == 200
    assert "Pas encore de réponse" in visitor.get(address).text
    assert "Cette demande a sa réponse" in visitor.post(again).text
    page = visitor.get(address).text
    for words in (
        "répondu par lien, adresse confirmée",
        "<strong>volontiers</strong>",
        "L’équipe amont",
        "3,5 jours",
        "https://amont.invalid/1",
        offers.software.name,
    ):
        assert words in page
    need = visitor.get(f"/besoins/{offers.need.reference}").text
    assert "répondu par lien, adresse confirmée" in need
    for path in (address, f"/besoins/{offers.need.reference}", "/demandes", link, again):
        assert ADDRESS not in visitor.get(path).text
    assert offers.journal() == ["request.mailed", "request.answered"]
    assert count(build, Account) == accounts
    told = [mail["To"] for mail in news() if ANSWERED in mail.get_body().get_content()]
    assert cast.agent.email in told
    assert ADDRESS not in told


def test_the_journal_keeps_the_address_apart_and_names_nobody(build, app, sent, confirmation):
    visitor = app.test_client()
    link = sent()
    visitor.post(link, data=SAID)
    visitor.post(confirmation())
    entries = build(lambda: list(db.session.scalars(db.select(JournalEntry))))
    mailed, answered = (e for e in entries if e.kind.startswith("request."))
    assert ADDRESS not in mailed.public + answered.public
    assert mailed.private_commitment
    assert answered.actor is None
    assert '"by_link":true' in answered.public


def test_opening_a_link_changes_nothing_however_often(app, build, offers, sent, confirmation):
    link = sent()
    visitor = app.test_client()
    for _ in range(3):
        assert visitor.get(link).status_code == 200
        assert visitor.head(link).status_code == 200
    assert count(build, PendingAnswer) == 0
    visitor.post(link, data=SAID)
    again = confirmation()
    for _ in range(3):
        assert visitor.get(again).status_code == 200
    assert count(build, Answer) == 0
    assert offers.journal() == ["request.mailed"]


def test_a_link_that_served_shows_what_was_answered(app, build, sent, confirmation):
    link = sent()
    visitor = app.test_client()
    visitor.post(link, data=SAID)
    again = confirmation()
    visitor.post(again)
    for path in (link, again):
        for answer in (visitor.get(path), visitor.post(path, data=SAID)):
            assert answer.status_code == 200
            assert "Cette demande a sa réponse" in answer.text
            assert "<strong>volontiers</strong>" in answer.text
    assert count(build, Answer) == 1


def test_of_two_people_who_answer_at_once_the_first_to_confirm_counts(
    app, build, sent, confirmation, mails
):
    link = sent()
    one, other = app.test_client(), app.test_client()
    assert one.get(link).status_code == other.get(link).status_code == 200
    one.post(link, data=SAID)
    first = confirmation()
    other.post(link, data={"choice": "no", "text": "Plutôt non."})
    second = confirmation()
    assert first != second
    assert other.get(second).status_code == 200
    one.post(first)
    late = other.post(second)
    assert "Cette demande a sa réponse" in late.text
    assert "volontiers" in late.text
    assert [row.choice for row in build(all_answers)] == ["would_accept"]


def all_answers():
    return list(db.session.scalars(db.select(Answer)))


def test_an_account_may_answer_first(app, client, cast, build, asked, sent, confirmation):
    link = sent()
    visitor = app.test_client()
    visitor.post(link, data=SAID)
    again = confirmation()
    client.sign_in(cast.maintainer)
    data = {"choice": "later", "row_version": "1"}
    assert client.post(f"/demandes/{asked.reference}/repondre", data=data).status_code == 303
    assert "pas maintenant" in visitor.get(link).text
    assert "pas maintenant" in visitor.post(again).text
    assert [row.choice for row in build(all_answers)] == ["later"]


def test_a_maintainer_with_an_account_may_revise_it(app, client, cast, asked, sent, confirmation):
    link = sent()
    visitor = app.test_client()
    visitor.post(link, data=SAID)
    visitor.post(confirmation())
    client.sign_in(cast.maintainer)
    data = {"choice": "later", "row_version": "2", "reason": "Finalement non."}
    assert client.post(f"/demandes/{asked.reference}/repondre", data=data).status_code == 303
    page = visitor.get(f"/demandes/{asked.reference}").text
    assert "pas maintenant" in page
    assert "répondu par lien" in page


def test_links_forged_cut_or_of_another_use_are_refused(app, build, sent, confirmation):
    link = sent()
    visitor = app.test_client()
    token = link.rsplit("/", 1)[1]
    visitor.post(link, data=SAID)
    other = confirmation().rsplit("/", 1)[1]
    for path in (
        f"/demandes/repondre/{token[:-2]}",
        f"/demandes/repondre/x{token}",
        "/demandes/repondre/x",
        f"/demandes/repondre/{other}",
        f"/demandes/confirmer/{token}",
        f"/demandes/confirmer/{other[:-1]}",
    ):
        for answer in (visitor.get(path), visitor.post(path, data=SAID)):
            assert answer.status_code == 410, path
            assert "n’est pas valable" in answer.text
    assert count(build, PendingAnswer) == 1
    assert count(build, Answer) == 0


def test_a_late_answer_is_taken_then_the_link_expires(app, build, sent, confirmation, clock_at):
    link = sent()
    visitor = app.test_client()
    clock_at(clock.now() + timedelta(days=80))
    assert visitor.post(link, data=SAID).status_code == 200
    again = confirmation()
    clock_at(clock.now() + timedelta(days=20))
    for path in (link, again):
        for answer in (visitor.get(path), visitor.post(path, data=SAID)):
            assert answer.status_code == 410
            assert "a expiré" in answer.text
    assert count(build, Answer) == 0


def test_a_withdrawn_request_says_so(app, cast, asked, sent, confirmation):
    link = sent()
    visitor = app.test_client()
    visitor.post(link, data=SAID)
    again = confirmation()
    client = app.test_client().sign_in(cast.agent)
    data = {"reason": "Réglé autrement."}
    assert client.post(f"/demandes/{asked.reference}/retirer", data=data).status_code == 303
    for path in (link, again):
        for answer in (visitor.get(path), visitor.post(path, data=SAID)):
            assert answer.status_code == 410
            assert "a été retirée" in answer.text
            assert "Réglé autrement." in answer.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"choice": ""}, "choice"),
        ({"choice": "maybe"}, "choice"),
        ({"choice": "already_there"}, "since_version"),
        ({"choice": "no", "text": ""}, "text"),
        ({"days": "trois"}, "days"),
        ({"links": "javascript:alert(1)"}, "links"),
        ({"text": "x" * 20_001}, "text"),
        ({"signed_as": "x" * 161}, "signed_as"),
        ({"signed_as": "\u202eabc"}, "signed_as"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_lost(app, build, sent, changes, field):
    link = sent()
    answer = app.test_client().post(link, data={**SAID, **changes})
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert "3,5" in answer.text or "days" in changes
    assert count(build, PendingAnswer) == 0


def test_answers_by_one_link_are_slowed_down(app, build, sent):
    link = sent()
    visitor = app.test_client()
    for _ in range(5):
        assert visitor.post(link, data=SAID).status_code == 200
    late = visitor.post(link, data=SAID)
    assert late.status_code == 429
    assert "volontiers" in late.text
    assert count(build, PendingAnswer) == 5


@pytest.mark.parametrize(("name", "reads"), [("agent", False), ("secretariat", True)])
def test_the_secretariat_alone_reads_the_address(app, cast, asked, sent, name, reads):
    # It may be the one kept for the software, which whoever asks does not know.
    sent()
    client = app.test_client().sign_in(getattr(cast, name))
    page = client.get(f"/demandes/{asked.reference}").text
    assert (ADDRESS in page) == reads
    assert f"/demandes/{asked.reference}/envoyer" in page


@pytest.mark.parametrize("name", ["citizen", "vendor", "maintainer", "member", "chair"])
def test_others_neither_send_nor_see_the_address(app, cast, asked, sent, name):
    sent()
    client = app.test_client().sign_in(getattr(cast, name))
    page = client.get(f"/demandes/{asked.reference}").text
    assert ADDRESS not in page
    assert "Envoyée par courriel aux mainteneurs" in page
    data = {"email": ADDRESS}
    answer = client.post(f"/demandes/{asked.reference}/envoyer", data=data)
    assert answer.status_code == 403


def test_an_address_is_needed_and_checked(app, cast, asked, build):
    client = app.test_client().sign_in(cast.agent)
    for typed in ("", "pas une adresse", "a@b.fr\r\nBcc: c@d.fr"):
        answer = client.post(f"/demandes/{asked.reference}/envoyer", data={"email": typed})
        assert answer.status_code == 422
    assert count(build, RequestInvitation) == 0


def test_a_request_is_mailed_a_few_times_only(app, cast, asked, build):
    client = app.test_client().sign_in(cast.agent)
    address = f"/demandes/{asked.reference}/envoyer"
    for number in range(5):
        answer = client.post(address, data={"email": f"a{number}@amont.invalid"})
        assert answer.status_code == 303
    answer = client.post(address, data={"email": "a9@amont.invalid"})
    assert answer.status_code == 422
    assert "assez de fois" in answer.text


def test_an_answered_request_is_mailed_no_more(app, cast, build, asked):
    build.answer(asked)
    client = app.test_client().sign_in(cast.agent)
    answer = client.post(f"/demandes/{asked.reference}/envoyer", data={"email": ADDRESS})
    assert answer.status_code == 403
    assert "déjà reçu une réponse" in answer.text


def test_it_may_be_sent_as_it_is_written(client, cast, offers, mails):
    client.sign_in(cast.agent)
    done = client.post("/demandes/nouvelle", data=form(offers, email=ADDRESS.upper()))
    assert done.status_code == 303
    assert any(mail["To"] == ADDRESS for mail in mails())
    assert offers.journal() == ["request.sent"]
    wrong = client.post("/demandes/nouvelle", data=form(offers, email="x"))
    assert wrong.status_code == 422


def test_mails_to_one_address_are_slowed_down(client, cast, build, offers):
    client.sign_in(cast.agent)
    softwares = [build.software(f"Logiciel {number}") for number in range(6)]
    answers = [
        client.post("/demandes/nouvelle", data=form(offers, email=ADDRESS, software=tool.name))
        for tool in softwares
    ]
    assert [answer.status_code for answer in answers] == [303] * 5 + [422]
    assert "Trop d’essais" in answers[-1].text
    assert len(offers.journal()) == 5


def test_addresses_and_unconfirmed_answers_are_forgotten_in_time(app, build, sent, mails, clock_at):
    link = sent()
    app.test_client().post(link, data=SAID)
    mails()
    clock_at(clock.now() + timedelta(days=91) + KEPT_FOR)
    mails()
    assert count(build, PendingAnswer) == 0
    (row,) = build(lambda: list(db.session.scalars(db.select(RequestInvitation))))
    assert row.email == ""
    assert "a expiré" in app.test_client().get(link).text


def test_the_page_of_a_request_stays_within_its_budget(app, cast, asked, sent, queries):
    for number in range(4):
        sent(f"a{number}@amont.invalid")
    client = app.test_client().sign_in(cast.agent)
    client.get("/")
    with queries.at_most(13):
        client.get(f"/demandes/{asked.reference}")
