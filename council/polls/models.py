"""Polls: what is frozen before anyone votes, who may vote, what was cast, what it gave."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from council import tally
from council.clock import now
from council.extensions import UtcDateTime, db
from council.journal.models import make_append_only
from council.records.models import ActMixin, RecordMixin, new_uid, sentence
from council.tally import lot
from council.tally.contents import DISCUSSION

DISCUSSION_LABEL = _l("Poursuivre la discussion")


@lru_cache(maxsize=256)
def read_rule(content: str) -> tally.Rule:
    """Return the rule written in a canonical JSON text, read once per text."""
    return tally.Rule.loads(content)


class Rule(ActMixin, db.Model):
    """A rule made through the pages; the shipped ones are data of the program (tally.presets)."""

    __tablename__ = "rules"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    row_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def rule(self) -> tally.Rule:
        """The rule itself, read from its canonical JSON."""
        return read_rule(self.content)


class PollState(StrEnum):
    """What was done to a poll; open and closed follow from its dates (`Poll.phase`)."""

    DRAFT = "draft"
    CALLED = "called"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    COUNTED = "counted"
    PUBLISHED = "published"


class Phase(StrEnum):
    """Where a poll is at a moment."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    COUNTED = "counted"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


# From → to, by which act; who may is in policies.py.
TRANSITIONS = (
    (PollState.DRAFT, PollState.CALLED, "open_poll"),
    (PollState.DRAFT, PollState.CANCELLED, "cancel_poll"),
    (PollState.CALLED, PollState.SUSPENDED, "suspend_poll"),
    (PollState.SUSPENDED, PollState.CALLED, "resume_poll"),
    (PollState.CALLED, PollState.CANCELLED, "cancel_poll"),
    (PollState.SUSPENDED, PollState.CANCELLED, "cancel_poll"),
    (PollState.CALLED, PollState.COUNTED, "seal_poll"),
    (PollState.COUNTED, PollState.PUBLISHED, "publish_result"),
)

STATE_LABELS = {
    Phase.DRAFT: _l("projet"),
    Phase.COMING: _l("à venir"),
    Phase.OPEN: _l("ouvert"),
    Phase.SUSPENDED: _l("suspendu"),
    Phase.CLOSED: _l("clos"),
    Phase.COUNTED: _l("dépouillé"),
    Phase.PUBLISHED: _l("publié"),
    Phase.CANCELLED: _l("annulé"),
}

STATE_TONES = {
    Phase.DRAFT: "neutral",
    Phase.COMING: "info",
    Phase.OPEN: "new",
    Phase.SUSPENDED: "warning",
    Phase.CLOSED: "info",
    Phase.COUNTED: "info",
    Phase.PUBLISHED: "success",
    Phase.CANCELLED: "error",
}

# Phases in which votes can no longer come and a result exists.
DONE = frozenset({Phase.CLOSED, Phase.COUNTED, Phase.PUBLISHED})


