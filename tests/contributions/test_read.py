"""Who reads what of a contribution; how many queries it takes."""

from __future__ import annotations

import pytest

from council.contributions.queries import listed
from council.contributions.steps import add_delivered_contribution
from council.records.models import Audience
from council.records.steps import set_audience
from tests.contributions.conftest import offer_form

AMOUNT = "77 654 321,00"


def seen(client, row, offers):
    """Return all that a reader may get about an offer, spaces made plain."""
    address = f"/contributions/{row.reference}"
    pages = [
        address,
        f"{address}/versions/1",
        "/contributions",
        f"/contributions?q={row.title}",
        f"/besoins/{offers.need.reference}",
        f"/logiciels/{offers.cast.software.reference}",
        "/",
    ]
    texts = [client.get(page).text for page in pages]
    return "\n".join(texts).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("public", {"", "citizen", "agent", "vendor", "member", "secretariat", "maintainer"}),
        ("holder", {"agent", "vendor"}),
        ("council", {"agent", "vendor", "member", "secretariat"}),
    ],
)
def test_a_price_is_read_by_whom_it_was_shown_to(app, cast, offers, visibility, readers):
    row = offers.offered(amount_cents=7765432100, price_visibility=visibility)
    for name in ("", "citizen", "agent", "vendor", "member", "secretariat", "maintainer"):
        client = app.test_client()
        if name:
            client.sign_in(getattr(cast, name))
        text = seen(client, row, offers)
        assert row.title in text
        assert (AMOUNT in text) == (name in readers), (visibility, name)
        if name not in readers:
            assert "7765432100" not in text
            assert "77654321" not in text


def test_an_older_price_stays_with_those_it_was_shown_to(app, client, cast, offers):
    row = offers.offered(amount_cents=7765432100, price_visibility="holder")
    client.sign_in(cast.vendor)
    data = offer_form(amount="10", price_visibility="public", reason="Prix public.")
    data["row_version"] = str(offers.read(row).row_version)
    assert client.post(f"/contributions/{row.reference}/modifier", data=data).status_code == 303
    reader = app.test_client()
    assert "10,00" in reader.get(f"/contributions/{row.reference}").text
    text = seen(reader, row, offers)
    assert AMOUNT not in text
    assert "Empreinte" not in reader.get(f"/contributions/{row.reference}/versions/1").text


def test_what_answers_a_need_kept_among_few_is_kept_among_them(app, build, cast, offers):
    need = offers.need
    build(lambda row: set_audience(row.record, Audience.COUNCIL), need)
    row = offers.offered(title="Offre au mot couvert")
    for name in ("", "citizen", "administrator"):
        client = app.test_client()
        if name:
            client.sign_in(getattr(cast, name))
        assert client.get(f"/contributions/{row.reference}").status_code == 404
        assert client.get(f"/contributions/{row.reference}/versions/1").status_code == 404
        assert "mot couvert" not in client.get("/contributions").text
        assert "mot couvert" not in client.get("/").text
    for name in ("agent", "vendor", "member", "secretariat", "maintainer"):
        client = app.test_client().sign_in(getattr(cast, name))
        assert "mot couvert" in client.get(f"/contributions/{row.reference}").text, name


def test_an_imported_delivery_shows_every_column_as_written(client, build, cast):
    row = build(
        add_delivered_contribution,
        organization=cast.company,
        software=cast.software,
        title="Correction de l’export",
        kind="code",
        delivered_on=__import__("datetime").date(2021, 3, 15),
        upstream_links=["https://forge.invalid/a", "https://forge.invalid/b"],
        offered_by_label="Éditions Fictives/Autre",
        software_label="Tableur ::Fictif",
    )
    page = client.get(f"/contributions/{row.reference}").text
    for text in (
        "Éditions Fictives/Autre",
        "Tableur ::Fictif",
        "15 mars 2021",
        "https://forge.invalid/a",
        "https://forge.invalid/b",
        "livrée",
        "code",
    ):
        assert text in page
    assert row.reference.startswith("C-2021-")
    assert "Éditions Fictives/Autre" in client.get("/contributions").text


def test_lists_filter(client, build, offers):
    offers.offered(title="Traduction du manuel", kind="translation")
    offers.offered("declined", title="Hébergement perdu", kind="hosting")
    page = client.get("/contributions?nature=translation").text
    assert "Traduction du manuel" in page
    assert "Hébergement perdu" not in page
    page = client.get("/contributions?etat=declined&q=perdu").text
    assert "Hébergement perdu" in page
    assert "Traduction du manuel" not in page
    assert "Aucune contribution" in client.get("/contributions?etat=nulle-part").text


@pytest.mark.parametrize("count", [5, 50])
def test_the_list_stays_within_its_budget(client, cast, offers, queries, count):
    for number in range(count):
        offers.offered(title=f"Offre {number}")
    client.sign_in(cast.vendor)
    client.get("/contributions")
    with queries.at_most(6):
        assert client.get("/contributions").status_code == 200


def test_a_page_stays_within_its_budget(client, build, cast, offers, queries):
    row = offers.offered("confirmed")
    for number in range(8):
        build.item(sources=[offers.need], title=f"Chantier {number}")
        offers.offered(title=f"Autre {number}")
    build.answer(build.request(offers.need, cast.software, asker=cast.administration))
    client.sign_in(cast.vendor)
    client.get("/")
    with queries.at_most(14):
        page = client.get(f"/contributions/{row.reference}")
    assert "Chantier 7" in page.text


def test_the_newest_is_first(build, offers):
    first, second = offers.offered(title="Ancienne"), offers.offered(title="Nouvelle")
    from council.extensions import db
    from council.organizations.viewer import ANONYMOUS

    rows = build(lambda: [row.id for row in db.session.scalars(listed(ANONYMOUS)).unique()])
    assert rows == [second.id, first.id]


def test_a_version_number_that_no_database_holds_is_not_found(client, offers):
    row = offers.offered()
    for number in ("0", "7", "9999999", "9" * 30):
        assert client.get(f"/contributions/{row.reference}/versions/{number}").status_code == 404
