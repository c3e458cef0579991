"""The index in PostgreSQL: builds beside each other, one writer, terms counted as they change."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import Integer, Text

from council.search.analysis import ANALYSIS_VERSION, normalize
from council.search.engine import (
    FACETS,
    LONGEST_BODY,
    WRITER_TIMEOUT,
    Document,
    IndexBusy,
    IndexUnusable,
)
from council.search.models import SearchBuild, SearchDocument, SearchTerm
from council.search.postgres_clauses import terms_of, vector

T = TypeVar("T")
# Raise it whenever the same document would give another row: every build is then made again.
ENGINE_VERSION = 1
LOCK = 0x636C6C69  # of ours alone in the database of the site
BATCH, TERMS = 200, 20_000
TABLE = SearchDocument.__table__


class PostgresStore:
    """Where the index is: opens, locks, writes, replaces."""

    def __init__(self, connect: Callable[[], Engine]):
        self.connect = connect

    @contextmanager
    def reading(self) -> Iterator[tuple[Connection, int]]:
        """Lend a connection, in one snapshot, and the number of the build in use.

        Raises IndexUnusable when there is none, or one of another version.
        """
        with self.connect().connect() as connection:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection, self.build(connection)

    def build(self, connection: Connection) -> int:
        """Return the number of the build in use; raises IndexUnusable."""
        found = self.current(connection)
        if found is None:
            raise IndexUnusable("missing")
        if (found.analysis, found.engine) != (ANALYSIS_VERSION, ENGINE_VERSION):
            raise IndexUnusable("stale")
        return int(found.id)

    @staticmethod
    def current(connection: Connection) -> Any:
        """Return the build in use, None when there is none."""
        return connection.execute(
            select(SearchBuild.__table__)
            .where(SearchBuild.built_at.is_not(None))
            .order_by(SearchBuild.id.desc())
            .limit(1)
        ).one_or_none()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the only right to write; raises IndexBusy after WRITER_TIMEOUT seconds.

        The lock is the connection's: a process that is killed gives it back.
        """
        with self.connect().connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            until = time.monotonic() + WRITER_TIMEOUT
            while not connection.scalar(select(func.pg_try_advisory_lock(LOCK))):
                if time.monotonic() > until:
                    raise IndexBusy("another process is writing the search index")
                time.sleep(0.05)
            try:
                yield
            finally:
                connection.scalar(select(func.pg_advisory_unlock(LOCK)))

    def write(self, forgotten: Iterable[int], documents: Mapping[int, Document]) -> None:
        """Forget and add documents of the build in use in one transaction."""
        gone = sorted({*forgotten, *documents})
        with self.connect().begin() as connection:
            build = self.build(connection)
            change: Counter[str] = Counter()
            removed = 0
            for numbers in parts_of(gone):
                held = self._forget(connection, build, numbers)
                removed += len(held)
                change.subtract(term for terms in held for term in terms)
            for rows in parts_of(documents.values()):
                change.update(add(connection, build, rows))
            count_terms(connection, build, change)
            size = SearchBuild.documents + len(documents) - removed
            chosen = update(SearchBuild).where(SearchBuild.id == build)
            connection.execute(chosen.values(documents=size))

    @staticmethod
    def _forget(connection: Connection, build: int, numbers: Sequence[int]) -> list[list[str]]:
        held = connection.execute(
            delete(TABLE)
            .where(TABLE.c.build_id == build, TABLE.c.id.in_(numbers))
            .returning(func.tsvector_to_array(TABLE.c.terms))
        )
        return [list(terms) for (terms,) in held]

    def begin_build(self) -> int:
        """Begin a build beside the one in use; what an interrupted one left is deleted."""
        with self.connect().begin() as connection:
            found = self.current(connection)
            others = SearchBuild.id != (found.id if found else 0)
            connection.execute(delete(SearchBuild).where(others))
            return int(
                connection.scalar(
                    insert(SearchBuild)
                    .values(analysis=ANALYSIS_VERSION, engine=ENGINE_VERSION, documents=0)
                    .returning(SearchBuild.id)
                )
            )

    def adopt(self, build: int, terms: Counter[str], documents: int) -> None:
        """Put a finished build in use, and delete the others."""
        with self.connect().begin() as connection:
            count_terms(connection, build, terms)
            connection.execute(
                update(SearchBuild)
                .where(SearchBuild.id == build)
                .values(built_at=datetime.now(UTC), documents=documents)
            )
            connection.execute(delete(SearchBuild).where(SearchBuild.id != build))
        with self.connect().connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            # What was planned for an empty table is wrong for a full one.
            connection.execute(text("ANALYZE search_documents"))

    def discard(self, build: int) -> None:
        """Delete a build that was not finished."""
        with self.connect().begin() as connection:
            connection.execute(delete(SearchBuild).where(SearchBuild.id == build))


def parts_of(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Give rows by parts of that size, as they come."""
    coming = iter(rows)
    while part := list(islice(coming, size)):
        yield part


def add(connection: Connection, build: int, documents: Sequence[Document]) -> list[str]:
    """Write documents of a build; return every term they hold, once a document."""
    held: list[str] = []
    rows = []
    for document in documents:
        terms = terms_of(document)
        held.extend(terms)
        rows.append(_row(build, document) | {"vector": vector(terms)})
    if rows:
        statement = insert(TABLE).values(terms=cast(bindparam("vector", type_=Text()), TSVECTOR))
        connection.execute(statement, rows)
    return held


def _row(build: int, document: Document) -> dict[str, Any]:
    day = document.date.isoformat() if document.date else ""
    values = {
        "kind": (document.kind,),
        "state": (document.state,),
        "organization": (document.organization,),
        "software": document.software,
        "college": document.colleges,
        "tag": document.tags,
        "year": (day[:4],),
    }
    return {
        "build_id": build,
        "id": document.id,
        "reference": document.reference,
        "kind": document.kind,
        "state": document.state,
        "organization": document.organization,
        "date": day,
        "weight": document.weight,
        "audience": sorted(document.audience),
        "facets": [f"{name}={value}" for name in FACETS for value in values[name] if value],
        "title": normalize(document.title),
        "body": normalize(document.body)[:LONGEST_BODY],
    }


def count_terms(connection: Connection, build: int, change: Mapping[str, int]) -> None:
    """Add to the number of documents that hold each term, in one order for every writer."""
    changed = sorted((term, count) for term, count in change.items() if count)
    for part in parts_of(changed, TERMS):
        given = select(
            literal(build),
            func.unnest(cast([term for term, _ in part], ARRAY(Text()))),
            func.unnest(cast([count for _, count in part], ARRAY(Integer()))),
        )
        statement = upsert(SearchTerm).from_select(["build_id", "term", "documents"], given)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["build_id", "term"],
                set_={"documents": SearchTerm.documents + statement.excluded.documents},
            )
        )
