"""Citing a decision: short address, sentence, BibTeX, CSL-JSON, what machines read in the page."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from tests.decisions.conftest import draft_path

HOSTILE = "L’œuvre </script><script>alert(1)</script> à 100 % & {co_n} $x# ~^ \\ « ici »"


@pytest.fixture
def published(decisions):
    """A decision whose title is full of traps."""
    return decisions.published(title=HOSTILE)


def test_the_short_address_leads_to_the_page(decisions, published):
    reader, number = decisions.browser(), published.reference
    for typed in (number, number.lower(), number.title()):
        answer = reader.get(f"/d/{typed}")
        assert (answer.status_code, answer.location) == (301, f"/decisions/{number}")
    version = reader.get(f"/d/{number}/v3")
    assert (version.status_code, version.location) == (301, f"/decisions/{number}/versions/3")
    for wrong in ("/d/CLL-1999-001", f"/d/{number}/v99", f"/d/{number}/v1", "/d/x"):
        assert reader.get(wrong).status_code == 404
    old = decisions.close(published, "withdrawn")
    assert reader.get(f"/d/{old.reference}").status_code == 301, "old addresses stay"


def test_the_citation_is_given_in_three_forms(decisions, published):
    reader, number = decisions.browser(), published.reference
    path = f"/decisions/{number}/citation"
    plain = reader.get(f"{path}.txt").text
    assert f"avis {number}, « {HOSTILE} »" in plain and f"/d/{number}" in plain
    bib = reader.get(f"{path}.bib")
    assert bib.mimetype == "application/x-bibtex"
    assert bib.text.startswith(f"@misc{{{number},\n") and bib.text.endswith("}\n")
    title = re.search(r"title = \{\{(.*)\}\},", bib.text)[1]
    assert r"100 \% \& \{co\_n\} \$x\#" in title and r"\textbackslash{}" in title
    depth = 0
    for character in re.sub(r"\\.", "", bib.text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    (item,) = json.loads(reader.get(f"{path}.json").text)
    assert (item["id"], item["type"], item["title"]) == (number, "report", HOSTILE)
    day = decisions.fresh(published).adopted_on
    assert item["issued"] == {"date-parts": [[day.year, day.month, day.day]]}
    assert item["version"] == "3" and len(item["note"].split()[1].rstrip(";")) == 64
    assert reader.get(f"{path}.doc").status_code == 404
    assert reader.get("/decisions/CLL-1999-001/citation.bib").status_code == 404


def test_machines_read_the_page(decisions, published):
    page = decisions.browser().get(f"/decisions/{published.reference}").text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    (data,) = [json.loads(block) for block in blocks]
    assert (data["@type"], data["name"]) == ("Report", HOSTILE)
    assert data["license"] == "https://spdx.org/licenses/CC-BY-SA-4.0.html"
    assert data["identifier"] == published.reference
    assert "<script>alert" not in page
    names = dict(re.findall(r'<meta name="(citation_\w+)" content="([^"]*)"', page))
    assert unescape(names["citation_title"]) == HOSTILE
    canonical = re.search(r'rel="canonical" href="([^"]*)"', page)[1]
    assert canonical.endswith(f"/decisions/{published.reference}")


def test_a_draft_is_not_cited(decisions, cast):
    draft = decisions.draft(title="Projet")
    page = decisions.browser(cast.secretariat).get(draft_path(draft)).text
    assert "citation_title" not in page and "ld+json" not in page and "BibTeX" not in page


def test_a_withdrawn_decision_is_cited_by_its_title_alone(decisions):
    decision = decisions.published(question="Question-retirée ?")
    decisions.close(decision, "withdrawn")
    reader = decisions.browser()
    page = reader.get(f"/decisions/{decision.reference}").text
    assert "Question-retirée" not in page and "ld+json" in page
    assert "retirée" in page
