"""Items of the road map: what the council would have done, by when, and how that moved."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now, today
from council.contributions.models import Transition
from council.extensions import UtcDateTime, db
from council.organizations.models import Organization
from council.records.due import DueMixin
from council.records.models import ActMixin, RecordMixin, VersionMixin, sentence


class ItemState(StrEnum):
    """Where an item of the road map is."""

    PROPOSED = "proposed"
    STUDIED = "studied"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    POSTPONED = "postponed"
    DROPPED = "dropped"


STATE_LABELS = {
    ItemState.PROPOSED: _l("proposé"),
    ItemState.STUDIED: _l("à l’étude"),
    ItemState.PLANNED: _l("planifié"),
    ItemState.UNDER_WAY: _l("en cours"),
    ItemState.DELIVERED: _l("livré"),
    ItemState.POSTPONED: _l("reporté"),
    ItemState.DROPPED: _l("abandonné"),
}

STATE_TONES = {
    ItemState.PROPOSED: "new",
    ItemState.STUDIED: "info",
    ItemState.PLANNED: "info",
    ItemState.UNDER_WAY: "info",
    ItemState.DELIVERED: "success",
    ItemState.POSTPONED: "warning",
    ItemState.DROPPED: "error",
}

_S = ItemState
_LIVE = (_S.PROPOSED, _S.STUDIED, _S.PLANNED, _S.UNDER_WAY)
_WHO = "secretariat or chair"
TRANSITIONS = {
    "study": Transition(
        (_S.PROPOSED, _S.POSTPONED), _S.STUDIED, _WHO, _l("Mettre à l’étude"), ("reason",)
    ),
    "plan": Transition(
        (_S.PROPOSED, _S.STUDIED, _S.POSTPONED), _S.PLANNED, _WHO, _l("Planifier"), ("reason",)
    ),
    "start": Transition(
        (_S.STUDIED, _S.PLANNED, _S.POSTPONED), _S.UNDER_WAY, _WHO, _l("Commencer"), ("reason",)
    ),
    "deliver": Transition(
        (_S.PLANNED, _S.UNDER_WAY), _S.DELIVERED, _WHO, _l("Déclarer livré"), ("reason",)
    ),
    "postpone": Transition(_LIVE, _S.POSTPONED, _WHO, _l("Reporter"), ("reason",)),
    "drop": Transition((*_LIVE, _S.POSTPONED), _S.DROPPED, _WHO, _l("Abandonner"), ("reason",)),
}


class RoadmapItem(RecordMixin, DueMixin, db.Model):
    """A piece of work the council would have done; what an import brings is kept as written.

    `due_label` is the horizon in words (`S1 2022`, `2023`, `CONT`, a date); the two days bound it,
    both empty when it is continuous or unknown.
    """

    __tablename__ = "roadmap_items"
    __table_args__ = (
        sentence("roadmap_items_have_a_known_state", "state", ItemState),
        CheckConstraint(
            "due_ends_on IS NULL OR due_starts_on IS NULL OR due_ends_on >= due_starts_on",
            name="roadmap_items_end_after_they_start",
        ),
        Index("ix_roadmap_items_state_due", "state", "due_ends_on"),
    )

    title: Mapped[str] = mapped_column(String(600))
    body: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    theme: Mapped[str] = mapped_column(String(200), default="", index=True)
    organization_label: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default=ItemState.PROPOSED)
    state_reason: Mapped[str] = mapped_column(Text, default="")
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    delivered_on: Mapped[date | None]
    row_version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization | None] = relationship(
        secondary="records",
        primaryjoin="RoadmapItem.id == Record.id",
        secondaryjoin="Record.organization_id == Organization.id",
        viewonly=True,
        lazy="raise_on_sql",
    )

    @property
    def is_late(self) -> bool:
        """Say whether its target has passed while it is still to be done."""
        over = self.state in {ItemState.DELIVERED, ItemState.DROPPED}
        return not over and self.due_ends_on is not None and self.due_ends_on < today()


class RoadmapVersion(VersionMixin, db.Model):
    """What an item said at one moment."""

    __tablename__ = "roadmap_versions"
    __table_args__ = (
        UniqueConstraint("item_id", "number", name="one_roadmap_version_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("roadmap_items.id"))


class RoadmapMove(ActMixin, db.Model):
    """An item went to a state, with its reason."""

    __tablename__ = "roadmap_moves"
    __table_args__ = (
        sentence("roadmap_moves_have_a_known_state", "state", ItemState),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("roadmap_items.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class RoadmapTarget(ActMixin, DueMixin, db.Model):
    """A target date an item has had; the last one is in force, the others stay shown."""

    __tablename__ = "roadmap_targets"
    __table_args__ = (
        UniqueConstraint("item_id", "number", name="one_roadmap_target_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("roadmap_items.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
