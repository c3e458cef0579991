"""Who maintains a software: claimed by a person, shown by a page, invited by the team."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council import clock
from council.extensions import db
from council.journal.models import JournalEntry
from council.organizations.models import Application, Mandate
from council.organizations.models_maintainers import MaintainerProof
from council.organizations.proofs import proof_word
from council.software.jobs import check_proofs
from tests.loopback import loopback, ok

HOST = "forge.invalid"


@pytest.fixture
def web(app):
    """A web server of the loopback where the software has its pages; the worker may read it."""
    with loopback({}) as server:
        server.address = f"http://{HOST}:{server.port}"
        app.config["FORGES"] = {HOST: "gitlab"}
        app.config["FETCH"], app.config["FETCH_DOOR"] = True, server.door(seconds=1)
        yield server


@pytest.fixture
def tool(build, web):
    """A software with a repository and a site."""
    return build.software(
        "Calepin Fictif", repository=f"{web.address}/g/calepin", website=f"{web.address}/site"
    )


@pytest.fixture
def look(app):
    """`look()` does what the worker does about proofs, as late as asked."""

    def later(**delay):
        clock.set_offset(clock.offset() + timedelta(**delay))
        with app.app_context():
            check_proofs()
            db.session.remove()

    return later


def claim(app, person, tool, **data):
    """Claim a software as somebody; return the client and the answer."""
    client = app.test_client().sign_in(person)
    return client, client.post(f"/logiciels/{tool.reference}/mainteneurs/demander", data=data)


def word(build):
    """Return the word of the last application."""

    def last():
        query = db.select(Application).order_by(Application.id.desc())
        return proof_word(db.session.scalars(query).first())

    return build(last)


def last_application(build):
    query = db.select(Application).order_by(Application.id.desc())
    return build(lambda: db.session.scalars(query).first())


def proofs(build):
    return build(lambda: list(db.session.scalars(db.select(MaintainerProof))))


def mandates(build, tool):
    query = db.select(Mandate).where(Mandate.software_id == tool.id, Mandate.revoked_at.is_(None))
    return build(lambda: list(db.session.scalars(query)))


def accept(app, cast, build, tool, **data):
    client = app.test_client().sign_in(cast.secretariat)
    path = f"/organismes/demandes/{last_application(build).uid}/accepter"
    return client.post(path, data={"software": tool.reference, **data})


def test_a_person_claims_puts_the_word_and_the_secretariat_decides(
    app, cast, build, web, tool, look, mails
):
    page = app.test_client().sign_in(cast.citizen).get(f"/logiciels/{tool.reference}").text
    assert f"/logiciels/{tool.reference}/mainteneurs/demander" in page
    client, answer = claim(app, cast.citizen, tool, message="J’écris le code.")
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert word(build) in page
    for place in ("/g/calepin", "/g/calepin/-/raw/HEAD/", "/site", "/.well-known/"):
        assert f"{web.address}{place}" in page
    assert word(build) in mails()[-1].get_body(("plain",)).get_content()
    look()
    assert "n’a pas été vu" in client.get(answer.location).text
    assert "Montrer que vous maintenez" in client.get("/tableau-de-bord").text
    web.answers["/g/calepin"] = ok(f"<html><p>Bonjour {word(build)}.</p></html>")
    look(minutes=11)
    assert "a été vu le" in client.get(answer.location).text
    assert "Montrer que vous maintenez" not in client.get("/tableau-de-bord").text
    # Seeing the word gives nothing by itself.
    assert mandates(build, tool) == []
    secretariat = app.test_client().sign_in(cast.secretariat)
    path = f"/organismes/demandes/{last_application(build).uid}"
    assert "a été vu le" in secretariat.get(path).text
    assert f'value="{tool.reference}"' in secretariat.get(f"{path}/accepter").text
    assert accept(app, cast, build, tool).status_code == 303
    assert len(mandates(build, tool)) == 1
    page = app.test_client().get(f"/logiciels/{tool.reference}").text
    assert cast.citizen.name in page
    assert "identité montrée par une page du projet" in page
    assert client.get(f"/logiciels/{tool.reference}/mainteneurs/demander").status_code == 403


def test_decisions_are_in_the_journal_with_what_showed_it(app, cast, build, tool):
    claim(app, cast.citizen, tool)
    assert accept(app, cast, build, tool, reason="Vue en visioconférence.").status_code == 303
    entries = build(lambda: list(db.session.scalars(db.select(JournalEntry))))
    received, accepted = (e for e in entries if e.kind.startswith("application."))
    assert received.actor == cast.citizen.uid
    assert '"shown_by":"secretariat"' in accepted.public
    assert "visioconférence" not in accepted.public
    assert accepted.private_commitment


def test_without_the_word_the_secretariat_says_how_it_verified(app, cast, build, tool):
    claim(app, cast.citizen, tool)
    refused = accept(app, cast, build, tool)
    assert refused.status_code == 422
    assert "comment vous avez vérifié" in refused.text
    assert mandates(build, tool) == []
    assert accept(app, cast, build, tool, reason="Vue en visioconférence.").status_code == 303
    page = app.test_client().get(f"/logiciels/{tool.reference}").text
    assert "identité vérifiée par le secrétariat" in page
    assert "visioconférence" not in page


def test_the_word_on_the_pages_of_another_software_shows_nothing(app, cast, build, web, tool, look):
    other = build.software("Autre Fictif")
    claim(app, cast.citizen, tool)
    web.answers["/site"] = ok(word(build))
    look()
    assert accept(app, cast, build, other).status_code == 422
    assert mandates(build, other) == []


@pytest.mark.parametrize(
    "path",
    [
        "/g/calepin/-/issues/5",
        "/g/calepin/-/merge_requests/5/diffs",
        "/g/calepin/-/raw/0123456789abcdef/README.md",
        "/g/calepin/-/wikis/home",
        "/autre",
    ],
)
def test_pages_that_anybody_may_write_are_not_read(app, cast, build, web, tool, look, path):
    claim(app, cast.citizen, tool)
    web.answers[path] = ok(word(build))
    look()
    assert path not in web.paths
    assert proofs(build)[0].found_at is None


@pytest.mark.parametrize(
    "path",
    [
        "/g/calepin",
        "/g/calepin/-/raw/HEAD/conseil-logiciels-libres.txt",
        "/site",
        "/.well-known/conseil-logiciels-libres.txt",
    ],
)
def test_the_word_is_looked_for_where_the_project_alone_writes(
    app, cast, build, web, tool, look, path
):
    claim(app, cast.citizen, tool)
    web.answers[path] = ok(word(build))
    look()
    assert proofs(build)[0].found_url == f"{web.address}{path}"


def test_the_word_of_somebody_else_shows_nothing(app, cast, build, web, tool, look):
    claim(app, cast.citizen, tool)
    first = word(build)
    claim(app, cast.agent, tool)
    assert word(build) != first
    web.answers["/site"] = ok(first)
    look()
    assert [row.found_at is not None for row in proofs(build)] == [True, False]


def test_a_page_that_sends_elsewhere_or_fails_is_told(app, cast, build, web, tool, look):
    moved = ok("", "Location: https://ailleurs.invalid/", status="301 Moved Permanently")
    web.answers["/g/calepin"] = moved
    client, answer = claim(app, cast.citizen, tool)
    look()
    assert "HTTP 301" in client.get(answer.location).text
    assert all("ailleurs" not in head for head in web.heads)


def test_looks_are_spaced_then_given_up(app, cast, build, web, tool, look):
    claim(app, cast.citizen, tool)
    look()
    look(minutes=5)
    assert len(web.paths) == 4
    look(minutes=6)
    assert len(web.paths) == 8
    look(days=31)
    asked = len(web.paths)
    look(days=2)
    assert len(web.paths) == asked
    assert proofs(build)[0].due_at is None


def test_the_applicant_has_it_looked_for_again(app, cast, build, web, tool, look):
    client, answer = claim(app, cast.citizen, tool)
    look()
    path = f"/demander-un-compte/preuve/{last_application(build).uid}"
    assert path in client.get(answer.location).text
    web.answers["/site"] = ok(word(build))
    soon = client.post(path, follow_redirects=True)
    assert "attendez une minute" in soon.text
    clock.set_offset(clock.offset() + timedelta(minutes=2))
    assert client.post(path).status_code == 303
    look()
    assert "a été vu le" in client.get(answer.location).text
    assert client.post(path).status_code == 403
    stranger = app.test_client().sign_in(cast.agent)
    assert stranger.post(path).status_code == 404


def test_one_claim_at_a_time(app, cast, build, tool):
    client, answer = claim(app, cast.citizen, tool)
    again = client.post(answer.location, data={"message": "Encore."})
    assert again.status_code == 200
    assert len(proofs(build)) == 1


def test_a_claim_by_the_front_door_is_looked_for_too(app, cast, build, web, tool, look, mails):
    visitor = app.test_client()
    page = visitor.get(f"/logiciels/{tool.reference}").text
    assert "/demander-un-compte/mainteneur?logiciel=Calepin" in page
    asked = visitor.get("/demander-un-compte/mainteneur?logiciel=Calepin+Fictif").text
    assert 'value="Calepin Fictif"' in asked
    data = {
        "name": "Paul Demandeur-Fictif",
        "email": "paul@exemple.invalid",
        "software_name": "Calepin Fictif",
        "proof_url": "https://ailleurs.invalid/moi",
    }
    visitor.post("/demander-un-compte/mainteneur", data=data)
    text = mails()[-1].get_body(("plain",)).get_content()
    link = next(w for w in text.split() if "/demander-un-compte/confirmer/" in w)
    look()
    assert proofs(build) == []
    done = visitor.post("/" + link.split("/", 3)[3])
    assert word(build) in done.text
    web.answers["/site"] = ok(word(build))
    look()
    assert proofs(build)[0].found_url == f"{web.address}/site"
    assert "ailleurs" not in "".join(web.heads)


def test_nothing_is_read_when_the_setting_says_so(app, cast, build, web, tool, look):
    app.config["FETCH"] = False
    claim(app, cast.citizen, tool)
    look()
    assert web.paths == []


def test_a_software_without_pages_says_so(app, cast, build, look):
    bare = build.software("Sans Page Fictif")
    client, answer = claim(app, cast.citizen, bare)
    look()
    assert "ne donne ni dépôt ni site" in client.get(answer.location).text


def test_the_team_is_told_of_a_claim_and_of_who_joins(app, cast, build, mails, news):
    assert cast.maintainer
    claim(app, cast.citizen, cast.software)
    told = {mail["To"] for mail in mails() if "dit maintenir" in mail["Subject"]}
    assert told >= {cast.maintainer.email}
    assert cast.citizen.email not in told
    accept(app, cast, build, cast.software, reason="Vue.")
    told = {m["To"] for m in news() if "s’agrandit" in m.get_body(("plain",)).get_content()}
    assert cast.maintainer.email in told


def test_the_team_invites(app, client, cast, build):
    path = f"/logiciels/{cast.software.reference}/mainteneurs/nouveau"
    data = {"email": "co@exemple.invalid", "name": "Co Fictive"}
    client.sign_in(cast.maintainer)
    assert path in client.get(f"/logiciels/{cast.software.reference}").text
    assert "Comment vous avez vérifié" not in client.get(path).text
    assert client.post(path, data=data).status_code == 303
    assert len(mandates(build, cast.software)) == 2
    own = {"email": cast.maintainer.email, "name": "Moi"}
    assert client.post(path, data=own).status_code == 422
    client.sign_in(cast.agent)
    assert client.get(path).status_code == 403
    other = build.software("Autre Fictif")
    client.sign_in(cast.maintainer)
    assert client.get(f"/logiciels/{other.reference}/mainteneurs/nouveau").status_code == 403


def test_a_person_invited_by_the_team_is_shown_as_such(app, client, cast, build):
    client.sign_in(cast.maintainer)
    path = f"/logiciels/{cast.software.reference}/mainteneurs/nouveau"
    assert client.post(path, data={"email": cast.agent.email, "name": "Ana"}).status_code == 303
    page = app.test_client().get(f"/logiciels/{cast.software.reference}").text
    assert cast.agent.name in page
    assert "personne invitée par l’équipe" in page


def test_places_of_each_forge():
    from council.software.places import places

    def of(repository, website=""):
        known = {"github.com": "github", "f.invalid": "gitea", "h.invalid": "sourcehut"}
        return places(repository, website, known)

    file = "conseil-logiciels-libres.txt"
    raw = "https://raw.githubusercontent.com/o/r/HEAD/"
    assert of("https://github.com/o/r.git")[1] == f"{raw}{file}"
    assert of("https://f.invalid/o/r/")[1] == f"https://f.invalid/api/v1/repos/o/r/raw/{file}"
    assert of("https://h.invalid/~o/r")[1] == f"https://h.invalid/~o/r/blob/HEAD/{file}"
    assert of("https://github.com/o") == ["https://github.com/o"]
    assert of("https://g.invalid/o/r") == ["https://g.invalid/o/r"]
    assert of("git@github.com:o/r", "pas une adresse") == []
    assert of("", "https://[x") == []
    assert of("", "https://s.invalid/a/b")[1] == f"https://s.invalid/.well-known/{file}"
