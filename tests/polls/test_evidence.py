"""Result packages: what they hold, and the first thing that does not hold when one is changed."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from click.testing import CliRunner

from council import verifier
from council.cli import cli
from council.extensions import db
from council.polls import actions
from council.records.canonical import canonical
from council.tally.commands import tally_command
from tests.polls.conftest import SIMPLE, ballot_data
from tests.polls.held import COSTS, NAMES, Held, options_data


@pytest.fixture
def held(polls, cast, build, after) -> Held:
    """A poll to hold."""
    return Held(polls, cast, build, after)


@pytest.fixture
def check(tmp_path):
    """`check(files)`: run the stand-alone file on a package, alone in its folder."""
    tool = tmp_path / "verify.py"
    tool.write_text(verifier.assemble(), encoding="utf-8")

    def run(data, *more, old=None):
        (tmp_path / "p.zip").write_bytes(data)
        names = ["p.zip"]
        if old is not None:
            (tmp_path / "old.zip").write_bytes(old)
            names = ["--diff", "old.zip", "p.zip"]
        command = [sys.executable, "-I", "-S", "verify.py", *names, *more]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def package(held, who=None):
    answer = held.polls.browser(who).get(f"/scrutins/{held.poll.reference}/resultat.zip")
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    return answer.data


def unpack(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(files):
    """The package a forger would make: its manifest computed again."""
    import hashlib

    files = dict(files)
    manifest = json.loads(files.pop("manifest.json"))
    manifest["files"] = {n: hashlib.sha256(data).hexdigest() for n, data in files.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {**files, "manifest.json": canonical(manifest).encode()}.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def motion(held, polls, cast):
    """A closed motion with a changed ballot, a refused one, a recusal, an extension."""
    held.open(polls.add_rule(base=SIMPLE), meaning_for="Oui.", meaning_against="Non.")
    held.vote(0, choice="against")
    held.vote(0, choice="for", reason="J’ai changé d’avis.")
    held.vote(1, choice="against")
    path = f"/scrutins/{held.poll.reference}"
    browser = polls.browser(held.voters[1][0])
    for body, reason in ((held.voters[1][1], "Intérêt fictif."),):
        answer = browser.post(f"{path}/deport", data={"organization": body.id, "reason": reason})
        assert answer.status_code == 303
    held.vote(2, choice="abstain")
    held.poll = polls.build(
        actions.extend_poll,
        held.poll,
        closes_at=held.poll.closes_at + timedelta(days=1),
        reason="Un jour de plus.",
        author=polls.viewer(cast.chair),
    )
    seat = polls.seat(held.poll, held.voters[0][1])
    held.close()
    browser = polls.browser(held.voters[0][0])
    late = browser.post(f"{path}/bulletin", data=ballot_data(seat, "for"))
    assert late.status_code == 403
    return held


def test_a_package_is_checked_and_counted_again_by_one_file_alone(motion, check):
    data = package(motion)
    files = unpack(data)
    assert "council" not in files["verify.py"].decode().split("import ", 1)[1].split("class", 1)[0]
    answer = check(data)
    assert answer.returncode == 0, answer.stderr
    assert "Recompté : adopted, comme scellé." in answer.stdout and "Tout tient." in answer.stdout
    assert json.loads(files["counters.json"]) == {
        "received": 4,
        "replaced": 1,
        "withdrawn": 1,
        "counted": 2,
        "rejected": {"late": 1},
    }
    assert data == package(motion), "the same state gives the same bytes"
    assert "J’ai changé d’avis." in files["exports/bulletins.csv"].decode()


def test_the_page_leads_to_the_package_and_nothing_comes_before_the_end(held, polls):
    held.open(polls.add_rule(base=SIMPLE), meaning_for="Oui.", meaning_against="Non.")
    held.vote(0, choice="for")
    path = f"/scrutins/{held.poll.reference}/resultat.zip"
    refused = polls.browser(held.voters[0][0]).get(path)
    assert refused.status_code == 403 and "avant la clôture" in refused.text
    page = held.close()
    assert path in page
    answer = polls.browser().get(path)
    again = polls.browser().get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_result_for_the_roll_is_packaged_for_the_roll(held, polls):
    rule = polls.add_rule(base=SIMPLE, results_public="decision")
    held.open(rule, meaning_for="Oui.", meaning_against="Non.")
    held.vote(0, choice="for")
    held.close()
    path = f"/scrutins/{held.poll.reference}/resultat.zip"
    assert polls.browser().get(path).status_code == 403
    assert polls.browser(held.voters[0][0]).get(path).status_code == 200


RECORDS = {
    "roll.json": "roll.json, siège",
    "ballots.json": "ballots.json",
    "recusals.json": "recusals.json",
    "events.json": "events.json, acte",
}


def altered(row):
    """The same record with one thing changed."""
    changed = json.loads(json.dumps(row))
    for key in ("reason", "organization", "at", "content"):
        if isinstance(changed.get(key), str):
            changed[key] += "x" if key != "content" else " "
            return changed
    raise AssertionError(row)


# There is one recusal: it has no other order.
CHANGES = [
    (name, way)
    for name in RECORDS
    for way in ("alter", "delete", "repeat", "reorder")
    if (name, way) != ("recusals.json", "reorder")
]


@pytest.mark.parametrize(("name", "way"), CHANGES)
def test_one_changed_record_is_named(motion, check, name, way):
    files = unpack(package(motion))
    rows = json.loads(files[name])
    changed = {
        "alter": lambda: [altered(rows[0]), *rows[1:]],
        "delete": lambda: rows[1:],
        "repeat": lambda: [rows[0], *rows],
        "reorder": lambda: [rows[1], rows[0], *rows[2:]],
    }[way]()
    answer = check(pack(files | {name: canonical(changed).encode()}))
    assert answer.returncode == 1 and RECORDS[name] in answer.stderr, answer


@pytest.mark.parametrize("way", ["alter", "delete", "repeat", "reorder", "cut"])
def test_one_changed_line_of_the_journal_is_named(motion, check, way):
    files = unpack(package(motion))
    lines = files["journal.jsonl"].splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if b'"ballot.cast"' in line)
    changed = {
        "alter": [*lines[:at], lines[at].replace(b"ballot.cast", b"ballot.lost"), *lines[at + 1 :]],
        "delete": lines[:at] + lines[at + 1 :],
        "repeat": lines[: at + 1] + lines[at:],
        "reorder": [*lines[: at - 1], lines[at], lines[at - 1], *lines[at + 1 :]],
        "cut": lines[:-1],
    }[way]
    forged = pack(files | {"journal.jsonl": b"".join(changed)})
    last = json.loads(lines[-1])
    answer = check(forged, "--head", f"{last['sequence']}:{last['hash']}")
    assert answer.returncode == 1 and "journal" in answer.stderr
    if way != "cut":
        assert check(forged).returncode == 1, "without any head too"
    else:
        assert "la fin est coupée" in answer.stderr or "n’y figure pas" in answer.stderr


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("parameters.json", b'"reference":', b'"referencf":'),
        ("parameters.json", b"Le conseil", b"Personne"),
        ("result.json", b'"outcome":"adopted"', b'"outcome":"rejected"'),
        ("counters.json", b'"counted":2', b'"counted":3'),
        ("counters.json", b'"received":4', b'"received":5'),
        ("manifest.json", b'"roll.json":"', b'"roll.json":"0'),
        ("manifest.json", b'"files"', b'"filez"'),
    ],
)
def test_one_changed_figure_is_named(motion, check, name, old, new):
    files = unpack(package(motion))
    if old not in files[name]:
        old, new = b'"title":"', b'"title":"x'
    changed = files | {name: files[name].replace(old, new, 1)}
    if name == "manifest.json":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for key, data in changed.items():
                archive.writestr(key, data)
        answer = check(out.getvalue())
    else:
        answer = check(pack(changed))
    assert answer.returncode == 1
    named = name if "roll" not in str(old) else "roll.json"
    assert named in answer.stderr


def test_a_file_more_or_less_is_named(motion, check):
    files = unpack(package(motion))
    less = {n: d for n, d in files.items() if n != "events.json"}
    answer = check(pack(less))
    assert answer.returncode == 1 and "events.json : ce fichier manque" in answer.stderr


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04rien", b"\x00" * 5000, b'{"a": 1}'],
)
def test_what_is_no_package_is_said_to_be_none(check, data):
    answer = check(data)
    assert answer.returncode == 2 and "Traceback" not in answer.stderr


def test_hostile_packages_do_not_stop_the_verifier(motion, check):
    data = package(motion)
    files = unpack(data)
    for name in files:
        for bad in (b"", b"[", b"null", b"[[[[1.5]]]]", b'{"a":1,"a":2}', b"\xff\xfe"):
            answer = check(pack(files | {name: bad}) if name != "manifest.json" else data[:-50])
            assert answer.returncode in (0, 1, 2), answer.stderr
            assert "Traceback" not in answer.stderr, (name, bad, answer.stderr)
    for cut in range(0, len(data), max(1, len(data) // 25)):
        answer = check(data[:cut])
        assert answer.returncode == 2 and "Traceback" not in answer.stderr


def test_a_later_package_extends_an_earlier_one(held, polls, cast, build, check):
    rule = polls.add_rule(base=SIMPLE, tie="casting_vote")
    held.open(rule, meaning_for="Oui.", meaning_against="Non.")
    body = held.voters[0][1]
    build.mandate(cast.chair, "member", body=body)
    held.voters[0] = (cast.chair, body)
    held.vote(0, choice="for")
    held.vote(1, choice="against")
    held.close()
    old = package(held)
    answer = polls.browser(cast.chair).post(
        f"/scrutins/{held.poll.reference}/departager", data={"choice": "for", "reason": "Motif."}
    )
    assert answer.status_code == 303
    new = package(held)
    assert "Après la voix prépondérante : adopted." in check(new).stdout
    answer = check(new, old=old)
    assert answer.returncode == 0, answer.stderr
    assert "1 actes de plus" in answer.stdout
    backwards = check(old, old=new)
    assert backwards.returncode == 1 and "manque" in backwards.stderr


EVERY = [
    ("approbation", {}, [{"approves": ["o1", "o3"]}, {"approves": ["o3"]}, {"aside": "blank"}]),
    (
        "classement",
        {},
        [{"rank_o1": "1", "rank_o2": "2"}, {"rank_o2": "1"}, {"rank_o2": "1", "rank_o1": "1"}],
    ),
    (
        "scrutin-preferentiel",
        {},
        [{"rank_o1": "1"}, {"rank_o2": "1", "rank_o1": "2"}, {"rank_o3": "1"}],
    ),
    ("vote-unique-transferable", {}, [{"rank_o1": "1"}, {"rank_o2": "1"}, {"rank_o3": "1"}]),
    (
        "jugement-majoritaire",
        {},
        [{"grade_o1": "5", "grade_o2": "1"}, {"grade_o1": "3"}, {"grade_o2": "5"}],
    ),
    ("notes", {}, [{"grade_o1": "9"}, {"grade_o2": "4"}, {"grade_o3": "2", "grade_o1": "1"}]),
    (
        "parts-egales",
        {"budget": "100000"},
        [{"approves": ["o1"]}, {"approves": ["o2", "o3"]}, {"aside": "blank"}],
    ),
    ("consensus-apparent", None, []),
    ("consentement", None, [{"choice": "consent"}, {"choice": "objection", "reason": "Non."}]),
]


@pytest.mark.parametrize(("rule", "more", "ballots"), EVERY, ids=[row[0] for row in EVERY])
def test_every_method_is_counted_again_and_exported(held, check, tmp_path, rule, more, ballots):
    data = {}
    if more is not None:
        names = (*NAMES, "Dépôt commun")
        costs = (*COSTS, 10_000) if more else ()
        data = options_data(*names, costs=costs) | more
    held.open(rule, **data)
    for who, ballot in enumerate(ballots):
        held.vote(who, **ballot)
    held.close()
    archive = package(held)
    answer = check(archive)
    assert answer.returncode == 0 and "comme scellé" in answer.stdout, answer.stderr
    sealed = held.sealed()
    assert f"Recompté : {sealed['outcome']}" in answer.stdout
    _exports_count_the_same(held, unpack(archive), sealed, tmp_path)


def _exports_count_the_same(held, files, sealed, tmp_path):
    labels = held.poll.question.labels
    rule = held.poll.rule
    for name, content in files.items():
        if not name.startswith("exports/") or name.endswith("bulletins.csv"):
            continue
        path = tmp_path / name.split("/")[1]
        path.write_bytes(content)
        options = ["--method", rule.method, "--json"]
        p = rule.parameters
        for key in ("seats", "equal_ranks", "missing", "completion"):
            if p.get(key, "ignore") != "ignore":
                options += [f"--{key.replace('_', '-')}", str(p[key])]
        keyed = not name.endswith((".soc", ".soi", ".toc", ".toi", "devotee.txt"))
        if p.get("default_option"):
            options += ["--default-option", "discussion" if keyed else labels["discussion"]]
        if name.endswith("grades.csv"):
            options += ["--worst", "0", "--format", "grades"]
        if rule.method in ("approval", "equal_shares") and name.endswith((".toc", ".abif")):
            continue
        if rule.method == "equal_shares" and not name.endswith(".pb"):
            continue
        done = CliRunner().invoke(tally_command, [str(path), *options])
        assert done.exit_code == 0, (name, done.output)
        found = json.loads(done.stdout)["winners"]
        winners = sealed["choice"]["winners"]
        expected = winners if keyed else [labels[key] for key in winners]
        assert sorted(found) == sorted(expected), name


def test_the_commands_run_the_same_verifier(motion, tmp_path, app):
    path = tmp_path / "p.zip"
    path.write_bytes(package(motion))
    runner = app.test_cli_runner()
    done = runner.invoke(cli, ["verify", str(path)])
    assert done.exit_code == 0 and "Tout tient." in done.output
    done = runner.invoke(cli, ["verify-diff", str(path), str(path)])
    assert done.exit_code == 0 and "prolonge" in done.output
    done = runner.invoke(cli, ["verify", str(path), "--head", "12"])
    assert done.exit_code == 2


def test_the_head_is_published(motion, polls):
    text = polls.browser().get("/journal/tete.txt").text
    sequence, hashed = text.strip().split(":")
    assert int(sequence) > 1 and len(hashed) == 64
    last = unpack(package(motion))["journal.jsonl"].splitlines()[-1]
    assert json.loads(last)["hash"] == hashed


def test_what_a_ballot_was_refused_for_is_counted_without_anyone(motion, polls):
    from council.polls.models_refusals import PollRefusal

    found = db.select(PollRefusal)
    rows = polls.build(lambda: [(r.cause, r.number) for r in db.session.scalars(found)])
    assert rows == [("late", 1)]
    assert set(PollRefusal.__table__.columns.keys()) == {"poll_id", "cause", "number"}
