"""Organizations and colleges: list, page, creating and editing by the secretariat."""

import pytest

from council.extensions import db
from council.organizations.models import Organization
from council.polls.models import RollEntry
from tests import builders
from tests.pages import rows

FACTS = {
    "name": "Office fictif des cartes",
    "kind": "operator",
    "url": "https://cartes.exemple.invalid/",
    "country": "FR",
    "siret": "130 025 265 00013",
    "summary": "Tient les cartes.",
}


@pytest.mark.parametrize("number", [5, 50])
def test_the_list_costs_the_same_at_any_size(client, cast, build, sign_in, queries, number):
    for _ in range(number):
        build.organization()
    sign_in(client, cast.member)
    with queries.at_most(8):  # six for the list, two for the session and its mandates
        assert client.get("/organismes").status_code == 200


def test_the_list_filters_by_kind_college_and_name(client, cast):
    cast.agent, cast.member  # noqa: B018
    everyone = client.get("/organismes").text
    assert "Agence fictive des archives" in everyone and "Association fictive" in everyone
    assert "Agence fictive des archives" not in client.get("/organismes?nature=association").text
    seated = client.get("/organismes?college=ecosysteme").text
    assert "Association fictive" in seated and "Agence fictive des archives" not in seated
    found = client.get("/organismes?q=ASSOCIATION").text
    assert "Association fictive" in found and "Agence fictive" not in found
    assert client.get("/organismes?nature=roi&college=x&page=zz").status_code == 200
    assert client.get("/organismes?q=%00").status_code == 400
    assert "Aucun organisme ne correspond" in client.get("/organismes?q=zzzzzz").text


