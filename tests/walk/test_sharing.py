"""One need shared by four bodies, in browsers: found alike, merged, paid together, delivered.

The people are made by the builders; all that they do is done on the pages, by visible links.
"""

from __future__ import annotations

import email
import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import select

from council import clock
from council.extensions import db
from council.journal.models import OutboxMessage
from council.journal.worker import run_once
from council.notifications.models import DigestItem
from council.organizations.models import OrganizationKind, Title
from council.search.indexer import rebuild
from tests import builders
from tests.fixtures import Builder
from tests.servers import LiveServer
from tests.walk.person import Person
from tests.walk.test_walk import PARIS, mail_to

pytestmark = [pytest.mark.slow, pytest.mark.browser]

TITLE = "Une seule connexion pour toutes nos applications"
OTHER = "Authentification unique des agents"
UPSTREAM = "amont@exemple.invalid"


class Story:
    """The four bodies, their people, the secretariat, and the browsers they use."""

    BODIES = (
        ("ministry", "Ministère du Partage", OrganizationKind.ADMINISTRATION, "Anne Partage"),
        ("city", "Ville du Partage", OrganizationKind.LOCAL_AUTHORITY, "Basile Partage"),
        ("region", "Région du Partage", OrganizationKind.LOCAL_AUTHORITY, "Carole Partage"),
        ("company", "Coopérative du Partage", OrganizationKind.COMPANY, "Denis Partage"),
    )

    def __init__(self, live: LiveServer, browser: Any) -> None:
        self.live, self.browser = live, browser
        self.checked: dict[str, str] = {}
        self.build = Builder(live.app, builders)
        self.people: dict[str, Person] = {}
        self.addresses: dict[str, str] = {}
        for key, name, kind, who in self.BODIES:
            body = self.build.organization(name, kind=kind)
            self._person(key, who, Title.REPRESENTATIVE, body=body)
        self._person(
            "secretariat", "Sonia Partage", Title.SECRETARIAT,
            body=self.build.organization("Mission du Partage"),
        )  # fmt: skip
        self.software = self.build.software("Portier Libre")

    def _person(self, key: str, name: str, title: str, **where: Any) -> None:
        account = self.build.account(name)
        self.build.mandate(account, title, **where)
        self.addresses[key] = account.email
        person = Person(self.browser, self.live.address, self.checked)
        self.people[key] = person.sign_in(account.email, builders.PASSWORD)

    def __getitem__(self, key: str) -> Person:
        return self.people[key]

    def stranger(self) -> Person:
        """A browser that nobody signed in with."""
        return Person(self.browser, self.live.address, self.checked)


def reference_in(person: Person, prefix: str) -> str:
    """Return the first number of that kind on the page."""
    found = re.search(rf"{prefix}-\d{{4}}-\d+", person.text())
    assert found is not None, person.text()[:1000]
    return found[0]


def file_need(story: Story, key: str, title: str, body: str) -> str:
    """File a need and have it published; return its number."""
    person, secretariat = story[key], story["secretariat"]
    person.open("/").menu("Besoins").follow("Déposer un besoin", within="main")
    person.fill(title=title, body=body, enough="Un seul mot de passe.", visibility="public")
    person.fill(software_names="Portier Libre").press("Enregistrer et relire")
    person.press("Déposer le besoin")
    number = reference_in(person, "B")
    secretariat.open(f"/besoins/{number}").press("Publier").sees("publié")
    return number


def find_it_alike(story: Story, need: str) -> None:
    """Show the city the ministry's need while it writes its own."""
    deadline = time.monotonic() + 20
    city = story["city"].open("/").menu("Besoins").follow("Déposer un besoin", within="main")
    while time.monotonic() < deadline:
        city.page.locator("main [name='title']").fill("")
        city.page.locator("main [name='title']").press_sequentially(OTHER)
        city.page.wait_for_timeout(1500)
        if TITLE in city.text():
            city.sees("Ministère du Partage")
            return
    raise AssertionError(city.text())


