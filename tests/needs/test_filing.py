"""A need filed for an organization is confirmed or denied by it, by a link that serves once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from council import clock
from council.accounts.links import PURPOSES
from council.extensions import db
from council.journal.models import JournalEntry
from council.needs.actions_filing import forget_addresses
from council.needs.links import PURPOSE
from council.needs.models_filing import FilingConfirmation

ADDRESS = "direction@exemple.invalid"
YES, NO = {"answer": "confirm"}, {"answer": "deny", "reason": "Nous n’en avons jamais parlé."}


@pytest.fixture
def filed(build, cast):
    """A published need that the secretariat filed for the administration."""
    return build.need(
        cast.administration, body="Un texte **lu** par lien.", filed_by_secretariat=True
    )


@pytest.fixture
def ask(client, cast, mails):
    """`ask(need)` has the organization asked, and returns the link of the mail."""

    def asked(need, email=ADDRESS):
        client.sign_in(cast.secretariat)
        path = f"/besoins/{need.reference}/demander-confirmation"
        assert client.post(path, data={"email": email}).status_code == 303
        sent = [mail for mail in mails() if mail["To"] == email]
        return re.search(
            r"https?://[^/\s]+(/besoins/confirmer/\S+)", sent[-1].get_body(("plain",)).get_content()
        )[1]

    return asked


def kinds(build):
    """Return the kinds of the journal's entries."""
    return build(lambda: list(db.session.scalars(select(JournalEntry.kind))))


def test_the_organization_confirms_without_an_account(app, client, build, cast, filed, ask):
    page = client.sign_in(cast.secretariat).get(f"/besoins/{filed.reference}").text
    assert "déposé par le secrétariat pour" in page and "Demander la confirmation" in page
    link = ask(filed)
    assert "en attente de confirmation" in client.get(f"/besoins/{filed.reference}").text
    assert ADDRESS in client.get(f"/besoins/{filed.reference}").text
    visitor = app.test_client()
    for _time in range(2):
        shown = visitor.get(link)
        assert shown.status_code == 200 and "<strong>lu</strong>" in shown.text
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    done = visitor.post(link, data=YES)
    assert done.status_code == 200 and "Le besoin est confirmé" in done.text
    public = visitor.get(f"/besoins/{filed.reference}").text
    assert "Confirmé par l’organisme le" in public and ADDRESS not in public
    assert kinds(build) == ["need.confirmation_asked", "need.confirmed"]
    again = visitor.post(link, data=NO)
    assert again.status_code == 410 and "Ce lien ne sert plus" in again.text
    client.sign_in(cast.secretariat)
    refused = client.get(f"/besoins/{filed.reference}/demander-confirmation")
    assert refused.status_code == 403 and "déjà confirmé" in refused.text


def test_a_denial_keeps_all_and_waits_for_the_secretariat(
    app, client, build, cast, filed, ask, mails
):
    link, visitor = ask(filed), app.test_client()
    assert visitor.post(link, data={**NO, "reason": ""}).status_code == 422
    done = visitor.post(link, data=NO)
    assert done.status_code == 200 and "démenti" in done.text
    told = [mail for mail in mails() if mail["To"] == cast.secretariat.email]
    assert any("dément le besoin" in mail["Subject"] for mail in told)
    public = visitor.get(f"/besoins/{filed.reference}").text
    assert "Démenti par l’organisme" in public and "jamais parlé" not in public
    assert "<strong>lu</strong>" in public
    for name, reads in (("secretariat", True), ("agent", True), ("vendor", False)):
        page = client.sign_in(getattr(cast, name)).get(f"/besoins/{filed.reference}").text
        assert ("jamais parlé" in page) is reads
    client.sign_in(cast.secretariat)
    assert "Besoins démentis" in client.get("/tableau-de-bord").text
    assert "Besoins démentis" not in client.sign_in(cast.agent).get("/tableau-de-bord").text
    assert visitor.post(ask(filed), data=YES).status_code == 200
    client.sign_in(cast.secretariat)
    assert "Besoins démentis" not in client.get("/tableau-de-bord").text


def test_another_mail_kills_the_former_link(app, filed, ask):
    former = ask(filed)
    latter, visitor = ask(filed, "autre@exemple.invalid"), app.test_client()
    assert visitor.get(former).status_code == 410
    assert visitor.post(former, data=YES).status_code == 410
    assert visitor.post(latter, data=YES).status_code == 200