def test_a_reader_without_account_gets_no_cookie(client, cast):
    path = f"/organismes/{cast.member_body.reference}"
    for address in ("/organismes", path, "/colleges", "/sujets", "/demander-un-compte"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers


def test_the_page_shows_seats_and_mandates_in_few_queries(client, cast, build, sign_in, queries):
    cast.member  # noqa: B018
    for _ in range(10):
        build.mandate(build.account(), "representative", body=cast.member_body)
    path = f"/organismes/{cast.member_body.reference}"
    with queries.at_most(12):
        page = client.get(path).text
    assert "Max Membre-Fictif" in page and "collège Ecosysteme" in page
    sign_in(client, cast.secretariat)
    with queries.at_most(12):
        assert client.get(path).status_code == 200
    assert client.get("/organismes/inconnu").status_code == 404


def create(client, **changes):
    return client.post("/organismes/nouveau", data={**FACTS, **changes})


def test_the_secretariat_creates_and_edits(client, cast, sign_in, queries):
    sign_in(client, cast.secretariat)
    made = create(client)
    assert made.location == "/organismes/office-fictif-des-cartes"
    page = client.get(made.location).text
    assert "13002526500013" in page and "Tient les cartes." in page
    edit = made.location + "/modifier"
    version = {"row_version": "1"}
    data = {**FACTS, **version, "name": "Office fictif des plans"}
    assert client.post(edit, data=data).status_code == 303
    assert "Office fictif des plans" in client.get(made.location).text
    assert client.post(edit, data=data).status_code == 409


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "obligatoire"),
        ({"name": "Аgence fictive des archives"}, "plusieurs alphabets"),
        ({"name": "AGENCE FlCTIVE DES ARCHIVES"}, "peut être pris pour lui"),
        ({"name": "agence fictive  des archives"}, "peut être pris pour lui"),
        ({"name": "Office\u202efictif"}, "marques de sens"),
        ({"name": "x" * 161}, "160"),
        ({"kind": "planète"}, "valeurs proposées"),
        ({"siret": "13002526500014"}, "SIRET"),
        ({"siret": "13002526500013", "kind": "foreign"}, "organisme étranger"),
        ({"url": "javascript:alert(1)"}, "adresse n’est pas valide"),
        ({"country": "France"}, "Deux lettres"),
        ({"summary": "a\0b"}, "caractères de contrôle"),
        ({"summary": "x" * 1_000_000}, "2000"),
    ],
)
def test_bad_facts_are_named_and_nothing_is_saved(client, cast, sign_in, build, changes, sentence):
    build(add_named, "Agence fictive des archives")
    sign_in(client, cast.secretariat)
    before = build(count)
    answer = create(client, **changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "cartes.exemple" in answer.text or "url" in changes
    assert build(count) == before


def add_named(name):
    from council.organizations.steps import add_organization

    return add_organization(name)


def count():
    return db.session.scalar(db.select(db.func.count()).select_from(Organization))


def test_two_bodies_do_not_share_a_siret(client, cast, sign_in):
    sign_in(client, cast.secretariat)
    assert create(client).status_code == 303
    answer = create(client, name="Tout autre nom")
    assert answer.status_code == 422
    assert "Ce SIRET est celui de" in answer.text


def test_same_address_names_get_different_addresses(client, cast, sign_in):
    sign_in(client, cast.secretariat)
    create(client, name="Nouveau", siret="")
    create(client, name="Demandes", siret="")
    assert client.get("/organismes/nouveau-2").status_code == 200
    assert client.get("/organismes/demandes-2").status_code == 200


@pytest.mark.parametrize("path", ["/organismes/nouveau", "/colleges/nouveau"])
@pytest.mark.parametrize("role", ["citizen", "agent", "member", "chair", "administrator"])
def test_nobody_but_the_secretariat_creates(client, cast, sign_in, path, role):
    sign_in(client, getattr(cast, role))
    assert client.get(path).status_code == 403
    assert client.post(path, data=FACTS).status_code == 403


def test_colleges_are_created_and_listed(client, cast, sign_in):
    sign_in(client, cast.secretariat)
    data = {"key": "usagers", "name": "Usagers", "description": "Qui s’en sert."}
    assert client.post("/colleges/nouveau", data=data).status_code == 303
    assert client.post("/colleges/nouveau", data=data).status_code == 422
    assert client.post("/colleges/nouveau", data={**data, "key": "A B"}).status_code == 422
    page = client.get("/colleges").text
    assert "Usagers" in page and "0 siège" in page
    change = {"key": "usagers", "name": "Usagers du libre", "row_version": "1"}
    assert client.post("/colleges/usagers/modifier", data=change).status_code == 303
    assert "Usagers du libre" in client.get("/colleges").text
    assert client.post("/colleges/usagers/modifier", data=change).status_code == 409
    assert client.get("/colleges/inconnu/modifier").status_code == 404


def test_the_page_lists_what_the_body_asked_once_it_may_be_read(client, cast, sign_in, build, app):
    author = app.test_client()
    sign_in(author, cast.agent)
    question = {
        "title": "Une question de l’agence",
        "body": "Texte.",
        "language": "fr",
        "origin": "body",
        "organization": str(cast.administration.id),
    }
    shown = author.post("/sujets/nouveau", data=question).location
    path = f"/organismes/{cast.administration.reference}"
    assert question["title"] not in client.get(path).text
    assert question["title"] in author.get(path).text
    sign_in(client, cast.secretariat)
    client.post(f"{shown}/retenir")
    assert question["title"] in app.test_client().get(path).text


def _enrol(poll, body):
    seat = builders.seat(body)
    db.session.add(
        RollEntry(
            poll_id=poll.id, seat_id=seat.id, organization_id=body.id,
            organization_name=body.name, college_key="ecosysteme", college_name="Écosystème",
            weight="1", advisory=False, position=1,
        )
    )  # fmt: skip
    db.session.commit()


def test_the_page_tells_what_it_needs_gives_shares_and_votes(client, cast, build, queries):
    body, other = build.organization("Agence du test"), build.organization("Office inventé")
    build.need(body, title="Besoin à lui")
    shared = build.need(other, title="Besoin partagé")
    hidden = build.need(other, title="Besoin réservé", visibility="council")
    build.endorsement(shared, body)
    build.endorsement(hidden, body)
    build.contribution(body, title="Module donné", needs=[shared])
    poll = build(rows.poll, "Scrutin inventé")
    build(_enrol, poll, body)
    with queries.at_most(15):
        page = client.get(f"/organismes/{body.reference}").text
    for heading, title in (
        ("Ce qu’il demande", "Besoin à lui"),
        ("Les besoins qu’il partage", "Besoin partagé"),
        ("Ce qu’il apporte", "Module donné"),
        ("Les scrutins dont il est inscrit", "Scrutin inventé"),
    ):
        assert page.index(heading) < page.index(title), heading
    assert "Besoin réservé" not in page
