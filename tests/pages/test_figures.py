"""The figures page: true to what is public, silent about the rest, honest when there is nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from council.clock import now
from council.extensions import db
from council.needs.models import Need
from council.pages.queries_figures import delay_of
from council.records.models import Audience
from tests import builders
from tests.pages import rows

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def test_an_empty_site_says_so(client):
    page = client.get("/chiffres")
    assert page.status_code == 200
    assert "Aucun besoin n’est encore publié." in page.text
    assert page.text.count("pas encore mesuré") == 4


def test_it_counts_what_everybody_may_read(client, build, cast):
    build(rows.need, "Besoin un", cast.administration)
    build(rows.need, "Besoin deux", cast.administration, state="met")
    build(rows.need, "Besoin réservé", cast.administration, audience=Audience.COUNCIL)
    build(rows.need, "Brouillon", cast.administration, state="draft")
    page = client.get("/chiffres").text
    assert '<span class="fr-figures__number">2</span>' in page
    assert "Besoin réservé" not in page


def test_signed_in_readers_see_the_same_figures(client, build, cast, sign_in):
    build(rows.need, "Besoin réservé", cast.administration, audience=Audience.COUNCIL)
    sign_in(client, cast.secretariat)
    assert "Aucun besoin n’est encore publié." in client.get("/chiffres").text


def test_money_follows_the_visibility_of_prices(client, build, cast):
    tool = build(builders.software, "Tableur inventé")
    for visibility, cents in (("public", 120_000), ("holder", 990_000), ("council", 770_000)):
        build(
            builders.contribution,
            cast.company,
            about=tool,
            state="accepted",
            amount_cents=cents,
            tax="ht",
            price_visibility=visibility,
        )
    build(
        builders.contribution, cast.company, about=tool, amount_cents=550_000,
        price_visibility="public",
    )  # fmt: skip
    page = client.get("/chiffres").text.replace("\u202f", " ").replace("\xa0", " ")
    assert "1 200,00 €" in page
    for hidden in ("9 900", "7 700", "5 500", "21 100"):
        assert hidden not in page


def test_delays_are_measured_from_the_acts(client, build, cast):
    def filed_and_published(days):
        need = rows.need("Besoin mesuré", cast.administration)
        need = db.session.get(Need, need.id)
        need.submitted_at = now() - timedelta(days=days)
        need.published_at = now()
        db.session.commit()

    for days in (2, 4, 30):
        build(filed_and_published, days)
    page = " ".join(client.get("/chiffres").text.split())
    assert "4 jours" in page


@pytest.mark.parametrize(
    ("days", "median", "ninth"),
    [([3], 3, 3), ([1, 2], 1, 2), (range(1, 11), 5, 9), (range(1, 101), 50, 90)],
)
def test_middle_and_ninth_decile(days, median, ninth):
    delay = delay_of((DAY, DAY + timedelta(days=n)) for n in days)
    assert (delay.count, delay.median, delay.ninth_decile) == (len(days), median, ninth)


def test_what_has_no_end_or_ends_before_it_starts_is_not_measured():
    assert delay_of([(DAY, None), (DAY, DAY - timedelta(days=1)), (None, DAY)]) is None


def test_it_asks_few_queries(client, build, cast, queries):
    build(rows.need, "Besoin un", cast.administration)
    with queries.at_most(14):
        client.get("/chiffres")