def test_an_old_link_no_longer_serves(app, filed, ask, clock_at):
    link = ask(filed)
    clock_at(clock.now() + PURPOSES[PURPOSE].max_age - timedelta(minutes=1))
    assert app.test_client().get(link).status_code == 200
    clock_at(clock.now() + timedelta(minutes=2))
    assert app.test_client().post(link, data=YES).status_code == 410


@pytest.mark.parametrize("change", [
    lambda token: "x",
    # Not the last character: some of its bits carry nothing.
    lambda token: token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:],
    lambda token: token.swapcase(),
    lambda token: "é🙂%00",
    lambda token: token * 200,
])  # fmt: skip
def test_a_forged_link_is_a_clear_page(app, filed, ask, change):
    token = ask(filed).rpartition("/")[2]
    answer = app.test_client().get(f"/besoins/confirmer/{change(token)}")
    assert answer.status_code == 410 and "Ce lien ne sert plus" in answer.text


@pytest.mark.parametrize("data", [{}, {"answer": "maybe"}, {"answer": ""}, {"answer": "x" * 9_000}])
def test_a_wrong_answer_writes_nothing(app, build, filed, ask, data):
    link = ask(filed)
    answer = app.test_client().post(link, data={**data, "reason": "Gardé tel quel."})
    assert answer.status_code == 422 and "Gardé tel quel." in answer.text
    assert kinds(build) == ["need.confirmation_asked"]


def test_a_closed_need_is_no_longer_answered(app, client, cast, filed, ask):
    link = ask(filed)
    path = f"/besoins/{filed.reference}/retirer"
    client.sign_in(cast.secretariat)
    assert client.post(path, data={"reason": "Doublon."}).status_code == 303
    assert app.test_client().get(link).status_code == 410


def test_a_restricted_need_is_read_by_the_link_alone(app, build, cast, ask):
    need = build.need(cast.administration, visibility="organization", filed_by_secretariat=True)
    link, visitor = ask(need), app.test_client()
    assert visitor.get(f"/besoins/{need.reference}").status_code == 404
    assert need.title in visitor.get(link).text
    done = visitor.post(link, data=YES)
    assert done.status_code == 200 and f'href="/besoins/{need.reference}"' not in done.text


@pytest.mark.parametrize(("name", "status"), [
    ("agent", 200), ("secretariat", 200), ("vendor", 403), ("chair", 403), ("citizen", 403),
])  # fmt: skip
def test_who_may_have_it_asked(client, cast, filed, name, status):
    client.sign_in(getattr(cast, name))
    path = f"/besoins/{filed.reference}/demander-confirmation"
    assert client.get(path).status_code == status


def test_nothing_is_asked_of_a_need_filed_by_its_holder(client, build, cast):
    need = build.need(cast.administration)
    client.sign_in(cast.secretariat)
    answer = client.post(
        f"/besoins/{need.reference}/demander-confirmation", data={"email": ADDRESS}
    )
    assert answer.status_code == 403 and "rien à confirmer" in answer.text


@pytest.mark.parametrize(
    "email", ["", "personne", "a@b\r\nBcc: c@d", "x" * 300 + "@exemple.invalid"]
)
def test_a_wrong_address_is_told(client, build, cast, filed, email):
    client.sign_in(cast.secretariat)
    path = f"/besoins/{filed.reference}/demander-confirmation"
    assert client.post(path, data={"email": email}).status_code == 422
    assert kinds(build) == []


def test_mails_to_one_address_are_counted(client, cast, filed):
    client.sign_in(cast.secretariat)
    path = f"/besoins/{filed.reference}/demander-confirmation"
    answers = [client.post(path, data={"email": ADDRESS}).status_code for _time in range(12)]
    assert answers[0] == 303 and answers[-1] == 429


def test_the_database_keeps_one_question_open(build, filed):
    def ask_twice():
        db.session.add_all([FilingConfirmation(need_id=filed.id, email=ADDRESS) for _ in "ab"])
        db.session.commit()

    with pytest.raises(IntegrityError):
        build(ask_twice)


def test_the_address_is_forgotten_a_year_after_the_answer(app, build, filed, ask, clock_at):
    app.test_client().post(ask(filed), data=YES)
    addresses = select(FilingConfirmation.email)
    for days, kept in ((364, ADDRESS), (2, "")):
        clock_at(clock.now() + timedelta(days=days))
        build(forget_addresses)
        assert build(lambda: db.session.scalars(addresses).one()) == kept