class Poll(RecordMixin, ActMixin, db.Model):
    """A vote being held: question, options, rule and dates, frozen by the act that calls it."""

    __tablename__ = "polls"
    # Ballots share its row; every other act takes it alone.
    __fair__ = True
    __table_args__ = (
        sentence("polls_have_a_known_state", "state", PollState),
        CheckConstraint("opens_at < closes_at", name="polls_close_after_they_open"),
        CheckConstraint(
            "state IN ('draft', 'cancelled') OR (opens_at IS NOT NULL AND closes_at IS NOT NULL"
            " AND called_at IS NOT NULL AND length(frozen_sha256) = 64)",
            name="a_called_poll_is_frozen_and_dated",
        ),
        Index("ix_polls_state_closes_at", "state", "closes_at"),
    )

    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[str] = mapped_column(String(20))
    lang: Mapped[str] = mapped_column(String(5), default="fr")
    # [{"key": "for", "meaning": "…"}, …]: what choosing each option means; where the vote chooses
    # among options, each also has its "label" and, in a budget, its "cost" in euros.
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # {"budget": euros} where an envelope is shared out.
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    # Drawn at the call where lots may settle; committed to in the frozen document, told at closing.
    lot_seed: Mapped[str] = mapped_column(String(64), default="", server_default="")
    rule_key: Mapped[str] = mapped_column(String(60))
    rule_name: Mapped[str] = mapped_column(String(120))
    rule_json: Mapped[str] = mapped_column(Text)
    rule_sha256: Mapped[str] = mapped_column(String(64))
    tally_version: Mapped[str] = mapped_column(String(10), default=tally.TALLY_VERSION)
    # Who sees the question, rule and roll from the call on: the audience the record then gets.
    shown_to: Mapped[str] = mapped_column(String(12), default="public")
    state: Mapped[str] = mapped_column(String(10), default=PollState.DRAFT, index=True)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What was announced, where acts open or close the vote: `opens_at` and `closes_at` are then the
    # moments at which it would do so by itself at the latest.
    announced_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    announced_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    # The canonical JSON of all that decides, roll included; later extensions are other rows.
    frozen: Mapped[str] = mapped_column(Text, default="")
    frozen_sha256: Mapped[str] = mapped_column(String(64), default="")
    roll_sha256: Mapped[str] = mapped_column(String(64), default="")
    # The poll whose second convocation this is.
    second_of_id: Mapped[int | None] = mapped_column(ForeignKey("polls.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    row_version: Mapped[int] = mapped_column(default=1)

    @property
    def rule(self) -> tally.Rule:
        """The rule of this poll, read from its canonical JSON."""
        return read_rule(self.rule_json)

    @property
    def opening(self) -> datetime | None:
        """The opening that people are told: announced, or as it happened."""
        return self.announced_opens_at or self.opens_at

    @property
    def closing(self) -> datetime | None:
        """The closing that people are told: announced, or as it happened."""
        return self.announced_closes_at or self.closes_at

    @property
    def question(self) -> tally.Question:
        """What is voted on, as it is counted: the options of the draft or of the frozen poll."""
        labels = {o["key"]: o["label"] for o in self.options if "label" in o}
        if self.rule.parameters.get("default_option"):
            labels[DISCUSSION] = str(DISCUSSION_LABEL)
        options = tuple(labels)
        return tally.Question(
            options=options,
            labels=labels,
            costs={o["key"]: o["cost"] for o in self.options if "cost" in o},
            budget=self.settings.get("budget"),
            lot=lot.order(self.lot_seed, options or ("for", "against")) if self.lot_seed else (),
        )

    def phase(self, at: datetime) -> Phase:
        """Return where the poll is at a moment: open from `opens_at`, closed from `closes_at`."""
        if self.state != PollState.CALLED:
            return Phase(self.state)
        if self.opens_at is None or self.closes_at is None:
            raise ValueError("a called poll has dates")
        if at < self.opens_at:
            return Phase.COMING
        return Phase.OPEN if at < self.closes_at else Phase.CLOSED

    def meaning(self, key: str) -> str:
        """Return what choosing an option means, empty when nobody wrote it."""
        return next((o["meaning"] for o in self.options if o["key"] == key), "")


_GUEST: dict[str, Any] = {
    "sqlite_where": text("seat_id IS NULL"),
    "postgresql_where": text("seat_id IS NULL"),
}


class RollEntry(db.Model):
    """One seat that may vote in one poll, or one guest that is heard without a seat, with the names
    and weight of the day it was frozen."""

    __tablename__ = "roll_entries"
    __table_args__ = (
        UniqueConstraint("poll_id", "seat_id", name="one_roll_entry_per_seat"),
        CheckConstraint(
            "(organization_id IS NULL) <> (software_id IS NULL)",
            name="a_roll_entry_is_for_a_body_or_a_software",
        ),
        CheckConstraint(
            "seat_id IS NOT NULL OR (advisory AND weight = '0')", name="guests_are_heard_apart"
        ),
        Index("one_roll_entry_per_guest_body", "poll_id", "organization_id", unique=True, **_GUEST),
        Index("one_roll_entry_per_guest_software", "poll_id", "software_id", unique=True, **_GUEST),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    # A guest may be a software, through its maintainers; its name stands as the body's.
    software_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"), index=True)
    organization_name: Mapped[str] = mapped_column(String(160))
    college_key: Mapped[str] = mapped_column(String(60))
    college_name: Mapped[str] = mapped_column(String(120))
    # An exact fraction in text: « 1 », « 1/3 »; « 0 » is advisory.
    weight: Mapped[str] = mapped_column(String(20))
    advisory: Mapped[bool]
    position: Mapped[int]

    @property
    def is_guest(self) -> bool:
        """Say whether it is heard without a seat."""
        return self.seat_id is None


class Ballot(ActMixin, db.Model):
    """What one person cast for one seat, once; a change is a further revision."""

    __tablename__ = "ballots"
    __table_args__ = (
        UniqueConstraint("roll_entry_id", "revision", name="one_ballot_per_revision"),
        CheckConstraint("revision >= 1", name="revisions_start_at_one"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roll_entry_id: Mapped[int] = mapped_column(ForeignKey("roll_entries.id"))
    revision: Mapped[int]
    # Canonical JSON, for a motion {"choice": "for"}.
    content: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
    nonce: Mapped[str] = mapped_column(String(64))
    # What the journal holds of the ballot before closing: binds it, says nothing of the choice.
    receipt: Mapped[str] = mapped_column(String(64), unique=True)
    # The proxy by which another seat cast it; none when the seat voted itself.
    proxy_id: Mapped[int | None] = mapped_column(ForeignKey("proxies.id"))


class CurrentBallot(db.Model):
    """The ballot that counts for a seat: one, whatever happens at the same time."""

    __tablename__ = "current_ballots"
    __table_args__ = (PrimaryKeyConstraint("roll_entry_id", name="one_ballot_per_seat"),)

    roll_entry_id: Mapped[int] = mapped_column(ForeignKey("roll_entries.id"), autoincrement=False)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id"))


class PollExtension(ActMixin, db.Model):
    """A closing moved later, with its reason; never earlier."""

    __tablename__ = "poll_extensions"
    __table_args__ = (
        CheckConstraint("closes_at > closed_at_before", name="a_closing_only_moves_later"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    closed_at_before: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class IncidentKind(StrEnum):
    """What interrupted a poll, or ended the interruption."""

    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CANCELLED = "cancelled"


class PollIncident(ActMixin, db.Model):
    """A suspension, its end, or the cancellation of a poll, with its reason."""

    __tablename__ = "poll_incidents"
    __table_args__ = (
        sentence("incidents_have_a_known_kind", "kind", IncidentKind),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class PollResult(db.Model):
    """The count of a closed poll, sealed once."""

    __tablename__ = "poll_results"
    __table_args__ = (PrimaryKeyConstraint("poll_id", name="one_result_per_poll"),)

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), autoincrement=False)
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    # The hash of the receipts counted, in the order of the roll.
    box_sha256: Mapped[str] = mapped_column(String(64))
    tally_version: Mapped[str] = mapped_column(String(10))
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CastingVote(ActMixin, db.Model):
    """The chair's act after the count of an equal split; the sealed result is left as it was."""

    __tablename__ = "casting_votes"
    __table_args__ = (
        PrimaryKeyConstraint("poll_id", name="one_casting_vote_per_poll"),
        CheckConstraint("length(choice) > 0", name="a_casting_vote_settles"),
    )

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll_results.poll_id"), autoincrement=False)
    # « for » or « against », or the key of one of the options that were equal.
    choice: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


# Rows that may only be added; migrations write the same triggers.
APPEND_ONLY = (
    "roll_entries",
    "ballots",
    "poll_extensions",
    "poll_incidents",
    "poll_results",
    "casting_votes",
)
for _table in APPEND_ONLY:
    make_append_only(_table)
