"""The extensions of the application, and how its two databases are opened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_babel.speaklater import LazyString
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Boolean, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

# Unique and check constraints carry the sentence they enforce; the rest is named by rule, since
# a migration can only change what has a name.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: refuses naive values, gives aware ones back on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class likely(FunctionElement[bool]):
    """A condition that most rows meet: SQLite then reads a list in its sorted order and stops at
    the page's end, instead of gathering every visible row and sorting them all."""

    type = Boolean()
    inherit_cache = True
    name = "likely"


@compiles(likely)
def _plain_condition(element: likely, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"


@compiles(likely, "sqlite")
def _hinted_condition(element: likely, compiler: Any, **options: Any) -> str:
    return f"likely({compiler.process(element.clauses, **options)})"


# A lazy sentence is text, never markup: otherwise what somebody typed, quoted inside an error,
# would reach the page unescaped.
if "__html__" in vars(LazyString):
    del LazyString.__html__


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
login = LoginManager()
csrf = CSRFProtect()
migrate = Migrate()
babel = Babel()


def _open_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes only before the first write, so what was read before it may be
    # stale (45 % of updates lost when measured): transactions are begun by _begin_sqlite instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=10000")
    # What is deleted is overwritten: a secret ballot leaves no trace of where it was.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def prepare_engine(engine: Engine) -> None:
    """Give an engine the transaction rules of the house; opens no connection."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def init_extensions(app: Flask, migrations: str) -> None:
    """Attach every extension to the application."""
    db.init_app(app)
    csrf.init_app(app)
    login.init_app(app)
    migrate.init_app(app, db, directory=migrations, render_as_batch=True)
    babel.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
