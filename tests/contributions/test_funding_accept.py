"""Accepting, extending, telling once: who pays what is frozen to the cent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import now, today
from council.contributions.models_funding import FundingShare
from council.extensions import db
from council.journal.worker import run_once


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def shares(build):
    query = db.select(FundingShare.pledged_cents, FundingShare.share_cents)
    return build(lambda: [tuple(r) for r in db.session.execute(query.order_by(FundingShare.id))])


def gather(fundings, build, *cents, **fields):
    opened = fundings.opened(**fields)
    people = []
    for n, amount in enumerate(cents):
        body, person = fundings.body(f"Ville fictive {n}")
        build.pledge(opened, body, amount)
        people.append((body, person))
    return opened, people


@pytest.mark.parametrize("who", ["agent", "secretariat"])
def test_who_decides_accepts_and_the_split_is_frozen(fundings, build, cast, offers, who):
    gather(fundings, build, 20_000_00, 20_000_00, 5_000_01)
    client = fundings.browser(getattr(cast, who))
    assert f"{fundings.address}/accepter" in client.get(fundings.address).text
    form = client.get(f"{fundings.address}/accepter")
    assert "ne vaut ni commande ni marché" in form.text
    assert client.post(f"{fundings.address}/accepter").status_code == 303
    found = shares(build)
    assert sum(part for _pledged, part in found) == 30_000_00
    assert found == [(2000000, 1333333), (2000000, 1333333), (500001, 333334)]
    page = plain(fundings.browser().get(fundings.address).text)
    for text in ("Qui paie quoi", "13 333,33 €", "3 333,34 €", "Total : 30 000 €", "subvention"):
        assert text in page, text
    assert offers.journal() == ["funding.accepted"]
    for verb in ("accepter", "clore", "engagement"):
        answer = client.post(f"{fundings.address}/{verb}", data={"reason": "Non"})
        assert answer.status_code == 403, verb
    panel = plain(fundings.browser().get(f"/contributions/{fundings.offer.reference}").text)
    assert "30 000 € sur 30 000 €" in panel


@pytest.mark.parametrize("who", ["vendor", "citizen", "member", "maintainer", "administrator"])
def test_nobody_else_accepts(fundings, build, cast, who):
    gather(fundings, build, 30_000_00)
    answer = fundings.browser(getattr(cast, who)).post(f"{fundings.address}/accepter")
    assert answer.status_code == 403 and "porteur du besoin" in answer.text
    assert shares(build) == []


def test_what_is_not_covered_is_not_accepted(fundings, build, cast):
    gather(fundings, build, 29_999_99)
    answer = fundings.browser(cast.agent).post(f"{fundings.address}/accepter")
    assert answer.status_code == 403 and "pas couverte" in answer.text


def test_a_pledge_is_not_taken_back_once_accepted(fundings, build, cast):
    _opened, people = gather(fundings, build, 30_000_00)
    fundings.browser(cast.agent).post(f"{fundings.address}/accepter")
    body, person = people[0]
    data = {"organization": str(body.id), "reason": "Trop tard."}
    answer = fundings.browser(person).post(f"{fundings.address}/engagement/retirer", data=data)
    assert answer.status_code == 403 and "terminé" in answer.text


def test_what_was_gathered_is_accepted_for_less_when_that_was_told(fundings, build, cast, clock_at):
    gather(fundings, build, 12_000_00, 6_000_00, if_missed="reduce")
    client = fundings.browser(cast.agent)
    assert client.post(f"{fundings.address}/accepter").status_code == 403
    clock_at(now() + timedelta(days=31))
    client = fundings.browser(cast.agent)
    assert "périmètre réduit" in client.get(fundings.address).text
    assert client.post(f"{fundings.address}/accepter").status_code == 422
    data = {"reduced_scope": "L’export seul, sans la documentation."}
    assert client.post(f"{fundings.address}/accepter", data=data).status_code == 303
    assert shares(build) == [(1200000, 1200000), (600000, 600000)]
    page = plain(fundings.browser().get(fundings.address).text)
    assert "L’export seul" in page and "18 000 € sur 30 000 €" in page


def test_lapsed_pledges_are_not_accepted(fundings, build, cast, clock_at):
    gather(fundings, build, 12_000_00)
    clock_at(now() + timedelta(days=31))
    data = {"reduced_scope": "Moins."}
    client = fundings.browser(cast.agent)
    assert client.post(f"{fundings.address}/accepter", data=data).status_code == 403
    assert "caducs" in client.get(fundings.address).text


def test_a_moved_deadline_asks_each_body_again(fundings, build, cast, offers, clock_at):
    _opened, people = gather(fundings, build, 12_000_00, 6_000_00, if_missed="extend")
    client = fundings.browser(cast.agent)
    later = {"deadline_on": (today() + timedelta(90)).isoformat(), "reason": "Votes en mars."}
    away = f"{fundings.address}/prolonger"
    assert client.post(away, data=later).status_code == 403
    clock_at(now() + timedelta(days=31))
    client = fundings.browser(cast.agent)
    past = later | {"deadline_on": "2020-01-01"}
    assert client.post(away, data=past).status_code == 422
    assert client.post(away, data=later).status_code == 303
    page = plain(client.get(fundings.address).text)
    assert "0 € sur 30 000 €" in page and "à maintenir" in page and "Votes en mars." in page
    body, person = people[0]
    keep = f"{fundings.address}/engagement/maintenir"
    assert keep in fundings.browser(person).get(fundings.address).text
    data = {"organization": str(body.id)}
    assert fundings.browser(person).post(keep, data=data).status_code == 303
    assert fundings.browser(person).post(keep, data=data).status_code == 403
    assert "12 000 € sur 30 000 €" in plain(client.get(fundings.address).text)
    assert offers.journal() == ["funding.extended", "pledge.maintained"]


def test_a_deadline_is_not_moved_when_that_was_not_told(fundings, build, cast, clock_at):
    gather(fundings, build, 12_000_00, if_missed="lapse")
    clock_at(now() + timedelta(days=31))
    later = {"deadline_on": (today() + timedelta(9)).isoformat(), "reason": "Encore."}
    answer = fundings.browser(cast.agent).post(f"{fundings.address}/prolonger", data=later)
    assert answer.status_code == 403 and "annoncé" in answer.text


def told(news, text):
    """Return who was told of it so far, their next summary included."""
    plain = {mail: str(mail.get_body(("plain",)).get_content()) for mail in news()}
    return sorted(mail["To"] for mail, said in plain.items() for _ in range(said.count(text)))


def test_everybody_is_told_once_that_it_is_covered(app, fundings, build, cast, offers, news):
    assert cast.agent and cast.secretariat and cast.vendor
    _opened, people = gather(fundings, build, 30_000_00)
    found = told(news, "est couverte")
    everybody = {cast.agent.email, cast.secretariat.email, cast.vendor.email, people[0][1].email}
    assert set(found) == everybody and len(found) == len(everybody)
    run_once(app)
    assert told(news, "est couverte") == found
    assert offers.journal() == ["funding.reached"]
    assert "estimation couverte" in fundings.browser().get(fundings.address).text


def test_everybody_is_told_once_that_the_deadline_passed(
    app, fundings, build, cast, offers, news, clock_at
):
    assert cast.agent and cast.secretariat and cast.vendor
    _opened, people = gather(fundings, build, 1_000_00)
    assert told(news, "échéance") == []
    clock_at(now() + timedelta(days=31))
    found = told(news, "échéance")
    everybody = {cast.agent.email, cast.secretariat.email, cast.vendor.email, people[0][1].email}
    assert set(found) == everybody and len(found) == len(everybody)
    run_once(app)
    assert told(news, "échéance") == found
    assert offers.journal() == ["funding.missed"]


def test_the_chain_and_the_pages_tell_what_is_gathered(fundings, build, cast, offers):
    gather(fundings, build, 12_000_00)
    item = build.item(sources=[fundings.offer])
    for page in (
        f"/besoins/{offers.need.reference}",
        f"/contributions/{fundings.offer.reference}",
        f"/feuille-de-route/{item.reference}",
    ):
        text = plain(fundings.browser().get(page).text)
        assert "financement partagé : 12 000 € sur 30 000 €" in text, page
