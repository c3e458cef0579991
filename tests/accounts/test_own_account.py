"""« Mon compte »: reading, changing, taking away, closing."""

import json
from datetime import timedelta

import pytest

from council import clock
from council.accounts.models import Account, Session
from council.extensions import db
from tests.builders import PASSWORD

NEW = "girafe tampon huître"


def sessions(build, account):
    def count():
        query = db.select(Session).where(
            Session.account_id == account.id, Session.ended_at.is_(None)
        )
        return len(list(db.session.scalars(query)))

    return build(count)


def test_the_page_shows_data_mandates_and_sessions(client, cast, sign_in, queries):
    sign_in(client, cast.agent)
    with queries.at_most(12):
        page = client.get("/compte").text
    for text in ("Ana Agent-Fictif", cast.agent.email, "Agence fictive des archives", "tests"):
        assert text in page
    assert client.get("/compte").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/compte", "/compte/nom", "/compte/mes-donnees.json"])
def test_nobody_else_reads_it(client, path):
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/connexion?suite=")


def test_one_ends_one_s_other_sessions(client, cast, sign_in, app, build):
    sign_in(client, cast.agent)
    other = app.test_client()
    sign_in(other, cast.agent)
    page = client.get("/compte").text
    number = page.split("/compte/connexions/")[1].split("/")[0]
    assert client.post(f"/compte/connexions/{number}/terminer").status_code == 303
    assert sessions(build, cast.agent) == 1
    assert other.get("/compte").status_code == 303
    assert client.get("/compte").status_code == 200


def test_nobody_ends_another_s_session(client, cast, sign_in, app, build):
    sign_in(app.test_client(), cast.vendor)

    def theirs():
        return db.session.scalar(db.select(Session.id).where(Session.account_id == cast.vendor.id))

    cast.vendor  # noqa: B018  (made before the query runs)
    number = build(theirs)
    sign_in(client, cast.agent)
    assert client.post(f"/compte/connexions/{number}/terminer").status_code == 404
    assert sessions(build, cast.vendor) == 1


def test_all_other_sessions_end_at_once(client, cast, sign_in, app, build):
    for _ in range(3):
        sign_in(app.test_client(), cast.agent)
    sign_in(client, cast.agent)
    client.post("/compte/connexions/terminer-les-autres")
    assert sessions(build, cast.agent) == 1


def test_a_name_is_changed_and_a_misleading_one_refused(client, cast, sign_in):
    sign_in(client, cast.agent)
    refused = client.post("/compte/nom", data={"name": "Ana\u202eelfuas"})
    assert refused.status_code == 422
    assert "marques de sens" in refused.text
    assert client.post("/compte/nom", data={"name": ""}).status_code == 422
    assert client.post("/compte/nom", data={"name": "Anaïs Fictive"}).status_code == 303
    assert "Anaïs Fictive" in client.get("/compte").text


def change(client, current, new, again=None):
    data = {"current": current, "password": new, "again": again or new}
    return client.post("/compte/mot-de-passe", data=data)


def test_a_changed_password_ends_the_other_sessions_and_is_told(
    client, cast, sign_in, app, build, mails
):
    sign_in(app.test_client(), cast.agent)
    sign_in(client, cast.agent)
    assert change(client, PASSWORD, NEW).status_code == 303
    assert sessions(build, cast.agent) == 1
    assert client.get("/compte").status_code == 200
    assert [m["Subject"] for m in mails()] == ["Votre mot de passe a changé"]
    fresh = app.test_client()
    data = {"email": cast.agent.email, "password": NEW}
    assert fresh.post("/connexion", data=data).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "again", "sentence"),
    [
        ("une autre phrase longue", NEW, NEW, "n’est pas le vôtre"),
        (PASSWORD, "court", "court", "au moins 12"),
        (PASSWORD, NEW, "autre chose ici", "diffèrent"),
        (PASSWORD, "ana agent-fictif", "ana agent-fictif", "reprend votre nom"),
        (PASSWORD, "motdepasse12345", "motdepasse12345", "trop facile"),
    ],
)
def test_a_bad_change_of_password_changes_nothing(
    client, cast, sign_in, current, new, again, sentence
):
    sign_in(client, cast.agent)
    answer = change(client, current, new, again)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert new not in answer.text
    assert change(client, PASSWORD, NEW).status_code == 303


def test_guessing_the_present_password_is_slowed_down(client, cast, sign_in):
    sign_in(client, cast.agent)
    for _ in range(8):
        change(client, "une autre phrase longue", NEW)
    assert change(client, PASSWORD, NEW).status_code == 429


