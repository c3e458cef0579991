"""The acts of a deliberation at a distance, and what is written in its debate.

Source: ordonnance 2014-1329 and décret 2014-1627: notified, debate open, debate closed, vote open,
vote closed, results sent; each by the chair's message, with its date.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, PrimaryKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db
from council.journal.models import make_append_only
from council.records.models import ActMixin, new_uid, sentence
from council.tally import Rule


class ActKind(StrEnum):
    """What is done in turn."""

    DEBATE_OPENED = "debate_opened"
    DEBATE_CLOSED = "debate_closed"
    VOTE_OPENED = "vote_opened"
    VOTE_CLOSED = "vote_closed"
    RESULTS_SENT = "results_sent"


ACT_LABELS = {
    ActKind.DEBATE_OPENED: _l("Débat ouvert"),
    ActKind.DEBATE_CLOSED: _l("Débat clos"),
    ActKind.VOTE_OPENED: _l("Vote ouvert"),
    ActKind.VOTE_CLOSED: _l("Vote clos"),
    ActKind.RESULTS_SENT: _l("Résultats envoyés"),
}
ACT_VERBS = {
    ActKind.DEBATE_OPENED: _l("Ouvrir le débat"),
    ActKind.DEBATE_CLOSED: _l("Clore le débat"),
    ActKind.VOTE_OPENED: _l("Ouvrir le vote"),
    ActKind.VOTE_CLOSED: _l("Clore le vote"),
    ActKind.RESULTS_SENT: _l("Envoyer les résultats"),
}
BEFORE_VOTE = (ActKind.DEBATE_OPENED, ActKind.DEBATE_CLOSED, ActKind.VOTE_OPENED)


def acts_asked(rule: Rule) -> tuple[ActKind, ...]:
    """Return the acts a rule asks after the call, in their order."""
    debate = rule.sequence == "debate"
    closing = (ActKind.VOTE_CLOSED,) if rule.closed_by == "act" else ()
    return (
        *(BEFORE_VOTE if debate else ()),
        *closing,
        *((ActKind.RESULTS_SENT,) if debate else ()),
    )


class PollAct(ActMixin, db.Model):
    """One act, done once, with the chair's message and what it announces until when."""

    __tablename__ = "poll_acts"
    __table_args__ = (
        PrimaryKeyConstraint("poll_id", "kind", name="one_act_of_each_kind"),
        sentence("acts_have_a_known_kind", "kind", ActKind),
    )

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), autoincrement=False)
    kind: Mapped[str] = mapped_column(String(14))
    # Until when contributions are received, or ballots; none for the other acts.
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class DebateContribution(ActMixin, db.Model):
    """What a seat of the roll says in the debate: read by the roll and who conducts alone."""

    __tablename__ = "debate_contributions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    roll_entry_id: Mapped[int] = mapped_column(ForeignKey("roll_entries.id"))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


for _table in ("poll_acts", "debate_contributions"):
    make_append_only(_table)
