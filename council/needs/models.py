"""Needs, their versions, and the organizations that have them too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from council.clock import now, today
from council.extensions import UtcDateTime, db
from council.organizations.models import Organization
from council.records.due import DueMixin
from council.records.models import ActMixin, RecordMixin, VersionMixin, sentence
from council.records.titles import sort_key
from council.software.models import Software


class NeedState(StrEnum):
    """Where a need is in its life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    PLANNED = "planned"
    MET = "met"
    PARTLY_MET = "partly_met"
    UNMET = "unmet"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


STATE_LABELS = {
    NeedState.DRAFT: _l("brouillon"),
    NeedState.SUBMITTED: _l("déposé, en attente de publication"),
    NeedState.PUBLISHED: _l("publié"),
    NeedState.PLANNED: _l("inscrit à la feuille de route"),
    NeedState.MET: _l("satisfait"),
    NeedState.PARTLY_MET: _l("satisfait en partie"),
    NeedState.UNMET: _l("non satisfait"),
    NeedState.DECLINED: _l("non retenu"),
    NeedState.WITHDRAWN: _l("retiré"),
    NeedState.MERGED: _l("fusionné"),
}

STATE_TONES = {
    NeedState.DRAFT: "neutral",
    NeedState.SUBMITTED: "warning",
    NeedState.PUBLISHED: "info",
    NeedState.PLANNED: "new",
    NeedState.MET: "success",
    NeedState.PARTLY_MET: "success",
    NeedState.UNMET: "error",
    NeedState.DECLINED: "neutral",
    NeedState.WITHDRAWN: "neutral",
    NeedState.MERGED: "neutral",
}


class Who(StrEnum):
    """Who may make a need move: its holder, the secretariat, or what happens to its chain."""

    HOLDER = "holder"
    SECRETARIAT = "secretariat"
    CHAIN = "chain"


@dataclass(frozen=True)
class Transition:
    """One move a need may make: from, to, who, what the button says, what is asked."""

    source: NeedState
    target: NeedState
    who: frozenset[Who]
    label: Any = ""
    asks_reason: bool = False


_HOLDER = frozenset({Who.HOLDER})
_SECRETARIAT = frozenset({Who.SECRETARIAT})
_OUTCOME = frozenset({Who.SECRETARIAT, Who.CHAIN})
_CHAIN = frozenset({Who.CHAIN})
_EITHER = frozenset({Who.HOLDER, Who.SECRETARIAT})
_WITHDRAW = _l("Retirer le besoin")
_RECORD = _l("Noter l’issue")

TRANSITIONS = (
    Transition(NeedState.DRAFT, NeedState.SUBMITTED, _EITHER, _l("Déposer le besoin")),
    Transition(NeedState.SUBMITTED, NeedState.PUBLISHED, _SECRETARIAT, _l("Publier")),
    Transition(NeedState.SUBMITTED, NeedState.DECLINED, _SECRETARIAT, _l("Ne pas retenir"), True),
    Transition(NeedState.SUBMITTED, NeedState.WITHDRAWN, _EITHER, _WITHDRAW, True),
    Transition(NeedState.PUBLISHED, NeedState.WITHDRAWN, _EITHER, _WITHDRAW, True),
    Transition(NeedState.PLANNED, NeedState.WITHDRAWN, _EITHER, _WITHDRAW, True),
    Transition(NeedState.PUBLISHED, NeedState.PLANNED, _CHAIN),
    Transition(NeedState.PARTLY_MET, NeedState.PLANNED, _CHAIN),
    Transition(NeedState.UNMET, NeedState.PLANNED, _CHAIN),
    Transition(NeedState.PLANNED, NeedState.PUBLISHED, _CHAIN),
    *(
        Transition(source, target, _OUTCOME, _RECORD)
        for source in (NeedState.PUBLISHED, NeedState.PLANNED)
        for target in (NeedState.MET, NeedState.PARTLY_MET, NeedState.UNMET)
    ),
    Transition(NeedState.PARTLY_MET, NeedState.MET, _OUTCOME, _RECORD),
    Transition(NeedState.PARTLY_MET, NeedState.UNMET, _OUTCOME, _RECORD),
    Transition(NeedState.UNMET, NeedState.MET, _OUTCOME, _RECORD),
    Transition(NeedState.UNMET, NeedState.PARTLY_MET, _OUTCOME, _RECORD),
)

OUTCOMES = (NeedState.MET, NeedState.PARTLY_MET, NeedState.UNMET)
# Still waiting for something: these may be endorsed, answered, planned.
OPEN_STATES = (NeedState.PUBLISHED, NeedState.PLANNED, NeedState.PARTLY_MET)
# Published, with no outcome yet: an official answer is owed.
OWED_STATES = (NeedState.PUBLISHED, NeedState.PLANNED)
# What a list shows to its reader once qualified, whatever came of it.
SETTLED_STATES = (*OPEN_STATES, NeedState.MET, NeedState.UNMET)


class Visibility(StrEnum):
    """How far the filer wants a need to be read, once it is published."""

    PUBLIC = "public"
    COUNCIL = "council"
    ORGANIZATION = "organization"


VISIBILITY_LABELS = {
    Visibility.PUBLIC: _l("Tout le monde"),
    Visibility.COUNCIL: _l("Le conseil"),
    Visibility.ORGANIZATION: _l("Mon organisme et le secrétariat"),
}

# Column of a constraint that is ticked → what it says; the imposed licence is written.
REQUIREMENTS = {
    "requires_accessibility": _l("Accessibilité (RGAA)"),
    "handles_personal_data": _l("Données personnelles (RGPD)"),
    "requires_hosting": _l("Hébergement imposé"),
}

