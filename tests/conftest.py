"""The fixtures every test shares; see docs/contributing.md for how to write one."""

from __future__ import annotations

import email
import email.policy
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from council import clock, create_app
from council.journal.worker import run_once
from council.notifications.timing import due_at
from tests import builders
from tests.cast import Cast
from tests.databases import NAMES, Database, Databases, environment
from tests.fixtures import Browser, Builder, Queries, counted, one_transaction
from tests.servers import LiveServer, live_server

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# A property that holds does not fail because the machine is busy.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
LOOPBACK = ("127.", "::1", "localhost")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the two databases."""
    parser.addoption(
        "--databases", default=",".join(NAMES), help="databases to test on, comma-separated"
    )
    parser.addoption(
        "--every-database", action="store_true", help="fail when a database ran no test"
    )


def _chosen(config: pytest.Config) -> list[str]:
    names = [name.strip() for name in config.getoption("--databases").split(",") if name.strip()]
    unknown = sorted(set(names) - set(NAMES))
    if unknown or not names:
        raise pytest.UsageError(f"--databases: {', '.join(NAMES)} expected, not {unknown}")
    return names


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that touches the database on each of them, and the others once."""
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", _chosen(metafunc.config), indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark browser tests slow, so that one option leaves both out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note on which database a test runs, for the count at the end."""
    callspec = getattr(item, "callspec", None)
    name = callspec.params.get("database", "none") if callspec else "none"
    item.user_properties.append(("database", name))


def _counts(config: pytest.Config) -> Counter[str]:
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    counts: Counter[str] = Counter()
    for outcome in ("passed", "failed", "xfailed", "xpassed"):
        for report in reporter.stats.get(outcome, []) if reporter else []:
            if report.when == "call":
                counts[dict(report.user_properties).get("database", "none")] += 1
    return counts


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the figures that tests measured, and how many tests each database ran."""
    for report in terminalreporter.getreports(""):
        for name, text in getattr(report, "user_properties", ()):
            if name == "figure" and report.when == "teardown":
                terminalreporter.write_line(f"Mesure : {text}")
    counts = _counts(config)
    listed = ", ".join(f"{name} {counts[name]}" for name in _chosen(config))
    terminalreporter.write_line(f"Tests par base : {listed}, sans base {counts['none']}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail the run when a database that was asked for ran nothing."""
    config = session.config
    if hasattr(config, "workerinput") or not config.getoption("--every-database"):
        return
    counts = _counts(config)
    if exitstatus == 0 and any(not counts[name] for name in _chosen(config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def no_outgoing_connection() -> Iterator[None]:
    """Refuse any connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address}")
        return connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The databases of this run, started when first needed."""
    started = Databases(tmp_path_factory.mktemp("databases"))
    yield started
    started.close()


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, databases: Databases) -> Database:
    """A migrated database; each test that asks for it runs once on each kind."""
    return databases.get(request.param)


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database where everything this test does is undone at the end."""
    if "shared" not in database.apps:
        environ = environment(database.copy(), database.folder / "shared")
        database.apps["shared"] = create_app(environ)
        database.apps["shared"].test_client_class = Browser
    app = database.apps["shared"]
    kept = dict(app.config)
    app.config["COUNCIL_INSTANCE"] = str(tmp_path)
    app.testing = True
    with one_transaction(app) as connection:
        app.extensions["connection under test"] = connection
        yield app
    app.config.clear()
    app.config.update(kept)
    clock.set_offset(clock.timedelta(0))


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser without scripts: cookies, form tokens, redirects on demand."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def build(app: Flask) -> Builder:
    """Builders of rows, each in a context of its own."""
    return Builder(app, builders)


@pytest.fixture
def sign_in() -> Callable[[Browser, Any], Browser]:
    """`sign_in(client, account)` makes the client that person's."""
    return lambda client, account: client.sign_in(account)


@pytest.fixture
def cast(build: Builder) -> Cast:
    """The named people of the tests, each made when first mentioned."""
    return Cast(build)


@pytest.fixture
def queries(app: Flask) -> Iterator[Queries]:
    """The SQL statements of this test, counted."""
    with counted(app.extensions["connection under test"]) as seen:
        yield seen


@pytest.fixture
def mails(app: Flask) -> Callable[[], list[EmailMessage]]:
    """`mails()` does everything owed (as the worker would) and returns every mail sent so far."""

    def drained() -> list[EmailMessage]:
        run_once(app)
        files = sorted(Path(app.config["COUNCIL_INSTANCE"], "mails").glob("*.eml"))
        return [email.message_from_bytes(f.read_bytes(), policy=email.policy.SMTP) for f in files]

    return drained


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """`measured("recall 0.94")` prints a figure at the end of the run, wherever the test ran."""
    return lambda text: record_property("figure", text)


@pytest.fixture
def summaries(app: Flask, mails: Any, clock_at: Any) -> Callable[[], list[EmailMessage]]:
    """`summaries()` goes to the hour of the next daily summaries and returns what is sent then.

    Sessions opened before have idled out by then: sign in again.
    """

    def sent() -> list[EmailMessage]:
        before = {message["Message-ID"] for message in mails()}
        tomorrow = clock.today() + clock.timedelta(days=1)
        clock_at(due_at(tomorrow, app.config["COUNCIL_DIGEST_HOUR"]) + clock.timedelta(minutes=1))
        return [message for message in mails() if message["Message-ID"] not in before]

    return sent


@pytest.fixture
def news(mails: Any, summaries: Any) -> Callable[[], list[EmailMessage]]:
    """`news()` returns every mail sent so far, those of the next summaries included, in order."""

    def sent() -> list[EmailMessage]:
        summaries()
        return mails()

    return sent


@pytest.fixture
def clock_at() -> Iterator[Callable[[datetime], None]]:
    """`clock_at(moment)` moves every clock of this process there; time goes on from it."""

    def move(moment: datetime) -> None:
        clock.set_offset(moment - (clock.now() - clock.offset()))

    yield move
    clock.set_offset(clock.timedelta(0))


@pytest.fixture
def serve(database: Database, tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """`serve(servers=2)` runs real processes on a database of their own."""
    opened = []

    def start(**options: Any) -> LiveServer:
        context = live_server(database, tmp_path / f"live{len(opened)}", **options)
        opened.append(context)
        return context.__enter__()

    yield start
    for context in reversed(opened):
        context.__exit__(None, None, None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, without a window; a new context per test keeps people apart."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = next((path for path in CHROMIUM if os.access(path, os.X_OK)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is absent: install the package chromium")
        pytest.skip("Chromium est absent (apt install chromium).")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()
