"""Setting up: what is missing is said in one sentence, and the second time costs nothing."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.databases import ROOT


@pytest.fixture
def checkout(tmp_path):
    """A folder with what `make install` reads, and nothing installed."""
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def python_that(folder, *, version="3.11.7", venv=True):
    """A stand-in for a system's Python that is too old, or that lacks its venv module."""
    path = folder / "python-under-test"
    path.write_text(
        "#!/bin/sh\n"
        'case "$2" in\n'
        f"  *version_info*) exit {int(version < '3.11')};;\n"
        f"  *python_version*) echo {version};;\n"
        f"  *ensurepip*) exit {int(not venv)};;\n"
        "esac\n"
    )
    path.chmod(0o755)
    return path


def make(folder, *arguments):
    environ = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments, "UV="],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
    )


def sentence(done):
    """Return what is said besides make's own last word."""
    assert done.returncode == 2
    said = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(said) == 1, done.stderr
    return said[0]


def test_an_old_python_is_one_sentence(checkout):
    old = python_that(checkout, version="3.09.2")
    said = sentence(make(checkout, "install", f"PYTHON={old}"))
    assert "Python 3.11" in said
    assert "3.09.2" in said


def test_no_python_is_one_sentence(checkout):
    assert "python3" in sentence(make(checkout, "install", "PYTHON=no-such-python"))


def test_a_missing_venv_module_is_one_sentence(checkout):
    bare = python_that(checkout, venv=False)
    said = sentence(make(checkout, "install", f"PYTHON={bare}"))
    assert "python3-venv" in said
    assert not (checkout / ".venv").exists()


def test_make_alone_lists_the_commands(checkout):
    done = make(checkout)
    assert done.returncode == 0
    for name in ("make run", "make test", "make install", "make lint", "make bench"):
        assert name in done.stdout


def test_an_installed_environment_is_left_alone(checkout):
    # Stamps newer than the lists stand for an installation that went through.
    binaries = checkout / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").touch()
    (checkout / ".venv" / ".runtime").touch()
    done = make(checkout, "install")
    assert done.returncode == 0
    assert "Installation" not in done.stdout


def test_locks_hold_hashes_and_no_address():
    for name in ("requirements.lock", "tests/requirements.lock"):
        text = (ROOT / name).read_text()
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith("#")]
        assert len(pinned) > 20
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text


def test_continuous_integration_runs_both_databases():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    assert "--every-database" in (ROOT / "Makefile").read_text()


def test_everything_the_program_imports_is_in_the_lock():
    lock = (ROOT / "requirements.lock").read_text()
    locked = set(re.findall(r"^([a-z0-9.-]+)(?:\[\w+\])?==", lock, re.M))
    imported = set()
    for path in (ROOT / "council").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(str(node.module).split(".")[0])
    packages = packages_distributions()
    outside = imported - set(sys.stdlib_module_names) - {"council"}
    missing = {
        name
        for name in outside
        if not {re.sub(r"[-_.]+", "-", p).lower() for p in packages.get(name, [])}
        & {re.sub(r"[-_.]+", "-", p) for p in locked}
    }
    assert sorted(missing) == []
