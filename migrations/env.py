"""How Alembic reaches the two databases; run by `council migrate`."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

# One number for every process that would migrate the same PostgreSQL database at once.
LOCK = 7_040_513

db = current_app.extensions["migrate"].db


def render_item(kind, thing, _autogen_context):
    """Write our moments as plain columns: a migration never imports the application."""
    if kind == "type" and type(thing).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def enforce_foreign_keys(connection: Connection, wanted: bool) -> None:
    """Turn SQLite's foreign keys on or off; only the driver can, outside any transaction.

    A batch rebuild drops the old table, and with foreign keys on that deletes its children.
    """
    if connection.dialect.name == "sqlite":
        driver = connection.connection.dbapi_connection
        driver.execute(f"PRAGMA foreign_keys={'ON' if wanted else 'OFF'}")


def refuse_orphans(connection: Connection) -> None:
    """Fail, before anything is committed, when a row points at nothing."""
    if connection.dialect.name == "sqlite":
        orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
        if orphans:
            raise RuntimeError(f"rows without their parent after migration: {orphans[:5]}")


with db.engine.connect() as connection:
    enforce_foreign_keys(connection, False)
    try:
        context.configure(
            connection=connection.execution_options(sqlite_begin="IMMEDIATE"),
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": LOCK})
            context.run_migrations()
            refuse_orphans(connection)
    finally:
        if connection.in_transaction():
            connection.rollback()
        enforce_foreign_keys(connection, True)
