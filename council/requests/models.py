"""Requests to the maintainers of a software, and every version of their answers."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now, today
from council.contributions.models import Transition
from council.extensions import UtcDateTime, db
from council.organizations.models import Organization
from council.records.models import ActMixin, RecordMixin, sentence
from council.software.models import Software


class RequestState(StrEnum):
    """Where a request is; `expired` follows from the due date, never stored."""

    SENT = "sent"
    ANSWERED = "answered"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    RequestState.SENT: _l("envoyée"),
    RequestState.ANSWERED: _l("répondue"),
    RequestState.EXPIRED: _l("sans réponse à l’échéance"),
    RequestState.WITHDRAWN: _l("retirée"),
}

STATE_TONES = {
    RequestState.SENT: "new",
    RequestState.ANSWERED: "success",
    RequestState.EXPIRED: "warning",
    RequestState.WITHDRAWN: "neutral",
}

_S = RequestState
# A late answer is an answer: an expired request is still a sent one.
TRANSITIONS = {
    "answer": Transition(
        (_S.SENT, _S.EXPIRED, _S.ANSWERED), _S.ANSWERED, "maintainer", _l("Répondre"), ("choice",)
    ),
    "withdraw": Transition(
        (_S.SENT, _S.EXPIRED), _S.WITHDRAWN, "asker", _l("Retirer la demande"), ("reason",)
    ),
}


class AnswerChoice(StrEnum):
    """What maintainers say to what is asked."""

    WOULD_ACCEPT = "would_accept"
    NEEDS_DESIGN = "needs_design"
    OUT_OF_SCOPE = "out_of_scope"
    ALREADY_THERE = "already_there"
    LATER = "later"
    ANOTHER_WAY = "another_way"
    NO = "no"


CHOICE_LABELS = {
    AnswerChoice.WOULD_ACCEPT: _l("oui, nous l’accepterions"),
    AnswerChoice.NEEDS_DESIGN: _l("à concevoir ensemble d’abord"),
    AnswerChoice.OUT_OF_SCOPE: _l("hors du périmètre du logiciel"),
    AnswerChoice.ALREADY_THERE: _l("cela existe déjà"),
    AnswerChoice.LATER: _l("pas maintenant"),
    AnswerChoice.ANOTHER_WAY: _l("autrement"),
    AnswerChoice.NO: _l("non"),
}

CHOICE_MEANINGS = {
    AnswerChoice.WOULD_ACCEPT: _l("Une contribution qui répond au besoin serait intégrée."),
    AnswerChoice.NEEDS_DESIGN: _l("Le besoin est reçu ; la manière de faire reste à convenir."),
    AnswerChoice.OUT_OF_SCOPE: _l("Le logiciel n’a pas vocation à le faire."),
    AnswerChoice.ALREADY_THERE: _l("Le logiciel le fait déjà ; dites depuis quelle version."),
    AnswerChoice.LATER: _l("L’idée convient, mais pas dans l’immédiat."),
    AnswerChoice.ANOTHER_WAY: _l("Le besoin peut être satisfait autrement ; dites comment."),
    AnswerChoice.NO: _l("Une contribution en ce sens ne serait pas intégrée ; dites pourquoi."),
}

CHOICE_TONES = {
    AnswerChoice.WOULD_ACCEPT: "success",
    AnswerChoice.NEEDS_DESIGN: "info",
    AnswerChoice.OUT_OF_SCOPE: "warning",
    AnswerChoice.ALREADY_THERE: "success",
    AnswerChoice.LATER: "warning",
    AnswerChoice.ANOTHER_WAY: "info",
    AnswerChoice.NO: "error",
}


class Request(RecordMixin, ActMixin, db.Model):
    """A question to the maintainers of a software, born from a need or a contribution.

    Its record's organization asks; the software asked is `software_id`, its record's id.
    """

    __tablename__ = "requests"
    __table_args__ = (
        sentence("requests_have_a_known_state", "state", RequestState),
        CheckConstraint("state <> 'expired'", name="expiry_of_a_request_is_computed"),
        Index("ix_requests_software_state", "software_id", "state"),
    )

    software_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    title: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    due_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default=RequestState.SENT)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    row_version: Mapped[int] = mapped_column(default=1)

    software: Mapped[Software] = relationship(
        primaryjoin="foreign(Request.software_id) == Software.id",
        viewonly=True,
        lazy="raise_on_sql",
    )
    asker_organization: Mapped[Organization | None] = relationship(
        secondary="records",
        primaryjoin="Request.id == Record.id",
        secondaryjoin="Record.organization_id == Organization.id",
        viewonly=True,
        lazy="raise_on_sql",
    )
    answers: Mapped[list[Answer]] = relationship(
        order_by="Answer.number", back_populates="request", lazy="raise_on_sql"
    )

    def state_on(self, day: date) -> RequestState:
        """Return the state on a day (Paris): unanswered after its due date, it is expired."""
        if self.state == RequestState.SENT and self.due_on < day:
            return RequestState.EXPIRED
        return RequestState(self.state)

    @property
    def current_state(self) -> RequestState:
        """The state today."""
        return self.state_on(today())


class Answer(ActMixin, db.Model):
    """One version of the maintainers' answer; the highest number is the answer in force."""

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("request_id", "number", name="one_answer_per_number"),
        sentence("answers_have_a_known_choice", "choice", AnswerChoice),
        CheckConstraint(
            "choice <> 'already_there' OR since_version <> ''",
            name="what_is_already_there_says_since_which_version",
        ),
        CheckConstraint(
            "days_hundredths IS NULL OR days_hundredths >= 0", name="answered_days_are_positive"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    number: Mapped[int]
    choice: Mapped[str] = mapped_column(String(16))
    since_version: Mapped[str] = mapped_column(String(60), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    days_hundredths: Mapped[int | None]
    links: Mapped[list[str]] = mapped_column(JSON, default=list)
    # True when the secretariat wrote down an answer it received; `received_from` names its author.
    was_received: Mapped[bool] = mapped_column(default=False)
    received_from: Mapped[str] = mapped_column(String(160), default="")
    # True when it was given by a mailed link, which its address then confirmed; `received_from` is
    # then how its author signed.
    by_link: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    request: Mapped[Request] = relationship(back_populates="answers", lazy="raise_on_sql")
