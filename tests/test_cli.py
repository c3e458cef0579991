"""The `council` command, run as an operator would: from an empty database on."""

from __future__ import annotations

import io
import socket

import pytest
from sqlalchemy import text

from council import create_app
from council.accounts.models import Account
from council.accounts.passwords import matches
from council.cli import cli, main
from council.extensions import db
from council.organizations.queries import viewer_for
from tests.databases import ROOT, environment

GOOD = "une phrase vraiment longue et rare"


@pytest.fixture
def open_instance(database, tmp_path, monkeypatch, capsys):
    """Give the command on a database: `council("verify")` returns code, output, errors."""
    opened = []

    def on(url):
        environ = environment(url, tmp_path / "instance")
        for key, value in environ.items():
            monkeypatch.setenv(key, value)

        def run(*arguments, typed=""):
            monkeypatch.setattr("sys.stdin", io.StringIO(typed))
            monkeypatch.setattr("sys.argv", ["council", *arguments])
            code = main(list(arguments))
            written = capsys.readouterr()
            return code, written.out, written.err

        run.app = create_app(environ)
        opened.append((run.app, url))
        return run

    yield on
    for app, url in opened:
        with app.app_context():
            db.engine.dispose()
        database.drop(url)


@pytest.fixture
def council(open_instance, database):
    """The command on a database without any table."""
    return open_instance(database.empty())


@pytest.fixture
def migrated(open_instance, database):
    """The command on an empty database that is up to date."""
    return open_instance(database.copy())


def test_migrate_creates_then_changes_nothing_and_hides_passwords(council):
    for _ in range(2):
        code, out, err = council("migrate")
        assert (code, err) == (0, "")
        assert out.startswith("Base à jour : ")


def test_what_needs_tables_says_how_to_make_them(council):
    for command in (["verify"], ["worker", "--once"], ["serve"]):
        code, _, err = council(*command)
        assert code == 2
        assert "council migrate" in err
        assert err.count("\n") == 1


def test_an_unknown_option_or_command_is_one_sentence(migrated):
    for command in (["verify", "--nope"], ["nothing"], ["serve", "--bind", "here"]):
        code, _, err = migrated(*command)
        assert code == 2
        assert err.startswith("council : ")
        assert err.count("\n") == 1


def test_a_missing_secret_key_is_one_sentence(council, monkeypatch):
    monkeypatch.delenv("COUNCIL_SECRET_KEY")
    code, _, err = council("verify")
    assert code == 2
    assert "COUNCIL_SECRET_KEY" in err


def test_a_taken_port_is_one_sentence(migrated):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, err = migrated("serve", "--bind", f"127.0.0.1:{taken.getsockname()[1]}")
    assert code == 2
    assert "ne peut pas être utilisée" in err


def test_the_first_person_is_made_from_the_command_line(migrated):
    created = migrated("user", "create", "Sam@exemple.invalid", "Sam Fictif", typed=f"{GOOD}\n")
    assert created[0] == 0
    mandate = ("user", "mandate", "sam@exemple.invalid", "secretariat")
    body = ("--organization", "Mission fictive")
    assert migrated(*mandate, *body)[0] == 2
    assert migrated(*mandate, *body, "--found", "administration")[0] == 0
    with migrated.app.app_context():
        account = db.session.scalar(db.select(Account))
        assert matches(account.password_hash, GOOD)
        assert viewer_for(account).is_secretariat
        db.session.remove()
    code, out, _ = migrated("verify")
    assert code == 0
    assert out.startswith("Journal intact : 3 entrée(s), tête ")


def test_a_council_mandate_given_by_the_operator_is_in_force(migrated):
    migrated("user", "create", "pia@exemple.invalid", "Pia Fictive", typed=f"{GOOD}\n")
    done = migrated(
        "user", "mandate", "pia@exemple.invalid", "chair",
        "--organization", "Mission fictive", "--found", "administration",
    )  # fmt: skip
    assert done[0] == 0
    with migrated.app.app_context():
        assert viewer_for(db.session.scalar(db.select(Account))).is_chair
        db.session.remove()


NOBODY, SOMEBODY = "inconnu@exemple.invalid", "a@exemple.invalid"


@pytest.mark.parametrize(
    ("arguments", "typed", "word"),
    [
        (["create", "pas une adresse", "X"], GOOD, "adresse"),
        (["create", SOMEBODY, "X"], "court", "12"),
        (["password", NOBODY], GOOD, "aucun compte"),
        (["mandate", NOBODY, "member", "--organization", "X"], "", "aucun"),
        (["mandate", SOMEBODY, "maintainer", "--organization", "X"], "", "--software"),
        (["mandate", SOMEBODY, "roi"], "", "roi"),
    ],
)
def test_a_wrong_value_is_one_sentence_and_writes_nothing(migrated, arguments, typed, word):
    code, _, err = migrated("user", *arguments, typed=f"{typed}\n")
    assert code == 2
    assert word in err
    assert err.count("\n") == 1
    with migrated.app.app_context():
        assert db.session.scalar(db.select(Account)) is None
        db.session.remove()


def test_a_password_given_by_the_operator_replaces_the_old_one(migrated):
    migrated("user", "create", "sam@exemple.invalid", "Sam Fictif", typed=f"{GOOD}\n")
    other = "une autre phrase, tout aussi rare"
    assert migrated("user", "password", "sam@exemple.invalid", typed=f"{other}\n")[0] == 0
    with migrated.app.app_context():
        account = db.session.scalar(db.select(Account))
        assert matches(account.password_hash, other)
        assert not matches(account.password_hash, GOOD)
        db.session.remove()


def test_an_invitation_is_owed_then_sent_by_the_worker(migrated, tmp_path):
    assert migrated("user", "invite", "nina@exemple.invalid", "Nina Fictive")[0] == 0
    code, out, _ = migrated("outbox")
    assert code == 0
    assert "mail : 1 en attente, 0 en échec" in out
    assert migrated("worker", "--once")[0] == 0
    assert "Rien n’est dû." in migrated("outbox")[1]
    mails = list((tmp_path / "instance" / "mails").glob("*.eml"))
    assert len(mails) == 1
    assert b"nina@exemple.invalid" in mails[0].read_bytes()


def test_verify_names_the_first_bad_entry(migrated):
    for name in ("sam", "lea"):
        migrated("user", "create", f"{name}@exemple.invalid", name, typed=f"{GOOD}\n")
    with migrated.app.app_context():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("DROP TRIGGER journal_entries_refuses_update"))
        else:
            db.session.execute(text("ALTER TABLE journal_entries DISABLE TRIGGER ALL"))
        db.session.execute(text("UPDATE journal_entries SET public = '{}' WHERE sequence = 2"))
        db.session.commit()
        db.session.remove()
    code, _, err = migrated("verify")
    assert code == 1
    assert "entrée 2" in err


def test_permissions_prints_the_committed_page(migrated):
    code, out, _ = migrated("permissions")
    assert code == 0
    assert out == (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")


def test_every_command_has_its_help(migrated):
    assert {"serve", "worker", "migrate", "verify", "user", "permissions"} <= set(cli.commands)
    assert all(command.help for command in cli.commands.values())
