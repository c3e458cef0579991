"""Introductions: two bodies with the same need, put in touch once both accept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now, today
from council.extensions import UtcDateTime, db
from council.records.models import ActMixin, Record, RecordMixin, sentence


class IntroductionState(StrEnum):
    """Where an introduction is; `expired` follows from its last day until the worker writes it."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    JOINED = "joined"
    SEPARATE = "separate"
    NO_REPLY = "no_reply"


STATE_LABELS = {
    IntroductionState.PROPOSED: _l("proposée"),
    IntroductionState.ACCEPTED: _l("acceptée"),
    IntroductionState.DECLINED: _l("déclinée"),
    IntroductionState.WITHDRAWN: _l("retirée"),
    IntroductionState.EXPIRED: _l("expirée"),
    IntroductionState.JOINED: _l("efforts réunis"),
    IntroductionState.SEPARATE: _l("chacun de son côté"),
    IntroductionState.NO_REPLY: _l("sans réponse"),
}

STATE_TONES = {
    IntroductionState.PROPOSED: "new",
    IntroductionState.ACCEPTED: "info",
    IntroductionState.DECLINED: "neutral",
    IntroductionState.WITHDRAWN: "neutral",
    IntroductionState.EXPIRED: "neutral",
    IntroductionState.JOINED: "success",
    IntroductionState.SEPARATE: "warning",
    IntroductionState.NO_REPLY: "warning",
}

_S = IntroductionState


@dataclass(frozen=True)
class Transition:
    """One move: from which states, to which, by whom, what the button says, what is asked."""

    sources: tuple[IntroductionState, ...]
    targets: tuple[IntroductionState, ...]
    who: str
    label: Any = ""
    asks: tuple[str, ...] = ()


OUTCOMES = (_S.JOINED, _S.SEPARATE, _S.NO_REPLY)
# Both bodies accepted, whatever came of it.
MADE = (_S.ACCEPTED, *OUTCOMES)
TRANSITIONS = {
    "accept": Transition(
        (_S.PROPOSED,), (_S.ACCEPTED,), "a body that is asked", _l("Accepter"), ("contact",)
    ),
    "decline": Transition(
        (_S.PROPOSED,), (_S.DECLINED,), "a body that is asked", _l("Décliner"), ("reason",)
    ),
    "withdraw": Transition(
        (_S.PROPOSED,),
        (_S.WITHDRAWN,),
        "who proposed, or the secretariat",
        _l("Retirer la proposition"),
        ("reason",),
    ),
    "expire": Transition((_S.PROPOSED,), (_S.EXPIRED,), "time"),
    # Silence is no last word: a body may still say later what came of it.
    "conclude": Transition(
        (_S.ACCEPTED, _S.NO_REPLY), OUTCOMES, "either body", _l("Dire ce qui en est sorti")
    ),
    "close": Transition((_S.ACCEPTED,), (_S.NO_REPLY,), "time"),
}


class Introduction(RecordMixin, ActMixin, db.Model):
    """Two bodies put in touch about one need, or about the two needs that look alike.

    A body is an organization or, for a call for contribution, a software. The act columns say who
    proposed. Only the two bodies and the secretariat read it: others know how many there are.
    """

    __tablename__ = "introductions"
    __table_args__ = (
        sentence("introductions_have_a_known_state", "state", IntroductionState),
        CheckConstraint(
            "need_id < other_need_id", name="an_introduction_names_its_older_need_first"
        ),
        CheckConstraint("low_body_id < high_body_id", name="an_introduction_joins_two_bodies"),
        CheckConstraint("message <> ''", name="an_introduction_says_why"),
        CheckConstraint(
            "state NOT IN ('declined', 'withdrawn', 'separate') OR state_reason <> ''",
            name="an_introduction_without_effect_says_why",
        ),
        CheckConstraint(
            "(state IN ('accepted', 'joined', 'separate', 'no_reply')) = (accepted_at IS NOT NULL)",
            name="an_introduction_that_was_made_is_dated",
        ),
        CheckConstraint(
            "(state IN ('proposed', 'accepted')) = (closed_at IS NULL)",
            name="a_closed_introduction_is_dated",
        ),
        Index(
            "one_live_introduction_per_need_and_pair",
            "need_id",
            "low_body_id",
            "high_body_id",
            unique=True,
            sqlite_where=text("state IN ('proposed', 'accepted')"),
            postgresql_where=text("state IN ('proposed', 'accepted')"),
        ),
        Index("ix_introductions_state_id", "state", "id"),
    )

    # The names of the two bodies: who may not read the introduction may not read it either.
    title: Mapped[str] = mapped_column(String(400))
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"))
    other_need_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"), index=True)
    low_body_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    high_body_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    message: Mapped[str] = mapped_column(Text)
    by_secretariat: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12), default=IntroductionState.PROPOSED)
    # Why it was declined, withdrawn or led to nothing; a word on what was joined.
    state_reason: Mapped[str] = mapped_column(Text, default="")
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # The last day on which it may be answered.
    expires_on: Mapped[date]
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    concluded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    concluded_for_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"))
    contacts_erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    parties: Mapped[list[IntroductionParty]] = relationship(
        order_by="IntroductionParty.body_id", lazy="selectin"
    )

    @property
    def current_state(self) -> str:
        """The state of today: a proposal whose last day has passed is expired."""
        if self.state == IntroductionState.PROPOSED and today() > self.expires_on:
            return IntroductionState.EXPIRED
        return self.state

    @property
    def need_ids(self) -> list[int]:
        """The needs it is about, the older first."""
        return [number for number in (self.need_id, self.other_need_id) if number is not None]

    @property
    def body_ids(self) -> frozenset[int]:
        """The records of the two bodies."""
        return frozenset({self.low_body_id, self.high_body_id})

    @property
    def proposing_body_id(self) -> int | None:
        """The body that proposed; None when the secretariat did."""
        if self.by_secretariat:
            return None
        return self.for_organization_id or self.for_software_id


class Answer(StrEnum):
    """What a body says to being put in touch."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class IntroductionParty(db.Model):
    """One of the two bodies: its answer, and the contact it names when it accepts.

    The contact is in columns, never in the journal: it is shown when both have accepted, and
    erased when it has served.
    """

    __tablename__ = "introduction_parties"
    __table_args__ = (
        sentence("introduced_bodies_have_a_known_answer", "answer", Answer),
        CheckConstraint(
            "(answer = 'asked') = (answered_at IS NULL)", name="an_introduced_body_answers_on_a_day"
        ),
        CheckConstraint(
            "answer = 'accepted' OR (contact_name = '' AND contact_email = ''"
            " AND contact_phone = '' AND contact_note = '')",
            name="only_a_body_that_accepts_names_a_contact",
        ),
    )

    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id"), primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, index=True)
    answer: Mapped[str] = mapped_column(String(10), default=Answer.ASKED)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_note: Mapped[str] = mapped_column(Text, default="")

    body: Mapped[Record] = relationship()

    @property
    def has_contact(self) -> bool:
        """Say whether a contact is named, and not erased yet."""
        return self.contact_email != ""
