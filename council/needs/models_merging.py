"""Merging a need into another, with the consent of each body: what was asked, answered, undone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.extensions import UtcDateTime, db
from council.needs.models import Need
from council.records.models import Record, sentence


class Consent(StrEnum):
    """What a body answers to the transfer of its need or of its endorsement."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class NeedMerge(db.Model):
    """The proposal to merge one need into another; in force until it is undone.

    `previous_state` is the state the source comes back to; empty while its holder has not
    confirmed: the source then lives on.
    """

    __tablename__ = "need_merges"
    __table_args__ = (
        CheckConstraint("source_id <> target_id", name="no_need_merges_into_itself"),
        CheckConstraint("reason <> ''", name="a_proposed_merge_says_why"),
        CheckConstraint(
            "(undone_at IS NULL) = (undone_reason = '')", name="an_undone_merge_says_why"
        ),
        Index(
            "one_merge_in_force_per_need",
            "source_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("needs.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    previous_state: Mapped[str] = mapped_column(String(12), default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    undone_reason: Mapped[str] = mapped_column(Text, default="")

    source: Mapped[Need] = relationship(foreign_keys="NeedMerge.source_id")
    target: Mapped[Need] = relationship(foreign_keys="NeedMerge.target_id")
    consents: Mapped[list[MergeConsent]] = relationship(order_by="MergeConsent.body_id")


class MergeConsent(db.Model):
    """One body's answer: its endorsement of the source, and the one made of it on the target."""

    __tablename__ = "merge_consents"
    __table_args__ = (
        sentence("consents_have_a_known_answer", "answer", Consent),
        CheckConstraint(
            "(answer = 'asked') = (answered_at IS NULL)", name="an_answered_consent_is_dated"
        ),
    )

    merge_id: Mapped[int] = mapped_column(ForeignKey("need_merges.id"), primary_key=True)
    # The organization or, for a call for contribution, the software that holds the source.
    body_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, index=True)
    is_holder: Mapped[bool]
    answer: Mapped[str] = mapped_column(String(10), default=Consent.ASKED)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    source_endorsement_id: Mapped[int | None] = mapped_column(ForeignKey("endorsements.id"))
    target_endorsement_id: Mapped[int | None] = mapped_column(ForeignKey("endorsements.id"))

    body: Mapped[Record] = relationship()
