"""The road map as files: milestones, successive targets, delivery notes, what columns mean."""

from __future__ import annotations

import csv
import io
import json

from council.exchange.datasets import DATASETS
from council.records.due import parse_due
from council.records.models import Audience
from council.records.steps import set_audience
from council.roadmap.steps import set_target


def rows(client):
    return json.loads(client.get("/donnees/roadmap_items.json").text)


def test_everything_about_an_item_goes_out(client, build, cast):
    need = build.need(cast.administration)
    item = build.item(sources=[need], due="S1 2030", state="under_way", holder=cast.company)
    build.milestone(item, "Un", due="2029")
    build.milestone(item, "Deux")
    build(set_target, item, parse_due("S2 2030"), reason="Retard.")
    client.sign_in(cast.secretariat)
    note = {"note": "Livré **là**.", "for_whom": "Tous", "links": "https://forge.invalid/1"}
    assert client.post(f"/feuille-de-route/{item.reference}/livrer", data=note).status_code == 303
    (row,) = rows(client)
    assert set(row) == set(DATASETS["roadmap_items"].columns)
    assert (row["reference"], row["state"], row["due"]) == (item.reference, "delivered", "S2 2030")
    assert row["organization"] == cast.company.name
    assert row["gathers"] == [need.reference]
    assert [(step["title"], step["due"]) for step in row["milestones"]] == [
        ("Un", "2029"),
        ("Deux", ""),
    ]
    assert [(t["due"], t["reason"]) for t in row["targets"]] == [
        ("S1 2030", ""),
        ("S2 2030", "Retard."),
    ]
    assert row["delivery"] == [
        {"note": "Livré **là**.", "for_whom": "Tous", "links": ["https://forge.invalid/1"]}
    ]
    file = client.get("/donnees/roadmap_items.csv").text
    (line,) = csv.DictReader(io.StringIO(file))
    assert json.loads(line["milestones"])[0]["title"] == "Un"


def test_only_what_everybody_may_read_goes_out(client, build, cast):
    shown, hidden = build.item(title="Ouvert"), build.item(title="Couvert")
    build(lambda row: set_audience(row.record, Audience.COUNCIL), hidden)
    client.sign_in(cast.secretariat)
    data = {"dependencies": hidden.reference}
    client.post(f"/feuille-de-route/{shown.reference}/dependances", data=data)
    (row,) = rows(client)
    assert (row["title"], row["waits_for"]) == ("Ouvert", [])


def test_the_columns_are_explained(client, app):
    page = client.get("/donnees").text
    assert "échéances successives" in page
    assert client.get("/donnees/importer").status_code != 500
    runner = app.test_cli_runner()
    from council.exchange.commands import export_command

    done = runner.invoke(export_command, ["roadmap_items", "--format", "json"])
    assert done.exit_code == 0 and json.loads(done.stdout) == []


def test_a_long_export_asks_few_queries(client, build, queries):
    for number in range(30):
        build.milestone(build.item(title=f"Chantier {number}"))
    with queries.at_most(9):
        assert len(rows(client)) == 30
