"""Pledging: by whom, what counts, what is kept of each change, what a wrong value answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import now, today
from council.contributions.models_funding import Pledge
from council.extensions import db


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def revisions(build):
    query = db.select(Pledge.organization_id, Pledge.revision, Pledge.amount_cents)
    return build(lambda: db.session.execute(query.order_by(Pledge.id)).all())


def test_a_representative_pledges_for_a_body_and_everybody_reads_it(fundings, offers):
    body, person = fundings.body("Ville fictive")
    fundings.opened()
    assert f"{fundings.address}/engagement" in fundings.browser(person).get(fundings.address).text
    form = plain(fundings.browser(person).get(f"{fundings.address}/engagement").text)
    for text in ("caducs", "ne vaut ni commande ni marché", "Éditions Fictives", "0 € sur 30 000"):
        assert text in form, text
    assert fundings.pledge(person, body, "12 000").status_code == 303
    page = plain(fundings.browser().get(fundings.address).text)
    for text in ("12 000 € sur 30 000 €", "40 %", "Ville fictive", "18 000 €", "subvention"):
        assert text in page, text
    assert offers.journal() == ["pledge.made"]


def test_a_foreign_body_pledges_too(fundings, build):
    body = build.organization("Zentrum für Fiktion", kind="foreign")
    person = build.account("Uwe Fiktiv")
    build.mandate(person, "representative", body=body)
    fundings.opened()
    assert fundings.pledge(person, body).status_code == 303
    assert "Zentrum für Fiktion" in fundings.browser().get(fundings.address).text


@pytest.mark.parametrize("who", ["citizen", "maintainer", "secretariat", "chair", "observer"])
def test_who_represents_no_body_does_not_pledge(fundings, cast, who):
    fundings.opened()
    client = fundings.browser(getattr(cast, who))
    assert client.get(f"{fundings.address}/engagement").status_code == 403
    answer = fundings.pledge(getattr(cast, who), cast.administration)
    assert answer.status_code == 403 and "mandat" in answer.text


def test_nobody_pledges_for_another_body_nor_who_will_be_paid(fundings, cast, build):
    _mine, person = fundings.body("Ville fictive")
    fundings.opened(payee_id=cast.company.id)
    assert fundings.pledge(person, cast.administration).status_code == 422
    assert fundings.pledge(cast.vendor, cast.company).status_code == 403
    assert revisions(build) == []


def test_a_pledge_is_replaced_with_its_history_kept(fundings, build, offers):
    body, person = fundings.body("Ville fictive")
    fundings.opened()
    fundings.pledge(person, body, "12 000")
    assert fundings.pledge(person, body, "12 000").status_code == 303, "the same again"
    assert "12000,00" in fundings.browser(person).get(f"{fundings.address}/engagement").text
    fundings.pledge(person, body, "8 000,01")
    assert [row[1:] for row in revisions(build)] == [(1, 1200000), (2, 800001)]
    page = plain(fundings.browser().get(fundings.address).text)
    assert "8 000,01 € sur 30 000 €" in page and "12 000 €" in page
    assert offers.journal() == ["pledge.made", "pledge.changed"]


def test_a_pledge_is_withdrawn_with_a_reason_and_may_come_back(fundings, build, offers):
    body, person = fundings.body("Ville fictive")
    fundings.opened()
    client = fundings.browser(person)
    away = f"{fundings.address}/engagement/retirer"
    assert client.post(away, data={"organization": str(body.id)}).status_code == 403
    fundings.pledge(person, body, "12 000")
    assert client.post(away, data={"organization": str(body.id)}).status_code == 422
    data = {"organization": str(body.id), "reason": "Budget refusé."}
    assert client.post(away, data=data).status_code == 303
    page = plain(fundings.browser().get(fundings.address).text)
    assert "0 € sur 30 000 €" in page and "Budget refusé." in page
    assert client.post(away, data=data).status_code == 403
    fundings.pledge(person, body, "5 000")
    assert [row[1] for row in revisions(build)] == [1, 2, 3]
    assert offers.journal() == ["pledge.made", "pledge.withdrawn", "pledge.made"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"amount": "1e9"}, "amount"),
        ({"kind": "conditional"}, "minimum"),
        ({"kind": "firm", "minimum": "30 000"}, "kind"),
        ({"kind": "intended", "valid_until": "2999-01-01"}, "kind"),
        ({"kind": "conditional", "valid_until": "2020-01-01"}, "valid_until"),
        ({"kind": "conditional", "valid_until": "demain"}, "valid_until"),
        ({"kind": "promesse"}, "kind"),
        ({"visibility": "personne"}, "visibility"),
        ({"legal_frame": "troc"}, "legal_frame"),
        ({"organization": "999999"}, "organization"),
        ({"organization": "x"}, "organization"),
    ],
)
def test_what_is_wrong_is_named(fundings, build, changes, field):
    body, person = fundings.body("Ville fictive")
    fundings.opened()
    answer = fundings.pledge(person, body, **changes)
    assert answer.status_code == 422, answer.status_code
    assert f'href="#{field}' in answer.text
    assert revisions(build) == []


def test_mutual_conditions_count_together_and_each_says_why(fundings):
    fundings.opened()
    first, one = fundings.body("Ville fictive")
    second, two = fundings.body("Région fictive")
    third, three = fundings.body("Agence prudente fictive")
    condition = {"kind": "conditional", "minimum": "30 000"}
    fundings.pledge(one, first, "15 000", **condition)
    page = plain(fundings.browser().get(fundings.address).text)
    assert "0 € sur 30 000 €" in page
    assert "ne compte pas encore : le total demandé n’est pas réuni" in page
    fundings.pledge(two, second, "15 000", **condition)
    fundings.pledge(three, third, "1 000", kind="intended")
    page = plain(fundings.browser().get(fundings.address).text)
    assert "30 000 € sur 30 000 €" in page and "couvert, à accepter" in page
    assert page.count("compte : le total demandé est réuni") == 2
    assert "c’est une intention" in page and "si 30 000 € sont réunis" in page
    assert "Intentions, montrées à part : 1 000 €" in page


def test_a_condition_of_date_lapses_after_its_day(fundings, clock_at):
    fundings.opened()
    body, person = fundings.body("Ville fictive")
    day = today() + timedelta(days=3)
    fundings.pledge(person, body, "30 000", kind="conditional", valid_until=day.isoformat())
    assert fundings.view().is_reached
    clock_at(now() + timedelta(days=3))
    assert fundings.view().is_reached, "that day included"
    clock_at(now() + timedelta(days=1))
    assert not fundings.view().is_reached
    assert "la date est passée" in fundings.browser().get(fundings.address).text


def test_the_maximum_is_never_passed_by_what_counts(fundings, build):
    fundings.opened(maximum_cents=35_000_00)
    bodies = [fundings.body(f"Ville fictive {n}") for n in range(3)]
    assert fundings.pledge(bodies[0][1], bodies[0][0], "20 000").status_code == 303
    waiting = {"kind": "conditional", "minimum": "30 000"}
    assert fundings.pledge(bodies[1][1], bodies[1][0], "9 000", **waiting).status_code == 303
    # Its own 7 000 would fit, but would make the 9 000 that wait count: 36 000.
    answer = fundings.pledge(bodies[2][1], bodies[2][0], "7 000")
    assert answer.status_code == 422 and 'href="#amount' in answer.text
    assert fundings.pledge(bodies[2][1], bodies[2][0], "6 000").status_code == 303
    assert fundings.view().count.total == 35_000_00
    hidden = fundings.pledge(bodies[2][1], bodies[2][0], "1 000", visibility="holder")
    assert hidden.status_code == 422 and "publics" in hidden.text
    never = {"kind": "conditional", "minimum": "35 000,01"}
    assert fundings.pledge(bodies[2][1], bodies[2][0], "1 000", **never).status_code == 422


def test_after_the_deadline_nothing_new_is_received(fundings, clock_at):
    fundings.opened(days=5)
    body, person = fundings.body("Ville fictive")
    clock_at(now() + timedelta(days=5))
    assert fundings.pledge(person, body, "1 000").status_code == 303, "that day included"
    clock_at(now() + timedelta(days=1))
    answer = fundings.pledge(person, body, "2 000")
    assert answer.status_code == 403 and "échéance" in answer.text
    assert "caducs" in fundings.browser().get(fundings.address).text


def test_the_percentage_never_says_all_before_all_is_there(fundings):
    fundings.opened()
    body, person = fundings.body("Ville fictive")
    fundings.pledge(person, body, "29 999,99")
    page = plain(fundings.browser().get(fundings.address).text)
    assert "99 %" in page and "100 %" not in page


def test_the_page_stays_within_its_budget(fundings, build, cast, queries):
    opened = fundings.opened()
    for n in range(12):
        body = build.organization()
        build.pledge(opened, body, 1_000_00, visibility="holder" if n % 2 else "public")
    client = fundings.browser(cast.member)
    client.get("/")
    with queries.at_most(12):
        assert client.get(fundings.address).status_code == 200


def test_two_bodies_of_one_person_are_told_apart(fundings, build):
    first, person = fundings.body("Ville fictive")
    second = build.organization("Région fictive")
    build.mandate(person, "manager", body=second)
    fundings.opened()
    fundings.pledge(person, first, "1 000")
    fundings.pledge(person, second, "2 000")
    assert {row[0] for row in revisions(build)} == {first.id, second.id}
    away = f"{fundings.address}/engagement/retirer"
    data = {"organization": str(second.id), "reason": "Non."}
    assert fundings.browser(person).post(away, data=data).status_code == 303
    assert fundings.view().count.total == 1_000_00
