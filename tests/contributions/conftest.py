"""What tests of contributions share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from flask import Flask

from council.contributions.models import Contribution
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
