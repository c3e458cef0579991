"""What machines read: data dictionary, deliberations (SCDL), DCAT, map of the site."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest

from council.exchange.datasets_decisions import SCDL
from council.exchange.dictionary import meanings_of
from council.exchange.views import published_files
from tests.decisions.conftest import Decisions
from tests.polls.conftest import Polls
from tests.polls.held import Held

SIRET = "12000001500012"
# The schema « deliberations » 2.1.5: name → pattern, None when anything may stand there.
SCHEMA = {
    "COLL_NOM": r".+",
    "COLL_SIRET": r"\d{14}",
    "DELIB_ID": r".+",
    "DELIB_DATE": r"\d{4}-\d\d-\d\d",
    "DELIB_MATIERE_CODE": r"\d\.\d{1,2}",
    "DELIB_MATIERE_NOM": r".+",
    "DELIB_OBJET": r".+",
    "BUDGET_ANNEE": r"",
    "BUDGET_NOM": r"",
    "PREF_ID": r"",
    "PREF_DATE": r"",
    "VOTE_EFFECTIF": r"\d*",
    "VOTE_REEL": r"\d*",
    "VOTE_POUR": r"\d*",
    "VOTE_CONTRE": r"\d*",
    "VOTE_ABSTENTION": r"\d*",
    "DELIB_URL": r"https?://\S+",
}


@pytest.fixture
def decisions(build, cast, app):
    """Decisions, made on demand."""
    return Decisions(build, cast, app)


@pytest.fixture
def settled(app):
    """The settings that a file of deliberations asks for."""
    app.config["COUNCIL_SIRET"] = SIRET
    yield
    app.config["COUNCIL_SIRET"] = ""


def check(text):
    """Return the rows of a file of deliberations, having held them against the schema."""
    assert not text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        assert list(row) == list(SCHEMA)
        for name, pattern in SCHEMA.items():
            assert re.fullmatch(pattern, row[name]), (name, row[name])
        votes = [row[f"VOTE_{n}"] for n in ("EFFECTIF", "REEL", "POUR", "CONTRE", "ABSTENTION")]
        assert all(votes) or not any(votes)
        if all(votes):
            whole, taken, *parts = map(int, votes)
            assert whole >= taken == sum(parts)
    return rows


def test_every_column_of_every_file_is_explained(app, settled):
    with app.app_context():
        for name, file in {**published_files(), SCDL.name: SCDL}.items():
            said = meanings_of(file)
            assert list(said) == list(file.columns), name
            assert all(str(meaning).strip() for meaning in said.values()), name


def test_the_dictionary_is_on_the_page_and_files_have_these_columns(client, build):
    page = client.get("/donnees").text
    with client.application.app_context():
        files = published_files()
    for name, file in files.items():
        assert f"/donnees/{name}.csv" in page
        header = client.get(f"/donnees/{name}.csv").text.split("\r\n")[0]
        assert header.split(",") == list(file.columns), name
        for column in file.columns:
            assert f"<code>{column}</code>" in page


def test_deliberations_wait_for_a_siret(client, decisions):
    decisions.published()
    answer = client.get("/donnees/deliberations-scdl.csv")
    assert answer.status_code == 404 and "COUNCIL_SIRET" in answer.text
    assert "COUNCIL_SIRET" in client.get("/donnees").text


def test_deliberations_are_valid(client, decisions, settled):
    decisions.imported("CLL-2024-001", title="=Ancien, « avis »")
    decisions.published(title="Nouvel avis")
    decisions.in_state("withdrawn")
    decisions.draft(title="Projet secret")
    rows = check(client.get("/donnees/deliberations-scdl.csv").text)
    assert [row["DELIB_OBJET"].lstrip("'") for row in rows] == ["=Ancien, « avis »", "Nouvel avis"]
    assert {row["COLL_SIRET"] for row in rows} == {SIRET}
    assert {row["DELIB_MATIERE_CODE"] for row in rows} == {"9.4"}


@pytest.mark.parametrize("blank", [False, True])
def test_votes_are_told_whole_or_not_at_all(
    client, decisions, settled, build, cast, after, blank, app
):
    held = Held(Polls(build, cast, app), cast, build, after)
    held.open("majorite-simple", meaning_for="Oui.", meaning_against="Non.")
    for who, choice in enumerate(("for", "for", "blank" if blank else "abstain")):
        held.vote(who, choice=choice)
    held.close()
    draft = decisions.draft(sources=[held.poll.record])
    day = held.poll.closes_at.date()
    decisions.publish(decisions.adopt(draft, adopted_on=day))
    (row,) = check(client.get("/donnees/deliberations-scdl.csv").text)
    assert row["VOTE_EFFECTIF"] == ("" if blank else "3")
    assert row["VOTE_POUR"] == ("" if blank else "2")
    (poll,) = json.loads(client.get("/donnees/polls.json").text)
    assert (poll["outcome"], poll["pour"], poll["votants"]) == ("adopted", "2", "3")


@pytest.fixture
def after(clock_at):
    """The same as clock_at; reads well beside a poll's dates."""
    return clock_at


