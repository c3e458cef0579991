"""Answer within a delay: the countdown, the public list by age, reminders to those who owe."""

from __future__ import annotations

import csv
import io
import re
import threading
from datetime import timedelta

import pytest

from council.clock import now
from council.extensions import db
from council.journal.models import OutboxMessage
from council.needs.jobs import remind_of_answers
from council.needs.models import Need
from tests import builders
from tests.cast import Cast
from tests.fixtures import Builder
from tests.needs.test_index import titles


@pytest.fixture
def aged(build):
    """`aged(days, holder, …)` makes a need published that many days ago."""

    def make(days, holder, **texts):
        def run():
            row = db.session.get_one(Need, need.id)
            row.published_at = now() - timedelta(days)
            db.session.commit()
            return row

        need = build.need(holder, **texts)
        return build(run)

    return make


def test_the_page_and_the_rows_count_the_days(client, cast, aged):
    soon = aged(50, cast.administration, title="Bientôt")
    late = aged(63, cast.administration, title="Tard")
    call = aged(63, cast.software, title="Appel")
    for need, words in (
        (soon, "encore 10 jours"), (late, "en retard de 3 jours"), (call, "encore 27 jours"),
    ):  # fmt: skip
        page = client.get(f"/besoins/{need.reference}").text
        assert words in page and "Réponse officielle attendue avant le" in page
        assert words in client.get("/besoins").text
        assert words in client.get("/besoins/sans-reponse").text


@pytest.mark.parametrize("state", ["submitted", "met", "partly_met", "unmet", "withdrawn"])
def test_nothing_is_owed_before_publication_nor_after_an_outcome(client, build, cast, state):
    need = build.need(cast.administration, state=state)
    client.sign_in(cast.secretariat)
    assert "éponse officielle attendue" not in client.get(f"/besoins/{need.reference}").text
    assert need.title not in client.get("/besoins/sans-reponse").text


def test_an_answer_ends_it(client, build, cast, aged):
    need = aged(80, cast.administration)
    build.official(need, cast.secretariat, published=True)
    assert "éponse officielle attendue" not in client.get(f"/besoins/{need.reference}").text
    assert need.title not in client.get("/besoins/sans-reponse").text


def test_no_delay_promised_no_countdown(app, client, cast, aged):
    need = aged(80, cast.administration)
    app.config["COUNCIL_ANSWER_DELAY_DAYS"] = 0
    assert "éponse officielle attendue" not in client.get(f"/besoins/{need.reference}").text
    assert need.title in client.get("/besoins/sans-reponse").text
    assert need.title not in client.get("/besoins/sans-reponse?retard=oui").text


def test_the_list_goes_by_age_and_is_narrowed(client, build, cast, aged):
    aged(10, cast.administration, title="Récent")
    aged(70, cast.company, title="Ancien")
    aged(70, cast.software, title="Appel")
    aged(95, cast.administration, title="Très ancien", about=cast.software)
    assert titles(client.get("/besoins/sans-reponse")) == [
        "Très ancien", "Ancien", "Appel", "Récent",
    ]  # fmt: skip
    assert titles(client.get("/besoins/sans-reponse?retard=oui")) == ["Très ancien", "Ancien"]
    own = client.get(f"/besoins/sans-reponse?organisme={cast.company.reference}")
    assert titles(own) == ["Ancien"]
    about = client.get(f"/besoins/sans-reponse?logiciel={cast.software.reference}")
    assert titles(about) == ["Très ancien", "Appel"]
    assert titles(client.get("/besoins/sans-reponse?nature=appels")) == ["Appel"]
    assert titles(client.get("/besoins/sans-reponse?q=ancien")) == ["Très ancien", "Ancien"]
    for odd in ("retard=zzz", "page=99", "q=%25", "organisme=%F0%9F%99%82"):
        assert client.get(f"/besoins/sans-reponse?{odd}").status_code == 200


@pytest.mark.parametrize(("days", "late"), [(59, False), (60, False), (61, True)])
def test_late_is_the_day_after(client, cast, aged, days, late):
    need = aged(days, cast.administration)
    shown = need.title in client.get("/besoins/sans-reponse?retard=oui").text
    assert shown is late
    assert ("en retard" in client.get(f"/besoins/{need.reference}").text) is late


