"""The private address of a software's maintainers: kept, used, shown to nobody else."""

from __future__ import annotations

import pytest

from tests.contributions.conftest import Offers
from tests.requests.test_send import form

ADDRESS = "liste@amont.invalid"


def keep(app, person, software, email=ADDRESS):
    client = app.test_client().sign_in(person)
    return client.post(f"/logiciels/{software.reference}/contact", data={"email": email})


@pytest.mark.parametrize("name", ["maintainer", "secretariat"])
def test_it_is_kept_and_read_by_who_may_keep_it(app, client, cast, name):
    person, software = getattr(cast, name), cast.software
    assert keep(app, person, software).status_code == 303
    client.sign_in(person)
    assert "Adresse privée" in client.get(f"/logiciels/{software.reference}").text
    assert ADDRESS in client.get(f"/logiciels/{software.reference}/contact").text
    assert ADDRESS not in client.get(f"/logiciels/{software.reference}").text
    assert keep(app, person, software, "").status_code == 303
    assert ADDRESS not in client.get(f"/logiciels/{software.reference}/contact").text
    assert keep(app, person, software, "pas une adresse").status_code == 422


@pytest.mark.parametrize("name", ["citizen", "agent", "vendor", "member", "chair"])
def test_others_neither_keep_nor_read_it(app, client, cast, name):
    keep(app, cast.secretariat, cast.software)
    assert keep(app, getattr(cast, name), cast.software).status_code == 403
    client.sign_in(getattr(cast, name))
    for path in ("", "/contact"):
        assert ADDRESS not in client.get(f"/logiciels/{cast.software.reference}{path}").text


def test_a_question_reaches_it_when_nobody_has_an_account(app, client, build, cast, mails):
    offers, software = Offers(build, cast, app), cast.software
    keep(app, cast.secretariat, software)
    client.sign_in(cast.agent)
    data = form(offers, software=software.name)
    # The software of `form` has a maintainer: that one is told, and the address is left alone.
    assert client.post("/demandes/nouvelle", data=data).status_code == 303
    assert ADDRESS not in {mail["To"] for mail in mails()}
    other = build.software("Sans Compte Fictif")
    keep(app, cast.secretariat, other)
    data["software"] = other.name
    assert client.post("/demandes/nouvelle", data=data).status_code == 303
    assert ADDRESS in {mail["To"] for mail in mails()}


def test_a_question_that_reaches_nobody_awaits_its_sender(app, client, build, cast):
    offers = Offers(build, cast, app)
    other = build.software("Sans Compte Fictif")
    asked = build.request(offers.need, other, asker=cast.administration)
    client.sign_in(cast.agent)
    page = client.get("/tableau-de-bord").text
    assert "Questions à envoyer aux mainteneurs" in page
    assert f"/demandes/{asked.reference}/envoyer" in page
    data = {"email": ADDRESS}
    assert client.post(f"/demandes/{asked.reference}/envoyer", data=data).status_code == 303
    assert "Questions à envoyer" not in client.get("/tableau-de-bord").text
    stranger = app.test_client().sign_in(cast.vendor)
    assert "Questions à envoyer" not in stranger.get("/tableau-de-bord").text
