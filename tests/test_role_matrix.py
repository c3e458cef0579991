"""Role × route × object: what docs/permissions.md promises, asked over HTTP of every route.

The verdicts are written by hand from the council's rules, and nothing of the program is imported:
a rule that changes by accident fails here. Each request is undone before the next.
"""

from __future__ import annotations

import pytest

from tests.scene import ROLES, scene

pytestmark = pytest.mark.slow

NOBODY = ""
REGISTERED = " ".join(ROLES[1:])
SECRETARIAT = "secretariat"
CONDUCT = "secretariat chair"
PROPOSERS = "member secretariat chair"
HOLDERS = "agent stranger vendor maintainer other_maintainer member"
COUNCIL = "member secretariat chair endorser"
# The secretariat stands beside whoever holds a need, or wrote a subject.
HOLDER = "agent secretariat"
AUTHOR = "citizen secretariat"

# Everybody may: methods, address.
OPEN = [
    ("GET", "/"),
    ("GET", "/a-propos"),
    ("GET", "/accessibilite"),
    ("GET", "/aide"),
    ("GET", "/besoins"),
    ("GET", "/besoins/{call}"),
    ("GET", "/besoins/{call}/versions/1"),
    ("GET", "/besoins/{need}"),
    ("GET", "/besoins/{need}/versions/1"),
    ("GET", "/colleges"),
    ("GET", "/composants"),
    ("GET POST", "/connexion"),
    ("GET", "/contributions"),
    ("GET", "/contributions/{accepted}"),
    ("GET", "/contributions/{accepted}/versions/1"),
    ("GET", "/contributions/{offer}"),
    ("GET", "/contributions/{offer}/versions/1"),
    ("GET", "/decisions"),
    ("GET", "/decisions.atom"),
    ("GET", "/decisions/brouillons/{decision_uid}"),
    ("GET", "/decisions/{decision}"),
    ("GET", "/demander-un-compte"),
    ("GET POST", "/demander-un-compte/mainteneur"),
    ("GET POST", "/demander-un-compte/organisme"),
    ("GET POST", "/demander-un-compte/personnel"),
    ("GET", "/demandes"),
    ("GET", "/demandes/{request}"),
    ("GET", "/discussion/moderation"),
    ("GET", "/donnees"),
    ("GET", "/donnees-personnelles"),
    ("GET", "/feuille-de-route"),
    ("GET", "/feuille-de-route/{item}"),
    ("GET", "/feuille-de-route/{item}/versions/1"),
    ("GET", "/logiciels"),
    ("GET", "/logiciels/{software}"),
    ("GET", "/mentions-legales"),
    ("GET POST", "/mot-de-passe-oublie"),
    ("GET", "/organismes"),
    ("GET", "/organismes/{organization}"),
    ("GET", "/plan-du-site"),
    ("GET", "/chiffres"),
    ("GET", "/besoins/semblables"),
    ("GET", "/recherche"),
    ("GET", "/regles"),
    ("GET", "/regles/{rule}"),
    ("GET", "/scrutins"),
    ("GET", "/scrutins/{poll}"),
    ("GET", "/scrutins/{poll}/calendrier.ics"),
    ("GET", "/seances"),
    ("GET", "/seances.atom"),
    ("GET", "/seances.ics"),
    ("GET", "/seances/{meeting}"),
    ("GET", "/seances/{meeting}.ics"),
    ("GET", "/securite"),
    ("GET", "/sujets"),
    ("GET POST", "/sujets/nouveau"),
    ("GET", "/sujets/{subject}"),
    ("GET", "/donnees/organizations.csv"),
    ("GET", "/donnees/organizations.json"),
]

