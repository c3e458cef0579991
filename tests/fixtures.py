"""What tests work with: a client like a browser, rows built in their own context, counters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Connection, event, inspect
from sqlalchemy.orm import object_session
from werkzeug.test import TestResponse

from council.accounts.models import Account
from council.accounts.passwords import new_token
from council.accounts.steps import open_session
from council.extensions import db

QUIET = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)\b", re.IGNORECASE)


class HeldContext(RuntimeError):
    """A test made a request inside an application context: Flask would use it again, and the
    test's session with it, so nothing that the request did could be told from the test's doing."""


class Browser(FlaskClient):
    """A test client that carries the form token of its session, as a page's form would.

    `client.csrf = False` sends what was given and nothing more.
    """

    csrf = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make a request; refuse to make it inside an application context."""
        if has_app_context():
            raise HeldContext
        if self.csrf and kwargs.get("method", "GET") == "POST" and "json" not in kwargs:
            data = kwargs.setdefault("data", {})
            if isinstance(data, dict) and "csrf_token" not in data:
                kwargs["data"] = {**data, "csrf_token": self.token()}
        return super().open(*args, **kwargs)

    def token(self) -> str:
        """Return a form token of this client's session."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", "0" * 40)
        secret = self.application.config["SECRET_KEY"]
        return URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw)

    def sign_in(self, account: Account) -> Browser:
        """Sign an account in by a session of its own, without the slow password check."""
        app = self.application
        token = new_token()
        with app.app_context():
            row = db.session.get_one(Account, account.id)
            open_session(row, token, hours=app.config["COUNCIL_SESSION_HOURS"], browser="tests")
            db.session.commit()
        with self.session_transaction() as session:
            session.clear()
            session.update(_user_id=token, _fresh=True)
        return self


class Builder:
    """`build.need(…)` runs `tests.builders.need(…)` in an application context of its own.

    What it returns is detached: its columns and its record can be read, nothing more is loaded.
    Objects given as arguments are read again first.
    """

    def __init__(self, app: Flask, module: Any) -> None:
        self._app, self._module = app, module

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function = getattr(self._module, name)
        return lambda *args, **kwargs: self(function, *args, **kwargs)

    def __call__(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Run a function (a builder, an action, a query) and return what it made, detached."""
        with self._app.app_context():
            here = [self._here(value) for value in args]
            named = {key: self._here(value) for key, value in kwargs.items()}
            result = function(*here, **named)
            db.session.commit()
            return self._detached(result)

    def _here(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return type(value)(self._here(inner) for inner in value)
        if not isinstance(value, db.Model):
            return value
        return db.session.get_one(type(value), inspect(value).identity)

    def _detached(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            inner = [self._detached(part) for part in value]
            return type(value)(*inner) if hasattr(value, "_fields") else type(value)(inner)
        if isinstance(value, db.Model) and object_session(value) is not None:
            if inspect(value).expired_attributes:
                db.session.refresh(value)
            if hasattr(value, "record"):
                db.session.refresh(value.record)
        return value


@dataclass
class Queries:
    """The SQL statements seen, savepoints and pragmas left out."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)

    @contextmanager
    def at_most(self, budget: int) -> Iterator[None]:
        """Fail, listing them, when more statements than that are run inside."""
        before = len(self.statements)
        yield
        seen = self.statements[before:]
        listed = "\n".join(f"{n}. {' '.join(text.split())[:160]}" for n, text in enumerate(seen, 1))
        assert len(seen) <= budget, f"{len(seen)} statements, {budget} allowed:\n{listed}"


@contextmanager
def counted(connection: Connection) -> Iterator[Queries]:
    """Count the statements that go through a connection."""
    queries = Queries()

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not QUIET.match(statement):
            queries.statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield queries
    finally:
        event.remove(connection, "before_cursor_execute", note)


@contextmanager
def one_transaction(app: Flask) -> Iterator[Connection]:
    """Make every session of the application share one connection, undone at the end.

    A commit inside releases a savepoint; the outer transaction is always rolled back.
    """
    with app.app_context():
        engine = db.engine
    connection = engine.connect()
    outer = connection.begin()
    engines = db._app_engines[app]
    engines[None] = connection  # type: ignore[assignment]
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    try:
        yield connection
    finally:
        engines[None] = engine
        db.session.session_factory.configure(join_transaction_mode="conditional_savepoint")
        if outer.is_active:
            outer.rollback()
        connection.close()
