"""Models and migrations agree, on both databases, down to triggers, checks and partial indexes."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect, text

from council import create_app
from council.extensions import db
from tests import builders
from tests.databases import ROOT, environment

TRIGGERS = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY tgname",
}


@contextmanager
def on_empty(database, folder):
    """Give an application whose database has no table."""
    url = database.empty()
    app = create_app(environment(url, folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    database.drop(url)


def shape(connection):
    """Return everything the database enforces, in an order that does not depend on creation."""
    inspector = inspect(connection)
    tables = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    found = {}
    for name in tables:
        found[name] = {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(name)
            },
            "primary key": inspector.get_pk_constraint(name),
            "unique": _by_name(inspector.get_unique_constraints(name)),
            "checks": _by_name(inspector.get_check_constraints(name)),
            "foreign keys": _by_name(inspector.get_foreign_keys(name)),
            "indexes": _by_name(inspector.get_indexes(name)),
        }
    triggers = connection.execute(text(TRIGGERS[connection.dialect.name])).all()
    found["triggers"] = {row[0]: [" ".join(str(part).split()) for part in row] for row in triggers}
    return found


def _by_name(rows):
    return {row["name"]: {key: _plain(value) for key, value in row.items()} for row in rows}


def _plain(value):
    # A partial index's condition comes as an expression, which only its text tells from another.
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return str(value)


def differences(models, migrations):
    """Return what only one of the two has."""
    return [
        f"{table}.{part}.{name}: {wanted.get(name)} in the models, {made.get(name)} migrated"
        for table in sorted(set(models) | set(migrations))
        for part, wanted, made in _parts(models.get(table, {}), migrations.get(table, {}))
        for name in sorted(set(wanted) | set(made))
        if wanted.get(name) != made.get(name)
    ]


def _parts(wanted, made):
    if not any(isinstance(value, dict) for value in (*wanted.values(), *made.values())):
        return [("", wanted, made)]
    return [(part, wanted.get(part, {}), made.get(part, {})) for part in sorted({*wanted, *made})]


def made_by_models(database, folder):
    """Return the shape that the models make."""
    with on_empty(database, folder):
        db.create_all()
        with db.engine.connect() as connection:
            return shape(connection)


def test_models_and_migrations_agree(database, tmp_path):
    wanted = made_by_models(database, tmp_path / "models")
    with on_empty(database, tmp_path / "migrations"):
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            made = shape(connection)
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []
    assert "\n".join(differences(wanted, made)) == ""


@pytest.mark.parametrize(
    "statement",
    [
        "DROP INDEX one_open_seat_per_organization_and_college",
        {
            "sqlite": "DROP TRIGGER journal_entries_refuses_update",
            "postgresql": "DROP TRIGGER journal_entries_refuses_change ON journal_entries",
        },
        "ALTER TABLE colleges ADD COLUMN planted INTEGER",
    ],
    ids=["partial index", "trigger", "column"],
)
def test_a_disagreement_is_found(database, tmp_path, statement):
    wanted = made_by_models(database, tmp_path / "models")
    with on_empty(database, tmp_path / "migrations"):
        flask_migrate.upgrade()
        planted = statement[database.name] if isinstance(statement, dict) else statement
        with db.engine.begin() as connection:
            connection.execute(text(planted))
            assert differences(wanted, shape(connection))


def test_migrations_go_down_to_nothing_and_up_again(database, tmp_path):
    with on_empty(database, tmp_path):
        flask_migrate.upgrade()
        flask_migrate.downgrade(revision="base")
        left = MetaData()
        left.reflect(db.engine)
        assert set(left.tables) <= {"alembic_version"}
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            assert inspect(connection).has_table("journal_entries")


REBUILD = """
import sqlalchemy as sa
from alembic import op

revision = "planted"
down_revision = {head!r}


def upgrade():
    with op.batch_alter_table("records") as batch:
        batch.add_column(sa.Column("planted", sa.Integer()))
        batch.create_check_constraint("planted_is_positive", "planted > 0")


def downgrade():
    with op.batch_alter_table("records") as batch:
        batch.drop_constraint("planted_is_positive", type_="check")
        batch.drop_column("planted")
"""


def test_a_rebuilt_table_keeps_its_children_both_ways(database, tmp_path):
    # On SQLite a rebuild drops the old table: with foreign keys on, its children go with it.
    planted = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", planted, ignore=shutil.ignore_patterns("__pycache__"))
    with on_empty(database, tmp_path / "instance"):
        flask_migrate.upgrade(directory=str(planted))
        with db.engine.connect() as connection:
            head = MigrationContext.configure(connection).get_current_revision()
        body = builders.organization("Agence fictive")
        (planted / "versions" / "planted.py").write_text(REBUILD.format(head=head))
        flask_migrate.upgrade(directory=str(planted))
        flask_migrate.downgrade(directory=str(planted), revision=head)
        db.session.expire_all()
        assert db.session.get_one(type(body), body.id).record.reference == body.reference
        if database.name == "sqlite":
            assert db.session.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_addresses_upstream_go_from_a_list_to_rows_and_back(database, tmp_path):
    urls = [
        "https://github.com/o/r/pull/3",
        "https://exemple.invalid/b",
        "https://todo.sr.ht/~o/t/1",
    ]
    with on_empty(database, tmp_path):
        flask_migrate.upgrade()
        row = builders.contribution(upstream_links=urls)
        bare = builders.contribution()
        flask_migrate.downgrade(revision=_before("upstream"))
        listed = db.select(db.column("id"), db.column("upstream_links", db.JSON)).select_from(
            db.table("contributions")
        )
        assert dict(db.session.execute(listed).all()) == {row.id: urls, bare.id: []}
        db.session.rollback()
        flask_migrate.upgrade()
        db.session.expire_all()
        links = db.session.get_one(type(row), row.id).links
        assert [(link.url, link.kind, link.state) for link in links] == [
            (urls[0], "merge_request", "unknown"),
            (urls[1], "other", "unknown"),
            (urls[2], "issue", "unknown"),
        ]


def _before(revision):
    script = ScriptDirectory(str(ROOT / "migrations"))
    return script.get_revision(revision).down_revision
