"""The jury of a programme, its grades, and what laureates are given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.accounts.models import Account
from council.clock import now
from council.extensions import UtcDateTime, db
from council.programs.grading import Grade
from council.programs.models import Candidacy, Program
from council.records.models import ActMixin, sentence


class Juror(db.Model):
    """A person named by the programme's body to grade its candidacies."""

    __tablename__ = "jurors"
    __table_args__ = (
        Index(
            "one_place_in_a_jury_per_person",
            "program_id",
            "account_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    named_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    program: Mapped[Program] = relationship(lazy="raise_on_sql")
    account: Mapped[Account] = relationship(lazy="raise_on_sql", foreign_keys="Juror.account_id")


class JurorRecusal(db.Model):
    """A juror does not grade a candidacy, and says why."""

    __tablename__ = "juror_recusals"
    __table_args__ = (CheckConstraint("reason <> ''", name="a_jurors_recusal_says_why"),)

    juror_id: Mapped[int] = mapped_column(ForeignKey("jurors.id"), primary_key=True)
    candidacy_id: Mapped[int] = mapped_column(ForeignKey("candidacies.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class CandidacyGrade(db.Model):
    """What a juror thinks of a candidacy on one criterion; the last one given counts."""

    __tablename__ = "candidacy_grades"
    __table_args__ = (
        sentence("candidacies_get_a_known_grade", "grade", Grade),
        UniqueConstraint(
            "candidacy_id", "juror_id", "criterion_id", name="one_grade_per_juror_and_criterion"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidacy_id: Mapped[int] = mapped_column(ForeignKey("candidacies.id"))
    juror_id: Mapped[int] = mapped_column(ForeignKey("jurors.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("program_criteria.id"))
    grade: Mapped[str] = mapped_column(String(14))
    graded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Award(ActMixin, db.Model):
    """What a laureate is given, and why; read by all once the programme is awarded."""

    __tablename__ = "awards"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="an_award_says_why"),
        CheckConstraint("amount_cents IS NULL OR amount_cents >= 0", name="an_award_is_positive"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidacy_id: Mapped[int] = mapped_column(ForeignKey("candidacies.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    supports: Mapped[list[str]] = mapped_column(JSON, default=list)
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    candidacy: Mapped[Candidacy] = relationship(lazy="raise_on_sql")


class AwardNote(ActMixin, db.Model):
    """What became of an award, at one moment."""

    __tablename__ = "award_notes"
    __table_args__ = (
        CheckConstraint("text <> ''", name="a_follow_up_says_something"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("awards.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
