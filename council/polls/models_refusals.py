"""How many ballots a poll refused, and why; nobody is named."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from council.extensions import db
from council.polls.models import DONE, Phase, Poll
from council.records.models import sentence


class RefusalCause(StrEnum):
    """Why a ballot that was sent for good was not received."""

    EARLY = "early"
    LATE = "late"
    SUSPENDED = "suspended"
    RECUSED = "recused"
    PROXY_ENDED = "proxy_ended"
    UNCHANGEABLE = "unchangeable"
    INVALID = "invalid"
    NO_RECEIPT = "no_receipt"


CAUSE_LABELS = {
    RefusalCause.EARLY: _l("avant l’ouverture"),
    RefusalCause.LATE: _l("après la clôture"),
    RefusalCause.SUSPENDED: _l("pendant une suspension, ou après l’annulation"),
    RefusalCause.RECUSED: _l("d’un organisme déporté"),
    RefusalCause.PROXY_ENDED: _l("par un mandataire dont la procuration avait pris fin"),
    RefusalCause.UNCHANGEABLE: _l("un second bulletin, quand la règle interdit d’en changer"),
    RefusalCause.INVALID: _l("un bulletin que la règle n’admet pas"),
    RefusalCause.NO_RECEIPT: _l("un second bulletin secret, sans le reçu du premier"),
}


class PollRefusal(db.Model):
    """The number of ballots that one poll refused for one cause."""

    __tablename__ = "poll_refusals"
    __table_args__ = (
        PrimaryKeyConstraint("poll_id", "cause", name="one_count_per_cause"),
        sentence("refusals_have_a_known_cause", "cause", RefusalCause),
        CheckConstraint("number > 0", name="a_refusal_counts"),
    )

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), autoincrement=False)
    cause: Mapped[str] = mapped_column(String(14))
    number: Mapped[int]


def cause_of(
    poll: Poll, at: datetime, *, valid: bool, recused: bool, proxy_ended: bool = False
) -> RefusalCause:
    """Return why a ballot sent at a moment is not received; what the poll says comes first."""
    phase = poll.phase(at)
    if phase in DONE:
        return RefusalCause.LATE
    if phase in (Phase.DRAFT, Phase.COMING):
        return RefusalCause.EARLY
    if phase in (Phase.SUSPENDED, Phase.CANCELLED):
        return RefusalCause.SUSPENDED
    if recused:
        return RefusalCause.RECUSED
    if proxy_ended:
        return RefusalCause.PROXY_ENDED
    return RefusalCause.UNCHANGEABLE if valid else RefusalCause.INVALID
