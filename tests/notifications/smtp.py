"""A mail server on the loopback that dies, refuses or takes leave badly, as it is told to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps the Message-ID of each mail it has received whole, and of each it has accepted."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.fault = ""
        self.released = threading.Event()
        # Addresses asked for, whatever was answered.
        self.tried = 0
        self.connected = 0
        # Called once a mail is taken, before it is said so.
        self.on_acceptance: Callable[[], None] = lambda: None
        self.received: list[str] = []
        self.accepted: list[str] = []

    @property
    def url(self) -> str:
        """The setting that sends mail here."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.server.connected += 1
        self._say("220 exemple.invalid")
        for line in self.rfile:
            verb, fault = line[:4].upper().strip(), self.server.fault
            self.server.tried += verb == b"RCPT"
            if fault == "silence":
                self.server.released.wait(60)
                return
            if verb == b"RCPT" and fault[:1] in {"4", "5"}:
                self._say(f"{fault} refus fictif")
            elif verb == b"DATA":
                if fault == "before data" or not self._data(fault):
                    return
            elif verb == b"QUIT":
                self._say("421 fermeture" if fault == "bad leave" else "221 au revoir")
                return
            else:
                self._say("250 ok")

    def _data(self, fault: str) -> bool:
        self._say("354 allez")
        lines = iter(self.rfile.readline, b".\r\n")
        number = message_from_bytes(b"".join(lines))["Message-ID"].strip()
        self.server.received.append(number)
        if fault == "before reply":
            return False
        self.server.accepted.append(number)
        self.server.on_acceptance()
        self._say("250 pris")
        return fault != "after acceptance"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a mail server until the end of the block."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()
