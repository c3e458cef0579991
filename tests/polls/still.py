"""A clock that stands still: the process's and, on PostgreSQL, the database's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from council import clock


def stop_clock(app: Any, monkeypatch: Any) -> Callable[[datetime], None]:
    """Return `at(moment)`: from then on it is that moment, to the microsecond.

    PostgreSQL finds `clock_timestamp` in a schema of ours before its own; all is undone with the
    transaction of the test.
    """
    connection = app.extensions["connection under test"]
    on_postgres = connection.dialect.name == "postgresql"
    if on_postgres:
        connection.execute(text("CREATE SCHEMA still"))
        connection.execute(text("SET LOCAL search_path TO still, pg_catalog, public"))

    def at(moment: datetime) -> None:
        class Still(datetime):
            """A datetime whose present never passes."""

            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return moment.astimezone(tz or UTC)

        monkeypatch.setattr(clock, "datetime", Still)
        if on_postgres:
            connection.execute(
                text(
                    "CREATE OR REPLACE FUNCTION still.clock_timestamp() RETURNS timestamptz"
                    f" LANGUAGE sql AS $$ SELECT timestamptz '{moment.isoformat()}' $$"
                )
            )

    return at