# Methods, address, who may, and who may see the thing at all when that is not everybody: the
# others get 404. Seeing without being allowed is 403; a visitor is asked to sign in.
RULED = [
    ("GET", "/besoins/a-qualifier", SECRETARIAT),
    ("GET", "/besoins/brouillons", REGISTERED),
    ("GET", "/besoins/brouillons/{need_draft}", "agent", "agent"),
    ("POST", "/besoins/brouillons/{need_draft}/deposer", "agent", "agent"),
    ("GET POST", "/besoins/brouillons/{need_draft}/modifier", "agent", "agent"),
    ("GET POST", "/besoins/brouillons/{need_draft}/supprimer", "agent", "agent"),
    (
        "GET POST",
        "/besoins/nouveau",
        f"{HOLDERS} secretariat",
    ),
    ("GET POST", "/besoins/{call}/issue", SECRETARIAT),
    ("GET POST", "/besoins/{call}/modifier", "maintainer secretariat"),
    ("GET POST", "/besoins/{call}/ne-pas-retenir", NOBODY),
    ("POST", "/besoins/{call}/publier", NOBODY),
    ("GET POST", "/besoins/{call}/retirer", "maintainer secretariat"),
    ("GET POST", "/besoins/{call}/soutenir", "agent stranger vendor member observer"),
    ("GET POST", "/besoins/{call}/soutiens/{endorsement}/retirer", NOBODY, NOBODY),
    ("GET", "/besoins/{need_submitted}", HOLDER, HOLDER),
    ("GET POST", "/besoins/{need_submitted}/issue", NOBODY, HOLDER),
    (
        "GET POST",
        "/besoins/{need_submitted}/modifier",
        HOLDER,
        HOLDER,
    ),
    ("GET POST", "/besoins/{need_submitted}/ne-pas-retenir", SECRETARIAT, HOLDER),
    ("POST", "/besoins/{need_submitted}/publier", SECRETARIAT, HOLDER),
    (
        "GET POST",
        "/besoins/{need_submitted}/retirer",
        HOLDER,
        HOLDER,
    ),
    ("GET POST", "/besoins/{need_submitted}/soutenir", NOBODY, HOLDER),
    ("GET POST", "/besoins/{need_submitted}/soutiens/{endorsement}/retirer", NOBODY, NOBODY),
    ("GET", "/besoins/{need_submitted}/versions/1", HOLDER, HOLDER),
    ("GET POST", "/besoins/{need}/issue", SECRETARIAT),
    ("GET POST", "/besoins/{need}/modifier", HOLDER),
    ("GET POST", "/besoins/{need}/ne-pas-retenir", NOBODY),
    ("POST", "/besoins/{need}/publier", NOBODY),
    ("GET POST", "/besoins/{need}/retirer", HOLDER),
    ("GET POST", "/besoins/{need}/soutenir", "stranger vendor member observer"),
    ("GET POST", "/besoins/{need}/soutiens/{endorsement}/retirer", "member"),
    ("GET POST", "/colleges/nouveau", SECRETARIAT),
    ("GET POST", "/colleges/{college}/modifier", SECRETARIAT),
    ("GET", "/compte", REGISTERED),
    ("GET POST", "/compte/adresse", REGISTERED),
    ("GET POST", "/compte/adresse/x", NOBODY, NOBODY),
    ("POST", "/compte/agir-pour", REGISTERED),
    ("GET POST", "/compte/confirmer", REGISTERED),
    ("POST", "/compte/connexions/1/terminer", "citizen", "citizen"),
    ("POST", "/compte/connexions/terminer-les-autres", REGISTERED),
    ("GET POST", "/compte/fermer", REGISTERED),
    ("GET", "/compte/mes-donnees.json", REGISTERED),
    ("GET POST", "/compte/mot-de-passe", REGISTERED),
    ("GET POST", "/compte/nom", REGISTERED),
    ("GET", "/contributions/brouillons/{offer_draft}", "vendor", "vendor"),
    ("GET POST", "/contributions/brouillons/{offer_draft}/modifier", "vendor", "vendor"),
    ("POST", "/contributions/brouillons/{offer_draft}/proposer", "vendor", "vendor"),
    ("POST", "/contributions/brouillons/{offer_draft}/supprimer", "vendor", "vendor"),
    (
        "GET POST",
        "/contributions/nouvelle",
        HOLDERS,
    ),
    ("GET POST", "/contributions/{accepted}/accepter", NOBODY),
    ("GET POST", "/contributions/{accepted}/commencer", "vendor"),
    ("GET POST", "/contributions/{accepted}/confirmer", NOBODY),
    ("GET POST", "/contributions/{accepted}/decliner", NOBODY),
    ("GET POST", "/contributions/{accepted}/livrer", "vendor"),
    ("GET POST", "/contributions/{accepted}/modifier", NOBODY),
    ("GET POST", "/contributions/{accepted}/retirer", "vendor"),
    ("GET POST", "/contributions/{offer}/accepter", "agent"),
    ("GET POST", "/contributions/{offer}/commencer", NOBODY),
    ("GET POST", "/contributions/{offer}/confirmer", NOBODY),
    ("GET POST", "/contributions/{offer}/decliner", "agent"),
    ("GET POST", "/contributions/{offer}/livrer", NOBODY),
    ("GET POST", "/contributions/{offer}/modifier", "vendor"),
    ("GET POST", "/contributions/{offer}/retirer", "vendor"),
    ("GET", "/courriers", NOBODY, NOBODY),
    ("GET", "/courriers/x.eml", NOBODY, NOBODY),
    ("GET", "/decisions/brouillons/{decision_adopted}", COUNCIL, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_adopted}/adopter", NOBODY, COUNCIL),
    ("POST", "/decisions/brouillons/{decision_adopted}/demander-la-publication", CONDUCT, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_adopted}/modifier", NOBODY, COUNCIL),
    ("POST", "/decisions/brouillons/{decision_adopted}/proposer", NOBODY, COUNCIL),
    ("GET", "/decisions/brouillons/{decision_adopted}/publier", CONDUCT, COUNCIL),
    ("POST", "/decisions/brouillons/{decision_adopted}/publier", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_adopted}/repealed", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_adopted}/soutien", "endorser", COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_adopted}/superseded", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_adopted}/withdrawn", NOBODY, COUNCIL),
    ("GET", "/decisions/brouillons/{decision_draft}", COUNCIL, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_draft}/adopter", CONDUCT, COUNCIL),
    ("POST", "/decisions/brouillons/{decision_draft}/demander-la-publication", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_draft}/modifier", CONDUCT, COUNCIL),
    ("POST", "/decisions/brouillons/{decision_draft}/proposer", CONDUCT, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_draft}/publier", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_draft}/repealed", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_draft}/soutien", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_draft}/superseded", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_draft}/withdrawn", CONDUCT, COUNCIL),
    ("GET", "/decisions/brouillons/{decision_proposed}", COUNCIL, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_proposed}/adopter", CONDUCT, COUNCIL),
    ("POST", "/decisions/brouillons/{decision_proposed}/demander-la-publication", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_proposed}/modifier", CONDUCT, COUNCIL),
    ("POST", "/decisions/brouillons/{decision_proposed}/proposer", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_proposed}/publier", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_proposed}/repealed", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_proposed}/soutien", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_proposed}/superseded", NOBODY, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_proposed}/withdrawn", CONDUCT, COUNCIL),
    ("GET POST", "/decisions/brouillons/{decision_uid}/adopter", NOBODY),
    ("POST", "/decisions/brouillons/{decision_uid}/demander-la-publication", NOBODY),
    ("GET POST", "/decisions/brouillons/{decision_uid}/modifier", NOBODY),
    ("POST", "/decisions/brouillons/{decision_uid}/proposer", NOBODY),
    ("GET POST", "/decisions/brouillons/{decision_uid}/publier", NOBODY),
    ("GET POST", "/decisions/brouillons/{decision_uid}/repealed", CONDUCT),
    ("GET POST", "/decisions/brouillons/{decision_uid}/soutien", "endorser"),
    ("GET POST", "/decisions/brouillons/{decision_uid}/superseded", CONDUCT),
    ("GET POST", "/decisions/brouillons/{decision_uid}/withdrawn", CONDUCT),
    ("GET", "/decisions/documents/{decision_uid}/{nothing}", NOBODY, NOBODY),
    ("POST", "/decisions/documents/{decision_uid}/{nothing}/retirer", NOBODY, NOBODY),
    ("GET POST", "/decisions/documents/{decision_draft}/joindre", CONDUCT, COUNCIL),
    ("GET POST", "/decisions/documents/{decision_uid}/joindre", CONDUCT),
    ("GET POST", "/decisions/nouvelle", PROPOSERS),
    ("GET", "/decisions/{decision}/versions/1", COUNCIL, COUNCIL),
    ("POST", "/deconnexion", REGISTERED),
    ("GET POST", "/demander-un-compte/confirmer/x", NOBODY, NOBODY),
    ("GET POST", "/demandes/nouvelle", "agent stranger vendor member secretariat"),
    ("GET POST", "/demandes/{request}/repondre", "maintainer secretariat"),
    ("GET POST", "/demandes/{request}/retirer", "agent"),
    ("GET POST", "/discussion/commentaires/{comment}/masquer", SECRETARIAT),
    ("GET POST", "/discussion/commentaires/{comment}/modifier", "vendor"),
    ("POST", "/discussion/commentaires/{comment}/reafficher", NOBODY),
    ("GET POST", "/discussion/commentaires/{comment}/retirer", "vendor"),
    ("GET POST", "/discussion/commentaires/{note}/masquer", SECRETARIAT, COUNCIL),
    ("GET POST", "/discussion/commentaires/{note}/modifier", SECRETARIAT, COUNCIL),
    ("POST", "/discussion/commentaires/{note}/reafficher", NOBODY, COUNCIL),
    ("GET POST", "/discussion/commentaires/{note}/retirer", SECRETARIAT, COUNCIL),
    (
        "POST",
        "/discussion/{need_uid}/commentaires",
        " ".join(ROLES[2:-1]),
    ),
    ("GET POST", "/donnees/importer", SECRETARIAT),
    ("GET POST", "/feuille-de-route/nouveau", PROPOSERS),
    ("GET POST", "/feuille-de-route/{item}/etat", CONDUCT),
    ("GET POST", "/feuille-de-route/{item}/modifier", CONDUCT),
    ("GET POST", "/invitation/x", NOBODY, NOBODY),
    ("GET POST", "/logiciels/nouveau", SECRETARIAT),
    ("GET POST", "/logiciels/{software}/mainteneurs/nouveau", SECRETARIAT),
    ("GET POST", "/logiciels/{software}/modifier", SECRETARIAT),
    ("POST", "/mandats/{mandate_proposed}/confirmer", "chair"),
    ("POST", "/mandats/{mandate_proposed}/inviter-de-nouveau", CONDUCT),
    ("GET POST", "/mandats/{mandate_proposed}/revoquer", CONDUCT),
    ("POST", "/mandats/{mandate}/confirmer", NOBODY),
    ("POST", "/mandats/{mandate}/inviter-de-nouveau", HOLDER),
    ("GET POST", "/mandats/{mandate}/revoquer", HOLDER),
    ("GET POST", "/mot-de-passe-oublie/x", NOBODY, NOBODY),
    ("GET", "/organismes/demandes", SECRETARIAT),
    ("GET", "/organismes/demandes/{application}", SECRETARIAT),
    ("GET POST", "/organismes/demandes/{application}/accepter", SECRETARIAT),
    ("GET POST", "/organismes/demandes/{application}/rattacher", SECRETARIAT),
    ("GET POST", "/organismes/demandes/{application}/refuser", SECRETARIAT),
    ("GET POST", "/organismes/nouveau", SECRETARIAT),
    ("GET POST", "/organismes/{organization}/mandats/nouveau", "secretariat administrator"),
    ("GET POST", "/organismes/{organization}/modifier", SECRETARIAT),
    ("GET POST", "/organismes/{organization}/sieges/nouveau", SECRETARIAT),
    ("GET", "/presidence/a-confirmer", "chair"),
    ("GET POST", "/regles/{rule}/copier", SECRETARIAT),
    ("GET POST", "/regles/{rule}/modifier", SECRETARIAT),
    ("GET", "/scrutins/brouillons/{poll_draft}", COUNCIL, COUNCIL),
    ("GET POST", "/scrutins/brouillons/{poll_draft}/abandonner", CONDUCT, COUNCIL),
    ("GET POST", "/scrutins/brouillons/{poll_draft}/modifier", CONDUCT, COUNCIL),
    ("GET POST", "/scrutins/brouillons/{poll_draft}/ouvrir", CONDUCT, COUNCIL),
    ("GET POST", "/scrutins/nouveau", PROPOSERS),
    ("GET POST", "/scrutins/{poll}/annuler", CONDUCT),
    ("GET POST", "/scrutins/{poll}/bulletin", "member"),
    ("GET", "/scrutins/{poll}/bulletin/recu", "member"),
    ("GET POST", "/scrutins/{poll}/departager", NOBODY),
    ("GET POST", "/scrutins/{poll}/prolonger", CONDUCT),
    ("GET POST", "/scrutins/{poll}/reprendre", NOBODY),
    ("GET POST", "/scrutins/{poll}/suspendre", CONDUCT),
    ("GET POST", "/seances/nouvelle", CONDUCT),
    ("GET POST", "/seances/{meeting}/cancelled", CONDUCT),
    ("GET POST", "/seances/{meeting}/held", CONDUCT),
    ("GET POST", "/seances/{meeting}/modifier", CONDUCT),
    ("POST", "/sieges/{seat_proposed}/confirmer", "chair"),
    ("GET POST", "/sieges/{seat_proposed}/terminer", CONDUCT),
    ("GET POST", "/sujets/confirmer/x", NOBODY, NOBODY),
    ("GET", "/sujets/suivre/x", NOBODY, NOBODY),
    ("GET", "/sujets/{subject_received}", AUTHOR, AUTHOR),
    ("POST", "/sujets/{subject_received}/delibere", NOBODY, AUTHOR),
    (
        "GET POST",
        "/sujets/{subject_received}/modifier",
        AUTHOR,
        AUTHOR,
    ),
    ("GET POST", "/sujets/{subject_received}/rattacher", SECRETARIAT, AUTHOR),
    ("GET POST", "/sujets/{subject_received}/refuser", SECRETARIAT, AUTHOR),
    ("GET POST", "/sujets/{subject_received}/repondre", NOBODY, AUTHOR),
    ("POST", "/sujets/{subject_received}/retenir", SECRETARIAT, AUTHOR),
    (
        "GET POST",
        "/sujets/{subject_received}/retirer",
        AUTHOR,
        AUTHOR,
    ),
    ("POST", "/sujets/{subject}/delibere", SECRETARIAT),
    ("GET POST", "/sujets/{subject}/modifier", SECRETARIAT),
    ("GET POST", "/sujets/{subject}/rattacher", SECRETARIAT),
    ("GET POST", "/sujets/{subject}/refuser", NOBODY),
    ("GET POST", "/sujets/{subject}/repondre", SECRETARIAT),
    ("POST", "/sujets/{subject}/retenir", NOBODY),
    ("GET POST", "/sujets/{subject}/retirer", AUTHOR),
    ("GET", "/tableau-de-bord", REGISTERED),
]

