"""What people type finds the right record among the first three."""

from __future__ import annotations

import re

import pytest

from council.search.analysis import fold
from tests.search.relevance import CLOSE, CORPUS, FAR, documents

FIRST = 3
ASKED = 0.95


@pytest.fixture(scope="module")
def engine(new_engine):
    """An index of the corpus."""
    made = new_engine()
    made.rebuild(documents())
    return made


def found(engine, query):
    """The references of the first results; of what is suggested when nothing has the words."""
    page = engine.search(query, tokens=("public",), size=FIRST)
    suggested = page.suggestion and (page.widened == "any" or not page.hits)
    if suggested:
        page = engine.search(page.suggestion, tokens=("public",), size=FIRST)
    return [hit.reference for hit in page.hits]


def test_the_set_is_what_it_says():
    assert len(CORPUS) >= 80 and len(CLOSE) + len(FAR) >= 60
    assert len(FAR) >= (len(CLOSE) + len(FAR)) / 2
    titles = {reference: title for reference, _kind, title, _body in CORPUS}
    assert len(titles) == len(CORPUS)
    words = lambda text: set(re.findall(r"[\w+.]+", text.lower()))  # noqa: E731
    apart = [
        query
        for query, wanted in (CLOSE | FAR).items()
        if not words(query) & words(titles[wanted[0]])
    ]
    assert len(apart) >= (len(CLOSE) + len(FAR)) / 2, len(apart)
    for queries in (CLOSE, FAR):
        assert all(reference in titles for wanted in queries.values() for reference in wanted)


def test_the_right_record_is_among_the_first_three(engine, record_property):
    queries = CLOSE | FAR
    misses = {
        query: found(engine, query)
        for query, wanted in queries.items()
        if not set(wanted) & set(found(engine, query))
    }
    first = sum(found(engine, query)[:1] == [wanted[0]] for query, wanted in queries.items())
    share = 1 - len(misses) / len(queries)
    told = f"{share:.1%} of {len(queries)} queries in the first {FIRST}, {first} first; {misses}"
    record_property("figure", f"relevance, {type(engine).__name__}: {told}")
    assert share >= ASKED, told


def test_what_is_suggested_is_a_word_of_the_corpus(engine):
    words = {fold(word) for row in CORPUS for word in re.findall(r"\w+", f"{row[2]} {row[3]}")}
    for typed in ("mesagerie", "accesibilité", "inondatoin", "cadatsre", "algoritme"):
        suggestion = engine.search(typed, tokens=("public",)).suggestion
        assert suggestion and fold(suggestion) in words, typed
