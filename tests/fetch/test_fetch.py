"""The one way out: public addresses only, whatever the name says, and never for long."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import threading
import time

import pytest

from council.fetch import OUTSIDE, Door, FetchRefused, is_public, safe_fetch
from tests.loopback import loopback, ok


def never(_host, _port):
    """A resolver that must not be asked."""
    raise AssertionError("the name was resolved")


def refused(url, **door):
    """Return why an address is refused."""
    with pytest.raises(FetchRefused) as caught:
        safe_fetch(url, door=Door(**door))
    return caught.value.reason


def test_what_the_product_opens_is_the_public_web_alone():
    assert OUTSIDE.ports == frozenset({80, 443})
    assert OUTSIDE.allows is is_public
    assert (OUTSIDE.seconds, OUTSIDE.most) == (5.0, 1_048_576)
    assert OUTSIDE.trust().verify_mode == ssl.CERT_REQUIRED
    assert OUTSIDE.trust().check_hostname


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.9", "192.0.2.1", "192.88.99.1", "192.168.1.1",
        "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1",
        "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::",
        "2002:0808:0808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1",
        "fe80::1%lo", "fec0::1", "ff02::1", "localhost", "", "127.1", "0x7f.0.0.1", "1.2.3",
    ],
)  # fmt: skip
def test_no_address_of_the_inside_is_public(address):
    assert not is_public(address)
    reason = refused("http://exemple.invalid/", resolve=lambda _host, _port: [address])
    assert "serveur public" in reason


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "192.0.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"],
)
def test_addresses_of_the_outside_are_public(address):
    assert is_public(address)


def test_one_address_inside_among_public_ones_is_enough_to_refuse():
    found = ["8.8.8.8", "127.0.0.1"]
    assert "serveur public" in refused("http://a.invalid/", resolve=lambda *_: found)


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://127.1/",
        "http://0177.0.0.1/", "http://127.0.0.1./", "http://0x7f.1/", "http://1.2.3.4.5/",
        "http://a.0x1/", "http://-a.invalid/", "http://a..b/", "http://[fe80::1%25lo]/",
        "http://[::1/", "http://a.invalid:99999/", "http://a.invalid:x/",
    ],
)  # fmt: skip
def test_hosts_written_strangely_are_not_even_resolved(url):
    refused(url, resolve=never)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://a.invalid/", "http et https"),
        ("file:///etc/hostname", "http et https"),
        ("gopher://a.invalid/", "http et https"),
        ("//a.invalid/", "http et https"),
        ("http:///x", "http et https"),
        ("a.invalid", "http et https"),
        ("", "http et https"),
        ("http://u:p@a.invalid/", "nom d’utilisateur"),
        ("http://a.invalid@127.0.0.1/", "nom d’utilisateur"),
        ("http://@a.invalid/", "nom d’utilisateur"),
        ("http://a.invalid:8080/", "ports habituels"),
        ("http://a.invalid:22/", "ports habituels"),
        ("http://a.invalid:25/", "ports habituels"),
        ("http://a.invalid\\@b.invalid/", "adresse web complète"),
        ("http://a.invalid/ HTTP/1.1\r\nX: y", "adresse web complète"),
        ("http://a.invalid/\x00", "adresse web complète"),
        ("http://a.invalid/" + "x" * 3000, "adresse web complète"),
    ],
)
def test_other_ways_in_are_refused_with_their_reason(url, words):
    assert words in refused(url, resolve=never)


@pytest.mark.parametrize("host", ["[::1]", "[::ffff:127.0.0.1]", "127.0.0.1", "[::ffff:7f00:1]"])
def test_the_inside_named_by_its_number_is_refused(host):
    assert "serveur public" in refused(f"http://{host}/")


def test_digits_of_another_alphabet_do_not_hide_an_address():
    assert "serveur public" in refused("http://①②⑦.⓪.⓪.①/")


def test_a_page_is_read_with_its_own_host_and_nothing_of_ours():
    with loopback({"/a%20b?q=%C3%A9": ok("bonjour", "Content-Type: text/Plain; charset=x")}) as web:
        url = f"http://forge.invalid:{web.port}/a%20b?q=é"
        found = safe_fetch(url, door=web.door(), accept="text/plain")
    assert (found.status, found.text(), found.content_type) == (200, "bonjour", "text/plain")
    assert (found.url, found.address) == (url, "127.0.0.1")
    head = web.heads[0].lower()
    assert f"host: forge.invalid:{web.port}\r\n" in head
    assert "accept: text/plain\r\n" in head
    assert "cookie" not in head
    assert "authorization" not in head


def test_the_name_is_resolved_once_and_the_connection_goes_where_it_was_allowed():
    asked = []

    def changing(host, _port):
        # The second answer would lead inside: nobody asks for it.
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with loopback({"/": ok("une fois")}) as web:
        door = web.door(resolve=changing)
        assert safe_fetch(f"http://forge.invalid:{web.port}/", door=door).address == "127.0.0.1"
    assert asked == ["forge.invalid"]


def test_a_redirection_to_the_metadata_of_a_host_is_not_followed():
    target = "http://169.254.169.254/latest/meta-data/"
    with loopback({"/": ok("", f"Location: {target}", status="302 Found")}) as web:
        found = safe_fetch(f"http://forge.invalid:{web.port}/", door=web.door())
    assert found.status == 302
    assert web.paths == ["/"]


def test_a_server_that_drips_is_left_in_time():
    def drip(stream):
        stream.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            stream.sendall(f"X-{number}: y\r\n".encode())
            time.sleep(0.05)

    with loopback({"/": drip}) as web:
        before = time.monotonic()
        with pytest.raises(FetchRefused, match="dans le temps permis"):
            safe_fetch(f"http://a.invalid:{web.port}/", door=web.door(seconds=0.6))
        assert time.monotonic() - before < 2


def test_a_body_that_drips_is_left_in_time():
    def drip(stream):
        stream.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(200):
            stream.sendall(b"1\r\nx\r\n")
            time.sleep(0.05)

    with loopback({"/": drip}) as web:
        before = time.monotonic()
        with pytest.raises(FetchRefused, match="dans le temps permis"):
            safe_fetch(f"http://a.invalid:{web.port}/", door=web.door(seconds=0.6))
        assert time.monotonic() - before < 2


def test_a_slow_resolver_is_left_in_time():
    held = threading.Event()
    before = time.monotonic()
    reason = refused("http://a.invalid/", resolve=lambda *_: held.wait(5) and [], seconds=0.3)
    held.set()
    assert "dans le temps permis" in reason
    assert time.monotonic() - before < 2


@pytest.mark.parametrize("chunked", [False, True])
def test_an_endless_body_is_cut(chunked):
    sent = []

    def pour(stream):
        head = b"HTTP/1.1 200 OK\r\n"
        stream.sendall(head + (b"Transfer-Encoding: chunked\r\n\r\n" if chunked else b"\r\n"))
        part = b"x" * 65_536
        while True:
            stream.sendall(b"10000\r\n" + part + b"\r\n" if chunked else part)
            sent.append(len(part))

    with loopback({"/": pour}) as web, pytest.raises(FetchRefused, match="trop longue"):
        safe_fetch(f"http://a.invalid:{web.port}/", door=web.door(most=200_000))
    assert sum(sent) < 20_000_000


def test_endless_headers_are_cut():
    def pour(stream):
        stream.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            stream.sendall(b"x" * 65_536)

    with loopback({"/": pour}) as web, pytest.raises(FetchRefused):
        safe_fetch(f"http://a.invalid:{web.port}/", door=web.door())


def test_endless_continues_are_cut():
    def pour(stream):
        while True:
            stream.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)

    with loopback({"/": pour}) as web, pytest.raises(FetchRefused):
        safe_fetch(f"http://a.invalid:{web.port}/", door=web.door(seconds=2))


def test_compression_is_undone_within_the_bound_only():
    bomb, small = gzip.compress(b"\0" * 50_000_000), gzip.compress(b"petit")
    encoded = "Content-Encoding: gzip"
    answers = {"/bomb": ok(bomb, encoded), "/small": ok(small, encoded)}
    answers["/odd"] = ok(b"x", "Content-Encoding: br")
    answers["/false"] = ok(b"not gzip", encoded)
    with loopback(answers) as web:
        address = f"http://a.invalid:{web.port}"
        assert safe_fetch(f"{address}/small", door=web.door()).text() == "petit"
        for path in ("/bomb", "/odd", "/false"):
            with pytest.raises(FetchRefused):
                safe_fetch(f"{address}{path}", door=web.door())


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r\n\r\n",
        b"hello\r\n\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"220 mail.invalid ESMTP\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncut short",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxx\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    ],
)
def test_what_is_no_web_server_is_refused(answer):
    with loopback({"/": answer}) as web, pytest.raises(FetchRefused):
        safe_fetch(f"http://a.invalid:{web.port}/", door=web.door())


def test_nobody_there_is_refused():
    with loopback({}) as web:
        port = web.port
        door = web.door()
    with pytest.raises(FetchRefused, match="n’a pas répondu"):
        safe_fetch(f"http://a.invalid:{port}/", door=door)


def unknown(*_):
    """A resolver that knows no name."""
    raise OSError("no such name")


def test_a_name_nobody_knows_is_refused():
    assert "introuvable" in refused("http://a.invalid/", resolve=unknown)
    assert "introuvable" in refused("http://a.invalid/", resolve=lambda *_: [])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for forge.invalid, signed by itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=forge.invalid", "-addext", "subjectAltName=DNS:forge.invalid"]
    try:
        subprocess.run(
            [*command, "-keyout", key, "-out", certificate], check=True, capture_output=True
        )
    except FileNotFoundError:
        pytest.skip("openssl est absent")
    return certificate, key


def test_a_certificate_is_checked_against_the_name(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def trusting():
        return ssl.create_default_context(cafile=str(certificate[0]))

    with loopback({"/": ok("sûr")}, tls=context) as web:
        good = web.door(trust=trusting)
        assert safe_fetch(f"https://forge.invalid:{web.port}/", door=good).text() == "sûr"
        with pytest.raises(FetchRefused, match="certificat"):
            safe_fetch(f"https://other.invalid:{web.port}/", door=good)
        with pytest.raises(FetchRefused, match="certificat"):
            safe_fetch(f"https://forge.invalid:{web.port}/", door=web.door())


def test_plain_text_where_tls_is_expected_is_refused():
    with loopback({"/": ok("clair")}) as web, pytest.raises(FetchRefused):
        safe_fetch(f"https://forge.invalid:{web.port}/", door=web.door(seconds=2))