# A visitor is not asked to sign in to read a thing that may not be seen: it is not there.
READS = {
    "/besoins/{need_submitted}",
    "/besoins/{need_submitted}/versions/1",
    "/courriers",
    "/courriers/x.eml",
    "/decisions/{decision}/versions/1",
    "/decisions/brouillons/{decision_draft}",
    "/decisions/brouillons/{decision_proposed}",
    "/decisions/brouillons/{decision_adopted}",
    "/decisions/documents/{decision_uid}/{nothing}",
    "/sujets/{subject_received}",
    "/compte/adresse/x",
    "/demander-un-compte/confirmer/x",
    "/invitation/x",
    "/mot-de-passe-oublie/x",
    "/sujets/confirmer/x",
    "/sujets/suivre/x",
}


@pytest.fixture(scope="module")
def here(database, tmp_path_factory):
    """The scene, built once on each database."""
    with scene(database, tmp_path_factory.mktemp("scene")) as built:
        built.names["nothing"] = "0" * 32
        yield built


def verdict(answer):
    """Return in one word what a status means for who asked."""
    status, target = answer.status_code, answer.headers.get("Location", "")
    if status == 401 or (status == 303 and target.startswith("/connexion")):
        return "sign in"
    assert status < 500, status
    return {403: "refused", 404: "not there", 410: "not there"}.get(status, "may")


