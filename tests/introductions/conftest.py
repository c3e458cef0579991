"""What tests of introductions share: two bodies with the same need, their people."""

from __future__ import annotations

from typing import Any

import pytest

from council.extensions import db
from council.introductions.models import Introduction, IntroductionParty
from council.journal.models import JournalEntry
from tests.cast import Cast
from tests.fixtures import Builder

CONTACT = {
    "contact_name": "Inès Contact-Fictive",
    "contact_email": "ines.secrete@exemple.invalid",
    "contact_phone": "01 23 45 67 89",
    "contact_note": "Le matin de préférence.",
}
OTHER_CONTACT = {
    "contact_name": "Théo Contact-Fictif",
    "contact_email": "theo.cache@exemple.invalid",
    "contact_phone": "+33 6 00 00 00 00",
    "contact_note": "",
}
SECRETS = [text for text in (*CONTACT.values(), *OTHER_CONTACT.values()) if text]


class Pair:
    """The administration (agent) and the company (vendor), each with a need alike."""

    def __init__(self, build: Builder, cast: Cast) -> None:
        self.build, self.cast = build, cast
        self.people = (cast.agent, cast.vendor)
        self.need = build.need(cast.administration, title="Exporter des agendas partagés")
        self.other = build.need(cast.company, title="Exporter un agenda partagé")

    def propose(self, client: Any, **changes: Any) -> Any:
        """Post the proposal of the first need, with the other's holder."""
        data = {
            "partner": f"need:{self.other.reference}",
            "message": "Nous cherchons la même chose.",
            **CONTACT,
            **changes,
        }
        return client.post(f"/mises-en-relation/nouvelle/{self.need.reference}", data=data)

    def proposed(self, client: Any) -> str:
        """Have the agent propose; return the address of the introduction."""
        client.sign_in(self.cast.agent)
        answer = self.propose(client)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def accepted(self, client: Any) -> str:
        """Have the agent propose and the vendor accept; return the address."""
        address = self.proposed(client)
        client.sign_in(self.cast.vendor)
        path = f"{address}/{self.cast.company.reference}/accepter"
        assert client.post(path, data=OTHER_CONTACT).status_code == 303
        return address

    def row(self) -> Introduction:
        """Return the last introduction as it is now."""
        return self.build(
            lambda: db.session.scalars(
                db.select(Introduction).order_by(Introduction.id.desc()).limit(1)
            ).one_or_none()
        )

    def contacts(self) -> set[str]:
        """Return every word of a contact that is kept."""

        def read() -> set[str]:
            parties = db.session.scalars(db.select(IntroductionParty))
            return {
                word
                for p in parties
                for word in (p.contact_name, p.contact_email, p.contact_phone, p.contact_note)
                if word
            }

        return self.build(read)

    def journal(self) -> list[str]:
        """Return the kinds of the entries of introductions."""
        kinds = self.build(
            lambda: list(
                db.session.scalars(db.select(JournalEntry.kind).order_by(JournalEntry.sequence))
            )
        )
        return [kind for kind in kinds if kind.startswith("introduction.")]


@pytest.fixture
def pair(build: Builder, cast: Cast) -> Pair:
    """Two bodies with needs alike."""
    return Pair(build, cast)
