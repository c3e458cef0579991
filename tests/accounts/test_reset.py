"""A forgotten password: a link that serves once, for known addresses only."""

import json
from datetime import timedelta

from council import clock
from council.extensions import db
from council.journal.models import OutboxMessage
from tests.accounts.test_own_account import NEW, link_in, sessions
from tests.accounts.test_sign_in import bare
from tests.builders import PASSWORD

PAGE = "/mot-de-passe-oublie"


def test_the_answer_is_the_same_for_an_unknown_address(client, cast, mails):
    known = client.post(PAGE, data={"email": cast.agent.email})
    unknown = client.post(PAGE, data={"email": "inconnue@exemple.invalid"})
    assert known.status_code == unknown.status_code == 200
    assert bare(known, cast.agent.email) == bare(unknown, "inconnue@exemple.invalid")
    assert [m["To"] for m in mails()] == [cast.agent.email]


def test_the_same_work_is_done_for_both(client, cast, queries, build):
    cast.agent  # noqa: B018
    counts = []
    for email in (cast.agent.email, "inconnue@exemple.invalid"):
        before = len(queries)
        client.post(PAGE, data={"email": email})
        counts.append(len(queries) - before)
    assert counts[0] == counts[1]


def test_no_link_is_ever_stored(client, cast, mails, build):
    client.post(PAGE, data={"email": cast.agent.email})
    (mail,) = mails()
    token = link_in(mail, PAGE).rpartition("/")[2]

    def payloads():
        rows = db.session.scalars(db.select(OutboxMessage))
        return json.dumps([row.payload for row in rows])

    assert token not in build(payloads)
    assert '"purpose": "reset-password"' in build(payloads)


def test_the_link_changes_the_password_once(client, cast, mails, sign_in, app, build):
    sign_in(app.test_client(), cast.agent)
    client.post(PAGE, data={"email": cast.agent.email})
    path = link_in(mails()[0], PAGE)
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200
    short = client.post(path, data={"password": "court", "again": "court"})
    assert short.status_code == 422
    done = client.post(path, data={"password": NEW, "again": NEW})
    assert done.status_code == 303
    assert sessions(build, cast.agent) == 1
    assert client.get("/compte").status_code == 200
    again = app.test_client()
    assert again.get(path).status_code == 410
    assert again.post(path, data={"password": NEW, "again": NEW}).status_code == 410
    old = {"email": cast.agent.email, "password": PASSWORD}
    assert again.post("/connexion", data=old).status_code == 422
    assert again.post("/connexion", data={**old, "password": NEW}).status_code == 303


def test_the_link_expires(client, cast, mails, clock_at):
    client.post(PAGE, data={"email": cast.agent.email})
    path = link_in(mails()[0], PAGE)
    assert client.get(path + "x").status_code == 410
    clock_at(clock.now() + timedelta(hours=3))
    assert client.get(path).status_code == 410


def test_a_password_changed_meanwhile_kills_the_link(client, cast, mails, sign_in, app):
    client.post(PAGE, data={"email": cast.agent.email})
    path = link_in(mails()[0], PAGE)
    other = app.test_client()
    sign_in(other, cast.agent)
    data = {"current": PASSWORD, "password": NEW, "again": NEW}
    assert other.post("/compte/mot-de-passe", data=data).status_code == 303
    assert client.get(path).status_code == 410


def test_mails_to_one_address_are_limited(client, cast, app):
    for _ in range(5):
        assert client.post(PAGE, data={"email": cast.agent.email}).status_code == 200
    refused = client.post(PAGE, data={"email": cast.agent.email})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
