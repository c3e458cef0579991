"""The invented bodies, software and people of the demonstration."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from council.accounts.models import Account
from council.accounts.passwords import hash_password
from council.accounts.steps import add_account
from council.extensions import db
from council.journal.steps import write_entry
from council.organizations.models import Organization, Title
from council.organizations.queries import viewer_for
from council.organizations.steps import (
    add_mandate,
    add_organization,
    add_seat,
    find_or_add_college,
)
from council.organizations.viewer import Viewer
from council.software.models import Software
from council.software.steps import add_software
from council.transactions import action

INVENTED = " (organisme fictif)"
# Key → name, kind, college.
BODIES = {
    "essais": ("Ministère des Essais", "administration", "administrations"),
    "formulaires": ("Agence nationale des Formulaires", "operator", "administrations"),
    "exempleville": ("Ville d’Exempleville", "local_authority", "administrations"),
    "octet": ("Coopérative Octet Libre", "company", "ecosysteme"),
    "racine": ("Fondation Racine Commune", "association", "ecosysteme"),
    "bitume": ("Association Bitume et Logiciels", "association", "ecosysteme"),
    "tilde": ("Éditeurs Tilde", "company", "ecosysteme"),
    "pelican": ("Communauté Pélican", "community", "ecosysteme"),
    "mission": ("Mission d’essai du conseil", "administration", ""),
    "kontor": ("Kontor für freie Beispiele", "foreign", ""),
}
# Key → name, what it does, licence.
SOFTWARE = {
    "notes": ("Pélican Notes", "Prise de notes partagée", "AGPL-3.0-or-later"),
    "formulaire": ("Formulaire Clair", "Formulaires en ligne", "EUPL-1.2"),
    "tampon": ("Tampon", "Signature électronique en lot", "GPL-3.0-or-later"),
}
# Role shown → name, address, title, body or software, password needed by rule (16 for operators).
PEOPLE = {
    "representative": ("Agathe Exemple", Title.REPRESENTATIVE, "essais"),
    "representative 2": ("Achille Modèle", Title.REPRESENTATIVE, "exempleville"),
    "manager": ("Gaston Mandat", Title.MANAGER, "essais"),
    "vendor": ("Violette Devis", Title.REPRESENTATIVE, "octet"),
    "maintainer": ("Maxime Amont", Title.MAINTAINER, "notes"),
    "member": ("Mireille Bulletin", Title.MEMBER, "racine"),
    "member 2": ("Barnabé Urne", Title.MEMBER, "bitume"),
    "member 3": ("Octave Scrutin", Title.MEMBER, "octet"),
    "member 4": ("Tiphaine Vote", Title.MEMBER, "tilde"),
    "member 5": ("Pélagie Quorum", Title.MEMBER, "pelican"),
    "member (administrations)": ("Adèle Collège", Title.MEMBER, "essais"),
    "secretariat": ("Sidonie Registre", Title.SECRETARIAT, "mission"),
    "chair": ("Prosper Séance", Title.CHAIR, "mission"),
    "endorser": ("Solange Appui", Title.ENDORSER, "mission"),
    "observer": ("Ottilie Beispiel", Title.OBSERVER, "kontor"),
    "administrator": ("Anatole Machine", Title.ADMINISTRATOR, "mission"),
    "registered": ("Clémence Citoyenne", None, ""),
}


@dataclass
class Cast:
    """Everybody, by key or role."""

    bodies: dict[str, Organization] = field(default_factory=dict)
    software: dict[str, Software] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    sheet: list[dict[str, Any]] = field(default_factory=list)

    def viewer(self, role: str) -> Viewer:
        """Return the person of a role, with the mandates in force at the story's moment."""
        account = db.session.get_one(Account, self.accounts[role].id)
        return viewer_for(account)


def invent_people() -> dict[str, tuple[str, str]]:
    """Return a password and its hash for each role; hashing is slow, so outside any action."""
    made = {}
    for role in PEOPLE:
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        made[role] = (password, hash_password(password))
    return made


def address(name: str) -> str:
    """Return the address of an invented person, in a domain that cannot exist."""
    plain = name.lower().translate(str.maketrans("éèêàâîïôûçÉ", "eeeaaiioucE"))
    return plain.replace(" ", ".").replace("’", "").lower() + "@exemple.invalid"


@action
def found(passwords: dict[str, tuple[str, str]]) -> Cast:
    """Add the invented bodies, their seats, software, people and mandates, in one act."""
    cast = Cast()
    for key, (name, kind, college) in BODIES.items():
        country = "DE" if kind == "foreign" else "FR"
        body = add_organization(
            name + INVENTED, kind, country=country, summary="Inventé pour la démonstration."
        )
        cast.bodies[key] = body
        if college:
            add_seat(body, find_or_add_college(college), confirmed=True)
    for key, (name, function, licence) in SOFTWARE.items():
        cast.software[key] = add_software(
            name,
            function=function,
            licence=licence,
            summary="Logiciel inventé pour la démonstration.",
            repository=f"https://exemple.invalid/{key}",
        )
    for role, (name, title, holder) in PEOPLE.items():
        _add_person(cast, role, name, title, holder, passwords[role])
    records = [row.record for row in (*cast.bodies.values(), *cast.software.values())]
    write_entry("demo.founded", subjects=records, actor=None)
    return cast


def _add_person(
    cast: Cast, role: str, name: str, title: Title | None, holder: str, password: tuple[str, str]
) -> None:
    account = add_account(address(name), name, password_hash=password[1])
    cast.accounts[role] = account
    body = ""
    if title == Title.MAINTAINER:
        software = cast.software[holder]
        add_mandate(account, title, software_id=software.id, confirmed=True)
        body = software.name
    elif title is not None:
        organization = cast.bodies[holder]
        add_mandate(account, title, organization_id=organization.id, confirmed=True)
        body = organization.name
    cast.sheet.append(
        {"role": role, "email": account.email, "password": password[0], "organization": body}
    )
