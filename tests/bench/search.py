"""How long searching takes as the register grows, beside SQLite's own full-text search.

The texts are those of the volume file when it is beside the project, else made up; beyond its
10,000 they come again under other titles. Nothing here is a test: the machine is never alone.
"""

from __future__ import annotations

import gzip
import json
import random
import resource
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from council import create_app
from council.exchange.actions import import_rows
from council.exchange.importers import KINDS
from council.exchange.preparation import prepare
from council.exchange.readers import read_json_lines
from council.extensions import db
from council.search import indexer
from council.search.engine import Document, Engine
from council.search.postgres import PostgresEngine
from council.search.whoosh import WhooshEngine
from tests.databases import Databases, Unavailable, environment

SIZES = (1_000, 10_000, 50_000)
ROUNDS = 60
VOLUME = Path("../shared/data/volume-decisions-10000.jsonl.gz")
# Words as people type them, from the commonest of the volume file to some that nothing holds.
QUERIES = (
    "salaire", "convention collective", "duree du travail", "hopital prive", "formation",
    "indemnité de licenciement", "congés payés", "prime d'ancienneté", "egalite professionnelle",
    "industries chimiques", '"temps partiel"', "retraite -complémentaire", "apprenti*", "avenant",
    "transport routier OU maritime", "période d’essai", "heures supplémentaires majoration",
    "mutuelle", "zibeline", "salarie cadre forfait jours",
)  # fmt: skip


def _rows() -> list[dict[str, Any]]:
    if VOLUME.is_file():
        with gzip.open(VOLUME, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    print(f"{VOLUME} is not there: made-up texts")
    draw, words = random.Random(20261127), " ".join(QUERIES).replace('"', "").split()
    return [
        {"title": " ".join(draw.choices(words, k=9)), "body": " ".join(draw.choices(words, k=110))}
        for _ in range(10_000)
    ]


def _documents(rows: list[dict[str, Any]], count: int) -> Iterator[Document]:
    for number in range(count):
        row = rows[number % len(rows)]
        again = number // len(rows)
        yield Document(
            id=number + 1,
            reference=f"CLL-{2000 + number % 26}-{number:05}",
            kind="decision",
            title=row["title"] + (f", reprise {again}" if again else ""),
            body=row["body"],
            audience=frozenset({"public"}),
            state="published",
            organization=str(number % 40),
            date=date(2000 + number % 26, 1 + number % 12, 1 + number % 28),
        )


def _timed(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _told(name: str, times: list[float], size: int) -> None:
    ordered = sorted(times)
    median, late = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    print(f"{name:38} {size:7}  p50 {median * 1000:7.1f} ms  p95 {late * 1000:7.1f} ms")


def _asked(search: Callable[[str], Any]) -> list[float]:
    for query in QUERIES:
        search(query)
    return [_timed(lambda q=query: search(q)) for _ in range(ROUNDS // 20) for query in QUERIES]


def _engine(
    name: str, engine: Engine, weigh: Callable[[], int], rows: list[dict[str, Any]], size: int
) -> None:
    taken = _timed(lambda: engine.rebuild(_documents(rows, size)))
    print(f"{f'{name}: index':38} {size:7}  {taken:7.1f} s   {weigh() / 1e6:7.1f} MB on disk")
    _told(
        f"{name}: page of 20, facets, extracts",
        _asked(lambda query: engine.search(query, tokens=("public",))),
        size,
    )


def _whoosh(rows: list[dict[str, Any]], size: int) -> None:
    folder = Path(tempfile.mkdtemp())

    def weigh() -> int:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    try:
        _engine("Whoosh", WhooshEngine(folder / "index"), weigh, rows, size)
    finally:
        shutil.rmtree(folder)


def _postgres(rows: list[dict[str, Any]], size: int, server: Databases) -> None:
    base = server.get("postgresql")
    url = base.copy()
    made = sa.create_engine(url)

    def weigh() -> int:
        tables = ("search_documents", "search_terms")
        with made.connect() as connection:
            return sum(
                connection.scalar(sa.select(sa.func.pg_total_relation_size(name)))
                for name in tables
            )

    try:
        _engine("PostgreSQL", PostgresEngine(lambda: made), weigh, rows, size)
    finally:
        made.dispose()
        base.drop(url)


def _fts5(rows: list[dict[str, Any]], size: int) -> None:
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE VIRTUAL TABLE texts USING fts5("
        "title, body, tokenize='unicode61 remove_diacritics 2')"
    )
    values = ((d.title, d.body) for d in _documents(rows, size))
    taken = _timed(lambda: base.executemany("INSERT INTO texts VALUES (?, ?)", values))
    print(f"{'SQLite FTS5: index':38} {size:7}  {taken:7.1f} s")

    def search(query: str) -> Any:
        words = [
            word for word in query.replace('"', " ").replace("*", "").split() if word.isalnum()
        ]
        asked = " ".join(f'"{word}"' for word in words) or '"zibeline"'
        return base.execute(
            "SELECT rowid, snippet(texts, 1, '<', '>', '…', 24) FROM texts WHERE texts MATCH ? "
            "ORDER BY rank LIMIT 20",
            (asked,),
        ).fetchall()

    _told("SQLite FTS5: 20 rows, no facet", _asked(search), size)
    base.close()


def _pages(folder: Path) -> None:
    if not VOLUME.is_file():
        return
    app = create_app(environment(f"sqlite:///{folder}/bench.sqlite3", folder / "instance"))
    kind, data = KINDS["decisions"], gzip.decompress(VOLUME.read_bytes())
    with app.app_context():
        db.create_all()

        def bring() -> None:
            sheet = read_json_lines(data)
            rows, errors = prepare(kind, sheet)
            assert not errors, errors[:3]
            import_rows(kind, rows, sha256=sheet.sha256, operator=None, dry_run=False)

        print(f"{'import, one transaction':38} {10_000:7}  {_timed(bring):7.1f} s")
        print(f"{'index of what was imported':38} {10_000:7}  {_timed(indexer.drain):7.1f} s")
        db.session.remove()
    client = app.test_client()
    _told(
        "whole page /recherche",
        _asked(lambda query: client.get("/recherche", query_string={"q": query}).data),
        10_000,
    )
    with app.app_context():
        db.engine.dispose()


def measure() -> None:
    """Print every figure."""
    rows = _rows()
    place = Path(tempfile.mkdtemp())
    server = Databases(place)
    try:
        for size in SIZES:
            _whoosh(rows, size)
            try:
                _postgres(rows, size, server)
            except Unavailable as absent:
                print(f"PostgreSQL: {absent}")
            _fts5(rows, size)
        _pages(place)
    finally:
        server.close()
        shutil.rmtree(place, ignore_errors=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory of this process, at most':38} {'':7}  {memory:7.0f} MB")