def endorse(story: Story, key: str, need: str, agents: int) -> None:
    """Say « nous avons aussi ce besoin »."""
    person = story[key].open(f"/besoins/{need}").follow("Nous avons aussi ce besoin", within="main")
    person.fill(agents_concerned=str(agents)).press("Soutenir")
    person.sees(f"{agents} agents concernés")


def merge(story: Story, source: str, target: str) -> None:
    """Propose to merge; two bodies confirm, one declines, and keeps what it said."""
    secretariat = story["secretariat"].open(f"/besoins/{source}")
    secretariat.follow("Proposer une fusion", within="main")
    secretariat.fill(target=target, reason="Le même problème, dit autrement.")
    secretariat.press("Proposer la fusion")
    for key, answer in (("city", "confirm"), ("region", "confirm"), ("company", "decline")):
        person = story[key].open("/").follow("À faire", within="header")
        person.follow(OTHER, within="main").follow("Répondre", within="main")
        person.fill(answer=answer).press("Répondre pour")
    visitor = story.stranger().open(f"/besoins/{source}")
    assert visitor.page.url.endswith(f"/besoins/{target}")
    visitor.sees("Région du Partage", "Ville du Partage")


def offer(story: Story, need: str) -> str:
    """Offer a contribution and have it accepted; return its number."""
    company = story["company"].open(f"/besoins/{need}")
    company.follow("Proposer une contribution", within="main")
    company.fill(
        title="Fédération d’identités reversée en amont",
        kind="code",
        body="Nous développons et reversons.",
        amount="30000",
        tax="ht",
        price_visibility="public",
        licence="EUPL-1.2",
    ).press("Enregistrer et relire")
    company.press("Proposer l’offre")
    number = reference_in(company, "C")
    ministry = story["ministry"].open("/").follow("À faire", within="header")
    ministry.follow("Fédération d’identités", within="main").follow("Accepter", within="main")
    ministry.fill(legal_frame="commande").press("Accepter")
    ministry.sees("ne vaut ni commande ni marché")
    return number


def pay_together(story: Story, contribution: str) -> None:
    """Gather the whole cost: two bodies wait for one another, the third closes the gap."""
    ministry = story["ministry"].open(f"/contributions/{contribution}")
    ministry.follow("Ouvrir un financement partagé", within="main")
    deadline = (datetime.now(PARIS) + timedelta(days=60)).date().isoformat()
    ministry.fill(
        scope="Le développement et sa reprise en amont.",
        estimate="30000",
        tax="ht",
        deadline_on=deadline,
        payee="Coopérative du Partage",
        legal_frame="commande",
        if_missed="lapse",
    ).press("Ouvrir un financement partagé")
    shares = (
        ("ministry", {"kind": "conditional", "amount": "12000", "minimum": "20000"}),
        ("city", {"kind": "conditional", "amount": "8000", "minimum": "20000"}),
        ("region", {"kind": "firm", "amount": "10000"}),
    )
    for key, typed in shares:
        person = story[key].open(f"/contributions/{contribution}/financement")
        person.follow("Nous engager", within="main")
        person.fill(visibility="public", **typed).press("Nous engager")
    ministry.open(f"/contributions/{contribution}/financement").sees("100 %")
    ministry.follow("Accepter le financement", within="main").press("Accepter le financement")
    ministry.sees("12 000 €", "8 000 €", "10 000 €", "Total : 30 000 €")


def ask_upstream(story: Story, need: str) -> None:
    """Ask the maintainers by mail; they answer without an account, and confirm."""
    ministry = story["ministry"].open(f"/besoins/{need}")
    ministry.follow("Interroger les mainteneurs", within="main")
    due = (datetime.now(PARIS) + timedelta(days=20)).date().isoformat()
    ministry.fill(
        software="Portier Libre",
        title="Accepteriez-vous une fédération ?",
        question="Sous quelles conditions ?",
        due_on=due,
    ).press("Envoyer la demande")
    ministry.follow("Envoyer par courriel aux mainteneurs", within="main")
    ministry.fill(email=UPSTREAM).press("Envoyer")
    upstream = story.stranger().open(mail_to(story.live, UPSTREAM))
    upstream.fill(choice="would_accept", text="Oui, avec des tests.", signed_as="Équipe Portier")
    upstream.press("Envoyer").sees("Confirmez votre réponse")
    first = upstream.page.url
    confirmed = _second_mail(story, first)
    upstream.open(confirmed).press("Publier").sees("oui, nous l’accepterions")
    ministry.open(f"/besoins/{need}").sees("répondu")


