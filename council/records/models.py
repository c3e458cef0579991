"""Records: the one row behind every addressable object, and what hangs on it."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from council.clock import now
from council.extensions import UtcDateTime, db


def new_uid() -> str:
    """Return a random identifier that tells nothing."""
    return uuid.uuid4().hex


def sentence(name: str, column: str, values: type[StrEnum]) -> CheckConstraint:
    """Return the check that keeps a text column inside its enum, named as a sentence."""
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


class RecordKind(StrEnum):
    """The kinds of addressable objects."""

    ORGANIZATION = "organization"
    SOFTWARE = "software"
    NEED = "need"
    INTRODUCTION = "introduction"
    CONTRIBUTION = "contribution"
    REUSE = "reuse"
    PROGRAM = "program"
    REQUEST = "request"
    ROADMAP_ITEM = "roadmap_item"
    SUBJECT = "subject"
    MEETING = "meeting"
    POLL = "poll"
    DECISION = "decision"


class Audience(StrEnum):
    """How far a record may be seen, besides its named readers (`record_readers`)."""

    PUBLIC = "public"
    COUNCIL = "council"
    SECRETARIAT = "secretariat"
    HOLDERS = "holders"


class LinkKind(StrEnum):
    """What one record is to another; read "from … to": this contribution answers that need."""

    ANSWERS = "answers"
    DUPLICATES = "duplicates"
    SUPERSEDES = "supersedes"
    REPEALS = "repeals"
    AMENDS = "amends"
    CORRECTS = "corrects"
    BORN_FROM = "born_from"
    ABOUT = "about"
    DELIVERS = "delivers"
    DEPENDS_ON = "depends_on"
    BASED_ON = "based_on"


class Record(db.Model):
    """One addressable object: its kind, its public reference, who holds it, who may see it.

    `organization_id` and `software_id` point at the records of the holder (an organization's or a
    software's own row has the same id as its record).
    """

    __tablename__ = "records"
    __table_args__ = (
        UniqueConstraint("kind", "reference", name="one_record_per_reference"),
        sentence("records_have_a_known_kind", "kind", RecordKind),
        sentence("records_have_a_known_audience", "audience", Audience),
        Index("ix_records_kind_audience", "kind", "audience", "reference"),
        Index("ix_records_reference", "reference"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    kind: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str | None] = mapped_column(String(80))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"), index=True)
    software_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"), index=True)
    audience: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class RecordReader(db.Model):
    """A named reader of a record that not everybody may see: `org:12`, `record:88`, `account:5`."""

    __tablename__ = "record_readers"

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class RecordLink(db.Model):
    """A typed link between two records; every link of the chain is one."""

    __tablename__ = "record_links"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "kind", name="one_link_per_pair_and_kind"),
        CheckConstraint("from_id <> to_id", name="no_record_links_to_itself"),
        sentence("links_have_a_known_kind", "kind", LinkKind),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ReferenceCounter(db.Model):
    """The last number given for a kind in a year; locked while a reference is given."""

    __tablename__ = "reference_counters"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Attachment(db.Model):
    """A document attached to a record; the bytes are in the instance folder under `uid`."""

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("size >= 0", name="attachments_have_a_size"),
        sentence("attachments_have_a_known_audience", "audience", Audience),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')",
            name="a_withdrawn_attachment_says_why",
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    audience: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(String(500), default="")

    @property
    def is_withdrawn(self) -> bool:
        """Say whether only its tombstone is to be shown."""
        return self.withdrawn_at is not None


class RecordMixin:
    """A noun whose primary key is its record's: one number names both everywhere."""

    @declared_attr
    def id(cls) -> Mapped[int]:
        """Primary key, and foreign key to the record."""
        return mapped_column(ForeignKey("records.id"), primary_key=True, autoincrement=False)

    @declared_attr
    def record(cls) -> Mapped[Record]:
        """The record behind the noun, always loaded with it."""
        return relationship(
            Record,
            lazy="joined",
            innerjoin=True,
            primaryjoin=f"foreign({cls.__name__}.id) == Record.id",
        )

    @property
    def reference(self) -> str | None:
        """The public reference, once given."""
        return self.record.reference


class ActMixin:
    """Who did it and for whom: the person, and the organization or software (both empty:
    « à titre individuel »)."""

    @declared_attr
    def account_id(cls) -> Mapped[int | None]:
        """The person; empty for an import."""
        return mapped_column(ForeignKey("accounts.id"), index=True)

    @declared_attr
    def for_organization_id(cls) -> Mapped[int | None]:
        """The organization the act was done for."""
        return mapped_column(ForeignKey("records.id"))

    @declared_attr
    def for_software_id(cls) -> Mapped[int | None]:
        """The software the act was done for."""
        return mapped_column(ForeignKey("records.id"))


class VersionMixin(ActMixin):
    """One frozen snapshot of a noun: full content, who, why, when, hash."""

    number: Mapped[int]
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64))
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
