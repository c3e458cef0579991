"""Shared fundings: an estimate several bodies pledge to cover, their pledges, who pays what."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import PARIS, now
from council.contributions.models import LegalFrame, PriceVisibility, Tax
from council.contributions.sharing import PledgeKind, Terms
from council.extensions import UtcDateTime, db
from council.journal.models import make_append_only
from council.records.models import ActMixin, RecordKind, sentence

# What a cost may be shared for.
FUNDED_KINDS = (RecordKind.CONTRIBUTION, RecordKind.NEED, RecordKind.ROADMAP_ITEM)


class FundingState(StrEnum):
    """What was done to a funding; reached and missed follow from pledges and dates."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class FundingPhase(StrEnum):
    """Where a funding is on a day."""

    OPEN = "open"
    REACHED = "reached"
    MISSED = "missed"
    ACCEPTED = "accepted"
    CLOSED = "closed"


PHASE_LABELS = {
    FundingPhase.OPEN: _l("ouvert aux engagements"),
    FundingPhase.REACHED: _l("couvert, à accepter"),
    FundingPhase.MISSED: _l("échéance passée sans être couvert"),
    FundingPhase.ACCEPTED: _l("accepté"),
    FundingPhase.CLOSED: _l("clos sans suite"),
}

PHASE_TONES = {
    FundingPhase.OPEN: "new",
    FundingPhase.REACHED: "info",
    FundingPhase.MISSED: "warning",
    FundingPhase.ACCEPTED: "success",
    FundingPhase.CLOSED: "neutral",
}


class IfMissed(StrEnum):
    """What happens when the deadline passes before the estimate is covered; told beforehand."""

    LAPSE = "lapse"
    REDUCE = "reduce"
    EXTEND = "extend"


IF_MISSED_LABELS = {
    IfMissed.LAPSE: _l("les engagements sont caducs : personne ne doit plus rien"),
    IfMissed.REDUCE: _l(
        "on continue à périmètre réduit : ce qui est réuni peut être accepté, avec ce qu’il paiera"
    ),
    IfMissed.EXTEND: _l(
        "l’échéance peut être repoussée : chaque organisme dit alors s’il maintient son engagement"
    ),
}

PLEDGE_KIND_LABELS = {
    PledgeKind.FIRM: _l("ferme"),
    PledgeKind.CONDITIONAL: _l("sous condition"),
    PledgeKind.INTENDED: _l("intention"),
}

# Who reads a hidden amount, besides the body that pledges.
AMOUNT_VISIBILITY_LABELS = {
    PriceVisibility.PUBLIC: _l("tout le monde"),
    PriceVisibility.HOLDER: _l("le porteur, l’organisme qui sera payé et le secrétariat"),
    PriceVisibility.COUNCIL: _l("ceux-là et le conseil"),
}

MOVE_LABELS = {
    "opened": _l("financement ouvert"),
    "extended": _l("échéance repoussée"),
    "accepted": _l("financement accepté"),
    "closed": _l("financement clos"),
    "reached": _l("estimation couverte"),
    "missed": _l("échéance passée sans être couverte"),
}