def test_results_are_in_files_once_public_only(client, build, cast, after, app):
    held = Held(Polls(build, cast, app), cast, build, after)
    held.open("avis-ecosysteme", meaning_for="Oui.", meaning_against="Non.")
    held.vote(0, choice="for")
    (poll,) = json.loads(client.get("/donnees/polls.json").text)
    assert (poll["phase"], poll["outcome"], poll["pour"]) == ("open", "", "")
    held.close()
    (poll,) = json.loads(client.get("/donnees/polls.json").text)
    assert (poll["outcome"], poll["pour"], poll["result_sha256"]) == ("", "", "")


def test_what_decisions_became_is_in_a_file(client, decisions, cast):
    old, draft = decisions.published(), decisions.draft(title="Nouvelle")
    browser = decisions.browser(cast.secretariat)
    path = f"/decisions/brouillons/{draft.record.uid}/changements"
    browser.post(path, data={"kind": "repeals", "target": old.reference})
    new = decisions.publish(decisions.adopt(draft))
    rows = {
        row["number"]: row for row in json.loads(client.get("/donnees/decisions_life.json").text)
    }
    assert rows[old.reference]["state"] == "repealed"
    assert rows[new.reference]["repeals"] == [old.reference]


def test_the_catalogue_is_dcat(client, settled):
    answer = client.get("/catalogue.jsonld")
    assert answer.mimetype == "application/ld+json"
    graph = json.loads(answer.text)["@graph"]
    known = {node["@id"]: node for node in graph}
    (root,) = [node for node in graph if node["@type"] == "dcat:Catalog"]
    with client.application.app_context():
        assert len(root["dcat:dataset"]) == len(published_files())
    for link in root["dcat:dataset"]:
        dataset = known[link["@id"]]
        assert dataset["dct:title"] and dataset["dct:license"]["@id"].startswith("https://")
        for each in dataset["dcat:distribution"]:
            address = known[each["@id"]]["dcat:downloadURL"]["@id"]
            assert client.get(address.replace("http://127.0.0.1:8000", "")).status_code == 200


def test_the_map_lists_what_is_public_and_nothing_else(client, decisions, build, queries):
    shown = decisions.published()
    hidden = decisions.draft(title="Projet secret")
    body = build.organization("Régie publique inventée")
    index = ElementTree.fromstring(client.get("/sitemap.xml").data)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    parts = [loc.text for loc in index.iter(f"{space}loc")]
    assert len(parts) == 2
    found, dated = [], {}
    for part in parts:
        path = part.replace("http://127.0.0.1:8000", "")
        with queries.at_most(4):
            page = client.get(path)
        for url in ElementTree.fromstring(page.data).iter(f"{space}url"):
            address = url.findtext(f"{space}loc").replace("http://127.0.0.1:8000", "")
            found.append(address)
            dated[address] = url.findtext(f"{space}lastmod")
    assert f"/decisions/{shown.reference}" in found and f"/organismes/{body.reference}" in found
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", dated[f"/decisions/{shown.reference}"])
    assert hidden.record.uid not in " ".join(found)
    for address in found:
        assert client.get(address).status_code == 200, address
    assert client.get("/sitemap-7.xml").status_code == 404
    robots = client.get("/robots.txt").text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots
