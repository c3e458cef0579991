"""What a decision changes in earlier ones, what is blacked out, and versions no longer shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.decisions.models import Decision
from council.extensions import UtcDateTime, db
from council.journal.models import make_append_only
from council.records.models import ActMixin, LinkKind

# What one decision may do to another: what is said on the first, and on the second.
CHANGES = {
    LinkKind.CORRECTS: (_l("Corrige"), _l("Corrigée par")),
    LinkKind.AMENDS: (_l("Modifie"), _l("Modifiée par")),
    LinkKind.SUPERSEDES: (_l("Remplace"), _l("Remplacée par")),
    LinkKind.REPEALS: (_l("Abroge"), _l("Abrogée par")),
}
# Those after which the other stays in force, with another text where one is given.
KEEPING = (LinkKind.CORRECTS, LinkKind.AMENDS)


class DecisionChange(db.Model):
    """What a decision will do to a published one, written in its draft, done at its publication.

    `body` is the other's text as it will read then, empty when it is not rewritten.
    """

    __tablename__ = "decision_changes"
    __table_args__ = (
        UniqueConstraint("decision_id", "target_id", name="one_change_per_pair_of_decisions"),
        CheckConstraint("decision_id <> target_id", name="no_decision_changes_itself"),
        CheckConstraint(
            "kind IN ('corrects', 'amends', 'supersedes', 'repeals')",
            name="changes_have_a_known_kind",
        ),
        CheckConstraint(
            "body = '' OR kind IN ('corrects', 'amends')",
            name="only_a_decision_that_stays_is_rewritten",
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    target: Mapped[Decision] = relationship(foreign_keys=[target_id], lazy="joined", innerjoin=True)


class DecisionOriginal(db.Model):
    """The texts of a version before passages were blacked out: read by who conducts, never public.

    `commitment` is the SHA-256 of the salt and the canonical texts; the journal publishes it.
    """

    __tablename__ = "decision_originals"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("decision_versions.id"), primary_key=True, autoincrement=False
    )
    texts: Mapped[dict[str, Any]] = mapped_column(JSON)
    salt: Mapped[str] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))


class VersionWithdrawal(ActMixin, db.Model):
    """A version no longer shown to everybody, and why: its text held what must be blacked out."""

    __tablename__ = "decision_version_withdrawals"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("decision_versions.id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


make_append_only("decision_originals")
make_append_only("decision_version_withdrawals")