class Funding(ActMixin, db.Model):
    """An estimate that several bodies may cover together, for one record; one open at a time.

    Amounts are cents, with the funding's tax. `round` counts the deadlines: a pledge made before
    the deadline was moved counts again once its pledger has said so.
    """

    __tablename__ = "fundings"
    __table_args__ = (
        sentence("fundings_have_a_known_state", "state", FundingState),
        sentence("fundings_have_a_known_tax", "tax", Tax),
        sentence("fundings_name_a_legal_vehicle", "legal_frame", LegalFrame),
        sentence("fundings_say_what_happens_when_missed", "if_missed", IfMissed),
        CheckConstraint("estimate_cents > 0", name="estimates_are_positive"),
        CheckConstraint(
            "maximum_cents IS NULL OR maximum_cents >= estimate_cents",
            name="a_maximum_covers_the_estimate",
        ),
        CheckConstraint(
            "(state = 'accepted') = (financed_cents IS NOT NULL)",
            name="accepted_fundings_say_what_is_financed",
        ),
        CheckConstraint(
            "financed_cents IS NULL OR (financed_cents > 0 AND financed_cents <= estimate_cents)",
            name="no_more_is_financed_than_asked",
        ),
        CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)", name="fundings_that_ended_say_when"
        ),
        Unique("record_id", "number", name="one_funding_per_number"),
        Index(
            "one_open_funding_per_record",
            "record_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_fundings_state", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    number: Mapped[int]
    scope: Mapped[str] = mapped_column(Text)
    estimate_cents: Mapped[int] = mapped_column(BigInteger)
    tax: Mapped[str] = mapped_column(String(4))
    maximum_cents: Mapped[int | None] = mapped_column(BigInteger)
    deadline_on: Mapped[date]
    payee: Mapped[str] = mapped_column(String(200))
    payee_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    legal_frame: Mapped[str] = mapped_column(String(12))
    if_missed: Mapped[str] = mapped_column(String(8))
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10), default=FundingState.OPEN)
    financed_cents: Mapped[int | None] = mapped_column(BigInteger)
    reduced_scope: Mapped[str] = mapped_column(Text, default="")
    closing_reason: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When the worker told, once for this round, that the estimate is covered or was not in time.
    told_reached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_missed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def phase(self, is_reached: bool, day: date) -> FundingPhase:
        """Return where the funding is on a day, knowing whether its estimate is covered."""
        if self.state != FundingState.OPEN:
            return FundingPhase(self.state)
        if is_reached:
            return FundingPhase.REACHED
        return FundingPhase.MISSED if self.deadline_on < day else FundingPhase.OPEN

    def counting_day(self, day: date) -> date:
        """Return the day on which pledges are counted: the last one once the funding has ended."""
        return day if self.ended_at is None else self.ended_at.astimezone(PARIS).date()


class Pledge(ActMixin, db.Model):
    """What one body pledged at one moment; the latest revision is in force, the others history.

    It is neither an order nor a contract. A withdrawal is a revision too: nothing is deleted.
    """

    __tablename__ = "pledges"
    __table_args__ = (
        sentence("pledges_have_a_known_kind", "kind", PledgeKind),
        sentence("pledges_have_a_known_audience", "visibility", PriceVisibility),
        sentence("pledges_name_a_legal_vehicle", "legal_frame", LegalFrame),
        CheckConstraint("amount_cents > 0", name="pledges_are_positive"),
        CheckConstraint(
            "(kind = 'conditional') = (minimum_cents IS NOT NULL OR valid_until IS NOT NULL)",
            name="conditional_pledges_say_their_condition",
        ),
        CheckConstraint("minimum_cents IS NULL OR minimum_cents > 0", name="totals_are_positive"),
        Unique("funding_id", "organization_id", "revision", name="one_pledge_per_revision"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    funding_id: Mapped[int] = mapped_column(ForeignKey("fundings.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    revision: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    minimum_cents: Mapped[int | None] = mapped_column(BigInteger)
    valid_until: Mapped[date | None]
    visibility: Mapped[str] = mapped_column(String(8))
    legal_frame: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(Text, default="")
    round: Mapped[int]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    def terms(self, order: int, funding: Funding) -> Terms:
        """Return what the pledge says, for the count; `order` is that of its first revision."""
        return Terms(
            order,
            self.amount_cents,
            self.kind,
            self.minimum_cents,
            self.valid_until,
            self.round == funding.round,
        )


class FundingShare(db.Model):
    """What one body pays of an accepted funding, frozen with the acceptance."""

    __tablename__ = "funding_shares"
    __table_args__ = (
        sentence("shares_have_a_known_audience", "visibility", PriceVisibility),
        sentence("shares_name_a_legal_vehicle", "legal_frame", LegalFrame),
        CheckConstraint(
            "share_cents >= 0 AND share_cents <= pledged_cents",
            name="nobody_pays_above_its_pledge",
        ),
        Unique("funding_id", "organization_id", name="one_share_per_organization"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    funding_id: Mapped[int] = mapped_column(ForeignKey("fundings.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledges.id"))
    position: Mapped[int]
    pledged_cents: Mapped[int] = mapped_column(BigInteger)
    share_cents: Mapped[int] = mapped_column(BigInteger)
    visibility: Mapped[str] = mapped_column(String(8))
    legal_frame: Mapped[str] = mapped_column(String(12))


class FundingMove(ActMixin, db.Model):
    """What happened to a funding as a whole: who, when, why."""

    __tablename__ = "funding_moves"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    funding_id: Mapped[int] = mapped_column(ForeignKey("fundings.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


# Rows that may only be added; migrations write the same triggers.
APPEND_ONLY = ("pledges", "funding_shares")
for _table in APPEND_ONLY:
    make_append_only(_table)
