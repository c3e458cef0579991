"""The two databases of the tests: made once, migrated once, copied when a test needs its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import flask_migrate
import psycopg
from flask import Flask

from council import create_app
from council.extensions import db

NAMES = ("sqlite", "postgresql")
SECRET = "a secret for tests only, never used elsewhere"
ROOT = Path(__file__).resolve().parent.parent


class Unavailable(Exception):
    """This machine lacks what a test needs; says what to install."""


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(url: str, instance: Path) -> dict[str, str]:
    """Return the settings of an application under test."""
    return {
        "DATABASE_URL": url,
        "COUNCIL_INSTANCE": str(instance),
        "COUNCIL_SECRET_KEY": SECRET,
        "COUNCIL_FETCH": "0",
        # Tests put back what they wrote, the journal's number with it; caching has its own.
        "COUNCIL_PAGE_SECONDS": "0",
    }


def bring_up_to_date(app: Flask) -> None:
    """Create the tables: by the migrations in continuous integration, else from the models.

    So a model that changes can be tested before its migration is written; test_migrations.py
    holds the two together.
    """
    with app.app_context():
        if os.environ.get("CI"):
            flask_migrate.upgrade()
        else:
            db.create_all()
            flask_migrate.stamp()
        db.session.remove()
        db.engine.dispose()


class Cluster:
    """A PostgreSQL server of the tests' own, on a free loopback port, in a temporary folder."""

    OPTIONS = (
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "fsync=off",
        "full_page_writes=off",
        "synchronous_commit=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "autovacuum=off",
        "shared_buffers=64MB",
        "max_connections=120",
        "deadlock_timeout=200ms",
    )

    def __init__(self) -> None:
        self.bin = self._binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="council-pg-"))
        self.port = free_port()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "council", "-A", "trust", "-E", "UTF8", "--locale=C",
                  "--no-sync")  # fmt: skip
        options = " ".join(f"-c {option}" for option in (*self.OPTIONS, f"port={self.port}"))
        self._run("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "-o", options, "start")
        self.pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])

    @staticmethod
    def _binaries() -> Path:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        where = str(found[-1]) if found else shutil.which("initdb")
        if where is None:
            raise Unavailable("PostgreSQL est absent : installez le paquet postgresql.")
        return Path(where).parent

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.bin / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        if done.returncode:
            raise Unavailable(f"{program} a échoué : {done.stderr.strip()}")

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql+psycopg://council@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run a statement on the server's own database, outside any transaction."""
        with psycopg.connect(
            f"postgresql://council@127.0.0.1:{self.port}/postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def stop(self) -> None:
        """Stop the server by its own identifier and remove its folder."""
        os.kill(self.pid, signal.SIGINT)
        self._run_quietly("pg_ctl", "-D", self.folder / "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run_quietly(self, program: str, *arguments: object) -> None:
        with contextlib.suppress(Unavailable):  # It had already stopped.
            self._run(program, *arguments)


@dataclass
class Database:
    """One of the two databases, and how to get a migrated one of it."""

    name: str
    template: str
    folder: Path
    cluster: Cluster | None = None
    _copies: int = 0
    apps: dict[str, Flask] = field(default_factory=dict)

    def copy(self) -> str:
        """Return the address of a migrated, empty database that nobody else uses."""
        self._copies += 1
        if self.cluster is not None:
            name = f"copy_{self._copies}"
            self.cluster.execute(f"CREATE DATABASE {name} TEMPLATE {self.template}")
            return self.cluster.url(name)
        path = self.folder / f"copy_{self._copies}.sqlite"
        with (
            closing(sqlite3.connect(self.template)) as source,
            closing(sqlite3.connect(path)) as target,
        ):
            source.backup(target)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Remove a copy."""
        if self.cluster is not None:
            self.cluster.execute(f"DROP DATABASE {url.rsplit('/', 1)[1]} WITH (FORCE)")
            return
        for suffix in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)

    def empty(self) -> str:
        """Return the address of a database without any table."""
        self._copies += 1
        if self.cluster is not None:
            name = f"empty_{self._copies}"
            self.cluster.execute(f"CREATE DATABASE {name}")
            return self.cluster.url(name)
        return f"sqlite:///{self.folder / f'empty_{self._copies}.sqlite'}"


class Databases:
    """Starts each database the first time a test asks for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[str, Database] = {}
        self.cluster: Cluster | None = None

    def get(self, name: str) -> Database:
        """Return a database, started and migrated."""
        if name not in self.known:
            self.known[name] = self._start(name)
        return self.known[name]

    def _start(self, name: str) -> Database:
        folder = self.folder / name
        folder.mkdir()
        if name == "sqlite":
            database = Database(name, str(folder / "template.sqlite"), folder)
            url = f"sqlite:///{database.template}"
        else:
            self.cluster = Cluster()
            database = Database(name, "template_council", folder, self.cluster)
            self.cluster.execute(f"CREATE DATABASE {database.template}")
            url = self.cluster.url(database.template)
        bring_up_to_date(create_app(environment(url, folder / "instance")))
        return database

    def close(self) -> None:
        """Stop what was started."""
        for database in self.known.values():
            for app in database.apps.values():
                with app.app_context():
                    db.engine.dispose()
        if self.cluster is not None:
            self.cluster.stop()
