"""Signing in, being slowed down, being told nothing about accounts."""

import re
import statistics
import time
from datetime import timedelta

from council import clock
from tests.builders import PASSWORD

PAGE = "/connexion"


def attempt(client, email, password, *, address="192.0.2.10"):
    return client.post(
        PAGE,
        data={"email": email, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
    )


def bare(answer, email):
    """Return a page without what the visitor typed and without its form token."""
    text = answer.text.replace(email, "")
    return re.sub(r'name="csrf_token"[^>]*', "", text)


def test_the_right_password_opens_a_session(client, cast):
    answer = attempt(client, cast.agent.email.upper(), PASSWORD)
    assert answer.status_code == 303
    assert answer.location == "/tableau-de-bord"
    assert "Ana Agent-Fictif" in client.get("/compte").text


def test_the_page_asked_for_comes_after_and_never_another_site(client, cast):
    data = {"email": cast.agent.email, "password": PASSWORD, "suite": "//pirate.invalid/"}
    assert client.post(PAGE, data=data).location == "/tableau-de-bord"
    data["suite"] = "/compte/nom"
    assert client.post(PAGE, data=data).location == "/compte/nom"


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, cast):
    wrong = attempt(client, cast.agent.email, "une autre phrase longue")
    unknown = attempt(client, "inconnue@exemple.invalid", "une autre phrase longue")
    assert wrong.status_code == unknown.status_code == 422
    assert "Adresse ou mot de passe incorrect." in wrong.text
    assert bare(wrong, cast.agent.email) == bare(unknown, "inconnue@exemple.invalid")


def test_both_take_the_same_time(client, cast):
    known, unknown = [], []
    for number in range(5):
        for times, email in ((known, cast.agent.email), (unknown, f"i{number}@exemple.invalid")):
            before = time.perf_counter()
            attempt(client, email, "une autre phrase longue")
            times.append(time.perf_counter() - before)
    ratio = statistics.median(known) / statistics.median(unknown)
    assert 0.5 < ratio < 2


def test_guessing_is_slowed_down_from_one_network_only(client, cast, app):
    email = cast.agent.email
    for _ in range(8):
        assert attempt(client, email, "une autre phrase longue").status_code == 422
    refused = attempt(client, email, PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert "attendez" in refused.text
    assert email in refused.text
    # The owner, elsewhere, signs in all the same.
    assert attempt(app.test_client(), email, PASSWORD, address="198.51.100.7").status_code == 303


def test_an_unknown_address_is_slowed_down_alike(client):
    for _ in range(8):
        attempt(client, "inconnue@exemple.invalid", "une autre phrase longue")
    refused = attempt(client, "inconnue@exemple.invalid", "une autre phrase longue")
    assert refused.status_code == 429


def test_waiting_is_enough(client, cast, clock_at):
    for _ in range(9):
        last = attempt(client, cast.agent.email, "une autre phrase longue")
    assert last.status_code == 429
    clock_at(clock.now() + timedelta(minutes=16))
    assert attempt(client, cast.agent.email, PASSWORD).status_code == 303


def test_a_guesser_on_many_networks_cannot_shut_the_owner_out(client, cast, app):
    email = cast.agent.email
    home = "198.51.100.7"
    assert attempt(app.test_client(), email, PASSWORD, address=home).status_code == 303
    for number in range(31):
        last = attempt(client, email, "une autre phrase longue", address=f"203.0.113.{number}")
    assert last.status_code == 429
    assert attempt(app.test_client(), email, PASSWORD, address=home).status_code == 303


def test_right_passwords_are_not_counted(client, cast, app):
    for _ in range(12):
        assert attempt(app.test_client(), cast.agent.email, PASSWORD).status_code == 303


def test_no_address_is_kept_in_the_counters(client, app, build):
    attempt(client, "inconnue@exemple.invalid", "une autre phrase longue")

    def keys():
        from council.accounts.models import SignInAttempt
        from council.extensions import db

        return [row.key for row in db.session.scalars(db.select(SignInAttempt))]

    found = build(keys)
    assert len(found) == 3
    assert all(len(key) == 64 and "exemple" not in key for key in found)


def test_empty_fields_are_named(client):
    answer = client.post(PAGE, data={"email": "", "password": ""})
    assert answer.status_code == 422
    assert answer.text.count("Ce champ est obligatoire.") >= 2


def test_a_stale_token_changes_nothing(client, cast):
    client.csrf = False
    data = {"email": cast.agent.email, "password": PASSWORD, "csrf_token": "faux"}
    answer = client.post(PAGE, data=data)
    assert answer.status_code == 400
    assert cast.agent.email in answer.text
    assert client.get("/compte").status_code == 303