def test_an_administrator_needs_a_longer_one(client, cast, sign_in):
    sign_in(client, cast.administrator)
    assert "au moins 16" in change(client, PASSWORD, "girafe tampons").text


def link_in(mail, start):
    text = mail.get_body(("plain",)).get_content()
    return next(word for word in text.split() if start in word).partition("8000")[2]


def test_a_new_address_is_confirmed_by_a_link_that_serves_once(client, cast, sign_in, mails, app):
    sign_in(client, cast.agent)
    new = "nouvelle@exemple.invalid"
    assert client.post("/compte/adresse", data={"email": new}).status_code == 303
    (mail,) = mails()
    assert mail["To"] == new
    path = link_in(mail, "/compte/adresse/")
    visitor = app.test_client()
    assert new in visitor.get(path).text
    assert visitor.get(path).headers["Referrer-Policy"] == "no-referrer"
    assert visitor.post(path).status_code == 303
    assert visitor.post(path).status_code == 410
    assert new in client.get("/compte").text
    told = mails()[-1]
    assert told["To"] == cast.agent.email
    assert new not in told.as_string()


def test_a_taken_address_gets_the_same_answer_and_no_mail(client, cast, sign_in, mails):
    sign_in(client, cast.agent)
    answer = client.post("/compte/adresse", data={"email": cast.vendor.email})
    assert answer.status_code == 303
    assert mails() == []


def test_the_export_holds_what_is_known(client, cast, sign_in):
    sign_in(client, cast.agent)
    client.post("/compte/nom", data={"name": "Anaïs Fictive"})
    answer = client.get("/compte/mes-donnees.json")
    data = json.loads(answer.text)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert data["account"]["email"] == cast.agent.email
    assert data["mandates"][0]["organization"] == "Agence fictive des archives"
    assert [act["kind"] for act in data["acts"]] == ["account.renamed"]
    assert cast.vendor.email not in answer.text


def test_closing_forgets_the_person_and_ends_everything(client, cast, sign_in, build, mails):
    sign_in(client, cast.agent)
    email = cast.agent.email
    assert client.post("/compte/fermer").status_code == 303
    number = cast.agent.id
    row = build(lambda: db.session.get_one(Account, number))
    assert row.state == "closed"
    assert row.name.startswith("Compte clos ")
    assert "Agent" not in row.name and row.email != email
    assert client.get("/compte").status_code == 303
    assert client.post("/connexion", data={"email": email, "password": PASSWORD}).status_code == 422
    page = client.get(f"/organismes/{cast.administration.reference}").text
    assert "Ana Agent-Fictif" not in page
    assert [m["To"] for m in mails()] == [email]


def test_a_grave_act_asks_the_password_after_fifteen_minutes(client, cast, sign_in, clock_at):
    sign_in(client, cast.agent)
    assert client.get("/compte/fermer").status_code == 200
    clock_at(clock.now() + timedelta(minutes=16))
    asked = client.get("/compte/fermer")
    assert asked.location == "/compte/confirmer?suite=/compte/fermer"
    assert client.post("/compte/fermer").location == "/compte/confirmer?suite=/compte/fermer"
    wrong = {"password": "une autre phrase longue", "suite": "/compte/fermer"}
    refused = client.post("/compte/confirmer", data=wrong)
    assert refused.status_code == 422
    assert 'value="/compte/fermer"' in refused.text
    done = client.post("/compte/confirmer", data={**wrong, "password": PASSWORD})
    assert done.location == "/compte/fermer"
    assert client.get("/compte/fermer").status_code == 200


def test_confirming_never_leads_to_another_site(client, cast, sign_in):
    sign_in(client, cast.agent)
    data = {"password": PASSWORD, "suite": "https://pirate.invalid/"}
    assert client.post("/compte/confirmer", data=data).location == "/compte"


def test_acting_for_a_body_is_chosen_in_the_header(client, cast, sign_in, build):
    other = build.organization("Second organisme fictif")
    second = build.mandate(cast.agent, "representative", body=other)
    sign_in(client, cast.agent)
    assert "Second organisme fictif" in client.get("/compte").text
    client.post("/compte/agir-pour", data={"mandate": str(second.id), "next": "/compte"})
    assert f'value="{second.id}" selected' in client.get("/compte").text
    client.post("/compte/agir-pour", data={"mandate": "", "next": "/compte"})
    assert f'value="{second.id}" selected' not in client.get("/compte").text


def test_nobody_acts_by_another_s_mandate(client, cast, sign_in, build):
    theirs = build.mandate(cast.vendor, "representative", body=cast.administration)
    sign_in(client, cast.agent)
    answer = client.post("/compte/agir-pour", data={"mandate": str(theirs.id)})
    assert answer.status_code == 403
