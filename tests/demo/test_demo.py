"""The demonstration: told once, on an empty database, by invented bodies only."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import ROOT

pytestmark = pytest.mark.slow

ROLES = {
    "representative",
    "manager",
    "vendor",
    "maintainer",
    "member",
    "secretariat",
    "chair",
    "endorser",
    "observer",
    "administrator",
    "registered",
}


def council(instance: Path, *arguments: str) -> str:
    """Run the command on an instance of its own; no secret key is given."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("COUNCIL_", "DATABASE"))}
    done = subprocess.run(
        [sys.executable, "-m", "council.cli", *arguments],
        cwd=ROOT,
        env={**environ, "COUNCIL_INSTANCE": str(instance), "COUNCIL_DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_story_is_told_once_and_the_journal_holds(tmp_path):
    instance = tmp_path / "instance"
    council(instance, "migrate")
    council(instance, "demo")
    sheet = instance / "demo-accounts.json"
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    accounts = json.loads(sheet.read_text())
    assert {a["role"] for a in accounts} >= ROLES
    assert all(set(a) == {"role", "email", "password", "organization"} for a in accounts)
    assert all(a["email"].endswith("@exemple.invalid") for a in accounts)
    assert "rien n’a été ajouté" in council(instance, "demo")
    assert json.loads(sheet.read_text()) == accounts
    assert "intact" in council(instance, "verify")
    council(instance, "worker", "--once")
    found = json.loads(council(instance, "search", "refonte editeur accessible", "--json"))
    assert "CLL-" in " ".join(hit["reference"] for hit in found["hits"])
    mails = list((instance / "mails").glob("*.eml"))
    assert mails
    assert all(b"fictives" in mail.read_bytes() for mail in mails)
