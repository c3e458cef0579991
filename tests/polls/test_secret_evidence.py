"""Packages of secret polls: recounted by strangers, first fault named, ballots found by receipt."""

from __future__ import annotations

import json

import pytest

from council.cli import cli
from council.records.canonical import canonical
from tests.polls.secret import Secret
from tests.polls.test_evidence import check, pack, package, unpack

__all__ = ["check"]


@pytest.fixture
def vote(polls, after) -> tuple[Secret, list[str]]:
    """A counted secret vote of eight seats, one of which did not vote, and the receipts."""
    secret = Secret(polls, after).people(8).open()
    receipts = [secret.vote(n, choice="for" if n < 4 else "against") for n in range(7)]
    secret.close()
    return secret, receipts


def test_it_is_counted_again_by_one_file_alone(vote, check):
    secret, receipts = vote
    data = package(secret)
    answer = check(data)
    assert answer.returncode == 0, answer.stderr
    assert "Recompté : adopted, comme scellé." in answer.stdout
    assert "9 sièges inscrits, 7 bulletins reçus" in answer.stdout
    assert data == package(secret), "the same state gives the same bytes"
    text = b"".join(unpack(data).values()).decode()
    assert "Personne Fictive" not in text and not any(r in text for r in receipts)
    assert '"ballot.cast"' not in unpack(data)["journal.jsonl"].decode()


def test_who_kept_a_receipt_finds_the_ballot_without_the_site(vote, check, app, tmp_path):
    secret, receipts = vote
    data = package(secret)
    answer = check(data, "--receipt", receipts[0].lower())
    assert answer.returncode == 0 and '{"choice":"for"}' in answer.stdout, answer
    answer = check(data, "--receipt", receipts[6])
    assert '{"choice":"against"}' in answer.stdout
    assert "aucun bulletin publié" in check(data, "--receipt", "7" * 26).stdout
    assert check(data, "--receipt", "7").returncode == 2
    path = tmp_path / "p.zip"
    path.write_bytes(data)
    run = app.test_cli_runner().invoke
    answer = run(cli, ["verify", str(path), "--receipt", receipts[0]])
    assert answer.exit_code == 0 and '{"choice":"for"}' in answer.output
    assert run(cli, ["verify", "--receipt", receipts[0]]).exit_code == 2


# Half of a pair of codes, which is no text.
HALF = rb'[{"box":"","content":"\ud800","proof":"' + b"0" * 64 + b'"}]'
CHANGES = [
    ("ballots.json", "alter", "ballots.json"),
    ("ballots.json", "delete", "ballots.json"),
    ("ballots.json", "repeat", "ballots.json, bulletin 2 : il figure deux fois"),
    ("ballots.json", "reorder", "ballots.json, bulletin 2 : il n’est pas à sa place"),
    ("turnout.json", "delete", "turnout.json"),
    ("turnout.json", "repeat", "turnout.json, siège 2 : il figure deux fois"),
    ("turnout.json", "reorder", "turnout.json, siège 2 : il n’est pas à sa place"),
]


@pytest.mark.parametrize(("name", "way", "said"), CHANGES)
def test_one_changed_record_is_named(vote, check, name, way, said):
    files = unpack(package(vote[0]))
    rows = json.loads(files[name])
    changed = {
        "alter": lambda: [rows[0] | {"content": '{"choice":"blank"}'}, *rows[1:]],
        "delete": lambda: rows[1:],
        "repeat": lambda: [rows[0], *rows],
        "reorder": lambda: [rows[1], rows[0], *rows[2:]],
    }[way]()
    answer = check(pack(files | {name: canonical(changed).encode()}))
    assert answer.returncode == 1 and said in answer.stderr, answer


def test_hostile_files_do_not_stop_the_verifier(vote, check):
    files = unpack(package(vote[0]))
    for name in ("ballots.json", "turnout.json", "result.json", "parameters.json"):
        for bad in (b"", b"[", b"null", b"[[1.5]]", b'{"a":1}', b"[{}]", b'["x"]', b"\xff", HALF):
            answer = check(pack(files | {name: bad}))
            assert answer.returncode in (0, 1, 2) and "Traceback" not in answer.stderr, answer
    less = {name: data for name, data in files.items() if name != "turnout.json"}
    answer = check(pack(less))
    assert answer.returncode == 1 and "turnout.json : ce fichier manque" in answer.stderr


def test_what_is_not_told_is_not_in_the_package(polls, after, check):
    secret = Secret(polls, after).people(6)
    secret.open()
    for n in range(3):
        secret.vote(n, choice="for")
    secret.close()
    data = package(secret)
    files = unpack(data)
    assert json.loads(files["turnout.json"]) is None
    assert check(data).returncode == 0
