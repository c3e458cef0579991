"""The journal (append-only, hash-chained) and the outbox."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, CheckConstraint, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db
from council.records.canonical import digest

# 2: the hash is over a header that holds the body's own hash, so that a chain can be checked by
# somebody who may not read every body.
SCHEMA_VERSION = 2
GENESIS = "0" * 64


def commitment(salt: str, content: str) -> str:
    """Return the sha256 that binds a private part without revealing it."""
    return hashlib.sha256(f"{salt}:{content}".encode()).hexdigest()


class JournalEntry(db.Model):
    """One act: what, when, by whom (an opaque identifier), for which organization.

    `at` is text so that what is hashed is what is stored, on both databases.
    """

    __tablename__ = "journal_entries"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    schema_version: Mapped[int]
    at: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str | None] = mapped_column(String(32), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"))
    software_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"))
    subjects: Mapped[str] = mapped_column(Text)
    public: Mapped[str] = mapped_column(Text)
    private_commitment: Mapped[str] = mapped_column(String(64), default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    def body(self) -> dict[str, Any]:
        """Return every column but those that chain the entry to the one before."""
        chained = {"sequence", "previous_hash", "hash"}
        keys = [column.key for column in self.__table__.columns if column.key not in chained]
        return {key: getattr(self, key) for key in keys}

    def header(self) -> dict[str, Any]:
        """Return what is hashed: the place in the chain, and the hash of the body."""
        return {
            "schema_version": self.schema_version,
            "sequence": self.sequence,
            "previous_hash": self.previous_hash,
            "body_digest": digest(self.body()),
        }

    def computed_hash(self) -> str:
        """Return the sha256 that chains this entry; those of version 1 hash the body with it."""
        if self.schema_version == 1:
            chain = {"sequence": self.sequence, "previous_hash": self.previous_hash}
            return digest(self.body() | chain)
        return digest(self.header())


class JournalSubject(db.Model):
    """A record an entry is about; a real foreign key beside the hashed list."""

    __tablename__ = "journal_subjects"

    sequence: Mapped[int] = mapped_column(ForeignKey("journal_entries.sequence"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, index=True)


class JournalPrivate(db.Model):
    """The private part of an entry and its salt; may be deleted, its commitment stays."""

    __tablename__ = "journal_private"

    sequence: Mapped[int] = mapped_column(ForeignKey("journal_entries.sequence"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)


class JournalHead(db.Model):
    """The last entry's number and hash; the row that puts writers in a queue, locked last."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="the_journal_has_one_head"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class OutboxMessage(db.Model):
    """Work owed to the world (mail, index…), written with the act that causes it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_topic_not_before", "topic", "not_before"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(40))
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    # When trying again was given up: the other side refuses for good. Somebody has to look at it.
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


# Tables whose rows may only be added. Each gets, on both databases, triggers that refuse UPDATE
# and DELETE; migrations write the same statements (council.journal.models is not imported there).
APPEND_ONLY = ("journal_entries", "journal_subjects")


def append_only_statements(table: str, dialect: str) -> list[str]:
    """Return the statements that make a table refuse UPDATE and DELETE on that database."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


def make_append_only(table: str) -> None:
    """Have the database refuse UPDATE and DELETE on a table from its creation."""
    for dialect in ("sqlite", "postgresql"):
        for statement in append_only_statements(table, dialect):
            event.listen(
                db.metadata.tables[table],
                "after_create",
                DDL(statement.replace("%", "%%")).execute_if(dialect=dialect),
            )


for _table in APPEND_ONLY:
    make_append_only(_table)
