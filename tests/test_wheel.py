"""The built wheel works, installed in a new environment, from another directory."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile

import pytest

from tests.databases import ROOT, SECRET, free_port

pytestmark = pytest.mark.slow


def run(*command, cwd, env=None):
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from the source archive as anybody who packages it would."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A new environment with the wheel; its dependencies are read from this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv = folder / "venv"
    run(sys.executable, "-m", "venv", venv, cwd=folder)
    python = venv / "bin" / "python"
    run(python, "-m", "pip", "install", "--no-deps", "--no-index", wheel, cwd=folder)
    where = run(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
    ).strip()
    # A path file adds this environment's packages without following its own path files, so the
    # checkout stays out of reach.
    with open(os.path.join(where, "dependencies.pth"), "w") as file:
        file.write(sysconfig.get_path("purelib") + "\n")
    return folder


@pytest.fixture(scope="module")
def environ(installed):
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return kept | {"COUNCIL_INSTANCE": str(installed / "data"), "COUNCIL_SECRET_KEY": SECRET}


def test_the_wheel_holds_what_pages_need(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "council/_assets/templates/base.html" in names
    assert "council/_assets/migrations/env.py" in names
    assert any(name.startswith("council/_assets/static/css/") for name in names)
    assert not any(name.endswith((".pyc", ".sqlite")) or "/tests/" in name for name in names)
    committed = {
        str(path.relative_to(ROOT))
        for folder in ("templates", "static", "migrations")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert sorted(path for path in committed if f"council/_assets/{path}" not in names) == []


def test_the_installed_command_runs_its_own_code(installed, environ):
    python = installed / "venv" / "bin" / "python"
    where = run(python, "-c", "import council; print(council.__file__)", cwd=installed, env=environ)
    assert where.startswith(str(installed))


def test_the_installed_site_serves_pages_and_assets(installed, environ):
    council = installed / "venv" / "bin" / "council"
    run(council, "migrate", cwd=installed, env=environ)
    run(council, "verify", cwd=installed, env=environ)
    port = free_port()
    server = subprocess.Popen(
        [council, "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"],
        cwd=installed,
        env=environ,
        stdout=subprocess.DEVNULL,
    )
    try:
        page = fetch(f"http://127.0.0.1:{port}/", server)
        assert "<html" in page
        assert "{" in fetch(f"http://127.0.0.1:{port}/static/css/council.css", server)
    finally:
        server.terminate()
        assert server.wait(timeout=40) == 0


def fetch(address, server):
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.read().decode()
        except OSError:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < deadline
            time.sleep(0.2)
