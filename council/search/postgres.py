"""The PostgreSQL engine: several hosts, one index, in the database of the site.

The terms are ours (`postgres_clauses`); PostgreSQL keeps them, finds them by its GIN indexes and
weighs where they stand. Visibility is a condition of every query on documents.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from council.search import postgres_finding as finding
from council.search import postgres_store, postgres_suggestions
from council.search.analysis import analyse, normalize
from council.search.engine import (
    LAST_PAGE,
    PER_PAGE,
    SIMILAR_TEXT,
    Document,
    Hit,
    IndexUnusable,
    Page,
    Status,
)
from council.search.engine import Engine as SearchEngine
from council.search.extracts import marked_title, places_in, snippet
from council.search.parser import parse
from council.search.postgres_finding import Seen
from council.search.postgres_store import TABLE, PostgresStore

logger = logging.getLogger(__name__)

Found = TypeVar("Found")


class PostgresEngine(SearchEngine):
    """Search in tables of a PostgreSQL database."""

    def __init__(self, connect: Callable[[], Engine]):
        self.store = PostgresStore(connect)

    def index(self, documents: Iterable[Document], *, replacing: Iterable[int] = ()) -> int:
        """Add or replace documents by id in one commit; raises IndexBusy or IndexUnusable."""
        with self.store.alone():
            with self.store.reading():
                pass  # an index that cannot be used is told before anything is read
            latest = {document.id: document for document in documents}
            self.store.write(replacing, latest)
        return len(latest)

    def remove(self, ids: Iterable[int]) -> None:
        """Forget documents; raises IndexBusy or IndexUnusable."""
        with self.store.alone():
            self.store.write(ids, {})

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> int:
        """Build a new index beside the old one, then put it in its place; returns its size."""
        with self.store.alone():
            build = self.store.begin_build()
            try:
                done, terms = self._fill(build, documents, progress)
                self.store.adopt(build, terms, done)
            except BaseException:
                self.store.discard(build)
                raise
        return done

    def _fill(
        self,
        build: int,
        documents: Iterable[Document],
        progress: Callable[[int], None] | None,
    ) -> tuple[int, Counter[str]]:
        done, terms = 0, Counter[str]()
        for part in postgres_store.parts_of(documents):
            with self.store.connect().begin() as connection:
                terms.update(postgres_store.add(connection, build, part))
            for _document in part:
                done += 1
                if progress is not None:
                    progress(done)
        return done, terms

    def search(
        self,
        query: str,
        *,
        tokens: Iterable[str],
        filters: Mapping[str, str] | None = None,
        sort: str = "relevance",
        page: int = 1,
        size: int = PER_PAGE,
        excluded: Iterable[int] = (),
    ) -> Page:
        """Return a page of what this viewer may see; an empty query lists everything by date."""
        parsed = parse(query)
        page = min(max(1, page), LAST_PAGE)

        def run(connection: Connection, build: int) -> Page:
            seen = Seen(connection, build, sorted(set(tokens)), sorted(set(excluded)))
            found = finding.find(seen, parsed, filters or {})
            by_date = sort == "date" or not parsed.groups
            rows = finding.ranked(seen, found, by_date=by_date, page=page, size=size)
            suggestion = None
            if parsed.groups and (found.widened or not found.matched):
                public = Seen(connection, build, ["public"], seen.excluded)
                suggestion = postgres_suggestions.suggest(public, parsed)
            return Page(
                hits=tuple(_hit(row, found.terms, found.forms) for row in rows),
                total=found.total,
                number=page,
                size=size,
                facets=found.facets,
                suggestion=suggestion,
                widened=found.widened,
            )

        try:
            return self._read(run)
        except IndexUnusable as error:
            return Page(number=page, size=size, unusable=error.reason)

    def similar(
        self,
        text: str,
        *,
        tokens: Iterable[str],
        limit: int = 5,
        kinds: Iterable[str] = (),
        excluded: Iterable[int] = (),
        loose: bool = False,
    ) -> list[Hit]:
        """Return the visible records that resemble a text most, best first."""
        counts = Counter(lexeme.term for lexeme in analyse(normalize(text[:SIMILAR_TEXT])))

        def run(connection: Connection, build: int) -> list[Hit]:
            seen = Seen(connection, build, sorted(set(tokens)), sorted(set(excluded)))
            rows = finding.resemblance(seen, counts, sorted(set(kinds)), limit, loose=loose)
            return [_hit(row, frozenset(counts), frozenset()) for row in rows]

        try:
            return self._read(run) if counts else []
        except IndexUnusable:
            return []

    def status(self) -> Status:
        """Say how the index is; never raises."""

        def count(connection: Connection, build: int) -> int:
            # Lengths ask for the texts themselves: what cannot be read is told here.
            rows = select(func.count(), func.sum(func.length(TABLE.c.body)))
            return int(connection.execute(rows.where(TABLE.c.build_id == build)).one()[0])

        meta: dict[str, Any] = {}
        try:
            with self.store.connect().connect() as connection:
                found = self.store.current(connection)
            meta = {"analysis": found.analysis, "engine": found.engine} if found else {}
            return Status(True, "", self._read(count), found.built_at if found else None, meta)
        except IndexUnusable as error:
            return Status(False, error.reason, 0, None, meta)
        except SQLAlchemyError:
            return Status(False, "broken", 0, None, meta)

    def _read(self, run: Callable[[Connection, int], Found]) -> Found:
        """Run a read on one snapshot; what the database refuses becomes IndexUnusable."""
        try:
            with self.store.reading() as (connection, build):
                return run(connection, build)
        except SQLAlchemyError as error:
            logger.exception("the search index cannot be read")
            raise IndexUnusable("broken") from error


def _hit(row: Any, terms: frozenset[str], forms: frozenset[str]) -> Hit:
    """Return a found document with its title and extracts marked."""
    return Hit(
        id=row.id,
        reference=row.reference,
        kind=row.kind,
        title=row.title,
        title_html=marked_title(row.title, places_in(row.title, terms, forms)),
        snippet=snippet(row.body, places_in(row.body, terms, forms)),
        state=row.state,
        organization=row.organization,
        date=date.fromisoformat(row.date) if row.date else None,
        score=float(row.score or 0.0),
    )
