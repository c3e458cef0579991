"""The journal: one entry per action, chained, immutable, private parts committed to."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from council.extensions import db
from council.journal.models import JournalEntry, JournalHead, JournalPrivate, OutboxMessage
from council.journal.queries import first_fault, length
from council.journal.steps import TwoEntries, write_entry
from council.organizations.models import Organization
from council.records.canonical import digest
from council.records.models import Record
from council.transactions import NestedAction, action


@action
def rename(organization, *, name):
    """Rename a body; stands for any verb."""
    organization.name = name
    write_entry(
        "organization.renamed",
        subjects=[organization.record],
        actor=None,
        public={"name": name},
        private={"why": "essai"},
    )
    return organization


@pytest.fixture
def body(build):
    return build.organization()


@pytest.fixture
def renamed(build, body):
    for number in range(4):
        build(rename, body, name=f"Nom inventé {number}")
    return body


def test_an_action_writes_one_chained_entry_and_owes_its_effects(app, build, body):
    build(rename, body, name="Nom inventé")
    with app.app_context():
        entry = db.session.scalar(db.select(JournalEntry))
        assert (entry.sequence, entry.kind) == (1, "organization.renamed")
        assert json.loads(entry.subjects) == [body.record.uid]
        assert first_fault() is None
        topics = set(db.session.scalars(db.select(OutboxMessage.topic)))
        assert topics == {"index", "notify"}


def test_two_entries_in_one_action_are_refused_and_nothing_stays(app, build, body):
    @action
    def twice(record):
        for _ in range(2):
            write_entry("organization.renamed", subjects=[record], actor=None)

    with pytest.raises(TwoEntries):
        build(twice, body.record)
    with app.app_context():
        assert length() == 0


def test_an_action_inside_an_action_is_refused(build, body):
    @action
    def outer(organization):
        rename(organization, name="Autre")

    with pytest.raises(NestedAction):
        build(outer, body)


def test_an_action_that_fails_leaves_nothing(app, build, body):
    @action
    def fails(organization):
        organization.name = "Moitié"
        db.session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        build(fails, body)
    with app.app_context():
        assert db.session.get(Organization, body.id).name == body.name


@pytest.mark.parametrize("statement", ["UPDATE journal_entries SET kind = 'x'",
                                       "DELETE FROM journal_entries",
                                       "UPDATE journal_subjects SET record_id = record_id",
                                       "DELETE FROM journal_subjects"])  # fmt: skip
def test_the_database_refuses_to_change_the_journal(app, renamed, statement):
    with app.app_context(), pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))


def test_the_private_part_may_be_deleted_and_the_chain_holds(app, renamed):
    with app.app_context():
        db.session.execute(db.delete(JournalPrivate))
        assert first_fault() is None


def unlocked(app, *statements):
    """Run statements as somebody who first takes the triggers away."""
    for table in ("journal_entries", "journal_subjects"):
        if db.session.get_bind().dialect.name == "sqlite":
            for verb in ("update", "delete"):
                db.session.execute(text(f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}"))
        else:
            db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    for statement in statements:
        db.session.execute(text(statement))
    db.session.expire_all()


TAMPERINGS = {
    "altered": (["UPDATE journal_entries SET public = '{}' WHERE sequence = 2"], 2),
    "retyped": (["UPDATE journal_entries SET kind = 'need.submitted' WHERE sequence = 3"], 3),
    "redated": (["UPDATE journal_entries SET at = '2020-01-01' WHERE sequence = 1"], 1),
    "deleted": (
        [
            "DELETE FROM journal_private WHERE sequence = 2",
            "DELETE FROM journal_subjects WHERE sequence = 2",
            "DELETE FROM journal_entries WHERE sequence = 2",
        ],
        2,
    ),
    "cut at the end": (
        [
            "DELETE FROM journal_private WHERE sequence = 4",
            "DELETE FROM journal_subjects WHERE sequence = 4",
            "DELETE FROM journal_entries WHERE sequence = 4",
        ],
        4,
    ),
    "reordered": (
        [
            "DELETE FROM journal_private WHERE sequence IN (2, 3)",
            "DELETE FROM journal_subjects WHERE sequence IN (2, 3)",
            "UPDATE journal_entries SET sequence = 99 WHERE sequence = 2",
            "UPDATE journal_entries SET sequence = 2 WHERE sequence = 3",
            "UPDATE journal_entries SET sequence = 3 WHERE sequence = 99",
        ],
        2,
    ),
    "inserted": (
        [
            "INSERT INTO journal_entries (sequence, kind, schema_version, at, subjects, public,"
            " private_commitment, previous_hash, hash)"
            " SELECT 5, kind, schema_version, at, subjects, public, private_commitment, hash,"
            " 'f' FROM journal_entries WHERE sequence = 4"
        ],
        5,
    ),
    "private part": (["UPDATE journal_private SET content = '{}' WHERE sequence = 3"], 3),
    "subject gone": (["DELETE FROM journal_subjects WHERE sequence = 2"], 2),
    "head": (["UPDATE journal_head SET hash = 'f'"], 4),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_every_tampering_is_found_at_its_first_entry(app, renamed, how):
    statements, first = TAMPERINGS[how]
    with app.app_context():
        unlocked(app, *statements)
        fault = first_fault()
        assert fault is not None
        assert fault.sequence == first, fault


def test_a_tail_cut_with_its_head_is_named_against_a_published_head(app, renamed):
    with app.app_context():
        published = db.session.execute(text("SELECT sequence, hash FROM journal_head")).one()
        assert first_fault(tuple(published)) is None
        cut = TAMPERINGS["cut at the end"][0]
        unlocked(app, *cut, "DELETE FROM journal_head")
        last = db.session.get(JournalEntry, 3)
        db.session.add(JournalHead(id=1, sequence=3, hash=last.hash))
        db.session.flush()
        assert first_fault() is None, "alone, the database cannot tell"
        fault = first_fault(tuple(published))
        assert fault is not None and fault.sequence == 4 and "coupée" in fault.problem


def test_a_chain_written_again_is_named_against_a_published_head(app, renamed):
    with app.app_context():
        published = tuple(db.session.execute(text("SELECT sequence, hash FROM journal_head")).one())
        unlocked(app, "UPDATE journal_entries SET public = '{}' WHERE sequence = 2")
        previous = db.session.get(JournalEntry, 1).hash
        for sequence in (2, 3, 4):
            entry = db.session.get(JournalEntry, sequence)
            entry.previous_hash = previous
            entry.hash = previous = entry.computed_hash()
            db.session.flush()
        db.session.execute(text("UPDATE journal_head SET hash = :hash"), {"hash": previous})
        db.session.expire_all()
        assert first_fault() is None, "alone, the database cannot tell"
        fault = first_fault(published)
        assert fault is not None and fault.sequence == 4 and "publiée" in fault.problem


def test_entries_of_the_first_format_keep_their_hash(app, renamed):
    with app.app_context():
        entry = db.session.get(JournalEntry, 2)
        columns = {column.key: getattr(entry, column.key) for column in entry.__table__.columns}
        columns = {k: v for k, v in columns.items() if k != "hash"} | {"schema_version": 1}
        db.session.expunge(entry)
        entry.schema_version = 1
        assert entry.computed_hash() == digest(columns)


def test_subjects_have_a_real_foreign_key(app, renamed):
    with app.app_context(), pytest.raises(DBAPIError):
        db.session.execute(db.delete(Record))