MOST_TAGS = 10
LONGEST_TAG = 40


class Need(RecordMixin, ActMixin, DueMixin, db.Model):
    """A problem stated by an organization, or what a commons asks for (a call for contribution).

    The holder is `record.organization_id` or, for a call, `record.software_id`; the act columns
    say who filed it. Markdown sources stand beside the HTML made from them when they were saved.
    """

    __tablename__ = "needs"
    __table_args__ = (
        sentence("needs_have_a_known_state", "state", NeedState),
        sentence("needs_have_a_known_visibility", "visibility", Visibility),
        CheckConstraint(
            "affected_count IS NULL OR affected_count >= 0",
            name="people_affected_are_not_fewer_than_none",
        ),
        CheckConstraint(
            "state NOT IN ('declined', 'withdrawn') OR closing_reason <> ''",
            name="a_need_closed_early_says_why",
        ),
        Index("ix_needs_state", "state", "filed_on", "id"),
        Index("ix_needs_filed_on", "filed_on", "id"),
        Index("ix_needs_due_ends_on", "due_ends_on", "id"),
        Index(
            "ix_needs_unanswered",
            "published_at",
            "id",
            "state",
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
        Index("ix_needs_title_key", "title_key", "id"),
    )

    state: Mapped[str] = mapped_column(String(12), default=NeedState.DRAFT)
    title: Mapped[str] = mapped_column(String(200), default="")
    title_key: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    affected: Mapped[str] = mapped_column(String(200), default="")
    affected_count: Mapped[int | None]
    current_situation: Mapped[str] = mapped_column(Text, default="")
    enough: Mapped[str] = mapped_column(Text, default="")
    constraints: Mapped[str] = mapped_column(Text, default="")
    requires_accessibility: Mapped[bool] = mapped_column(default=False)
    handles_personal_data: Mapped[bool] = mapped_column(default=False)
    requires_hosting: Mapped[bool] = mapped_column(default=False)
    # A valid SPDX expression, empty when no licence is imposed.
    imposed_licence: Mapped[str] = mapped_column(String(200), default="")
    # The texts that impose or frame the need.
    legal_frame: Mapped[str] = mapped_column(String(500), default="")
    skills: Mapped[str] = mapped_column(Text, default="")
    function: Mapped[str] = mapped_column(String(200), default="")
    html: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    visibility: Mapped[str] = mapped_column(String(12), default=Visibility.PUBLIC)
    # Where an imported need comes from, as written; empty for one filed here.
    source: Mapped[str] = mapped_column(String(500), default="")
    filed_on: Mapped[date] = mapped_column(default=today)
    filed_by_secretariat: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When its first official answer was published; nothing moves it afterwards.
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closing_reason: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    row_version: Mapped[int] = mapped_column(default=1)

    holder_organization: Mapped[Organization | None] = relationship(
        secondary="records",
        primaryjoin="Need.id == Record.id",
        secondaryjoin="Record.organization_id == Organization.id",
        viewonly=True,
    )
    holder_software: Mapped[Software | None] = relationship(
        secondary="records",
        primaryjoin="Need.id == Record.id",
        secondaryjoin="Record.software_id == Software.id",
        viewonly=True,
    )
    software: Mapped[list[Software]] = relationship(
        secondary="record_links",
        primaryjoin="and_(Need.id == RecordLink.from_id, RecordLink.kind == 'about')",
        secondaryjoin="RecordLink.to_id == Software.id",
        order_by="Software.name",
        viewonly=True,
    )
    tags: Mapped[list[NeedTag]] = relationship(order_by="NeedTag.position", viewonly=True)

    @property
    def tag_words(self) -> list[str]:
        """The words it is filed under, in the order they were typed."""
        return [row.tag for row in self.tags]

    @property
    def requirements(self) -> list[str]:
        """Which of the ticked constraints hold, by the name of their column."""
        return [name for name in REQUIREMENTS if getattr(self, name)]

    @validates("title")
    def _keep_its_key(self, _key: str, title: str) -> str:
        self.title_key = sort_key(title or "")
        return title

    @property
    def is_call(self) -> bool:
        """Say whether this is a commons asking for help."""
        return self.record.software_id is not None

    @property
    def is_withdrawn(self) -> bool:
        """Say whether only the tombstone is to be shown."""
        return self.state == NeedState.WITHDRAWN


class NeedTag(db.Model):
    """A free word a need is filed under, normalized (`council.needs.tags`)."""

    __tablename__ = "need_tags"
    __table_args__ = (
        UniqueConstraint("need_id", "position", name="one_tag_per_place"),
        CheckConstraint(f"position BETWEEN 1 AND {MOST_TAGS}", name="a_need_has_at_most_ten_tags"),
        CheckConstraint(f"length(tag) BETWEEN 1 AND {LONGEST_TAG}", name="a_tag_is_short"),
    )

    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(LONGEST_TAG), primary_key=True, index=True)
    position: Mapped[int]


class NeedVersion(VersionMixin, db.Model):
    """One state of a need's text, from its submission on."""

    __tablename__ = "need_versions"
    __table_args__ = (
        UniqueConstraint("need_id", "number", name="one_need_version_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"))


class Endorsement(ActMixin, db.Model):
    """An organization says "we have this need too", for the version it read."""

    __tablename__ = "endorsements"
    __table_args__ = (
        CheckConstraint("agents_concerned >= 0", name="agents_concerned_are_not_fewer_than_none"),
        Index(
            "one_endorsement_per_organization_and_need",
            "need_id",
            "organization_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_endorsements_in_force", "withdrawn_at", "need_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    version_number: Mapped[int]
    agents_concerned: Mapped[int | None]
    conditions: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    organization: Mapped[Organization] = relationship()
