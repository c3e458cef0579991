"""The search engine of each database: a folder beside SQLite, tables in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from council.search.engine import Engine
from council.search.postgres import PostgresEngine
from council.search.whoosh import WhooshEngine
from tests.databases import Database
from tests.search.documents import FIXTURES


@pytest.fixture(scope="module")
def tables(database: Database) -> Iterator[sa.Engine | None]:
    """A database of this module's own for the index, None where the index is a folder."""
    if database.name == "sqlite":
        yield None
        return
    url = database.copy()
    made = sa.create_engine(url)
    yield made
    made.dispose()
    database.drop(url)


@pytest.fixture(scope="module")
def new_engine(tables: sa.Engine | None, tmp_path_factory) -> Callable[[], Engine]:
    """`new_engine()` gives an engine without an index; one at a time in PostgreSQL."""

    def make() -> Engine:
        if tables is None:
            return WhooshEngine(tmp_path_factory.mktemp("engine") / "index")
        with tables.begin() as connection:
            connection.execute(sa.text("DELETE FROM search_builds"))
        return PostgresEngine(lambda: tables)

    return make


@pytest.fixture
def engine(new_engine: Callable[[], Engine]) -> Engine:
    """An engine that holds the documents of the contract."""
    made = new_engine()
    made.rebuild(FIXTURES)
    return made
