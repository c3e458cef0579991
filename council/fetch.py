"""The only way out to the web: one GET to a public address, bounded in time and size.

An address typed by somebody must lead neither to this machine nor to its neighbours, must not hold
the worker, and must not fill its memory. Only the worker's jobs call it; what comes back is a
stranger's word, and is read as such.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from flask_babel import gettext as _

AGENT = "conseil-logiciels-libres"
# Besides the body: status line, headers, sizes of chunks.
OVERHEAD = 131_072
MOST_ADDRESSES = 4
LONGEST_URL = 2000

# Written out rather than left to `is_global`, whose list changes with the Python in use.
CLOSED = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)
OPEN_V6 = IPv6Network("2000::/3")
# A network without IPv4 reaches it by this prefix: what counts is the address it carries.
NAT64 = IPv6Network("64:ff9b::/96")


class FetchRefused(Exception):
    """An address was not read: it may not be, or nobody answered as a web server should."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Fetched:
    """What a server answered, once, whatever its status; a redirection is not followed."""

    url: str
    status: int
    content_type: str
    body: bytes
    address: str

    def text(self) -> str:
        """The body as text, what cannot be read replaced."""
        return self.body.decode("utf-8", "replace")


def system_addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host, as this machine's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def is_public(text: str) -> bool:
    """Say whether an address is one of the public internet, whatever its form."""
    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address in NAT64:
            address = IPv4Address(int(address) & 0xFFFFFFFF)
        elif address not in OPEN_V6:
            return False
    return address.is_global and not any(
        address in network for network in CLOSED if network.version == address.version
    )


@dataclass(frozen=True)
class Door:
    """Which addresses may be reached and within what; tests alone open another than OUTSIDE."""

    resolve: Callable[[str, int], Sequence[str]] = system_addresses
    allows: Callable[[str], bool] = is_public
    ports: frozenset[int] | None = frozenset({80, 443})
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    seconds: float = 5.0
    most: int = 1_048_576


OUTSIDE = Door()


def safe_fetch(url: str, *, door: Door = OUTSIDE, accept: str = "*/*") -> Fetched:
    """Return what a public web address answers, or raise FetchRefused with the reason in words.

    http and https on their own ports; no user name in the address; the host is resolved once, all
    of its addresses must be public, and the connection goes to one of those; no redirection, no
    cookie, no proxy; `door.seconds` for everything, `door.most` bytes of body.
    """
    deadline = time.monotonic() + door.seconds
    parts, host, port = _checked(url, door)
    try:
        stream, address = _connected(parts.scheme, host, port, door, deadline)
        with stream:
            stream.settimeout(_left(deadline))
            stream.sendall(_request(parts, host, accept))
            return _answered(url, address, _Bounded(stream, deadline, door.most + OVERHEAD), door)
    except FetchRefused:
        raise
    except TimeoutError as error:
        raise FetchRefused(_("Pas de réponse dans le temps permis.")) from error
    except ssl.SSLCertVerificationError as error:
        raise FetchRefused(_("Le certificat du serveur n’est pas valable.")) from error
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        raise FetchRefused(_("Le serveur n’a pas répondu comme il faut.")) from error


def _checked(url: str, door: Door) -> tuple[SplitResult, str, int]:
    if len(url) > LONGEST_URL or not url.isprintable() or re.search(r"[\s\\]", url):
        raise FetchRefused(_("Cette adresse n’est pas une adresse web complète."))
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except ValueError as error:
        raise FetchRefused(_("Cette adresse n’est pas une adresse web complète.")) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise FetchRefused(_("Seules les adresses http et https sont lues."))
    if "@" in parts.netloc:
        raise FetchRefused(_("Une adresse qui contient un nom d’utilisateur n’est pas lue."))
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    if door.ports is not None and port not in door.ports:
        raise FetchRefused(_("Seuls les ports habituels du web sont lus."))
    if not _is_plain_host(host):
        raise FetchRefused(_("Le nom du serveur n’est pas écrit de façon habituelle."))
    return parts, host, port


