"""Public policies that rely on a commons: their name, where they are read, whose they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.extensions import UtcDateTime, db
from council.organizations.models import Organization
from council.records.models import ActMixin
from council.software.models import Software


class Reliance(ActMixin, db.Model):
    """A public policy of a body relies on a commons; withdrawn with its reason, never deleted."""

    __tablename__ = "reliances"
    __table_args__ = (
        CheckConstraint("name <> ''", name="a_policy_has_a_name"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawal_reason = '')",
            name="a_withdrawn_reliance_says_why",
        ),
        Index(
            "one_reliance_in_force_per_policy",
            "software_id",
            "organization_id",
            "name",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    software_id: Mapped[int] = mapped_column(ForeignKey("software.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    software: Mapped[Software] = relationship(lazy="raise_on_sql")
    organization: Mapped[Organization] = relationship(lazy="raise_on_sql")
