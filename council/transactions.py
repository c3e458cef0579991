"""One verb, one transaction, one commit: the only module that commits."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy import func, select

from council.extensions import db

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class Invalid(Exception):
    """What was asked cannot be done with these values: field name → sentence for the person."""

    def __init__(self, errors: Mapping[str, str]):
        super().__init__("; ".join(f"{field}: {text}" for field, text in errors.items()))
        self.errors = dict(errors)


class Conflict(Exception):
    """Somebody else changed the thing meanwhile; carries both texts where there are two."""

    def __init__(self, reason: str, *, ours: str = "", theirs: str = ""):
        super().__init__(reason)
        self.reason, self.ours, self.theirs = reason, ours, theirs


class NestedAction(RuntimeError):
    """An action called another one: what both need belongs in a step."""


class WriteForbidden(RuntimeError):
    """A write was tried where none may happen: during a GET, or without a valid form token."""


def forbid_writes(reason: str) -> None:
    """Make every action of this request fail; the second line of defence behind the forms."""
    db.session().info["writes_forbidden"] = reason


def allow_writes() -> None:
    """Let actions run again in this session."""
    db.session().info.pop("writes_forbidden", None)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one write transaction: committed once, rolled back on any error.

    The read transaction before it is ended and everything loaded is expired, so the function
    decides on rows as they are under the write lock (SQLite begins IMMEDIATE; on PostgreSQL the
    function locks the row it decides on with `lock`). Nesting raises NestedAction.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session()
        if "action" in session.info:
            raise NestedAction(f"{function.__name__} inside {session.info['action']}")
        if "writes_forbidden" in session.info:
            raise WriteForbidden(session.info["writes_forbidden"])
        session.rollback()
        session.expire_all()
        session.info["action"] = function.__qualname__
        session.info["entries"] = 0
        try:
            session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            result = function(*args, **kwargs)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        else:
            return result
        finally:
            del session.info["action"]

    run.is_action = True  # type: ignore[attr-defined]
    return run


def quiet_action(function: Callable[P, R]) -> Callable[P, R]:
    """Like `action`, for what leaves no journal entry: sessions, leases, unsubmitted drafts."""
    return action(function)


def in_action() -> bool:
    """Say whether an action is running in this session."""
    return "action" in db.session().info


def lock(thing: T, *, read: bool = False) -> T:
    """Lock the row behind an object until the action ends, and reload it; `read` shares it.

    SQLite's write transaction is already alone; PostgreSQL takes FOR UPDATE, or FOR SHARE, of the
    object's own table: what was loaded beside it comes by outer joins, which cannot be locked.

    Where a model is shared by many (`__fair__`), those who share it wait behind who asked for it
    alone: row locks would let a flow of ballots keep a closing waiting for ever.
    """
    if getattr(thing, "__fair__", False) and db.session.get_bind().dialect.name == "postgresql":
        name = "pg_advisory_xact_lock_shared" if read else "pg_advisory_xact_lock"
        table = zlib.crc32(type(thing).__tablename__.encode()) & 0x7FFFFFFF
        db.session.execute(select(getattr(func, name)(table, thing.id)))
    db.session.refresh(thing, with_for_update={"of": type(thing), "read": read})
    return thing