def _is_plain_host(host: str) -> bool:
    """Refuse what a resolver would read as a number: 2130706433, 0x7f.1, 017700000001."""
    try:
        ip_address(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        if re.fullmatch(r"\d+|0x[0-9a-f]*", last):
            return False
        return re.fullmatch(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9])?\.?", host) is not None
    return "%" not in host


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _resolved(host: str, port: int, door: Door, deadline: float) -> list[str]:
    # The system's resolver takes no time limit: it is left behind when it is too slow.
    found: list[str] = []
    errors: list[Exception] = []

    def ask() -> None:
        try:
            found.extend(door.resolve(host, port))
        except (OSError, ValueError) as error:
            errors.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(_left(deadline))
    if thread.is_alive():
        raise TimeoutError
    if errors or not found:
        raise FetchRefused(_("Ce nom de serveur est introuvable."))
    return found


def _connected(
    scheme: str, host: str, port: int, door: Door, deadline: float
) -> tuple[socket.socket, str]:
    addresses = _resolved(host, port, door, deadline)
    if not all(door.allows(address) for address in addresses):
        raise FetchRefused(_("Cette adresse ne mène pas à un serveur public."))
    last: OSError = OSError("no address")
    for address in addresses[:MOST_ADDRESSES]:
        try:
            stream = socket.create_connection((address, port), timeout=_left(deadline))
        except TimeoutError:
            raise
        except OSError as error:
            last = error
            continue
        if scheme == "http":
            return stream, address
        return _secured(stream, host, door, deadline), address
    raise last


def _secured(stream: socket.socket, host: str, door: Door, deadline: float) -> socket.socket:
    try:
        stream.settimeout(_left(deadline))
        return door.trust().wrap_socket(stream, server_hostname=host.rstrip("."))
    except BaseException:
        stream.close()
        raise


class _Bounded(io.RawIOBase):
    """Reads a socket until a moment and up to a number of bytes, however they trickle."""

    def __init__(self, stream: socket.socket, deadline: float, most: int) -> None:
        self.stream, self.deadline, self.most = stream, deadline, most

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what has come, or raise when too late or too much."""
        self.stream.settimeout(_left(self.deadline))
        count = self.stream.recv_into(buffer)
        self.most -= count
        if self.most < 0:
            raise _too_long()
        return count


class _Source:
    """What http.client takes for a socket: it only asks it for a file to read."""

    def __init__(self, raw: _Bounded) -> None:
        self.raw = raw

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return the bounded stream as a file."""
        return io.BufferedReader(self.raw)


def _too_long() -> FetchRefused:
    return FetchRefused(_("La réponse est trop longue pour être lue."))


def _answered(url: str, address: str, raw: _Bounded, door: Door) -> Fetched:
    response = http.client.HTTPResponse(_Source(raw), method="GET")  # type: ignore[arg-type]
    response.begin()
    body = response.read(door.most + 1)
    if len(body) > door.most:
        raise _too_long()
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    encoding = response.getheader("Content-Encoding", "").strip().lower()
    if encoding not in {"", "identity"}:
        body = _inflated(body, encoding, door.most)
    content_type = response.getheader("Content-Type", "").partition(";")[0].strip().lower()
    return Fetched(url, response.status, content_type[:100], body, address)


def _request(parts: SplitResult, host: str, accept: str) -> bytes:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?") if parts.query else ""
    name = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    lines = (
        f"GET {path}{query} HTTP/1.1",
        f"Host: {name}{port}",
        f"User-Agent: {AGENT}",
        f"Accept: {accept}",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _inflated(body: bytes, encoding: str, most: int) -> bytes:
    """Undo a compression nobody asked for, never past the bound."""
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise FetchRefused(_("La réponse est écrite d’une façon qui n’est pas lue."))
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    text = reader.decompress(body, most + 1)
    if len(text) > most or reader.unconsumed_tail:
        raise _too_long()
    return text
