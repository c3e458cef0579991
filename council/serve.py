"""Serving the site: gunicorn, and in front of a desk the worker beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from urllib.parse import urlsplit

STOP_SECONDS = 35.0


class CannotServe(Exception):
    """The site cannot be served at this address; says why."""


def split_address(address: str) -> tuple[str, int]:
    """Return host and port of `host:port`, or raise CannotServe."""
    parts = urlsplit(f"//{address}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port is None:
        raise CannotServe(f"adresse « {address} » : hôte:port attendu, par exemple 127.0.0.1:8000.")
    return host, port


def check_free(address: str) -> None:
    """Raise CannotServe when nobody could listen at this address now."""
    host, port = split_address(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"l’adresse {address} ne peut pas être utilisée ({error.strerror}) : "
                "arrêtez le programme qui l’occupe, ou choisissez-en une autre (--bind)."
            ) from error


def server_command(address: str, *, workers: int, threads: int) -> list[str]:
    """Return the command that serves the site: threads, which keep connections open cheaply."""
    return [
        sys.executable, "-m", "gunicorn",
        "--worker-class", "gthread",
        "--workers", str(workers),
        "--threads", str(threads),
        "--bind", address,
        "--timeout", "60",
        "--graceful-timeout", "30",
        "--keep-alive", "5",
        "--limit-request-line", "8190",
        "--no-control-socket",
        "--log-level", "warning",
        "council:create_app()",
    ]  # fmt: skip


def serve(address: str, *, workers: int, threads: int, with_worker: bool) -> int:
    """Serve until told to stop; return the exit code.

    The server and the worker are two processes: when one ends, or on SIGINT or SIGTERM, the other
    is asked to end too and gets the time to finish what it does.
    """
    check_free(address)
    commands = [server_command(address, workers=workers, threads=threads)]
    if with_worker:
        commands.append([sys.executable, "-m", "council.cli", "worker"])
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    # A session of their own: Ctrl-C reaches this process only, which then ends them in order.
    children = [
        subprocess.Popen(command, start_new_session=True)  # noqa: S603 (our own command)
        for command in commands
    ]
    try:
        while not stopping and all(child.poll() is None for child in children):
            time.sleep(0.1)
    finally:
        _end(children)
    if stopping:
        return 0
    return next((child.returncode for child in children if child.returncode > 0), 1)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