def _second_mail(story: Story, first: str, seconds: float = 20) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        path = mail_to(story.live, UPSTREAM)
        if not first.endswith(path):
            return path
        time.sleep(0.3)
    raise AssertionError("no mail to confirm the answer")


def deliver(story: Story, need: str, contribution: str) -> None:
    """Put it on the road map, deliver, confirm."""
    secretariat = story["secretariat"].open(f"/besoins/{need}")
    secretariat.follow("Inscrire à la feuille de route", within="main")
    secretariat.fill(title="Connexion unique des agents", theme="Identité")
    secretariat.press("Proposer le chantier").sees("Connexion unique des agents")
    company = story["company"].open(f"/contributions/{contribution}")
    company.follow("Dire que c’est livré", within="main")
    company.fill(delivered_on=datetime.now(PARIS).date().isoformat())
    company.press("Dire que c’est livré")
    ministry = story["ministry"].open("/").follow("À faire", within="header")
    ministry.follow("Fédération d’identités", within="main")
    ministry.follow("Juger la livraison", within="main")
    ministry.fill(outcome="met", reason="En service.").press("Juger la livraison")
    story.stranger().open(f"/besoins/{need}").sees("satisfait", "livraison confirmée")


def mails(story: Story) -> list[Any]:
    """Return every mail sent so far."""
    paths = sorted((story.live.instance / "mails").glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=default) for path in paths]


def test_four_bodies_share_a_need_from_the_first_line_to_the_delivery(
    serve: Callable[..., LiveServer], browser: Any
) -> None:
    """File, see it alike, endorse, merge, offer, pay together, ask, plan, deliver, confirm."""
    live = serve()
    story = Story(live, browser)
    story.build(rebuild)
    need = file_need(story, "ministry", TITLE, "Les agents retiennent dix mots de passe.")
    find_it_alike(story, need)
    other = file_need(story, "city", OTHER, "Chaque outil a son propre annuaire.")
    endorse(story, "region", other, 40)
    endorse(story, "company", other, 5)
    merge(story, other, need)
    contribution = offer(story, need)
    pay_together(story, contribution)
    ask_upstream(story, need)
    deliver(story, need, contribution)
    everyone_is_told_once(story)


def everyone_is_told_once(story: Story) -> None:
    """Send what is owed, the next morning's summaries included: each act told once to each."""
    live = story.live
    settle(story)
    live.stop_workers()
    clock.set_offset(timedelta(days=1))
    try:
        run_once(live.app)
    finally:
        clock.set_offset(timedelta(0))
    sent = mails(story)
    told = Counter((mail["To"], mail["Message-ID"]) for mail in sent)
    assert max(told.values()) == 1
    assert story.build(told_twice) == []
    for key in ("ministry", "city", "region", "company"):
        said = [text_of(mail) for mail in sent if mail["To"] == story.addresses[key]]
        # The delivery reaches each body, whether it holds the need, shares it or offered.
        assert sum("livraison" in text.lower() or "livr" in text for text in said) >= 1, key


def told_twice() -> list[tuple[int, int]]:
    """Return the (entry, person) pairs told by a mail and again by a summary."""
    by_mail = {
        (int(key.split(":")[1]), int(key.split(":")[3]))
        for key in db.session.scalars(
            select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.like("mail:%:%:%"))
        )
    }
    rows = db.session.execute(select(DigestItem.sequence, DigestItem.account_id))
    return sorted(by_mail & {(sequence, account) for sequence, account in rows})


def text_of(mail: Any) -> str:
    """Return the plain text of a mail."""
    return str(mail.get_body(("plain",)).get_content())


def settle(story: Story) -> None:
    """Wait until the worker sends nothing more."""
    before = -1
    while len(mails(story)) != before:
        before = len(mails(story))
        time.sleep(3)
