"""Routes to an answer: proposed by anybody mandated, judged by the holder, withdrawn."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.exc import IntegrityError

from council.extensions import db
from council.journal.models import JournalEntry
from council.needs.models_routes import NeedRoute
from council.records.models import LinkKind
from council.records.steps import link

SAID = "Déployé chez nous depuis un an."


def propose(client, need, body, nature="logiciel", **data):
    """Propose a route for a body."""
    values = {"body": body, "software": "Tableur Fictif", "text": SAID, **data}
    return client.post(f"/besoins/{need.reference}/pistes/proposer?nature={nature}", data=values)


def listed(client, need):
    """Return the section « Pistes de réponse » of a need's page."""
    page = client.get(f"/besoins/{need.reference}").text
    return page.split('id="pistes"')[1].split("</section>")[0]


def act(client, need, route, verb, **data):
    return client.post(f"/besoins/{need.reference}/pistes/{route.uid}/{verb}", data=data)


@pytest.fixture
def need(build, cast):
    """A published need of the administration; the catalogue knows a software."""
    assert cast.software.name == "Tableur Fictif"
    return build.need(cast.administration)


def test_each_kind_is_proposed_and_shown_to_everybody(client, cast, need):
    client.sign_in(cast.vendor)
    body = f"org:{cast.company.id}"
    link = "https://exemple.invalid/retour"
    assert propose(client, need, body, link=link).status_code == 303
    assert propose(client, need, body, "amont", version="4.2").status_code == 303
    done = propose(
        client, need, body, "marche", contract="Marché fictif", lot="Lot 2", contractor="Société"
    )
    assert done.status_code == 303
    client.post("/deconnexion")
    shown = listed(client, need)
    for words in (
        'href="/logiciels/', SAID, link, "version 4.2", "Marché fictif – Lot 2 – Société",
        cast.vendor.name, cast.company.name, "à examiner par le porteur",
    ):  # fmt: skip
        assert words in shown
    assert shown.count("fr-rows__item") == 3


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("agent", 200), ("vendor", 200), ("maintainer", 200), ("member", 200),
        ("secretariat", 200), ("citizen", 403), ("observer", 403), ("administrator", 403),
    ],
)  # fmt: skip
def test_who_may_propose(client, cast, need, name, status):
    client.sign_in(getattr(cast, name))
    assert client.get(f"/besoins/{need.reference}/pistes/proposer").status_code == status


def test_a_maintainer_proposes_for_the_software(client, cast, need):
    client.sign_in(cast.maintainer)
    assert propose(client, need, f"record:{cast.software.id}").status_code == 303
    assert cast.software.name in listed(client, need)


