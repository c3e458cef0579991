"""Cleaning what a database keeps of rows that were deleted or written again."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

TABLES = ("secret_ballots", "poll_signatures")


def scrub_secret_tables(engine: Engine | Connection) -> bool:
    """Leave no earlier state of the secret tables in the database's files; False when it is busy.

    SQLite overwrites what it deletes (`secure_delete`), and its write-ahead log is emptied here.
    PostgreSQL writes the two tables again whole; its own log archives are out of reach.
    """
    if isinstance(engine, Connection):
        # Somebody's transaction: nothing can be cleaned from inside it.
        return False
    try:
        if engine.dialect.name == "sqlite":
            return empty_log(engine)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in TABLES:
                connection.execute(text(f"VACUUM (FULL) {table}"))
    except DBAPIError:
        return False
    return True


def empty_log(engine: Engine | Connection) -> bool:
    """Empty SQLite's write-ahead log; False when somebody still needs it. Nothing elsewhere."""
    if engine.dialect.name != "sqlite":
        return True
    if isinstance(engine, Connection):
        return False
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver = connection.connection.cursor()
        try:
            driver.execute("PRAGMA busy_timeout=200")
            busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.Error:
            return False
        finally:
            driver.execute("PRAGMA busy_timeout=10000")
            driver.close()
    return not busy
