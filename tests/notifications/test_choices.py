"""Choosing what one receives; ending it in one click, without signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import now, today
from council.discussion.actions_follows import follow_record
from council.notifications.actions import set_choices
from council.notifications.events import Family
from council.notifications.mail import compose
from council.notifications.models import Frequency
from council.notifications.queries_choices import frequencies_of
from council.notifications.unsubscribing import unsubscribe_address
from council.organizations.queries import viewer_for

PAGE = "/compte/notifications"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def chosen(build, person):
    return build(lambda who: frequencies_of(who.id), person)


@pytest.fixture
def path(app, build, cast):
    """The address, within the site, that ends the citizen's mails; `path("needs")`: those only."""

    def address(family=None):
        whole = build(
            lambda who: unsubscribe_address(who.id, Family(family) if family else None),
            cast.citizen,
        )
        return whole.removeprefix(app.config["COUNCIL_BASE_URL"])

    return address


def test_every_family_has_its_choice(client, build, cast):
    client.sign_in(cast.citizen)
    page = client.get(PAGE).text
    assert all(f'name="{family}"' in page for family in Family)
    assert "cela ne se règle pas ici" in page
    assert page.count('selected value="daily"') == len(Family)
    data = {**dict.fromkeys(Family, "daily"), "needs": "weekly", "polls": "none"}
    assert client.post(PAGE, data=data).status_code == 303
    found = chosen(build, cast.citizen)
    assert (found["needs"], found["polls"], found["comments"]) == ("weekly", "none", "daily")
    assert client.post(PAGE, data={**data, "polls": "at_once"}).status_code == 303
    assert chosen(build, cast.citizen)["polls"] == "at_once"
    assert chosen(build, cast.agent)["polls"] == "daily"
    copy = client.get("/compte/mes-donnees.json").json
    assert copy["notifications"]["needs"] == "weekly"


@pytest.mark.parametrize("wrong", ["", "hourly", "NONE"])
def test_a_wrong_choice_is_told_beside_its_field(client, build, cast, wrong):
    client.sign_in(cast.citizen)
    answer = client.post(PAGE, data={**dict.fromkeys(Family, "none"), "needs": wrong})
    assert answer.status_code == 422
    assert 'href="#needs"' in answer.text
    assert set(chosen(build, cast.citizen).values()) == {"daily"}


def test_what_must_be_known_comes_whatever_was_chosen(client, build, cast, mails):
    refused = dict.fromkeys(Family, Frequency.NONE)
    build(lambda who: set_choices(who.id, refused), cast.maintainer)
    need = build.need(cast.administration)
    client.sign_in(cast.agent)
    data = {
        "source": need.reference,
        "software": cast.software.name,
        "title": "Le reprendriez-vous ?",
        "question": "Une question fictive.",
        "due_on": (today() + timedelta(days=20)).isoformat(),
    }
    answer = client.post("/demandes/nouvelle", data=data)
    sent = [message for message in mails() if message["To"] == cast.maintainer.email]
    assert answer.status_code == 303 and len(sent) == 1
    assert "List-Unsubscribe" not in sent[0]


def test_the_mail_carries_its_way_out(app, client, build, cast, summaries):
    need = build.need(cast.administration)
    build(lambda row, who: follow_record(row.record, author=viewer_for(who)), need, cast.citizen)
    client.sign_in(cast.member)
    client.post(f"/discussion/{need.record.uid}/commentaires", data={"body": "Nous aussi."})
    (message,) = summaries()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>")
    base = app.config["COUNCIL_BASE_URL"]
    assert address.startswith(f"{base}/desabonnement/")
    assert address in message.get_body(("plain",)).get_content()
    anyone = app.test_client()
    anyone.csrf = False
    assert anyone.post(address.removeprefix(base), data=ONE_CLICK).status_code == 200
    assert set(chosen(build, cast.citizen).values()) == {"none"}


def test_a_long_address_is_one_whole_header(app):
    address = f"https://conseil.exemple.invalid/desabonnement/{'x' * 300}"
    context = {"sentence": "Bonjour", "title": "é" * 90, "reference": "", "path": "/"}
    with app.test_request_context():
        mail = compose("notice", "a@exemple.invalid", context, key="k", unsubscribe=address)
    assert f"\r\nList-Unsubscribe: <{address}>\r\n" in mail.as_bytes().decode()


def test_reading_the_page_changes_nothing_and_its_button_does(client, build, cast, path):
    client.csrf = False
    page = client.get(path("needs"))
    assert page.status_code == 200 and "Set-Cookie" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert set(chosen(build, cast.citizen).values()) == {"daily"}
    assert client.post(path("needs"), data={"family": "needs"}).status_code == 200
    found = chosen(build, cast.citizen)
    assert found.pop("needs") == "none" and set(found.values()) == {"daily"}
    assert client.post(path(), data={"family": ""}).status_code == 200
    assert set(chosen(build, cast.citizen).values()) == {"none"}


def test_one_click_ends_the_family_of_the_mail(client, build, cast, path):
    client.csrf = False
    for _ in range(2):
        assert client.post(path("comments"), data=ONE_CLICK).status_code == 200
    found = chosen(build, cast.citizen)
    assert found.pop("comments") == "none" and set(found.values()) == {"daily"}


@pytest.mark.parametrize("spoil", [lambda p: p[:-3] + "abc", lambda p: "/desabonnement/x"])
def test_a_forged_link_changes_nothing(client, build, cast, path, spoil):
    client.csrf = False
    for answer in (client.get(spoil(path())), client.post(spoil(path()), data=ONE_CLICK)):
        assert answer.status_code == 410 and "Rien n’a été changé" in answer.text
    assert set(chosen(build, cast.citizen).values()) == {"daily"}


def test_an_old_link_and_one_of_a_closed_account_say_so(client, build, cast, path, clock_at):
    address = path()
    clock_at(now() + timedelta(days=367))
    assert client.get(address).status_code == 410
    clock_at(now() - timedelta(days=367))
    assert client.get(address).status_code == 200
    client.sign_in(cast.citizen)
    client.post("/compte/fermer")
    assert client.get(address).status_code == 410


def test_an_unknown_family_in_the_address_is_all_of_them(client, build, cast, path):
    client.csrf = False
    assert client.post(f"{path()}?famille=nimporte", data=ONE_CLICK).status_code == 200
    assert set(chosen(build, cast.citizen).values()) == {"none"}


def test_no_other_page_takes_a_form_without_its_token(client, cast):
    client.sign_in(cast.citizen)
    client.csrf = False
    assert client.post(PAGE, data=dict.fromkeys(Family, "none")).status_code == 400