@pytest.mark.parametrize(
    ("nature", "data", "sentence"),
    [
        ("logiciel", {"software": "Inconnu"}, "n’est pas au catalogue"),
        ("logiciel", {"software": ""}, "obligatoire"),
        ("logiciel", {"text": ""}, "obligatoire"),
        ("logiciel", {"text": "x" * 5001}, "5000"),
        ("logiciel", {"link": "javascript:alert(1)"}, "adresse complète"),
        ("logiciel", {"body": "org:999999"}, "choix valide"),
        ("logiciel", {"body": "org:x"}, "choix valide"),
        ("amont", {"version": ""}, "obligatoire"),
        ("marche", {"contract": ""}, "obligatoire"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(
    client, build, cast, need, nature, data, sentence
):
    client.sign_in(cast.vendor)
    data = {"body": f"org:{cast.company.id}", **data}
    answer = propose(client, need, data.pop("body"), nature, **data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert data.get("text") == "" or "text" in data or SAID in answer.text
    assert build(lambda: db.session.scalar(db.select(db.func.count(NeedRoute.id)))) == 0


def test_an_unknown_nature_is_the_first(client, cast, need):
    client.sign_in(cast.vendor)
    page = client.get(f"/besoins/{need.reference}/pistes/proposer?nature=zzz")
    assert page.status_code == 200
    assert 'name="software"' in page.text


@pytest.mark.parametrize("state", ["submitted", "met", "unmet", "withdrawn", "declined", "merged"])
def test_only_an_open_need_takes_routes(client, build, cast, state):
    need = build.need(cast.administration, state=state)
    client.sign_in(cast.agent)
    assert propose(client, need, f"org:{cast.administration.id}").status_code == 403


def test_the_holder_judges_and_may_change_its_mind(client, build, cast, need):
    route = build.route(need, cast.company, cast.vendor)
    client.sign_in(cast.agent)
    assert "Pistes à examiner" in client.get("/tableau-de-bord").text
    assert act(client, need, route, "avis", verdict="answers").status_code == 422
    assert act(client, need, route, "avis", verdict="zzz", reason="x").status_code == 422
    assert act(client, need, route, "avis", verdict="partly", reason="Il manque la signature.")
    assert "Pistes à examiner" not in client.get("/tableau-de-bord").text
    shown = listed(client, need)
    assert "en partie" in shown and "Il manque la signature." in shown
    done = act(client, need, route, "avis", verdict="answers", reason="La 5.0 suffit.")
    assert done.status_code == 303
    assert "cela répond" in listed(client, need)


@pytest.mark.parametrize("name", ["vendor", "member", "secretariat", "administrator"])
def test_nobody_else_judges(client, build, cast, need, name):
    route = build.route(need, cast.company, cast.vendor)
    client.sign_in(getattr(cast, name))
    assert act(client, need, route, "avis", verdict="no", reason="x").status_code == 403


def test_its_author_withdraws_it_with_a_reason_that_stays(client, build, cast, need):
    route = build.route(need, cast.company, cast.vendor, text="Texte à cacher.")
    client.sign_in(cast.agent)
    assert act(client, need, route, "retirer", reason="x").status_code == 403
    client.sign_in(cast.vendor)
    assert act(client, need, route, "retirer", reason="").status_code == 422
    assert act(client, need, route, "retirer", reason="Nous avons cessé.").status_code == 303
    shown = listed(client, need)
    assert "Nous avons cessé." in shown and "Texte à cacher." not in shown
    assert act(client, need, route, "retirer", reason="Encore.").status_code == 403
    client.sign_in(cast.agent)
    assert "Pistes à examiner" not in client.get("/tableau-de-bord").text
    assert act(client, need, route, "avis", verdict="no", reason="x").status_code == 403


def test_a_route_of_another_need_is_not_there(client, build, cast, need):
    route = build.route(build.need(cast.company), cast.company, cast.vendor)
    client.sign_in(cast.agent)
    assert act(client, need, route, "avis", verdict="no", reason="x").status_code == 404


def test_the_holder_and_the_author_are_told_once(client, cast, need, mails, news):
    assert cast.agent.email
    mails()
    client.sign_in(cast.vendor)
    propose(client, need, f"org:{cast.company.id}")
    page = client.sign_in(cast.agent).get(f"/besoins/{need.reference}").text
    path = re.search(r'href="([^"]+/pistes/[0-9a-f]{32}/avis)"', page)[1]
    assert client.post(path, data={"verdict": "no", "reason": "Trop lourd."}).status_code == 303
    assert sorted(mail["To"] for mail in news()) == sorted([cast.agent.email, cast.vendor.email])


def test_the_journal_says_who_and_no_word(client, build, cast, need):
    client.sign_in(cast.vendor)
    propose(client, need, f"org:{cast.company.id}")
    kinds = build(lambda: list(db.session.scalars(db.select(JournalEntry))))[-1]
    assert kinds.kind == "need.route_proposed"
    assert kinds.organization_id == cast.company.id
    assert SAID not in kinds.public


def test_routes_of_a_need_that_may_not_be_seen_are_not_there(client, build, cast):
    hidden = build.need(cast.administration, visibility="council")
    route = build.route(hidden, cast.company, cast.vendor, text="Mot-planté-argon")
    client.sign_in(cast.vendor)
    assert client.get(f"/besoins/{hidden.reference}").status_code == 404
    assert act(client, hidden, route, "retirer", reason="x").status_code == 404
    assert propose(client, hidden, f"org:{cast.company.id}").status_code == 404


def test_a_withdrawn_need_shows_no_route(client, build, cast):
    need = build.need(cast.administration, state="withdrawn")
    build.route(need, cast.company, cast.vendor, text="Mot-planté-argon")
    assert "Mot-planté-argon" not in client.get(f"/besoins/{need.reference}").text


def test_computed_routes_stand_in_the_same_list(client, build, cast, need):
    build.contribution(cast.company, needs=[need], title="Nous l’écrirons")
    shown = listed(client, need)
    assert "Nous l’écrirons" in shown and "contribution" in shown and "proposée" in shown


def test_the_database_refuses_a_verdict_without_reason(build, cast, need):
    with pytest.raises(IntegrityError):
        build.route(need, cast.company, cast.vendor, verdict="no")


def test_every_computed_kind_is_read_from_the_links(client, build, cast, need):
    build.reuse(cast.company, needs=[need], title="Déployé à la régie")
    build.reuse(cast.company, needs=[need], title="Réutilisation cessée", state="withdrawn")
    program = build.program(cast.administration, title="Accélérateur inventé")
    build(lambda row: link(row.record, need.record, LinkKind.ANSWERS), program)
    introduced = build.introduction(need, build.need(cast.member_body))
    shown = listed(client, need)
    assert "Déployé à la régie" in shown and "réutilisation" in shown
    assert "Accélérateur inventé" in shown and "dispositif d’appui" in shown
    assert "Réutilisation cessée" not in shown
    assert introduced.reference not in shown and "mise en relation" not in shown
    client.sign_in(cast.agent)
    assert f"/mises-en-relation/{introduced.reference}" in listed(client, need)
