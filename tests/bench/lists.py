"""How long pages of needs take at 10,000 needs beside 100: the ratio should stay under 1.5.

The body and the software that lists are narrowed to have 25 needs among the first hundred, so that
each list compared shows a full page.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, text

from council import create_app
from council.clock import now
from council.extensions import db
from council.needs.models import Endorsement, Need
from council.records.models import Record, RecordLink, RecordReader
from tests import builders
from tests.databases import environment

SIZES = (100, 10_000)
ROUNDS = 40
STATES = ("published", "planned", "met", "partly_met", "unmet")
PAGES = (
    "/besoins",
    "/besoins?page=3",
    "/besoins?etat=met",
    "/besoins?tri=echeance",
    "/besoins?tri=titre",
    "/besoins?organisme={body}",
    "/besoins?logiciel={software}",
    "/besoins/sans-reponse",
    "/besoins/sans-reponse?organisme={body}",
    "/besoins/{need}",
    "/",
)


def _shared(rows: list[Any], n: int) -> Any:
    return rows[0] if n < 25 else rows[n % len(rows)]


def fill(count: int) -> dict[str, str]:
    """Put that many public needs of 50 bodies on 30 software in the database, in bulk."""
    bodies = [builders.organization() for _ in range(50)]
    software = [builders.software() for _ in range(30)]
    first = (db.session.scalar(text("SELECT max(id) FROM records")) or 0) + 1
    moment, ids = now(), range(first, first + count)
    records = [
        {
            "id": i, "kind": "need", "reference": f"B-2024-{n:05d}", "audience": "public",
            "organization_id": _shared(bodies, n).id, "created_at": moment,
        }
        for n, i in enumerate(ids)
    ]  # fmt: skip
    needs = [
        {
            "id": i, "state": STATES[n % 5], "title": f"Exporter le tableau numéro {n}",
            "body": "Nous recopions chaque semaine les mêmes lignes à la main. " * 8,
            "enough": "Un fichier que le tableur ouvre.", "html": {},
            "filed_on": date(2024, 1, 1) + timedelta(days=n % 700),
            "submitted_at": moment, "published_at": moment,
            "due_label": f"S{1 + n % 2} 2026",
            "due_starts_on": date(2026, 1 + 6 * (n % 2), 1),
            "due_ends_on": date(2026, 6 + 6 * (n % 2), 30),
        }
        for n, i in enumerate(ids)
    ]  # fmt: skip
    readers = [{"record_id": i, "token": f"org:{_shared(bodies, n).id}"} for n, i in enumerate(ids)]
    links = [
        {"from_id": i, "to_id": _shared(software, n).id, "kind": "about", "created_at": moment}
        for n, i in enumerate(ids)
    ]
    endorsements = [
        {
            "need_id": i, "organization_id": bodies[(n + k) % 50].id, "version_number": 1,
            "agents_concerned": 10,
        }
        for n, i in enumerate(ids)
        for k in range(1, 1 + n % 4)
    ]  # fmt: skip
    rows = (records, needs, readers, links, endorsements)
    for model, values in zip(
        (Record, Need, RecordReader, RecordLink, Endorsement), rows, strict=True
    ):
        db.session.execute(insert(model), values)
    db.session.commit()
    return {
        "body": bodies[0].reference or "",
        "software": software[0].reference or "",
        "need": f"B-2024-{count // 2:05d}",
    }


@contextmanager
def site(size: int) -> Iterator[tuple[Flask, dict[str, str]]]:
    """Give an application on its own database that holds that many needs."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        app = create_app(environment(url, Path(folder) / "instance"))
        with app.app_context():
            db.create_all()
            names = fill(size)
            db.session.remove()
        yield app, names
        with app.app_context():
            db.engine.dispose()


def timed(client: FlaskClient, path: str) -> float:
    """Return the seconds that one answer takes."""
    start = time.perf_counter()
    assert client.get(path).status_code == 200, path
    return time.perf_counter() - start


def measure() -> None:
    """Print the median of each page at both sizes, their ratio, and how many queries it makes."""
    with site(SIZES[0]) as (small, few), site(SIZES[1]) as (large, many):
        print(f"{'page':34} {SIZES[0]:>8} {SIZES[1]:>8}  ratio  queries")
        for page in PAGES:
            paths = page.format(**few), page.format(**many)
            clients = small.test_client(), large.test_client()
            for client, path in zip(clients, paths, strict=True):
                timed(client, path)
            # Turn by turn, so that the machine's noise falls on both alike.
            rounds = [
                tuple(timed(client, path) for client, path in zip(clients, paths, strict=True))
                for _ in range(ROUNDS)
            ]
            medians = [statistics.median(column) for column in zip(*rounds, strict=True)]
            print(
                f"{page:34} {medians[0] * 1000:6.1f}ms {medians[1] * 1000:6.1f}ms"
                f"  {medians[1] / medians[0]:5.2f}  {queries(large, paths[1])}"
            )


def queries(app: Flask, path: str) -> int:
    """Return how many statements one answer asks the database."""
    seen: list[str] = []

    def count(*args: object) -> None:
        seen.append(str(args[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        app.test_client().get(path)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(seen)
