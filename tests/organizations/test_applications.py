"""The front door: asking for an account, confirming, deciding."""

from datetime import timedelta

import pytest

from council import clock
from council.extensions import db
from council.organizations.models import Application, Mandate
from tests.accounts.test_own_account import NEW, link_in

WHO = {"name": "Paul Demandeur-Fictif", "email": "paul@exemple.invalid", "message": "Bonjour."}
ASKED = {
    "personnel": WHO,
    "organisme": {
        **WHO,
        "organization_name": "Régie fictive des eaux",
        "organization_kind": "local_authority",
        "siret": "13002526500013",
        "url": "https://eaux.exemple.invalid/",
    },
    "mainteneur": {
        **WHO,
        "software_name": "Tableur Fictif",
        "proof_url": "https://depot.exemple.invalid/tableur/MAINTAINERS",
    },
}


def ask(client, kind, **changes):
    return client.post(f"/demander-un-compte/{kind}", data={**ASKED[kind], **changes})


@pytest.fixture
def waiting(client, mails, build, app):
    """`waiting(kind)` is an application whose address is confirmed."""

    def make(kind, **changes):
        visitor = app.test_client()
        assert ask(visitor, kind, **changes).status_code == 200
        path = link_in(mails()[-1], "/demander-un-compte/confirmer/")
        assert visitor.get(path).status_code == 200
        assert visitor.post(path).status_code == 200
        return build(latest)

    return make


def latest():
    return db.session.scalars(db.select(Application).order_by(Application.id.desc())).first()


def test_the_front_door_is_open_to_all(client):
    page = client.get("/demander-un-compte").text
    for kind in ASKED:
        assert f"/demander-un-compte/{kind}" in page
        assert client.get(f"/demander-un-compte/{kind}").status_code == 200
    assert client.get("/demander-un-compte/roi").status_code == 404


