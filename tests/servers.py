"""Real servers for races, crashes and browsers: processes that share one copied database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from flask import Flask

from council import create_app
from council.extensions import db
from tests.databases import ROOT, Database, environment, free_port

START_SECONDS = 30


@dataclass
class LiveServer:
    """Server processes and a worker on one database; `app` reads and builds in the test's own."""

    url: str
    instance: Path
    environ: dict[str, str]
    app: Flask
    addresses: list[str] = field(default_factory=list)
    servers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    log: IO[bytes] | None = None

    @property
    def address(self) -> str:
        """The first server's address, without a slash at the end."""
        return self.addresses[0]

    def start_server(self) -> subprocess.Popen[bytes]:
        """Start one more server process on a free port, and wait until it answers."""
        port = free_port()
        process = self._start(
            "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "8",
            "--bind", f"127.0.0.1:{port}", "--graceful-timeout", "5", "wsgi:app",
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        self.servers.append(process)
        self.addresses.append(address)
        self._wait_for(address, process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start one more worker process."""
        process = self._start("council.cli", "worker")
        self.workers.append(process)
        return process

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environ},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def _wait_for(self, address: str, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                with urllib.request.urlopen(f"{address}/connexion", timeout=5):
                    return
            except urllib.error.HTTPError as answer:
                answer.close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self.output()}")

    def output(self) -> str:
        """Return what the processes wrote so far."""
        return (self.instance / "processes.log").read_text(errors="replace")

    def stop_workers(self) -> None:
        """End the workers alone, so that a test does what is owed by itself."""
        self._end(self.workers)

    def stop(self) -> None:
        """Ask every process to end, by its own identifier; kill those that do not."""
        self._end([*self.servers, *self.workers])

    @staticmethod
    def _end(processes: list[subprocess.Popen[bytes]]) -> None:
        running = [process for process in processes if process.poll() is None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def live_server(
    database: Database,
    folder: Path,
    *,
    servers: int = 1,
    worker: bool = True,
    settings: dict[str, str] | None = None,
) -> Iterator[LiveServer]:
    """Run real server processes and a worker on a copied, migrated database of its own."""
    url = database.copy()
    instance = folder / "instance"
    environ = {**environment(url, instance), "CI": os.environ.get("CI", ""), **(settings or {})}
    live = LiveServer(url, instance, environ, create_app(environ))
    live.log = (instance / "processes.log").open("wb")
    try:
        for _ in range(servers):
            live.start_server()
        if worker:
            live.start_worker()
        yield live
    finally:
        live.stop()
        live.log.close()
        with live.app.app_context():
            db.engine.dispose()
        database.drop(url)
