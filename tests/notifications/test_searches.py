"""Saved searches: kept, told once, with their person's rights of the moment, ended in one click."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council import clock
from council.extensions import db
from council.notifications import queries_searches
from council.notifications.actions_searches import tell
from council.notifications.models_searches import SavedSearch, ToldResult
from council.records.models import RecordKind
from council.search.facets import address_of
from tests.search import rows

PAGE = "/compte/recherches"


def save(client, person, asked="q=zibeline", alert="daily"):
    client.sign_in(person)
    answer = client.post(PAGE, data={"asked": asked, "alert": alert})
    assert answer.status_code == 303, answer.text
    return answer


def found(build):
    return build(lambda: db.session.scalars(db.select(SavedSearch)).all())


def alerts(sent):
    return [message for message in sent if "nouveau" in message["Subject"]]


def text_of(message):
    return str(message.get_body(("plain",)).get_content())


def test_what_is_new_is_told_once_and_nothing_when_nothing_is(
    client, build, cast, mails, summaries
):
    build(rows.row, RecordKind.NEED, "Zibeline ancienne", "Déjà là.")
    mails()
    save(client, cast.citizen)
    assert alerts(summaries()) == [], "what was there is not new"
    build(rows.row, RecordKind.NEED, "Zibeline nouvelle", "Vient de paraître.")
    build(rows.row, RecordKind.NEED, "Tout autre chose", "Sans rapport.")
    (mail,) = alerts(summaries())
    assert mail["Subject"] == "1 nouveau résultat : « zibeline »"
    assert mail["To"] == cast.citizen.email and "Zibeline nouvelle" in text_of(mail)
    assert "ancienne" not in text_of(mail) and "autre chose" not in text_of(mail)
    assert alerts(summaries()) == []


def test_a_search_is_told_with_the_rights_of_its_person(client, build, cast, mails, summaries):
    save(client, cast.citizen)
    save(client, cast.member)
    build(rows.row, RecordKind.NEED, "Zibeline du conseil", "Réservé.", audience="council")
    (mail,) = alerts(summaries())
    assert mail["To"] == cast.member.email


def test_what_was_hidden_before_the_mail_leaves_is_not_told(client, build, cast, mails):
    save(client, cast.citizen)
    record = build(rows.row, RecordKind.NEED, "Zibeline publique", "Texte.")
    (search,) = found(build)
    build(tell, search, [record.id], clock.today() + timedelta(days=1))
    build(rows.set_audience_quietly, record.id, "secretariat")
    assert alerts(mails()) == []


def test_weekly_news_wait_for_monday(client, build, cast, clock_at, mails):
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    noon = clock.datetime(monday.year, monday.month, monday.day, 12, tzinfo=clock.PARIS)
    clock_at(noon + timedelta(days=1))
    save(client, cast.citizen, alert="weekly")
    build(rows.row, RecordKind.NEED, "Zibeline du mardi", "Texte.")
    for day in range(2, 7):
        clock_at(noon + timedelta(days=day))
        assert alerts(mails()) == []
    clock_at(noon + timedelta(days=8))
    assert len(alerts(mails())) == 1, "a worker that slept on Monday tells on Tuesday"


def test_saving_twice_is_one_search_with_the_last_choice(client, build, cast):
    save(client, cast.citizen, "annee=2026&q=zibeline&nature=need&tri=date&page=3")
    save(client, cast.citizen, "q=zibeline&nature=need&annee=2026", "none")
    (search,) = found(build)
    assert (search.address, search.alert) == ("q=zibeline&nature=need&annee=2026", "none")
    page = client.get(PAGE).text
    assert "« zibeline », besoins, année : 2026" in page
    assert "/recherche?q=zibeline&amp;nature=need&amp;annee=2026" in page
    copy = client.get("/compte/mes-donnees.json").json
    assert copy["searches"][0]["address"].endswith("q=zibeline&nature=need&annee=2026")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"asked": "", "alert": "daily"}, 422),
        ({"asked": "page=2", "alert": "daily"}, 422),
        ({"asked": "q=a", "alert": "hourly"}, 422),
        ({"asked": "q=a", "alert": ""}, 422),
        ({"asked": "x" * 5000, "alert": "daily"}, 422),
        ({"asked": "q=%00", "alert": "daily"}, 422),
        ({}, 422),
    ],
)
def test_a_search_that_cannot_be_kept_is_told_in_words(client, build, cast, data, status):
    client.sign_in(cast.citizen)
    answer = client.post(PAGE, data=data)
    assert answer.status_code == status and "Traceback" not in answer.text
    assert 'class="fr-alert' in answer.text, "each refusal has its sentence"
    assert found(build) == []


def test_fifty_searches_are_kept_and_one_more_is_refused_in_words(client, build, cast, monkeypatch):
    monkeypatch.setattr("council.notifications.actions_searches.MOST", 2)
    for number in range(2):
        save(client, cast.citizen, f"q=mot{number}")
    answer = client.post(PAGE, data={"asked": "q=de trop", "alert": "daily"})
    assert answer.status_code == 422 and "supprimez-en une" in answer.text
    assert len(found(build)) == 2


def test_a_search_is_its_persons_alone(client, build, cast):
    save(client, cast.citizen)
    (search,) = found(build)
    client.sign_in(cast.administrator)
    assert "zibeline" not in client.get(PAGE).text
    for act, data in (("alerte", {"alert": "none"}), ("supprimer", {})):
        assert client.post(f"{PAGE}/{search.uid}/{act}", data=data).status_code == 404
    client.sign_in(cast.citizen)
    assert client.post(f"{PAGE}/{search.uid}/alerte", data={"alert": "none"}).status_code == 303
    assert client.post(f"{PAGE}/{search.uid}/alerte", data={"alert": "x"}).status_code == 422
    assert found(build)[0].alert == "none"
    assert client.post(f"{PAGE}/{search.uid}/supprimer").status_code == 303
    assert found(build) == []


def test_an_alert_ends_in_one_click_without_signing_in(app, client, build, cast, summaries):
    save(client, cast.citizen)
    build(rows.row, RecordKind.NEED, "Zibeline nouvelle", "Texte.")
    (mail,) = alerts(summaries())
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>").removeprefix(app.config["COUNCIL_BASE_URL"])
    stranger = app.test_client()
    assert "Ne plus recevoir" in stranger.get(address).text
    assert found(build)[0].alert == "daily", "reading the page ends nothing"
    assert stranger.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert found(build)[0].alert == "none"
    build(rows.row, RecordKind.NEED, "Zibeline suivante", "Texte.")
    assert alerts(summaries()) == []
    assert stranger.get("/alerte/faux").status_code == 410


def test_two_workers_tell_once(client, build, cast, mails):
    save(client, cast.citizen)
    record = build(rows.row, RecordKind.NEED, "Zibeline nouvelle", "Texte.")
    (search,) = found(build)
    day = clock.today() + timedelta(days=1)
    assert build(tell, search, [record.id], day)
    assert not build(tell, search, [record.id], day)
    assert not build(tell, search, [record.id], day + timedelta(days=1)), "told already"
    assert len(alerts(mails())) == 1


def test_nothing_is_told_nor_lost_while_the_index_cannot_be_used(
    client, build, cast, mails, summaries, monkeypatch
):
    save(client, cast.citizen)
    build(rows.row, RecordKind.NEED, "Zibeline nouvelle", "Texte.")
    with monkeypatch.context() as patch:
        patch.setattr(queries_searches, "search_records", lambda *a, **k: _unusable())
        assert alerts(summaries()) == []
    assert len(alerts(mails())) == 1


def _unusable():
    return type("Results", (), {"is_fallback": True, "found": ()})()


def test_a_closed_account_leaves_no_search(client, build, cast, mails):
    build(rows.row, RecordKind.NEED, "Zibeline", "Texte.")
    mails()
    save(client, cast.citizen)
    client.post("/compte/fermer")
    mails()
    assert found(build) == []
    assert build(lambda: db.session.scalars(db.select(ToldResult)).all()) == []


def test_one_search_has_one_address_and_words():
    asked = {
        "tri": "date",
        "q": "  vie \x00privée ",
        "annee": "2026",
        "nature": "rien",
        "page": "2",
    }
    assert address_of(asked) == "q=vie+priv%C3%A9e&annee=2026"
    assert address_of({"q": "\ud800"}) == ""


def test_the_search_page_offers_it(client, cast):
    text = client.get("/recherche?q=zibeline").text
    assert "Se connecter pour l’enregistrer" in text and "csrf_token" not in text
    client.sign_in(cast.citizen)
    assert 'name="asked" value="q=zibeline"' in client.get("/recherche?q=zibeline").text
    assert "Enregistrer cette recherche" not in client.get("/recherche").text
