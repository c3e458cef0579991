"""Reuses: « nous avons déployé ce logiciel, voici comment », and the review of what it changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.extensions import UtcDateTime, db
from council.organizations.models import Organization
from council.records.due import DueMixin
from council.records.models import ActMixin, RecordMixin, VersionMixin, sentence
from council.software.models import Software


class ReuseState(StrEnum):
    """Where a reuse is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    ReuseState.DRAFT: _l("brouillon"),
    ReuseState.PUBLISHED: _l("publiée"),
    ReuseState.WITHDRAWN: _l("retirée"),
}

STATE_TONES = {
    ReuseState.DRAFT: "neutral",
    ReuseState.PUBLISHED: "success",
    ReuseState.WITHDRAWN: "neutral",
}


class Reuse(RecordMixin, ActMixin, DueMixin, db.Model):
    """An organization says that it runs some software, how, since when (`due_…`), for how many.

    Its holder is its record's organization; the software and the needs it answers are links. What
    a review after delivery says is kept here too; a measure is in hundredths of its unit.
    """

    __tablename__ = "reuses"
    __table_args__ = (
        sentence("reuses_have_a_known_state", "state", ReuseState),
        CheckConstraint(
            "(state = 'withdrawn') = (closing_reason <> '')", name="a_withdrawn_reuse_says_why"
        ),
        CheckConstraint(
            "users_reached IS NULL OR users_reached >= 0",
            name="users_reached_are_not_fewer_than_none",
        ),
        CheckConstraint(
            "agents_reached IS NULL OR agents_reached >= 0",
            name="agents_reached_are_not_fewer_than_none",
        ),
        CheckConstraint(
            "unit <> '' OR (before_hundredths IS NULL AND after_hundredths IS NULL)",
            name="a_measure_has_its_unit",
        ),
        Index("ix_reuses_state_id", "state", "id"),
    )

    state: Mapped[str] = mapped_column(String(10), default=ReuseState.DRAFT)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    version_deployed: Mapped[str] = mapped_column(String(80), default="")
    users_reached: Mapped[int | None]
    hosting: Mapped[str] = mapped_column(String(200), default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closing_reason: Mapped[str] = mapped_column(Text, default="")
    agents_reached: Mapped[int | None]
    situation_before: Mapped[str] = mapped_column(Text, default="")
    situation_after: Mapped[str] = mapped_column(Text, default="")
    before_hundredths: Mapped[int | None] = mapped_column(BigInteger)
    after_hundredths: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(60), default="")
    obstacles: Mapped[str] = mapped_column(Text, default="")
    habits: Mapped[str] = mapped_column(Text, default="")
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column(default=1)

    holder_organization: Mapped[Organization | None] = relationship(
        secondary="records",
        primaryjoin="Reuse.id == Record.id",
        secondaryjoin="Record.organization_id == Organization.id",
        viewonly=True,
        lazy="raise_on_sql",
    )
    software: Mapped[list[Software]] = relationship(
        secondary="record_links",
        primaryjoin="and_(Reuse.id == RecordLink.from_id, RecordLink.kind == 'about')",
        secondaryjoin="RecordLink.to_id == Software.id",
        order_by="Software.name",
        viewonly=True,
    )

    @property
    def is_withdrawn(self) -> bool:
        """Say whether only the tombstone is to be shown."""
        return self.state == ReuseState.WITHDRAWN


class ReuseVersion(VersionMixin, db.Model):
    """What a reuse said at one moment, its review included."""

    __tablename__ = "reuse_versions"
    __table_args__ = (
        Unique("reuse_id", "number", name="one_reuse_version_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reuse_id: Mapped[int] = mapped_column(ForeignKey("reuses.id"))


class ReviewDue(ActMixin, db.Model):
    """A review asked of a need's holder after a delivery: open until it is given or declined."""

    __tablename__ = "reviews_due"
    __table_args__ = (
        Unique("need_id", "contribution_id", name="one_review_per_need_and_delivery"),
        CheckConstraint(
            "(declined_at IS NULL) = (declined_reason = '')", name="a_declined_review_says_why"
        ),
        CheckConstraint(
            "given_at IS NULL OR declined_at IS NULL", name="a_review_is_given_or_declined"
        ),
        CheckConstraint(
            "(given_at IS NULL) = (reuse_id IS NULL)", name="a_given_review_is_on_a_reuse"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reuse_id: Mapped[int | None] = mapped_column(ForeignKey("reuses.id"))
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declined_reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_open(self) -> bool:
        """Say whether the review is still owed."""
        return self.given_at is None and self.declined_at is None
