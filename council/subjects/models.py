"""Questions put to the council, their versions, and those that wait for a confirmed address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.accounts.models import Account
from council.clock import now
from council.extensions import UtcDateTime, db
from council.organizations.models import Organization
from council.records.models import ActMixin, RecordMixin, VersionMixin, new_uid, sentence


class SubjectOrigin(StrEnum):
    """Who puts the question."""

    CITIZEN = "citizen"
    BODY = "body"
    COUNCIL = "council"


ORIGIN_LABELS = {
    SubjectOrigin.CITIZEN: _l("question d’une personne"),
    SubjectOrigin.BODY: _l("saisine par un organisme"),
    SubjectOrigin.COUNCIL: _l("auto-saisine du conseil"),
}


class SubjectState(StrEnum):
    """Where a subject is in its life."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DELIBERATED = "deliberated"
    ANSWERED = "answered"
    REFUSED = "refused"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    SubjectState.RECEIVED: _l("reçu, en attente d’examen"),
    SubjectState.ACCEPTED: _l("retenu"),
    SubjectState.DELIBERATED: _l("délibéré"),
    SubjectState.ANSWERED: _l("répondu"),
    SubjectState.REFUSED: _l("non retenu"),
    SubjectState.MERGED: _l("rattaché"),
    SubjectState.WITHDRAWN: _l("retiré"),
}
STATE_TONES = {
    SubjectState.RECEIVED: "warning",
    SubjectState.ACCEPTED: "info",
    SubjectState.DELIBERATED: "new",
    SubjectState.ANSWERED: "success",
    SubjectState.REFUSED: "neutral",
    SubjectState.MERGED: "neutral",
    SubjectState.WITHDRAWN: "neutral",
}


class Who(StrEnum):
    """Who may make a subject move: its author, the secretariat, or what happens to its chain."""

    AUTHOR = "author"
    SECRETARIAT = "secretariat"
    CHAIN = "chain"


@dataclass(frozen=True)
class Transition:
    """One move a subject may make: from, to, who, what the button says, what is asked."""

    source: SubjectState
    target: SubjectState
    who: frozenset[Who]
    label: Any
    asks_reason: bool = False


_SECRETARIAT = frozenset({Who.SECRETARIAT})
_CHAIN = frozenset({Who.SECRETARIAT, Who.CHAIN})
_EITHER = frozenset({Who.AUTHOR, Who.SECRETARIAT})

TRANSITIONS = (
    Transition(SubjectState.RECEIVED, SubjectState.ACCEPTED, _SECRETARIAT, _l("Retenir le sujet")),
    Transition(SubjectState.RECEIVED, SubjectState.REFUSED, _SECRETARIAT, _l("Refuser"), True),
    Transition(SubjectState.RECEIVED, SubjectState.MERGED, _SECRETARIAT, _l("Rattacher"), True),
    Transition(SubjectState.ACCEPTED, SubjectState.MERGED, _SECRETARIAT, _l("Rattacher"), True),
    Transition(SubjectState.RECEIVED, SubjectState.WITHDRAWN, _EITHER, _l("Retirer"), True),
    Transition(SubjectState.ACCEPTED, SubjectState.WITHDRAWN, _EITHER, _l("Retirer"), True),
    Transition(
        SubjectState.ACCEPTED, SubjectState.DELIBERATED, _CHAIN, _l("Noter qu’il est délibéré")
    ),
    Transition(SubjectState.ACCEPTED, SubjectState.ANSWERED, _CHAIN, _l("Répondre"), True),
    Transition(SubjectState.DELIBERATED, SubjectState.ANSWERED, _CHAIN, _l("Répondre"), True),
)
# Still waiting for something from the council.
OPEN_STATES = (SubjectState.RECEIVED, SubjectState.ACCEPTED, SubjectState.DELIBERATED)


def transition(source: str, target: str) -> Transition | None:
    """Return the move between two states, None when there is none."""
    return next((t for t in TRANSITIONS if (t.source, t.target) == (source, target)), None)


class SubjectText:
    """What somebody asks: title, text in Markdown, language; who asks and how to answer them."""

    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2), default="fr")
    submitter_name: Mapped[str] = mapped_column(String(120), default="")
    submitter_email: Mapped[str] = mapped_column(String(254), default="")
    show_name: Mapped[bool] = mapped_column(default=False)


class Subject(RecordMixin, ActMixin, SubjectText, db.Model):
    """A question put to the council by anyone, by a body (`record.organization_id`), by itself."""

    __tablename__ = "subjects"
    __table_args__ = (
        sentence("subjects_have_a_known_state", "state", SubjectState),
        sentence("subjects_have_a_known_origin", "origin", SubjectOrigin),
        CheckConstraint(
            "state NOT IN ('refused', 'merged', 'withdrawn') OR state_reason <> ''",
            name="a_subject_closed_early_says_why",
        ),
        Index("ix_subjects_state_received_at", "state", "received_at"),
    )

    origin: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12), default=SubjectState.RECEIVED)
    html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    # The answer given, or why it was refused, attached or withdrawn, in plain sentences.
    state_reason: Mapped[str] = mapped_column(Text, default="")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state_changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Earlier versions may hold what had to be blacked out before publication.
    public_from_version: Mapped[int | None]
    row_version: Mapped[int] = mapped_column(default=1)

    account: Mapped[Account | None] = relationship(foreign_keys="Subject.account_id")
    for_organization: Mapped[Organization | None] = relationship(
        primaryjoin="foreign(Subject.for_organization_id) == Organization.id", viewonly=True
    )

    def as_data(self) -> dict[str, str | None]:
        """Return what its author wrote and what became of it."""
        return {
            "reference": self.reference,
            "title": self.title,
            "body": self.body,
            "state": self.state,
            "submitter_name": self.submitter_name,
            "submitter_email": self.submitter_email,
            "received_at": self.received_at.isoformat(),
        }


class SubjectVersion(VersionMixin, db.Model):
    """One state of a subject's text."""

    __tablename__ = "subject_versions"
    __table_args__ = (
        UniqueConstraint("subject_id", "number", name="one_subject_version_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"))


class SubjectSubmission(SubjectText, db.Model):
    """A question from somebody whose address is not confirmed yet; nobody but they see it."""

    __tablename__ = "subject_submissions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subjects.id"))
