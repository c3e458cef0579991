"""Support programmes: a body's call, its dates, criteria and means; candidacies to it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.contributions.models import Tax
from council.extensions import UtcDateTime, db
from council.organizations.models import Organization
from council.records.models import ActMixin, RecordMixin, VersionMixin, new_uid, sentence
from council.software.models import Software


class ProgramState(StrEnum):
    """Where a programme is; it follows from its dates and acts, and is never stored."""

    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    AWARDED = "awarded"
    CANCELLED = "cancelled"


STATE_LABELS = {
    ProgramState.ANNOUNCED: _l("annoncé"),
    ProgramState.OPEN: _l("ouvert aux candidatures"),
    ProgramState.CLOSED: _l("candidatures closes"),
    ProgramState.AWARDED: _l("lauréats publiés"),
    ProgramState.CANCELLED: _l("annulé"),
}

STATE_TONES = {
    ProgramState.ANNOUNCED: "info",
    ProgramState.OPEN: "new",
    ProgramState.CLOSED: "neutral",
    ProgramState.AWARDED: "success",
    ProgramState.CANCELLED: "warning",
}


class Support(StrEnum):
    """What a programme gives; the first wish of most commons comes first."""

    RECOGNITION = "recognition"
    MONEY = "money"
    EXPERTS = "experts"
    DISTRIBUTION = "distribution"
    COACHING = "coaching"


SUPPORT_LABELS = {
    Support.RECOGNITION: _l("reconnaissance publique"),
    Support.MONEY: _l("financement"),
    Support.EXPERTS: _l("mise en contact avec des experts"),
    Support.DISTRIBUTION: _l("diffusion dans les réseaux de l’État"),
    Support.COACHING: _l("accompagnement"),
}


class Program(RecordMixin, db.Model):
    """A body's call for candidacies; the body is its record's organization.

    Candidates are read by themselves, the body, the jury and the secretariat until the awards,
    unless `shows_candidacies`.
    """

    __tablename__ = "programs"
    __table_args__ = (
        sentence("programs_have_a_known_tax", "tax", Tax),
        CheckConstraint("closes_at > opens_at", name="a_program_closes_after_it_opens"),
        CheckConstraint("total_cents IS NULL OR total_cents >= 0", name="a_total_is_positive"),
        CheckConstraint(
            "laureate_cents IS NULL OR laureate_cents >= 0", name="a_laureates_share_is_positive"
        ),
        CheckConstraint(
            "(cancelled_at IS NULL) = (cancel_reason = '')", name="a_cancelled_program_says_why"
        ),
        CheckConstraint(
            "awarded_at IS NULL OR jury_closed_at IS NOT NULL",
            name="awards_come_after_the_jury_is_closed",
        ),
        CheckConstraint(
            "awarded_at IS NULL OR cancelled_at IS NULL", name="an_awarded_program_is_not_cancelled"
        ),
    )

    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    supports: Mapped[list[str]] = mapped_column(JSON, default=list)
    total_cents: Mapped[int | None] = mapped_column(BigInteger)
    laureate_cents: Mapped[int | None] = mapped_column(BigInteger)
    tax: Mapped[str] = mapped_column(String(4), default=Tax.NONE)
    shows_candidacies: Mapped[bool] = mapped_column(default=False)
    jury_closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    awarded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    award_note: Mapped[str] = mapped_column(Text, default="")
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    row_version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization] = relationship(
        secondary="records",
        primaryjoin="Program.id == Record.id",
        secondaryjoin="Record.organization_id == Organization.id",
        viewonly=True,
        lazy="raise_on_sql",
    )
    criteria: Mapped[list[Criterion]] = relationship(
        order_by="Criterion.position", lazy="raise_on_sql"
    )

    def state_at(self, moment: datetime) -> ProgramState:
        """Return the state at a moment."""
        if self.cancelled_at is not None:
            return ProgramState.CANCELLED
        if self.awarded_at is not None:
            return ProgramState.AWARDED
        if moment < self.opens_at:
            return ProgramState.ANNOUNCED
        return ProgramState.OPEN if moment < self.closes_at else ProgramState.CLOSED

    @property
    def current_state(self) -> ProgramState:
        """The state now."""
        return self.state_at(now())


class Criterion(db.Model):
    """What candidacies are graded on, in order; a weight counts a grade so many times."""

    __tablename__ = "program_criteria"
    __table_args__ = (
        UniqueConstraint("program_id", "position", name="one_criterion_per_position"),
        CheckConstraint("weight BETWEEN 1 AND 10", name="a_criterion_weighs_from_1_to_10"),
        CheckConstraint("label <> ''", name="a_criterion_has_a_label"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    weight: Mapped[int] = mapped_column(default=1)


class ProgramVersion(VersionMixin, db.Model):
    """What a programme said at one moment."""

    __tablename__ = "program_versions"
    __table_args__ = (
        UniqueConstraint("program_id", "number", name="one_program_version_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))


class CandidacyState(StrEnum):
    """Where a candidacy is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


CANDIDACY_LABELS = {
    CandidacyState.DRAFT: _l("brouillon"),
    CandidacyState.SUBMITTED: _l("déposée"),
    CandidacyState.WITHDRAWN: _l("retirée"),
}

CANDIDACY_TONES = {
    CandidacyState.DRAFT: "neutral",
    CandidacyState.SUBMITTED: "info",
    CandidacyState.WITHDRAWN: "warning",
}


class Candidacy(ActMixin, db.Model):
    """What a body, or the maintainers of a software, ask of a programme and why."""

    __tablename__ = "candidacies"
    __table_args__ = (
        sentence("candidacies_have_a_known_state", "state", CandidacyState),
        CheckConstraint(
            "(organization_id IS NULL) <> (software_id IS NULL)", name="a_candidacy_has_one_holder"
        ),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawal_reason <> '')",
            name="a_withdrawn_candidacy_says_why",
        ),
        CheckConstraint(
            "(state = 'draft') = (number IS NULL)", name="a_submitted_candidacy_has_a_number"
        ),
        CheckConstraint("amount_cents IS NULL OR amount_cents >= 0", name="an_ask_is_positive"),
        UniqueConstraint("program_id", "number", name="one_candidacy_per_number"),
        Index("ix_candidacies_program_state", "program_id", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    number: Mapped[int | None]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    software_id: Mapped[int | None] = mapped_column(ForeignKey("software.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    supports: Mapped[list[str]] = mapped_column(JSON, default=list)
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10), default=CandidacyState.DRAFT)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    row_version: Mapped[int] = mapped_column(default=1)

    program: Mapped[Program] = relationship(lazy="raise_on_sql")
    organization: Mapped[Organization | None] = relationship(lazy="raise_on_sql")
    software: Mapped[Software | None] = relationship(lazy="raise_on_sql")

    @property
    def holder_name(self) -> str:
        """The body or software that is a candidate."""
        holder = self.organization or self.software
        return holder.name if holder is not None else ""


class CandidacyLink(db.Model):
    """A need that a candidacy answers, or a software it is about."""

    __tablename__ = "candidacy_links"

    candidacy_id: Mapped[int] = mapped_column(ForeignKey("candidacies.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, index=True)
