"""Opening and closing a shared funding: by whom, on what, what is written, what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.clock import today
from council.contributions.models_funding import Funding
from tests.contributions.conftest import funding_form


def count(build):
    from council.extensions import db

    return build(lambda: db.session.scalar(db.select(db.func.count()).select_from(Funding)))


@pytest.mark.parametrize("who", ["agent", "vendor", "secretariat"])
def test_the_holder_the_giver_and_the_secretariat_open_one(fundings, cast, offers, who):
    client = fundings.browser(getattr(cast, who))
    offer = f"/contributions/{fundings.offer.reference}"
    assert f"{offer}/financement/ouvrir" in client.get(offer).text
    form = client.get(f"{offer}/financement/ouvrir").text
    assert "12345,60" in form and "ne vaut ni commande ni marché" in form
    answer = client.post(f"{offer}/financement/ouvrir", data=funding_form())
    assert answer.status_code == 303, answer.text
    assert offers.journal() == ["funding.opened"]
    page = fundings.browser().get(fundings.address).text
    for text in ("0 € sur 30 000 €", "caducs", "commande publique", "Éditions Fictives", "0 %"):
        assert text in page.replace("\u202f", " ").replace("\xa0", " "), text
    again = client.post(f"{offer}/financement/ouvrir", data=funding_form())
    assert again.status_code == 403 and "déjà ouvert" in again.text


@pytest.mark.parametrize("who", ["citizen", "member", "maintainer", "chair", "administrator"])
def test_nobody_else_opens_one(fundings, cast, build, who):
    client = fundings.browser(getattr(cast, who))
    address = f"{fundings.address}/ouvrir"
    assert client.get(address).status_code == 403
    assert client.post(address, data=funding_form()).status_code == 403
    assert fundings.address not in client.get(f"/contributions/{fundings.offer.reference}").text
    assert count(build) == 0


def test_a_need_and_an_item_have_theirs(fundings, cast, build, offers):
    client = fundings.browser(cast.secretariat)
    item = build.item(sources=[offers.need])
    for reference, page in (
        (offers.need.reference, f"/besoins/{offers.need.reference}"),
        (item.reference, f"/feuille-de-route/{item.reference}"),
    ):
        address = f"/contributions/{reference}/financement"
        assert f"{address}/ouvrir" in client.get(page).text
        assert client.post(f"{address}/ouvrir", data=funding_form()).status_code == 303
        assert "Financement partagé" in fundings.browser().get(page).text
        assert fundings.browser().get(address).status_code == 200


def test_only_its_author_makes_a_kept_price_an_estimate(fundings, cast, offers):
    row = offers.offered(price_visibility="holder")
    address = f"/contributions/{row.reference}/financement/ouvrir"
    for who in ("agent", "secretariat"):
        answer = fundings.browser(getattr(cast, who)).post(address, data=funding_form())
        assert answer.status_code == 403 and "prix de cette offre" in answer.text
    assert fundings.browser(cast.vendor).post(address, data=funding_form()).status_code == 303


def test_what_is_over_is_not_funded(fundings, cast, offers, build):
    row = offers.offered("declined", price_visibility="public")
    address = f"/contributions/{row.reference}/financement/ouvrir"
    assert fundings.browser(cast.vendor).post(address, data=funding_form()).status_code == 403
    item = build.item(state="dropped")
    address = f"/contributions/{item.reference}/financement/ouvrir"
    answer = fundings.browser(cast.secretariat).post(address, data=funding_form())
    assert answer.status_code == 403 and "attend plus" in answer.text
    for wrong in ("C-1999-0001", "S-2026-0001", "rien"):
        assert fundings.browser().get(f"/contributions/{wrong}/financement").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"estimate": "0"}, "estimate"),
        ({"estimate": "beaucoup"}, "estimate"),
        ({"estimate": "-5"}, "estimate"),
        ({"estimate": "9" * 30}, "estimate"),
        ({"maximum": "29 999,99"}, "maximum"),
        ({"deadline_on": "2020-01-01"}, "deadline_on"),
        ({"deadline_on": "2026-02-31"}, "deadline_on"),
        ({"legal_frame": "troc"}, "legal_frame"),
        ({"if_missed": ""}, "if_missed"),
        ({"payee": ""}, "payee"),
        ({"scope": ""}, "scope"),
        ({"tax": "gabelle"}, "tax"),
    ],
)
def test_what_is_wrong_is_named_and_kept(fundings, cast, build, changes, field):
    client = fundings.browser(cast.vendor)
    answer = client.post(f"{fundings.address}/ouvrir", data=funding_form(**changes))
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert "documenté et publié" in answer.text or field == "scope"
    assert count(build) == 0


def test_a_funding_is_closed_with_its_reason_and_another_opened(fundings, cast, offers):
    fundings.opened()
    client = fundings.browser(cast.agent)
    assert client.post(f"{fundings.address}/clore", data={"reason": " "}).status_code == 422
    answer = client.post(f"{fundings.address}/clore", data={"reason": "Le besoin a changé."})
    assert answer.status_code == 303
    page = fundings.browser().get(fundings.address).text
    assert "Le besoin a changé." in page and "personne ne doit rien" in page
    assert client.post(f"{fundings.address}/clore", data={"reason": "Encore"}).status_code == 403
    assert client.post(f"{fundings.address}/ouvrir", data=funding_form()).status_code == 303
    assert "n° 1" in fundings.browser().get(fundings.address).text
    assert "Le besoin a changé." in fundings.browser().get(f"{fundings.address}/1").text
    assert fundings.browser().get(f"{fundings.address}/9").status_code == 404
    assert offers.journal() == ["funding.closed", "funding.opened"]


def test_the_list_shows_the_nearest_deadline_first_and_what_ended_apart(
    fundings, offers, build, cast, queries
):
    for days in (40, 10, 20):
        row = offers.offered(title=f"Offre à {days} jours", price_visibility="public")
        opened = build.funding(row, days=days)
        build.pledge(opened, cast.member_body, 5_000_00)
    gone = offers.offered(title="Offre close", price_visibility="public")
    build.funding(
        gone, state="closed", ended_at=__import__("council.clock").clock.now(), closing_reason="Non"
    )
    client = fundings.browser()
    with queries.at_most(6):
        page = client.get("/contributions/financements").text
    order = [page.index(f"Offre à {days} jours") for days in (10, 20, 40)]
    assert order == sorted(order) and "Offre close" not in page
    assert "Offre close" in client.get("/contributions/financements?etat=termines").text
    assert "/contributions/financements" in client.get("/contributions").text


def test_what_is_read_by_few_is_funded_among_few(fundings, build, cast, offers):
    from council.records.models import Audience
    from council.records.steps import set_audience

    fundings.opened()
    build(lambda row: set_audience(row.record, Audience.COUNCIL), fundings.offer)
    for who, status in ((None, 404), (cast.citizen, 404), (cast.member, 200), (cast.agent, 200)):
        client = fundings.browser(who)
        assert client.get(fundings.address).status_code == status
        listed = client.get("/contributions/financements").text
        assert (fundings.offer.reference in listed) is (status == 200)


def test_a_deadline_today_is_too_late_to_open(fundings, cast):
    data = funding_form(deadline_on=today().isoformat())
    client = fundings.browser(cast.vendor)
    assert client.post(f"{fundings.address}/ouvrir", data=data).status_code == 422
    data = funding_form(deadline_on=(today() + timedelta(1)).isoformat())
    assert client.post(f"{fundings.address}/ouvrir", data=data).status_code == 303
