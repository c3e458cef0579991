"""What a service is based on: shown both ways, never in a circle, a need reaches who is below."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy import select

from council.extensions import db
from council.journal.models import JournalEntry
from council.organizations.models import Title


def add(client, service, name):
    """Post one more thing that a service is based on."""
    return client.post(f"/logiciels/{service.reference}/bases", data={"component": name})


def journal(build):
    """Return the kinds of the journal, oldest first."""
    return build(
        lambda: list(db.session.scalars(select(JournalEntry.kind).order_by(JournalEntry.sequence)))
    )


@pytest.fixture
def chain(build):
    """A service on a protocol on a library, each by name."""
    names = ("Messagerie Fictive", "Protocole Fictif", "Bibliothèque Fictive")
    service, protocol, library = (build.software(name) for name in names)
    build.based_on(service, protocol)
    build.based_on(protocol, library)
    return service, protocol, library


def test_a_base_is_said_shown_both_ways_and_taken_back(client, build, cast):
    service, component = build.software("Messagerie Fictive"), build.software("Protocole Fictif")
    client.sign_in(cast.secretariat)
    page = f"/logiciels/{service.reference}"
    assert "Dire sur quoi il s’appuie" in client.get(page).text
    assert add(client, service, "protocole fictif").status_code == 303
    assert "Protocole Fictif" in client.get(page).text
    below = client.get(f"/logiciels/{component.reference}").text
    assert "Ce qui s’appuie dessus" in below and "Messagerie Fictive" in below
    assert "C’est déjà dit" in add(client, service, "Protocole Fictif").text
    away = f"{page}/bases/{component.reference}/retirer"
    assert client.post(away).status_code == 303
    assert client.post(away).status_code == 303
    client.get(page)
    assert "Protocole Fictif" not in client.get(page).text
    assert journal(build) == ["software.based", "software.unbased"]


def test_a_maintainer_says_it_of_their_own_software_only(client, build, cast):
    other = build.software("Protocole Fictif")
    client.sign_in(cast.maintainer)
    assert add(client, cast.software, other.name).status_code == 303
    assert add(client, other, cast.software.name).status_code == 403
    assert client.get(f"/logiciels/{other.reference}/bases").status_code == 403


@pytest.mark.parametrize("name", ["citizen", "agent", "vendor", "member", "chair"])
def test_others_do_not(client, build, cast, name):
    other = build.software("Protocole Fictif")
    client.sign_in(getattr(cast, name))
    assert add(client, cast.software, other.name).status_code == 403
    assert journal(build) == []


def test_a_circle_is_refused_at_any_depth(client, cast, chain):
    service, protocol, library = chain
    client.sign_in(cast.secretariat)
    for below, above in ((library, service), (library, protocol), (service, service)):
        answer = add(client, below, above.name)
        assert answer.status_code == 422
        assert "cercle" in answer.text


@pytest.mark.parametrize("typed", ["", "Rien de tel", "x" * 300, "\u202e", "a\nb"])
def test_what_is_not_in_the_catalogue_is_told(client, build, cast, typed):
    client.sign_in(cast.secretariat)
    assert add(client, cast.software, typed).status_code == 422
    assert journal(build) == []


def test_two_records_of_one_name_are_told_apart_by_their_address(client, build, cast):
    build.software("Grammaire Fictive")
    second = build.software("grammaire fictive")
    client.sign_in(cast.secretariat)
    answer = add(client, cast.software, "GRAMMAIRE FICTIVE")
    assert answer.status_code == 422 and "Plusieurs fiches" in answer.text
    assert add(client, cast.software, second.reference).status_code == 303


def test_a_diamond_is_opened_once_and_the_walk_is_bounded(client, build, chain):
    service, protocol, _library = chain
    other = build.software("Autre Étage Fictif")
    build.based_on(service, other)
    build.based_on(other, protocol)
    page = client.get(f"/logiciels/{service.reference}").text
    assert page.count("(déjà cité)") == 1
    deep = [build.software(f"Étage {number}") for number in range(6)]
    for upper, lower in pairwise(deep):
        build.based_on(upper, lower)
    assert "Étage 3" in client.get(f"/logiciels/{deep[0].reference}").text
    assert "Étage 4" not in client.get(f"/logiciels/{deep[0].reference}").text


def test_a_need_on_a_service_says_what_it_is_based_on_and_is_shown_below(
    client, build, cast, chain
):
    service, _protocol, library = chain
    need = build.need(cast.administration, about=service, title="Relire ses messages")
    build.need(cast.administration, about=service, title="Mot-planté", visibility="organization")
    call = build.need(service, title="Appel de la messagerie")
    own = build.need(cast.administration, about=library, title="Besoin direct")
    page = client.get(f"/besoins/{need.reference}").text
    assert "s’appuie sur" in page and "Bibliothèque Fictive" in page
    below = client.get(f"/logiciels/{library.reference}").text
    assert "via Messagerie Fictive" in below
    for row in (need, call, own):
        assert below.count(row.title) == 1
    assert "Mot-planté" not in below


def test_the_request_form_offers_to_ask_below(client, build, cast, chain):
    service, protocol, _library = chain
    need = build.need(cast.administration, about=service)
    client.sign_in(cast.agent)
    page = client.get(f"/demandes/nouvelle?besoin={need.reference}").text
    assert "interroger les mainteneurs de Protocole Fictif" in page
    assert 'value="Messagerie Fictive"' in page
    asked = f"/demandes/nouvelle?besoin={need.reference}&logiciel={protocol.reference}"
    assert f'value="{protocol.reference}"' in client.get(asked).text
    assert client.get("/demandes/nouvelle?besoin=B-1999-0001").status_code == 200


def test_maintainers_below_hear_of_a_need_above_and_of_nothing_hidden(
    app, client, build, cast, chain, news
):
    service, _protocol, library = chain
    below = build.account("Bob Bibliothèque-Fictif")
    build.mandate(below, Title.MAINTAINER, software_id=library.id)
    assert cast.agent
    need = build.need(cast.administration, state="submitted", about=service)
    kept = build.need(
        cast.administration, state="submitted", about=service, visibility="organization"
    )
    client.sign_in(cast.secretariat)
    for row in (need, kept):
        assert client.post(f"/besoins/{row.reference}/publier").status_code == 303
    told = [m for m in news() if m["To"] == below.email]
    assert len(told) == 1
    text = str(told[0].get_body(("plain",)).get_content())
    assert "s’appuie sur un logiciel que vous maintenez" in text
    assert need.reference in text


def test_the_page_of_a_component_keeps_within_its_budget(client, build, cast, queries, chain):
    _service, _protocol, library = chain
    for number in range(20):
        above = build.software(f"Service {number:02}")
        build.based_on(above, library)
        build.need(cast.administration, about=above)
        build.reliance(library, cast.administration, f"Politique {number:02}")
    with queries.at_most(18):
        page = client.get(f"/logiciels/{library.reference}")
    assert page.text.count("via Service") == 20


def test_kinds_are_shown_and_filtered(client, build):
    build.software("Messagerie Fictive", kind="service")
    build.software("Tableur Fictif")
    page = client.get("/logiciels?nature=service").text
    assert "Messagerie Fictive" in page and "Tableur Fictif" not in page
    assert "fr-badge--info" in page
