"""The main job in a browser: seven people make every link of the chain, a citizen finds it."""

from __future__ import annotations

import email
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.policy import default
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.databases import ROOT
from tests.servers import LiveServer
from tests.walk.person import Person

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PASSWORD = "trois hiboux lisent la nuit"
PARIS = ZoneInfo("Europe/Paris")
STATED = "Mission du parcours"


def council(live: LiveServer, *arguments: str, stdin: str = "") -> str:
    """Run the operator's command on the server's database."""
    done = subprocess.run(
        [sys.executable, "-m", "council.cli", *arguments],
        cwd=ROOT,
        env={**live.environ, "PATH": "/usr/bin:/bin"},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def mail_to(live: LiveServer, address: str, *, seconds: float = 20) -> str:
    """Wait for the mail filed for somebody and return the path of the link it holds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for path in sorted((live.instance / "mails").glob("*.eml"), reverse=True):
            message: Any = email.message_from_bytes(path.read_bytes(), policy=default)
            link = re.search(
                r"http://[^/\s]+(/\S{40,})", message.get_body(("plain",)).get_content()
            )
            if message["To"] == address and link:
                return link[1]
        time.sleep(0.2)
    raise AssertionError(f"no mail for {address}")


def found_council(live: LiveServer) -> None:
    """Do what the operator does once: the first two people."""
    for address, name, title in (
        ("secretariat@exemple.invalid", "Sidonie Registre", "secretariat"),
        ("presidence@exemple.invalid", "Prosper Séance", "chair"),
    ):
        council(live, "user", "create", address, name, stdin=PASSWORD + "\n")
        council(
            live, "user", "mandate", address, title,
            "--organization", STATED, "--found", "administration",
        )  # fmt: skip


def accept_invitation(live: LiveServer, person: Person, address: str, name: str) -> Person:
    """Open the link received by mail, choose a name and a password, sign in."""
    person.open(mail_to(live, address))
    person.fill(name=name, password=PASSWORD, again=PASSWORD).press("Ouvrir mon compte")
    return person.sign_in(address, PASSWORD) if "connexion" in person.page.url else person


def add_bodies(secretariat: Person) -> None:
    """Have the secretariat make the bodies, a software and the seat."""
    for name, kind in (
        ("Ministère du Parcours", "administration"),
        ("Coopérative du Parcours", "company"),
        ("Fondation du Parcours", "association"),
    ):
        secretariat.menu("Organismes").follow("Créer un organisme", within="main")
        secretariat.fill(name=name, kind=kind).press("Enregistrer")
    secretariat.menu("Logiciels").follow("Ajouter un logiciel", within="main")
    secretariat.fill(name="Parcours Libre", licence="EUPL-1.2").press("Enregistrer")


def seat_and_people(live: LiveServer, secretariat: Person, chair: Person) -> None:
    """Give the foundation its seat, and mandate five people; the chair confirms."""
    secretariat.menu("Organismes").follow("Les collèges du conseil", within="main")
    secretariat.follow("Créer un collège", within="main")
    secretariat.fill(key="ecosysteme", name="Écosystème").press("Enregistrer")
    secretariat.menu("Organismes").follow("Fondation du Parcours", within="main")
    secretariat.follow("Proposer un siège", within="main")
    today = datetime.now(PARIS).date().isoformat()
    secretariat.fill(college="Écosystème", starts_on=today).press("Proposer le siège")
    for body, title, name in (
        ("Ministère du Parcours", "representative", "Agathe Exemple"),
        ("Coopérative du Parcours", "representative", "Violette Devis"),
        ("Fondation du Parcours", "member", "Mireille Bulletin"),
        ("Mission du parcours", "endorser", "Solange Appui"),
    ):
        secretariat.menu("Organismes").follow(body, within="main")
        secretariat.follow("Mandater une personne", within="main")
        secretariat.fill(email=address_of(name), name=name, title=title).press("Mandater")
    secretariat.menu("Logiciels").follow("Parcours Libre", within="main")
    secretariat.follow("Inviter un mainteneur", within="main")
    secretariat.fill(
        email=address_of("Maxime Amont"), name="Maxime Amont", reason="Son adresse est au dépôt."
    ).press("Mandater")
    confirm_all(chair)


def confirm_all(chair: Person) -> None:
    """Have the chair confirm the seats and mandates that wait for it."""
    chair.open("/").follow("À faire", within="header").follow(
        "Fondation du Parcours", within="main"
    )
    while chair.page.locator("main").get_by_role("button", name="Confirmer").count():
        chair.press("Confirmer")


def address_of(name: str) -> str:
    """Return the address of an invented person."""
    return name.lower().replace(" ", ".").replace("é", "e") + "@exemple.invalid"


def file_need(agent: Person, secretariat: Person) -> str:
    """File a need, read it again, submit it; the secretariat publishes it."""
    agent.open("/").menu("Besoins").follow("Déposer un besoin", within="main")
    agent.fill(
        title="Rédiger des délibérations accessibles",
        affected="Les secrétaires de séance",
        affected_count="120",
        body="Les modèles ne sont **pas lisibles** par un lecteur d’écran.",
        enough="Un modèle accessible, repris par tous.",
        software_names="Parcours Libre",
        visibility="public",
    ).press("Enregistrer et relire")
    agent.press("Déposer le besoin")
    reference = re.search(r"B-\d{4}-\d+", agent.text())
    assert reference is not None
    secretariat.open("/").follow("À faire", within="header")
    secretariat.follow("Rédiger des délibérations accessibles", within="main").press("Publier")
    secretariat.sees("publié")
    return reference[0]


def answer_need(agent: Person, vendor: Person, maintainer: Person, need: str) -> None:
    """Offer a contribution, ask the maintainer, answer, accept."""
    vendor.open("/").menu("Besoins").follow("Rédiger des délibérations", within="main")
    vendor.follow("Proposer une contribution", within="main")
    vendor.fill(
        title="Refonte accessible des modèles",
        kind="code",
        body="Nous corrigeons et **reversons en amont**.",
        amount="12000",
        tax="ht",
        price_visibility="public",
        licence="EUPL-1.2",
    ).press("Enregistrer et relire")
    vendor.press("Proposer l’offre").sees("12 000,00")
    ask_maintainer(agent, maintainer)
    accept_offer(agent, need)


def ask_maintainer(agent: Person, maintainer: Person) -> None:
    """Ask the maintainer, and answer."""
    agent.open("/").menu("Besoins").follow("Rédiger des délibérations", within="main")
    agent.follow("Interroger les mainteneurs", within="main")
    due = (datetime.now(PARIS) + timedelta(days=20)).date().isoformat()
    agent.fill(
        software="Parcours Libre",
        title="Accepteriez-vous ces modèles ?",
        question="Sous quelles conditions ?",
        due_on=due,
    ).press("Envoyer la demande")
    maintainer.open("/").follow("À faire", within="header")
    maintainer.follow("Accepteriez-vous ces modèles", within="main")
    maintainer.follow("Répondre", within="main")
    maintainer.fill(choice="would_accept", text="Oui, avec des tests.").press(
        "Enregistrer la réponse"
    )


def accept_offer(agent: Person, need: str) -> None:
    """Accept the offer, naming the legal vehicle."""
    agent.open("/").follow("À faire", within="header")
    agent.follow("Refonte accessible des modèles", within="main").follow("Accepter", within="main")
    agent.fill(legal_frame="commande").press("Accepter")
    agent.sees("ne vaut ni commande ni marché")
    assert need in agent.text()


def vote(secretariat: Person, member: Person) -> str:
    """Put the need on the road map, hold a poll, vote; return the poll's number."""
    secretariat.open("/").menu("Besoins").follow("Rédiger des délibérations", within="main")
    secretariat.follow("Inscrire à la feuille de route", within="main")
    secretariat.fill(title="Des modèles de délibération accessibles", theme="Accessibilité")
    secretariat.press("Proposer le chantier")
    return hold_poll(secretariat, member)


def hold_poll(secretariat: Person, member: Person) -> str:
    """Prepare the poll from the item's page, open it, vote, wait for its end."""
    secretariat.follow("Créer un scrutin", within="main")
    secretariat.follow("Avis du collège écosystème", within="main")
    secretariat.fill(
        title="Soutenir des modèles accessibles",
        text="Le conseil soutient-il ce chantier ?",
        meaning_for="Le conseil recommande ces modèles.",
        meaning_against="Le conseil ne les recommande pas.",
        rule="avis-ecosysteme",
    ).press("Enregistrer le projet")
    secretariat.follow("Ouvrir le scrutin", within="main")
    confirm_password(secretariat)
    closes = datetime.now(PARIS).replace(second=0) + timedelta(minutes=2)
    secretariat.fill(closes_at=closes.strftime("%Y-%m-%dT%H:%M")).press("Figer et ouvrir")
    reference = re.search(r"S-\d{4}-\d+", secretariat.text())
    assert reference is not None
    member.open("/").follow("À faire", within="header")
    member.follow("Soutenir des modèles accessibles", within="main")
    member.fill(choice="for").press("Vérifier mon bulletin")
    member.press("Déposer").sees("compte")
    wait = (closes - datetime.now(PARIS)).total_seconds()
    time.sleep(max(0, wait) + 2)
    return reference[0]


def confirm_password(person: Person) -> None:
    """Give the password again when a grave act asks for it."""
    if "confirmer" in person.page.url:
        person.fill(password=PASSWORD).press("Continuer")


def decide(secretariat: Person, chair: Person, endorser: Person, poll: str) -> str:
    """Draft the avis from the poll, adopt, endorse, publish by two people; return its number."""
    secretariat.open("/").menu("Scrutins").follow("Soutenir des modèles accessibles", within="main")
    secretariat.sees("adoptée").follow("Préparer la décision", within="main")
    secretariat.fill(
        kind="avis",
        title="Généraliser des modèles de délibération accessibles",
        body="Le conseil recommande de **généraliser** ces modèles.",
        college="ecosysteme",
        licence="CC-BY-SA-4.0",
    ).press("Enregistrer le projet")
    secretariat.press("Proposer au conseil").follow("Constater l’adoption", within="main")
    secretariat.fill(adopted_on=datetime.now(PARIS).date().isoformat())
    secretariat.press("Constater l’adoption")
    draft = secretariat.page.url.removeprefix(secretariat.address)
    endorser.open("/").menu("Décisions").follow("Généraliser des modèles", within="main")
    endorser.follow("Noter la position de l’État", within="main")
    today = datetime.now(PARIS).date().isoformat()
    endorser.fill(supports="yes", acted_on=today).press("Noter la position de l’État")
    secretariat.open("/").menu("Décisions").follow("Généraliser des modèles", within="main")
    secretariat.follow("Publier", within="main")
    confirm_password(secretariat)
    secretariat.press("Demander la publication")
    chair.open("/").menu("Décisions").follow("Généraliser des modèles", within="main")
    chair.follow("Publier", within="main")
    confirm_password(chair)
    chair.press("Publier maintenant")
    number = re.search(r"CLL-\d{4}-\d{3}", chair.text())
    assert number is not None and draft and poll in chair.text()
    return number[0]


def test_the_whole_chain_from_an_empty_database_to_a_decision_found_without_accents(
    serve: Callable[..., LiveServer], browser: Any, tmp_path: Path
) -> None:
    """Seven people sign in by the forms, follow visible links, and make every link of the chain."""
    live = serve(settings={"COUNCIL_NEED_DELAY_DAYS": "15"})
    checked: dict[str, str] = {}

    def person() -> Person:
        return Person(browser, live.address, checked)

    citizen = person().open("/")
    found_council(live)
    secretariat = person().sign_in("secretariat@exemple.invalid", PASSWORD)
    chair = person().sign_in("presidence@exemple.invalid", PASSWORD)
    add_bodies(secretariat)
    seat_and_people(live, secretariat, chair)
    agent, vendor, member, endorser, maintainer = (
        accept_invitation(live, person(), address_of(name), name)
        for name in (
            "Agathe Exemple",
            "Violette Devis",
            "Mireille Bulletin",
            "Solange Appui",
            "Maxime Amont",
        )
    )
    need = file_need(agent, secretariat)
    answer_need(agent, vendor, maintainer, need)
    poll = vote(secretariat, member)
    number = decide(secretariat, chair, endorser, poll)
    time.sleep(1.5)
    citizen.open("/")
    citizen.page.locator("main [type='search']").fill("generaliser modele deliberation")
    citizen.press("Chercher").follow("Généraliser des modèles", within="main")
    citizen.sees(number, "Majorité", need, poll, "Soutien de l’État")
    print(f"{len(checked)} kinds of pages passed through axe")