def expected(role, path, allowed, seen):
    if role in allowed.split():
        return "may"
    if role == "anonymous":
        return "not there" if path in READS else "sign in"
    return "refused" if seen is None or role in seen.split() else "not there"


def disagreements(here, methods, path, wanted):
    for method in methods.split():
        for role in ROLES:
            found = verdict(here.ask(role, method, here.path(path)))
            if found != wanted(role):
                yield f"{method} {path} as {role}: {found}, expected {wanted(role)}"


@pytest.mark.parametrize(("methods", "path"), OPEN, ids=lambda value: str(value))
def test_everybody_may(here, methods, path):
    assert "\n".join(disagreements(here, methods, path, lambda role: "may")) == ""


@pytest.mark.parametrize("row", RULED, ids=lambda row: f"{row[0]} {row[1]}")
def test_each_role_gets_its_verdict(here, row):
    methods, path, allowed, *rest = row
    seen = rest[0] if rest else None
    wrong = disagreements(here, methods, path, lambda role: expected(role, path, allowed, seen))
    assert "\n".join(wrong) == ""


def test_the_table_covers_every_route(here):
    adapter = here.app.url_map.bind("localhost")
    covered = set()
    for methods, path, *_ in [*OPEN, *RULED]:
        for method in methods.split():
            rule, _arguments = adapter.match(here.path(path), method, return_rule=True)
            covered.add((rule.rule, method))
    routes = {
        (rule.rule, method)
        for rule in here.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if not rule.endpoint.endswith("static")
    }
    assert sorted(routes - covered) == []


def test_a_rule_that_lets_too_many_in_is_found(here):
    def wanted(role):
        return expected(role, "/besoins/a-qualifier", "secretariat administrator", None)

    wrong = list(disagreements(here, "GET", "/besoins/a-qualifier", wanted))
    assert wrong == ["GET /besoins/a-qualifier as administrator: refused, expected may"]