@pytest.mark.parametrize("kind", list(ASKED))
def test_the_secretariat_sees_it_once_confirmed_and_the_person_has_a_number(
    client, cast, sign_in, mails, build, app, kind
):
    visitor = app.test_client()
    answer = ask(visitor, kind)
    assert "Consultez vos courriels" in answer.text
    sign_in(client, cast.secretariat)
    assert "Paul Demandeur-Fictif" not in client.get("/organismes/demandes?etat=toutes").text
    found = build(latest)
    assert client.get(f"/organismes/demandes/{found.uid}").status_code == 404
    path = link_in(mails()[-1], "/demander-un-compte/confirmer/")
    assert visitor.post(path).status_code == 200
    assert visitor.post(path).status_code == 410
    year = clock.today().year
    received = mails()[-1]
    assert f"A-{year}-0001" in received["Subject"]
    assert "7" in received.get_body(("plain",)).get_content()
    assert "conseil@localhost.invalid" in received.get_body(("plain",)).get_content()
    assert "Paul Demandeur-Fictif" in client.get("/organismes/demandes").text
    assert client.get(f"/organismes/demandes/{found.uid}").status_code == 200


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        ("personnel", {"name": ""}, "obligatoire"),
        ("personnel", {"email": "paul"}, "adresse électronique n’est pas valide"),
        ("personnel", {"email": "paul@exemple.invalid\r\nBcc: x@y.fr"}, "adresse électronique"),
        ("personnel", {"message": "x" * 1_000_000}, "2000"),
        ("organisme", {"organization_kind": "planète"}, "valeurs proposées"),
        ("organisme", {"siret": "123"}, "SIRET"),
        ("organisme", {"organization_name": ""}, "obligatoire"),
        ("mainteneur", {"proof_url": "ftp://x"}, "adresse n’est pas valide"),
        ("mainteneur", {"software_name": "\u202eabc"}, "marques de sens"),
    ],
)
def test_bad_demands_are_named_and_nothing_is_kept(client, build, kind, changes, sentence):
    answer = ask(client, kind, **changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert build(latest) is None


def test_script_is_shown_as_text(client, cast, sign_in, waiting):
    found = waiting("personnel", message="<script>alert(1)</script>")
    sign_in(client, cast.secretariat)
    page = client.get(f"/organismes/demandes/{found.uid}").text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_the_link_expires(client, mails, clock_at):
    ask(client, "personnel")
    path = link_in(mails()[-1], "/demander-un-compte/confirmer/")
    clock_at(clock.now() + timedelta(days=8))
    assert client.post(path).status_code == 410


def test_demands_are_slowed_down(client):
    for _ in range(5):
        assert ask(client, "personnel").status_code == 200
    refused = ask(client, "personnel")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "Paul Demandeur-Fictif" in refused.text


def test_somebody_signed_in_needs_no_link(client, cast, sign_in, build):
    sign_in(client, cast.citizen)
    answer = ask(client, "organisme", email=cast.citizen.email)
    assert "A-" in answer.text
    assert build(latest).state == "waiting"


def path_of(found, tail=""):
    return f"/organismes/demandes/{found.uid}{tail}"


def test_accepting_an_organization_makes_it_and_its_manager(
    client, cast, sign_in, waiting, mails, app
):
    found = waiting("organisme")
    sign_in(client, cast.secretariat)
    data = {"name": "Régie fictive des eaux", "kind": "local_authority", "siret": "13002526500013"}
    assert client.post(path_of(found, "/accepter"), data=data).status_code == 303
    link = link_in(mails()[-1], "/invitation/")
    person = app.test_client()
    person.post(link, data={"name": "Paul Fictif", "password": NEW, "again": NEW})
    assert "Régie fictive des eaux" in person.get("/compte").text
    assert person.get("/organismes/regie-fictive-des-eaux/mandats/nouveau").status_code == 200
    assert client.post(path_of(found, "/accepter"), data=data).status_code == 403
    assert client.get(path_of(found)).status_code == 200


def test_a_name_that_exists_is_refused_then_attached(client, cast, sign_in, waiting, build, mails):
    known = build(add_named, "Régie fictive des eaux")
    found = waiting("organisme")
    sign_in(client, cast.secretariat)
    page = client.get(path_of(found)).text
    assert "Organismes qui y ressemblent" in page and known.name in page
    data = {"name": "Régie Fictive des Eaux", "kind": "local_authority"}
    refused = client.post(path_of(found, "/accepter"), data=data)
    assert refused.status_code == 422
    assert build(latest).state == "waiting"
    attach = path_of(found, "/rattacher")
    wrong = {"organization": "inconnue", "title": "representative"}
    assert client.post(attach, data=wrong).status_code == 422
    wrong = {"organization": known.reference, "title": "chair"}
    assert client.post(attach, data=wrong).status_code == 422
    right = {"organization": known.reference, "title": "representative"}
    assert client.post(attach, data=right).status_code == 303
    mandate = build(
        lambda: db.session.scalars(db.select(Mandate).order_by(Mandate.id.desc())).first()
    )
    assert (mandate.organization_id, mandate.title) == (known.id, "representative")


def add_named(name):
    from council.organizations.steps import add_organization

    return add_organization(name)


def test_accepting_a_maintainer_needs_a_known_software(
    client, cast, sign_in, waiting, build, mails
):
    software = cast.software
    found = waiting("mainteneur")
    sign_in(client, cast.secretariat)
    path = path_of(found, "/accepter")
    assert client.post(path, data={"software": "inconnu"}).status_code == 422
    assert client.post(path, data={"software": software.reference}).status_code == 422
    data = {"software": software.reference, "reason": "Vu au dépôt."}
    assert client.post(path, data=data).status_code == 303
    mandate = build(
        lambda: db.session.scalars(db.select(Mandate).order_by(Mandate.id.desc())).first()
    )
    assert (mandate.software_id, mandate.title) == (software.id, "maintainer")
    assert "/invitation/" in mails()[-1].get_body(("plain",)).get_content()


def test_accepting_a_person_opens_their_account(client, cast, sign_in, waiting, mails, app):
    found = waiting("personnel")
    sign_in(client, cast.secretariat)
    assert client.post(path_of(found, "/accepter")).status_code == 303
    link = link_in(mails()[-1], "/invitation/")
    person = app.test_client()
    answer = person.post(link, data={"name": "Paul Fictif", "password": NEW, "again": NEW})
    assert answer.status_code == 303
    assert "à titre individuel" in person.get("/compte").text


def test_refusing_mails_the_reason(client, cast, sign_in, waiting, mails):
    found = waiting("personnel")
    sign_in(client, cast.secretariat)
    path = path_of(found, "/refuser")
    assert client.post(path, data={"reason": ""}).status_code == 422
    assert client.post(path, data={"reason": "Adresse déjà connue."}).status_code == 303
    assert "Adresse déjà connue." in mails()[-1].get_body(("plain",)).get_content()
    assert client.post(path, data={"reason": "Encore."}).status_code == 403


@pytest.mark.parametrize("tail", ["", "/accepter", "/rattacher", "/refuser"])
@pytest.mark.parametrize("role", ["citizen", "agent", "member", "chair", "administrator"])
def test_nobody_but_the_secretariat_decides(client, cast, sign_in, waiting, tail, role):
    found = waiting("personnel")
    sign_in(client, getattr(cast, role))
    assert client.get(path_of(found, tail)).status_code == 403


def test_the_list_costs_the_same_at_any_size(client, cast, sign_in, build, queries):
    def fill():
        for number in range(50):
            row = Application(
                kind="personal",
                state="waiting",
                number=f"A-2020-{number:04d}",
                name="X",
                email="x@exemple.invalid",
                confirmed_at=clock.now(),
            )
            db.session.add(row)

    build(fill)
    sign_in(client, cast.secretariat)
    with queries.at_most(8):
        assert client.get("/organismes/demandes").status_code == 200
