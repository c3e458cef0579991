"""The people and bodies of the tests, by role; all invented, each made when first mentioned."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from council.organizations.models import OrganizationKind, Title

if TYPE_CHECKING:
    from council.accounts.models import Account
    from council.organizations.models import Organization
    from council.software.models import Software
    from tests.fixtures import Builder


class Cast:
    """One person per role of access.md: `cast.secretariat`, `cast.vendor`…"""

    PEOPLE = (
        "citizen",
        "agent",
        "vendor",
        "maintainer",
        "member",
        "other_member",
        "secretariat",
        "other_secretariat",
        "chair",
        "endorser",
        "observer",
        "administrator",
    )

    def __init__(self, build: Builder) -> None:
        self._build = build

    def _person(self, name: str, title: str, body: Organization) -> Account:
        person = self._build.account(name)
        self._build.mandate(person, title, body=body)
        return person

    @cached_property
    def citizen(self) -> Account:
        """Registered, with no mandate at all."""
        return self._build.account("Noé Citoyen-Fictif")

    @cached_property
    def administration(self) -> Organization:
        """The agent's body."""
        return self._build.organization("Agence fictive des archives")

    @cached_property
    def agent(self) -> Account:
        """Represents an administration."""
        return self._person("Ana Agent-Fictif", Title.REPRESENTATIVE, self.administration)

    @cached_property
    def company(self) -> Organization:
        """The vendor's body."""
        return self._build.organization("Éditions Fictives", kind=OrganizationKind.COMPANY)

    @cached_property
    def vendor(self) -> Account:
        """Represents a company."""
        return self._person("Vic Vendeur-Fictif", Title.REPRESENTATIVE, self.company)

    @cached_property
    def software(self) -> Software:
        """The maintainer's software."""
        return self._build.software("Tableur Fictif")

    @cached_property
    def maintainer(self) -> Account:
        """Maintains one software."""
        person = self._build.account("Mia Mainteneuse-Fictive")
        self._build.mandate(person, Title.MAINTAINER, software_id=self.software.id)
        return person

    @cached_property
    def member_body(self) -> Organization:
        """A body with a seat in the college that votes."""
        body = self._build.organization("Association fictive", kind=OrganizationKind.ASSOCIATION)
        self._build.seat(body)
        return body

    @cached_property
    def member(self) -> Account:
        """Votes on a seat."""
        return self._person("Max Membre-Fictif", Title.MEMBER, self.member_body)

    @cached_property
    def other_body(self) -> Organization:
        """A second body with a seat."""
        body = self._build.organization("Coopérative fictive", kind=OrganizationKind.COMPANY)
        self._build.seat(body)
        return body

    @cached_property
    def other_member(self) -> Account:
        """Votes on another seat."""
        return self._person("Lou Membre-Fictive", Title.MEMBER, self.other_body)

    @cached_property
    def mission(self) -> Organization:
        """The body that runs the council."""
        return self._build.organization("Mission fictive")

    @cached_property
    def secretariat(self) -> Account:
        """Works for the secretariat."""
        return self._person("Sam Secrétaire-Fictif", Title.SECRETARIAT, self.mission)

    @cached_property
    def other_secretariat(self) -> Account:
        """A second person at the secretariat, to confirm what one must not do alone."""
        return self._person("Zoé Secrétaire-Fictive", Title.SECRETARIAT, self.mission)

    @cached_property
    def chair(self) -> Account:
        """Chairs the council."""
        return self._person("Pia Présidente-Fictive", Title.CHAIR, self.mission)

    @cached_property
    def endorser(self) -> Account:
        """Records the State's support."""
        return self._person("Eli Soutien-Fictif", Title.ENDORSER, self.mission)

    @cached_property
    def observer(self) -> Account:
        """Observes for a foreign body."""
        body = self._build.organization("Zentrum Fiktiv", kind=OrganizationKind.FOREIGN)
        return self._person("Ute Beobachterin-Fiktiv", Title.OBSERVER, body)

    @cached_property
    def administrator(self) -> Account:
        """Operates the site."""
        return self._person("Kim Admin-Fictif", Title.ADMINISTRATOR, self.mission)