def test_a_restricted_need_is_listed_to_its_readers_only(client, cast, aged):
    hidden = aged(70, cast.administration, title="Réservé", visibility="council")
    for path in ("", ".csv", ".atom"):
        assert hidden.title not in client.get(f"/besoins/sans-reponse{path}").text
    client.sign_in(cast.member)
    assert hidden.title in client.get("/besoins/sans-reponse").text
    for path in (".csv", ".atom"):
        assert hidden.title not in client.get(f"/besoins/sans-reponse{path}").text


def test_the_list_as_a_file_and_as_a_feed(client, build, cast, aged):
    need = aged(70, cast.administration, title="=1+1")
    build.endorsement(need, cast.company)
    file = client.get("/besoins/sans-reponse.csv")
    row = next(csv.DictReader(io.StringIO(file.text)))
    assert row["reference"] == need.reference and row["title"] == "'=1+1"
    assert (row["kind"], row["days_left"], row["endorsements"]) == ("need", "-10", "1")
    feed = client.get("/besoins/sans-reponse.atom")
    assert feed.mimetype == "application/atom+xml"
    assert f"{need.reference} – =1+1" in feed.text and "en retard de 10 jours" in feed.text
    assert "Aucun besoin" in client.get("/besoins/sans-reponse?q=introuvable").text


def test_the_list_costs_few_queries(client, cast, aged, queries):
    for _number in range(12):
        aged(70, cast.administration)
    with queries.at_most(5):
        assert client.get("/besoins/sans-reponse").status_code == 200


def test_the_secretariat_sees_what_it_owes_the_most_late_first(client, cast, aged):
    aged(5, cast.administration, title="Trop tôt")
    aged(40, cast.administration, title="Moitié passée")
    aged(99, cast.software, title="Appel en retard de neuf")
    aged(65, cast.administration, title="En retard de cinq")
    client.sign_in(cast.secretariat)
    page = client.get("/tableau-de-bord").text
    group = page.split("Réponses officielles dues")[1].split("</section>")[0]
    assert titles_of(group) == ["Appel en retard de neuf", "En retard de cinq", "Moitié passée"]
    client.sign_in(cast.chair)
    assert "Réponses officielles dues" not in client.get("/tableau-de-bord").text


def titles_of(html):
    """Return the titles of a group, in order."""
    return re.findall(r'fr-rows__title"><a[^>]*>([^<]+)</a>', html)


def test_reminders_go_once_at_half_and_once_late(build, cast, aged, mails, clock_at):
    people = sorted([cast.secretariat.email, cast.other_secretariat.email])
    assert cast.agent.email and cast.chair.email
    one = aged(20, cast.administration)
    other = aged(20, cast.company)
    assert not mails()
    start = now()
    clock_at(start + timedelta(days=11))
    sent = mails()
    assert sorted(mail["To"] for mail in sent) == people
    text = sent[0].get_body(("plain",)).get_content()
    assert one.reference in text and other.reference in text and "moitié" in text
    assert len(mails()) == 2
    build.official(other, cast.secretariat, published=True)
    published = len(mails())
    clock_at(start + timedelta(days=41))
    late = mails()[published:]
    assert sorted(mail["To"] for mail in late) == people
    text = late[0].get_body(("plain",)).get_content()
    assert one.reference in text and other.reference not in text and "en retard" in text
    clock_at(start + timedelta(days=80))
    assert len(mails()) == published + 2


def test_what_is_late_at_first_sight_is_told_once(build, cast, aged, mails):
    assert cast.secretariat.email
    aged(200, cast.administration)
    assert len(mails()) == 1
    assert build(remind_of_answers) == 0
    assert len(mails()) == 1


def test_nobody_to_remind_and_nothing_is_marked(build, cast, aged):
    aged(200, cast.administration)
    assert build(remind_of_answers) == 0
    assert cast.secretariat.email
    assert build(remind_of_answers) == 1


@pytest.mark.slow
def test_two_workers_remind_once(serve):
    live = serve(servers=0, worker=False)
    build = Builder(live.app, builders)
    cast = Cast(build)
    assert cast.secretariat.email
    needs = [build.need(cast.administration) for _ in range(6)]

    def age():
        for need in needs:
            db.session.get_one(Need, need.id).published_at = now() - timedelta(70)
        db.session.commit()

    build(age)
    start, told = threading.Barrier(4), []

    def run():
        with live.app.app_context():
            start.wait()
            told.append(remind_of_answers())
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [0, 0, 0, 6]
    count = db.select(db.func.count(OutboxMessage.id)).where(
        OutboxMessage.dedupe_key.like("mail:answers:%")
    )
    assert build(lambda: db.session.scalar(count)) == 1
