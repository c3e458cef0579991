"""The index in PostgreSQL: killed while it is built, two writers at once, tables emptied."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time

import pytest
import sqlalchemy as sa

from council.config import BadSetting, load
from council.search.postgres import PostgresEngine
from council.search.postgres_clauses import terms_of, vector
from council.search.postgres_suggestions import within
from tests.databases import SECRET
from tests.search.documents import FIXTURES, document

EVERYBODY = ("public",)


@pytest.fixture
def tables(databases):
    """A database of this test's own."""
    base = databases.get("postgresql")
    url = base.copy()
    made = sa.create_engine(url)
    yield made
    made.dispose()
    base.drop(url)


def on(tables):
    return PostgresEngine(lambda: tables)


def builds(tables):
    with tables.connect() as connection:
        return connection.execute(sa.text("SELECT count(*) FROM search_builds")).scalar()


def _build_slowly(url, begun):
    made = sa.create_engine(url)

    def documents():
        for number in range(100_000):
            if number == 500:
                begun.set()
            yield document(number + 1, f"Marée {number}")

    PostgresEngine(lambda: made).rebuild(documents())


def test_a_build_that_is_killed_leaves_the_old_one_and_no_lock(tables):
    engine = on(tables)
    engine.rebuild(FIXTURES)
    spawn = multiprocessing.get_context("spawn")
    begun = spawn.Event()
    url = tables.url.render_as_string(hide_password=False)
    process = spawn.Process(target=_build_slowly, args=(url, begun))
    process.start()
    assert begun.wait(60)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert [hit.id for hit in engine.search("souveraine", tokens=EVERYBODY).hits] == [1]
    assert engine.search("marée", tokens=EVERYBODY).total == 0
    assert builds(tables) == 2
    assert engine.rebuild(FIXTURES) == len(FIXTURES)
    assert builds(tables) == 1, "what was left is deleted"


def test_two_indexers_at_once_lose_nothing(tables):
    on(tables).rebuild([])
    failures = []

    def write(first):
        try:
            engine = on(tables)
            for number in range(first, first + 40):
                engine.index([document(number, f"Marée {number}", "texte")])
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(first,)) for first in (1, 101)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert on(tables).search("maree", tokens=EVERYBODY).total == 80
    assert on(tables).status().documents == 80


def test_what_is_indexed_during_a_build_waits_for_it(tables):
    engine, steps = on(tables), []
    engine.rebuild(FIXTURES)
    thread = threading.Thread(target=lambda: engine.index([document(90, "Pendant")]))

    def documents():
        yield from FIXTURES
        thread.start()
        time.sleep(0.3)
        steps.append(engine.search("pendant", tokens=EVERYBODY).total)

    engine.rebuild(documents())
    thread.join()
    assert steps == [0] and engine.search("pendant", tokens=EVERYBODY).total == 1


def test_terms_are_counted_as_documents_come_and_go(tables):
    engine = on(tables)
    engine.rebuild([document(1, "Marée haute"), document(2, "Marée basse")])
    engine.index([document(1, "Phare")])
    engine.remove([2])
    with tables.connect() as connection:
        rows = connection.execute(sa.text("SELECT term, documents FROM search_terms"))
        held = {term: number for term, number in rows if number}
    assert held["tphar"] == 1 and "tmar" not in held and "fmaree" not in held
    assert all(number > 0 for number in held.values())


def test_an_emptied_or_absent_table_is_told(tables):
    engine = on(tables)
    engine.rebuild(FIXTURES)
    with tables.begin() as connection:
        connection.execute(sa.text("TRUNCATE search_builds CASCADE"))
    assert engine.search("messagerie", tokens=EVERYBODY).unusable == "missing"
    engine.rebuild(FIXTURES)
    with tables.begin() as connection:
        connection.execute(sa.text("DROP TABLE search_terms, search_documents"))
    assert engine.search("messagerie", tokens=EVERYBODY).unusable == "broken"
    assert engine.status().reason == "broken"


def test_hostile_texts_are_indexed_and_found(tables):
    engine = on(tables)
    texts = ["l'a''b \\ c\\'d", "'x':1A & !y | <-> (z)", "a" * 3_000, "\x00nul\ud800 fin", "😀 é̀"]
    engine.rebuild([document(n, text, text * 20) for n, text in enumerate(texts, 1)])
    assert engine.search("", tokens=EVERYBODY).total == len(texts)
    for query in [*texts, "'", "\\", "a:*", "!", "&&", "it's", "l''"]:
        assert engine.search(query, tokens=EVERYBODY).unusable == ""
    long = document(99, "Long", " ".join(f"mot{n}" for n in range(60_000)))
    assert len(vector(terms_of(long)).encode()) < 1_048_575
    assert engine.index([long]) == 1


def test_letters_added_taken_or_changed():
    assert within("chat", "chats", 1) and within("chat", "chut", 1) and within("chat", "cht", 1)
    assert not within("chat", "chien", 2) and within("hebergemnet", "hebergement", 2)
    assert within("", "a", 1) and not within("", "abc", 2)


def test_the_setting_is_checked():
    given = {"COUNCIL_SECRET_KEY": SECRET, "COUNCIL_SEARCH": "postgres"}
    with pytest.raises(BadSetting, match="PostgreSQL"):
        load(given)
    with pytest.raises(BadSetting, match="whoosh"):
        load(given | {"COUNCIL_SEARCH": "autre"})
    url = {"DATABASE_URL": "postgresql://nobody@127.0.0.1/none"}
    assert load(given | url)["COUNCIL_SEARCH"] == "postgres"
