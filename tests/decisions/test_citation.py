"""Citing a decision: short address, sentence, BibTeX, CSL-JSON, what machines read in the page."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from council.records.bibtex import escaped
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
    assert f"avis {number}, «\u00a0{HOSTILE.replace('« ici »', '“ici”')}\u00a0»" in plain
    assert f"/d/{number}, SHA-256 " in plain and "adoption le " in plain and "publication" in plain
    bib = reader.get(f"{path}.bib")
    assert bib.mimetype == "application/x-bibtex"
    assert bib.text.startswith(f"@misc{{{number},\n") and bib.text.endswith("}\n")
    title = re.search(r"title = \{\{(.*)\}\},", bib.text)[1]
    assert (
        r"100 \% \& \textbraceleft{}co\_n\textbraceright{} \$x\#" in title
        and r"\textbackslash{}" in title
    )
    depth = 0
    # BibTeX counts every brace, even one after a backslash.
    for character in bib.text:
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


@pytest.mark.parametrize("text", ["{", "}", "}{", "\\{", "a\nb\x00c", "%%", "{" * 50, "ﬁ 中 ї"])
def test_no_title_breaks_a_bibliography(text):
    value = escaped(text)
    assert value.count("{") == value.count("}") and "\n" not in value and "\x00" not in value


def test_accents_are_written_as_commands():
    assert escaped("éÀçïñů") == r"{\'{e}}{\`{A}}{\c{c}}{\"{\i}}{\~{n}}{\r{u}}"
    assert escaped("Ça\u202f!\u00a0– l’e\u0301té") == r"{\c{C}}a\,!~-- l'{\'{e}}t{\'{e}}"


def test_a_citation_kept_in_memory_keeps_its_file_name(decisions, published):
    reader, path = decisions.browser(), f"/decisions/{published.reference}/citation.bib"
    first, again = reader.get(path), reader.get(path)
    named = first.headers["Content-Disposition"]
    assert published.reference in named and again.headers["Content-Disposition"] == named


def test_a_version_is_cited_by_its_own_address(decisions, published):
    page = decisions.browser().get(f"/decisions/{published.reference}/versions/3").text
    assert f"/d/{published.reference}/v3, SHA-256 " in page


def test_an_import_gives_no_day_of_publication_it_does_not_know(decisions):
    decision = decisions.imported("CLL-2024-001")
    reader, path = decisions.browser(), f"/decisions/{decision.reference}"
    said = reader.get(f"{path}/citation.txt").text
    assert "adoption le" in said and "publication" not in said
    assert "datePublished" not in reader.get(path).text


def test_any_number_has_a_short_address(decisions, build, cast):
    item, decision, draft = build.item(), decisions.published(), decisions.draft()
    reader = decisions.browser()
    lower = reader.get(f"/r/{item.record.reference.lower()}")
    assert (lower.status_code, lower.location) == (
        301,
        f"/feuille-de-route/{item.record.reference}",
    )
    assert reader.get(f"/r/{decision.reference}").location == f"/decisions/{decision.reference}"
    for unknown in (draft.record.uid, cast.software.record.reference, "CLL-1999-001"):
        assert reader.get(f"/r/{unknown}").status_code == 404
