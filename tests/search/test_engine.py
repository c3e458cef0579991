"""What every engine answers: what is found, by whom, whatever happens to the index."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from council.search import postgres_store, store
from council.search.engine import Engine, IndexBusy, IndexUnusable, Page
from council.search.whoosh import WhooshEngine
from tests.search.documents import COUNCIL, FIXTURES, document

EVERYBODY = ("public",)


def found(engine: Engine, query: str, tokens: Iterable[str] = EVERYBODY, **more) -> list[int]:
    page = engine.search(query, tokens=tokens, **more)
    assert page.unusable == ""
    assert page.total >= len(page.hits)
    return [hit.id for hit in page.hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("hebergement donnees", 3),
        ("hébergements de donnée", 3),
        ("l'education", 3),
        ("oeuvre", 1),
        ("dematerialise", 2),
        ("C++", 2),
        ("gnu/linux", 2),
        ("simplifiees.fr", 2),
        ("CLL-2026-014", 3),
        ("cll 2026 14", 3),
        ("2026-014", 3),
        ("014", 3),
        ("valmire", 1),
        ("tchap", 1),
        ('"messagerie instantanee"', 1),
        ("messag*", 1),
        ("instan", 1),
        ("être ou", 6),
        ("messagerie -souveraine", 6),
        ("messagerie SAUF instantanée", 6),
    ],
)
def test_found_as_people_type(engine: Engine, query: str, first: int) -> None:
    assert found(engine, query)[:1] == [first]


def test_every_word_is_wanted_then_beginnings_then_any(engine: Engine) -> None:
    assert found(engine, "messagerie souveraine") == [1]
    strict = engine.search("messagerie souveraine", tokens=EVERYBODY)
    beginnings = engine.search("messag souver", tokens=EVERYBODY)
    anything = engine.search("messagerie introuvable", tokens=EVERYBODY)
    assert (strict.widened, beginnings.widened, anything.widened) == ("", "prefix", "any")
    assert [hit.id for hit in beginnings.hits] == [1]
    assert {hit.id for hit in anything.hits} == {1, 6}
    assert found(engine, "souveraine OU hébergement") in ([1, 3], [3, 1])
    assert found(engine, "messagerie +introuvable") == []


def test_two_words_are_also_looked_for_as_one(engine: Engine) -> None:
    engine.index([document(30, "LibreOffice"), document(31, "Un office libre")])
    assert set(found(engine, "libre office")) == {30, 31}
    assert found(engine, '"libre office"') == []


def test_phrase_is_in_order(engine: Engine) -> None:
    assert found(engine, '"démarches simplifiées"') == [2]
    assert found(engine, '"simplifiées démarches"') == []


def test_extracts_are_escaped_and_marked(engine: Engine) -> None:
    hit = engine.search("verbes electronique", tokens=EVERYBODY).hits[0]
    assert "<script>" not in hit.snippet
    assert "&lt;script&gt;" in hit.snippet
    assert "<mark>verbes</mark>" in hit.snippet
    assert "<mark>électronique</mark>" in hit.snippet
    title = engine.search("hebergement", tokens=EVERYBODY).hits[0].title_html
    assert title == "Avis sur l’<mark>hébergement</mark> des données"


def test_long_text_gives_short_extracts(engine: Engine) -> None:
    body = "début " + "remplissage " * 400 + "aiguille cachée " + "foin " * 400
    engine.index([document(9, "Botte", body)])
    snippet = engine.search("aiguille", tokens=EVERYBODY).hits[0].snippet
    assert "<mark>aiguille</mark>" in snippet
    assert len(snippet) < 400
    assert engine.search("botte", tokens=EVERYBODY).hits[0].snippet.startswith("début")


def test_empty_query_lists_everything_by_date(engine: Engine) -> None:
    assert found(engine, "") == [3, 6, 2, 1]
    assert found(engine, "???") == []


def test_empty_index_answers(new_engine) -> None:
    empty = new_engine()
    assert empty.rebuild([]) == 0
    for query in ("", "messagerie", "mess*", '"deux mots"', "-mot", "014"):
        page = empty.search(query, tokens=EVERYBODY)
        assert (page.total, page.unusable, page.suggestion) == (0, "", None)
    assert empty.similar("deux mots", tokens=EVERYBODY) == []
    assert empty.status().usable
    assert empty.index([document(1, "Premier")]) == 1
    assert found(empty, "premier") == [1]


def test_facets_are_counted_without_their_own_filter(engine: Engine) -> None:
    page = engine.search("", tokens=EVERYBODY, filters={"kind": "decision"})
    assert [hit.id for hit in page.hits] == [3]
    assert dict(page.facets["kind"]) == {"need": 3, "decision": 1}
    assert dict(page.facets["organization"]) == {}
    assert dict(page.facets["year"]) == {"2026": 1}
    assert found(engine, "", filters={"software": "201"}) == [1]
    assert found(engine, "", filters={"kind": "need", "organization": "102"}) == [2]
    assert found(engine, "", filters={"nonsense": "1", "kind": ""}) == [3, 6, 2, 1]


def test_pages(engine: Engine) -> None:
    engine.index(document(100 + n, f"Foire numéro {n}", "foire") for n in range(45))
    pages = [engine.search("foire", tokens=EVERYBODY, page=n, size=20) for n in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [20, 20, 5, 0]
    assert {page.total for page in pages} == {45}
    assert len({hit.id for page in pages for hit in page.hits}) == 45
    assert engine.search("foire", tokens=EVERYBODY, page=-3).number == 1


def test_suggestion_mends_typing_errors_with_accents(engine: Engine) -> None:
    page = engine.search("mesagerie souverane", tokens=EVERYBODY)
    assert page.suggestion == "messagerie souveraine"
    assert engine.search("hebergemnet", tokens=EVERYBODY).suggestion == "hébergement"
    assert engine.search("messagerie", tokens=EVERYBODY).suggestion is None


# Who sees what


@pytest.mark.parametrize("query", ["zibeline", "zibel*", "plateforme", '"plateforme zibeline"', ""])
def test_hidden_document_is_nowhere(engine: Engine, query: str) -> None:
    page = engine.search(query, tokens=EVERYBODY)
    assert "zibeline" not in repr(page)
    assert 4 not in [hit.id for hit in page.hits]
    assert found(engine, query or "zibeline", ("public", "council"))[0] == 4


def test_totals_and_facets_count_only_what_is_seen(engine: Engine) -> None:
    seen = {
        tokens: engine.search("messagerie", tokens=tokens)
        for tokens in (("public",), ("public", "org:12"), ("public", "org:13"), (), ("council",))
    }
    assert [page.total for page in seen.values()] == [2, 3, 2, 0, 0]
    assert dict(seen["public",].facets["kind"]) == {"need": 2}
    assert dict(seen["public", "org:12"].facets["organization"]) == {"101": 1, "12": 1}
    assert engine.search("", tokens=()).total == 0


def test_suggestions_come_from_public_documents(engine: Engine) -> None:
    for tokens in (EVERYBODY, ("public", "council", "org:12")):
        for typed in ("zibelnie", "pangolni", "zibeline", "pangolin"):
            assert engine.search(typed, tokens=tokens).suggestion is None


def test_narrowed_record_is_excluded_before_the_index_knows(engine: Engine) -> None:
    assert found(engine, "souveraine") == [1]
    page = engine.search("souveraine", tokens=EVERYBODY, excluded=[1])
    assert (page.total, page.hits) == (0, ())
    mended = engine.search("souverane", tokens=EVERYBODY, excluded=[1])
    assert mended.suggestion is None
    assert engine.similar("messagerie souveraine", tokens=EVERYBODY, excluded=[1]) == []


def test_narrowed_document_leaves_no_suggestion(engine: Engine) -> None:
    engine.index([replace(FIXTURES[0], audience=COUNCIL)])
    assert engine.search("souverane", tokens=EVERYBODY).suggestion is None
    assert found(engine, "souveraine") == []


def test_similar_sees_what_the_viewer_sees(engine: Engine) -> None:
    text = "Nous cherchons une messagerie instantanée souveraine pour nos communes"
    assert [hit.id for hit in engine.similar(text, tokens=EVERYBODY)] == [1]
    assert engine.similar(text, tokens=EVERYBODY, kinds=["decision"]) == []
    assert engine.similar(text, tokens=()) == []
    assert engine.similar("plateforme zibeline", tokens=EVERYBODY) == []
    assert [h.id for h in engine.similar("plateforme zibeline", tokens=("council",))] == [4]
    assert engine.similar("", tokens=EVERYBODY) == []


# Writing


def test_sixty_updates_leave_one_document_each(engine: Engine) -> None:
    """Guards against readers that bring merged segments back."""
    alive = {d.id for d in FIXTURES if "public" in d.audience}
    rng = random.Random(7)
    for step in range(60):
        number = 1000 + rng.randrange(25)
        if number in alive and rng.random() < 0.4:
            engine.remove([number])
            alive.discard(number)
        else:
            engine.index([document(number, f"Essai {step}", f"texte répété version{step}")])
            alive.add(number)
        page = engine.search("", tokens=EVERYBODY, size=100)
        assert page.total == len(alive)
        assert {hit.id for hit in page.hits} == alive
    assert engine.status().documents == len(alive) + 2


WORDS = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india"]


@pytest.mark.parametrize("seed", range(6))
def test_searches_equal_a_plain_reading_after_many_changes(new_engine, seed: int) -> None:
    """Guards against terms whose documents were deleted, and segments merged or not."""
    rng, engine = random.Random(seed), new_engine()
    texts: dict[int, list[str]] = {}
    engine.rebuild([])
    for _ in range(25):
        changed = {rng.randrange(40) for _ in range(rng.randrange(1, 6))}
        gone = {number for number in changed if number in texts and rng.random() < 0.4}
        for number in changed:
            texts[number] = rng.choices(WORDS, weights=range(1, 10), k=rng.randrange(1, 5))
        for number in gone:
            del texts[number]
        kept = [document(n, texts[n][0], " ".join(texts[n])) for n in changed - gone]
        engine.index(kept, replacing=changed)
        wanted = rng.sample(WORDS, k=rng.randrange(1, 3))
        page = engine.search(" ".join(wanted), tokens=EVERYBODY, size=100)
        assert page.unusable == ""
        every = {n for n, words in texts.items() if set(wanted) <= set(words)}
        some = {n for n, words in texts.items() if set(wanted) & set(words)}
        assert {hit.id for hit in page.hits} == (every or some)
        assert page.widened == ("" if every or not some else "any")
        for hit in page.hits:
            marked = set(re.findall("<mark>(.*?)</mark>", hit.snippet))
            assert marked == set(wanted) & set(texts[hit.id])


def test_same_document_twice_in_a_batch_is_one(engine: Engine) -> None:
    engine.index([document(7, "Premier jet"), document(7, "Second jet")])
    assert [hit.title for hit in engine.search("jet", tokens=EVERYBODY).hits] == ["Second jet"]


def test_readers_in_threads_during_commits(engine: Engine) -> None:
    failures: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            page = engine.search("messagerie souveraine", tokens=EVERYBODY)
            if page.unusable or [hit.id for hit in page.hits] != [1]:
                failures.append(page)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for step in range(15):
        engine.index([document(500 + step % 3, f"Passage {step}", "autre texte")])
    engine.rebuild([*FIXTURES, document(600, "Après")])
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert found(engine, "après") == [600]


def test_second_writer_waits_then_says_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (store, postgres_store):
        monkeypatch.setattr(module, "WRITER_TIMEOUT", 0.2)
    with engine.store.alone(), pytest.raises(IndexBusy):
        engine.index([document(8, "En attente")])
    assert engine.index([document(8, "En attente")]) == 1


def test_rebuild_that_fails_keeps_the_old_index(engine: Engine) -> None:
    def broken():
        yield document(50, "Premier")
        raise ValueError("the database went away")

    with pytest.raises(ValueError, match="went away"):
        engine.rebuild(broken())
    assert found(engine, "souveraine") == [1]
    assert engine.rebuild([document(51, "Après")]) == 1
    assert found(engine, "premier") == []


# A bad index


def unusable(engine: Engine, reason: str) -> None:
    """Check that an index that cannot be used says why, and can be made again."""
    assert engine.search("messagerie", tokens=EVERYBODY) == Page(unusable=reason)
    assert engine.similar("messagerie souveraine", tokens=EVERYBODY) == []
    assert (engine.status().usable, engine.status().reason) == (False, reason)
    with pytest.raises(IndexUnusable, match=reason):
        engine.index([document(8, "Jamais")])
    assert engine.rebuild(FIXTURES) == len(FIXTURES)
    assert found(engine, "souveraine") == [1]


def test_missing_index(new_engine) -> None:
    unusable(new_engine(), "missing")


def test_index_of_another_version(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (store, postgres_store):
        monkeypatch.setattr(module, "ANALYSIS_VERSION", 999)
    if isinstance(engine, WhooshEngine):
        engine = WhooshEngine(engine.store.folder)
    unusable(engine, "stale")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.text(max_size=80),
        st.text(alphabet='messagri zibeln*+-"«»ETOUSAF:()[]~^\\.0129\x00é’', max_size=60),
    )
)
def test_any_query_is_answered(engine: Engine, query: str) -> None:
    page = engine.search(query, tokens=EVERYBODY)
    assert page.unusable == ""
    assert not {4, 5} & {hit.id for hit in page.hits}
    assert page.total <= 4
