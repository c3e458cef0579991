"""What tests of contributions share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
from flask import Flask

from council.clock import today
from council.contributions.models import Contribution
from council.contributions.models_funding import Funding
from council.contributions.queries_funding import Shown, fundings_of
from council.extensions import db
from council.needs.models import Need
from council.needs.steps import add_published_need
from tests.cast import Cast
from tests.fixtures import Builder


def offer_form(**changes: Any) -> dict[str, str]:
    """Return what the form of an offer posts."""
    return {
        "title": "Export accessible",
        "kind": "code",
        "body": "Nous écrirons l’export **accessible**.",
        "amount": "12 345,60",
        "tax": "ht",
        "days": "12,5",
        "price_visibility": "holder",
        "code_rights": "dco",
        "licence": "MPL-2.0",
        "due": "S1 2030",
        "schedule": "Trois mois de travail.",
        "upstream_links": "https://forge.invalid/1\nhttps://forge.invalid/2",
        "supplier": "Éditions Fictives",
        "contract_lot": "Lot 2",
        "valid_until": "",
    } | changes


@dataclass
class Offers:
    """Needs and contributions in any state."""

    build: Builder
    cast: Cast
    app: Flask

    @cached_property
    def need(self) -> Need:
        """A public need held by the agent's body."""
        return self.build(
            add_published_need,
            title="Exporter des documents accessibles",
            organization=self.cast.administration,
            html={},
        )

    @cached_property
    def software(self) -> Any:
        """The maintainer's software, with its maintainer."""
        assert self.cast.maintainer
        return self.cast.software

    def offered(self, state: str = "offered", **changes: Any) -> Contribution:
        """A contribution of the vendor's body to that need, about the maintainer's software."""
        content = {"amount_cents": 1234560, "tax": "ht", "days_hundredths": 1250} | changes
        return self.build.contribution(
            self.cast.company, needs=[self.need], about=self.software, state=state, **content
        )

    def read(self, row: Any) -> Any:
        """Return a row as it is now in the database."""
        return self.build(lambda kind, number: db.session.get_one(kind, number), type(row), row.id)

    def summed_up(self) -> list[int]:
        """Return whose next summary holds something, by account."""
        from council.notifications.models import DigestItem

        waiting = db.select(DigestItem.account_id).distinct().order_by(DigestItem.account_id)
        return self.build(lambda: list(db.session.scalars(waiting)))

    def journal(self) -> list[str]:
        """Return the kinds of the entries of the journal."""
        from council.journal.models import JournalEntry

        return self.build(
            lambda: list(
                db.session.scalars(db.select(JournalEntry.kind).order_by(JournalEntry.sequence))
            )
        )


@pytest.fixture
def offers(build: Builder, cast: Cast, app: Flask) -> Offers:
    """Needs and contributions."""
    return Offers(build, cast, app)


def funding_form(**changes: Any) -> dict[str, str]:
    """Return what the form that opens a funding posts."""
    return {
        "scope": "L’export accessible, documenté et publié.",
        "estimate": "30 000",
        "tax": "ttc",
        "maximum": "",
        "deadline_on": (today() + timedelta(days=30)).isoformat(),
        "payee": "Éditions Fictives",
        "legal_frame": "commande",
        "if_missed": "lapse",
    } | changes


def pledge_form(body: Any, amount: str = "10 000", **changes: str) -> dict[str, str]:
    """Return what the form of a pledge posts."""
    return {
        "organization": str(body.id),
        "kind": "firm",
        "amount": amount,
        "minimum": "",
        "valid_until": "",
        "legal_frame": "subvention",
        "visibility": "public",
        "note": "",
    } | changes


@dataclass
class Fundings:
    """Fundings of an offer to the agent's need, and people of bodies that pledge."""

    offers: Offers
    build: Builder
    cast: Cast
    app: Flask

    @cached_property
    def offer(self) -> Contribution:
        """The offer that is funded; its price is public."""
        return self.offers.offered(price_visibility="public")

    @property
    def address(self) -> str:
        """The page of the funding."""
        return f"/contributions/{self.offer.reference}/financement"

    def opened(self, **fields: Any) -> Funding:
        """An open funding of 30 000 €."""
        return self.build.funding(self.offer, **fields)

    def body(self, name: str) -> tuple[Any, Any]:
        """A body and a person who represents it."""
        body = self.build.organization(name)
        person = self.build.account(f"Personne {name}")
        self.build.mandate(person, "representative", body=body)
        return body, person

    def browser(self, person: Any = None) -> Any:
        """A browser of its own."""
        client = self.app.test_client()
        return client if person is None else client.sign_in(person)

    def view(self, account: Any = None) -> Shown:
        """The funding as somebody sees it."""
        from council.organizations.queries import viewer_for
        from council.organizations.viewer import ANONYMOUS

        def read(record_id: int, person: Any) -> Any:
            viewer = viewer_for(person) if person is not None else ANONYMOUS
            return fundings_of([record_id], viewer)[record_id]

        return self.build(read, self.offer.id, account)

    def pledge(self, person: Any, body: Any, amount: str = "10 000", **changes: str) -> Any:
        """Pledge through the page; returns the answer."""
        data = pledge_form(body, amount, **changes)
        return self.browser(person).post(f"{self.address}/engagement", data=data)


@pytest.fixture
def fundings(offers: Offers, build: Builder, cast: Cast, app: Flask) -> Fundings:
    """Shared fundings."""
    return Fundings(offers, build, cast, app)
