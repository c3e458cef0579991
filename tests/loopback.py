"""A web server on the loopback that answers exactly what it is told, well or badly."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from council.fetch import Door

Answer = bytes | Callable[[socket.socket], None]


def ok(body: bytes | str, *headers: str, status: str = "200 OK") -> bytes:
    """Return a whole, well made answer."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Loopback(socketserver.ThreadingTCPServer):
    """Answers by path; keeps the head of each request."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, answers: Mapping[str, Answer], tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answers = dict(answers)
        self.tls = tls
        self.heads: list[str] = []

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [head.split(" ")[1] for head in self.heads]

    def door(self, **changes: object) -> Door:
        """Return a door that leads here, whatever the name of the host."""
        values: dict[str, object] = {
            "resolve": lambda _host, _port: ["127.0.0.1"],
            "allows": lambda address: address == "127.0.0.1",
            "ports": None,
        }
        return Door(**(values | changes))  # type: ignore[arg-type]

    def handle_error(self, *_: object) -> None:
        """Say nothing when a client leaves in the middle: many are meant to."""


class _Session(socketserver.BaseRequestHandler):
    server: Loopback

    def handle(self) -> None:
        stream = self.request
        if self.server.tls is not None:
            stream = self.server.tls.wrap_socket(stream, server_side=True)
        stream.settimeout(10)
        head = b""
        while b"\r\n\r\n" not in head:
            part = stream.recv(4096)
            if not part:
                return
            head += part
        text = head.decode("latin-1")
        self.server.heads.append(text)
        answer = self.server.answers.get(text.split(" ")[1], ok("", status="404 Not Found"))
        if callable(answer):
            answer(stream)
        else:
            stream.sendall(answer)
        stream.close()


@contextmanager
def loopback(
    answers: Mapping[str, Answer], *, tls: ssl.SSLContext | None = None
) -> Iterator[Loopback]:
    """Run the server while the block lasts."""
    with Loopback(answers, tls) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
