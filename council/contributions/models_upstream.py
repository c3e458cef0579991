"""Where a contribution is upstream, with the state a forge told; and its milestones."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db
from council.records.due import DueMixin
from council.records.models import sentence


class UpstreamKind(StrEnum):
    """What an address of a project shows."""

    ISSUE = "issue"
    MERGE_REQUEST = "merge_request"
    RELEASE = "release"
    COMMIT = "commit"
    OTHER = "other"


UPSTREAM_KIND_LABELS = {
    UpstreamKind.ISSUE: _l("ticket"),
    UpstreamKind.MERGE_REQUEST: _l("demande d’intégration"),
    UpstreamKind.RELEASE: _l("version publiée"),
    UpstreamKind.COMMIT: _l("modification du code"),
    UpstreamKind.OTHER: _l("autre page"),
}


class UpstreamState(StrEnum):
    """What the forge told, a day: it moves nothing of ours."""

    UNKNOWN = "unknown"
    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"
    RELEASED = "released"


UPSTREAM_STATE_LABELS = {
    UpstreamState.UNKNOWN: _l("état inconnu"),
    UpstreamState.OPEN: _l("ouvert"),
    UpstreamState.MERGED: _l("fusionné"),
    UpstreamState.CLOSED: _l("fermé"),
    UpstreamState.RELEASED: _l("publié"),
}

UPSTREAM_STATE_TONES = {
    UpstreamState.UNKNOWN: "neutral",
    UpstreamState.OPEN: "new",
    UpstreamState.MERGED: "success",
    UpstreamState.CLOSED: "warning",
    UpstreamState.RELEASED: "success",
}


class UpstreamLink(db.Model):
    """One address of a contribution in the project, and what its forge last told about it.

    `due_at` is when to look at it again, were it only to see whether its forge is known by then.
    """

    __tablename__ = "upstream_links"
    __table_args__ = (
        UniqueConstraint("contribution_id", "position", name="one_upstream_link_per_position"),
        sentence("upstream_links_have_a_known_kind", "kind", UpstreamKind),
        sentence("upstream_links_have_a_known_state", "state", UpstreamState),
        CheckConstraint(
            "state = 'unknown' OR checked_at IS NOT NULL", name="a_known_upstream_state_is_dated"
        ),
        Index("ix_upstream_links_due_at", "due_at"),
        Index("ix_upstream_links_host_asked_at", "host", "asked_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"))
    position: Mapped[int]
    # As long as what an import brings; a form takes 500 characters.
    url: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(String(255), default="")
    kind: Mapped[str] = mapped_column(String(14), default=UpstreamKind.OTHER)
    state: Mapped[str] = mapped_column(String(10), default=UpstreamState.UNKNOWN)
    state_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(200), default="")
    failures: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ContributionMilestone(DueMixin, db.Model):
    """One step of a contribution's calendar: what, when, and the day it was done."""

    __tablename__ = "contribution_milestones"
    __table_args__ = (
        UniqueConstraint("contribution_id", "position", name="one_milestone_per_position"),
        CheckConstraint("title <> ''", name="contribution_milestones_have_a_title"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    done_on: Mapped[date | None]

    def is_late(self, day: date) -> bool:
        """Say whether its time has passed without its being done."""
        return self.done_on is None and self.due_ends_on is not None and self.due_ends_on < day
