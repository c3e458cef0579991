"""« Nous avons déployé X, voici comment »: drafted, published, changed, withdrawn, read."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from council.extensions import db
from council.reuses.models import Reuse, ReuseVersion

SECRET = "Mot-planté-zirconium"
NEW = "/reutilisations/nouvelle"


def fields(cast, **more):
    """What one types."""
    return {
        "title": "Le tableur pour nos agents d’accueil",
        "software": cast.software.name,
        "needs": "",
        "body": f"Nous avons repris **nos modèles** ; {SECRET}.",
        "version_deployed": "7.2",
        "since": "S1 2026",
        "users_reached": "1 200",
        "hosting": "Chez nous",
        **more,
    }


def drafted(client, cast, **more):
    """Write a draft and return its path."""
    answer = client.post(NEW, data=fields(cast, **more))
    assert answer.status_code == 303, answer.text
    return answer.location


def published(client, cast, **more):
    """Publish a reuse and return its path."""
    answer = client.post(f"{drafted(client, cast, **more)}/publier")
    assert answer.status_code == 303
    return answer.location


def stored(build):
    """Return the reuses, oldest first."""
    return build(lambda: list(db.session.scalars(select(Reuse).order_by(Reuse.id))))


def test_a_draft_is_its_body_s_alone_then_published(client, build, cast):
    client.sign_in(cast.agent)
    path = drafted(client, cast)
    assert SECRET in client.get(path).text
    assert "Le tableur pour nos agents" in client.get("/tableau-de-bord").text
    for name in ("vendor", "member", "secretariat"):
        client.sign_in(getattr(cast, name))
        assert client.get(path).status_code == 404
        assert SECRET not in client.get("/reutilisations").text
    client.sign_in(cast.agent)
    page = client.post(f"{path}/publier")
    (reuse,) = stored(build)
    assert page.location == f"/reutilisations/{reuse.reference}"
    assert reuse.reference.startswith("U-") and reuse.users_reached == 1200
    client.post("/deconnexion")
    text = client.get(page.location).text
    for said in (SECRET, "7.2", "S1 2026", "1200", "Chez nous", cast.administration.name):
        assert said in text
    assert "@" not in text.split("<main")[1].split("</main")[0]


def test_it_is_found_from_software_organization_need_and_list(client, build, cast, mails):
    need = build.need(cast.administration)
    client.sign_in(cast.vendor)
    path = published(client, cast, needs=need.reference)
    title = "Le tableur pour nos agents"
    mails()
    for page in (
        f"/besoins/{need.reference}",
        f"/logiciels/{cast.software.reference}",
        f"/organismes/{cast.company.reference}",
        f"/reutilisations?logiciel={cast.software.reference}",
        f"/reutilisations?organisme={cast.company.reference}",
        "/reutilisations?q=tableur",
    ):
        assert title in client.get(page).text, page
    assert title not in client.get(f"/reutilisations?organisme={cast.mission.reference}").text
    assert title not in client.get("/reutilisations?q=introuvable").text
    assert path in client.get(f"/besoins/{need.reference}").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "Dites en une phrase"),
        ("software", "Inconnu du catalogue", "Aucun logiciel du catalogue"),
        ("software", "", "Dites quel logiciel"),
        ("needs", "B-1999-0001", "Aucun besoin publié"),
        ("body", "", "Dites comment"),
        ("since", "bientôt", "S1 2026"),
        ("users_reached", "-3", "nombre entier"),
        ("users_reached", "9" * 30, "nombre entier"),
        ("title", "abc\u202edef", "sens d’écriture"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, build, cast, field, value, said):
    client.sign_in(cast.agent)
    page = client.post(NEW, data=fields(cast, **{field: value}))
    assert page.status_code == 422
    assert said in page.text
    assert field == "body" or SECRET in page.text
    assert stored(build) == []


@pytest.mark.parametrize("name", ["citizen", "maintainer", "secretariat", "chair", "administrator"])
def test_only_representatives_tell(client, cast, name):
    client.sign_in(getattr(cast, name))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, data=fields(cast)).status_code == 403


def test_a_change_is_a_version_with_its_reason(client, build, cast):
    path = published(client.sign_in(cast.agent), cast)
    seen = str(stored(build)[0].row_version)
    said = fields(cast, body="Autrement dit.", row_version=seen)
    assert client.post(f"{path}/modifier", data=said).status_code == 422
    done = client.post(f"{path}/modifier", data={**said, "reason": "Plus court."})
    assert done.status_code == 303
    late = client.post(f"{path}/modifier", data={**said, "reason": "Trop tard."})
    assert late.status_code == 409
    assert SECRET not in client.get(path).text
    assert SECRET in client.get(f"{path}/versions/1").text
    assert "Plus court." in client.get(f"{path}/versions/2").text
    assert client.get(f"{path}/versions/9").status_code == 404


def test_withdrawn_leaves_a_tombstone_and_its_text_is_found_nowhere(client, build, cast, mails):
    need = build.need(cast.administration)
    path = published(client.sign_in(cast.agent), cast, needs=need.reference)
    mails()
    assert client.post(f"{path}/retirer", data={"reason": ""}).status_code == 422
    done = client.post(f"{path}/retirer", data={"reason": "Nous sommes passés à autre chose."})
    assert done.status_code == 303
    mails()
    client.post("/deconnexion")
    page = client.get(path).text
    assert "Nous sommes passés à autre chose." in page and SECRET not in page
    assert client.get(f"{path}/versions/1").status_code == 403
    for other in ("/reutilisations", "/donnees/reuses.json", f"/besoins/{need.reference}"):
        assert SECRET not in client.get(other).text
    assert "tableur" not in client.get("/reutilisations").text


def test_it_is_read_as_far_as_the_need_it_answers(client, build, cast):
    need = build.need(cast.administration, visibility="organization")
    path = published(client.sign_in(cast.agent), cast, needs=need.reference)
    assert client.sign_in(cast.vendor).get(path).status_code == 404
    assert SECRET not in client.get("/donnees/reuses.json").text
    assert client.sign_in(cast.secretariat).get(path).status_code == 200


def test_who_is_concerned_hears_of_it(client, build, cast, news):
    assert cast.agent and cast.maintainer and cast.member
    need = build.need(cast.administration)
    build.endorsement(need, cast.member_body)
    published(client.sign_in(cast.vendor), cast, needs=need.reference)
    told = {message["To"]: message for message in news()}
    assert set(told) == {cast.agent.email, cast.member.email, cast.maintainer.email}
    text = told[cast.maintainer.email].get_body(("plain",)).get_content()
    assert "un logiciel que vous maintenez" in text


def test_one_writes_to_the_body_without_seeing_an_address(client, build, cast, mails):
    path = published(client.sign_in(cast.agent), cast)
    mails()
    client.sign_in(cast.citizen)
    page = client.get(f"{path}/contacter").text
    assert cast.agent.email not in page and cast.citizen.email in page
    assert client.post(f"{path}/contacter", data={"message": ""}).status_code == 422
    text = "Bonjour,\nBcc: x@exemple.invalid\nComment avez-vous formé vos agents ?"
    assert client.post(f"{path}/contacter", data={"message": text}).status_code == 303
    letter = mails()[-1]
    assert letter["To"] == cast.agent.email and letter["Bcc"] is None
    body = letter.get_body(("plain",)).get_content()
    assert "formé vos agents" in body and cast.citizen.email in body
    codes = [
        client.post(f"{path}/contacter", data={"message": text}).status_code for _n in range(6)
    ]
    assert 429 in codes


def test_the_export_and_back(app, client, build, cast):
    from council.exchange.actions import import_rows
    from council.exchange.importers import KINDS
    from council.exchange.preparation import prepare

    path = published(client.sign_in(cast.agent), cast)
    seen = str(stored(build)[0].row_version)
    said = {"agents_reached": "40", "unit": "minutes", "before": "12,5", "row_version": seen}
    assert client.post(f"{path}/bilan", data=said).status_code == 303
    (row,) = json.loads(client.get("/donnees/reuses.json").text)
    assert row["users_reached"] == "1200" and row["measure_before"] == "12,50"
    file = client.get("/donnees/reuses.csv").text.replace("nos agents d", "vos agents d")
    with app.app_context():
        kind = KINDS["reuses"]
        rows, errors = prepare(kind, kind.read(file.encode()))
        assert errors == []
        report = import_rows(kind, rows, sha256="0" * 64, operator=None)
        assert report.created == 1
    again = [r for r in json.loads(client.get("/donnees/reuses.json").text) if r != row]
    assert again == [{**row, "title": row["title"].replace("nos agents d", "vos agents d")}]


def test_lists_ask_few_queries_whatever_their_length(client, build, cast, queries):
    for _number in range(12):
        build.reuse(cast.administration, about=[cast.software])
    with queries.at_most(6):
        assert client.get("/reutilisations").status_code == 200


def test_a_discarded_draft_leaves_nothing(client, build, cast):
    path = drafted(client.sign_in(cast.agent), cast)
    assert client.post(f"{path}/supprimer").status_code == 303
    assert stored(build) == []
    assert build(lambda: db.session.scalars(select(ReuseVersion)).all()) == []


def test_the_dictionary_says_what_each_column_holds(client):
    page = client.get("/donnees").text
    assert "<code>agents_reached</code></dt><dd>bilan : nombre d’agents concernés" in page
