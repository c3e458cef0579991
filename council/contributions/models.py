"""Contributions: who offers what in answer to needs, at what price, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now, today
from council.extensions import UtcDateTime, db
from council.organizations.models import Organization
from council.records.due import DueMixin
from council.records.models import ActMixin, RecordMixin, VersionMixin, sentence
from council.records.money import TAX_LABELS as TAX_LABELS
from council.records.money import Tax
from council.software.models import Software

if TYPE_CHECKING:
    from council.contributions.models_upstream import UpstreamLink


class ContributionKind(StrEnum):
    """What is given."""

    CODE = "code"
    DOCUMENTATION = "documentation"
    TRANSLATION = "translation"
    TESTING = "testing"
    HOSTING = "hosting"
    AGENT_TIME = "agent_time"
    SKILLS_SPONSORSHIP = "skills_sponsorship"
    RECOGNITION = "recognition"
    FUNDING = "funding"
    EXPERT_CONTACT = "expert_contact"
    DISTRIBUTION = "distribution"
    COACHING = "coaching"


KIND_LABELS = {
    ContributionKind.CODE: _l("code"),
    ContributionKind.DOCUMENTATION: _l("documentation"),
    ContributionKind.TRANSLATION: _l("traduction"),
    ContributionKind.TESTING: _l("tests"),
    ContributionKind.HOSTING: _l("hébergement"),
    ContributionKind.AGENT_TIME: _l("temps d’agent"),
    ContributionKind.SKILLS_SPONSORSHIP: _l("mécénat de compétences"),
    ContributionKind.RECOGNITION: _l("reconnaissance publique"),
    ContributionKind.FUNDING: _l("financement"),
    ContributionKind.EXPERT_CONTACT: _l("mise en contact avec des experts"),
    ContributionKind.DISTRIBUTION: _l("diffusion dans les réseaux de l’État"),
    ContributionKind.COACHING: _l("accompagnement"),
}


class LegalFrame(StrEnum):
    """By what legal vehicle an administration supports; asked when an offer is accepted."""

    NONE = "none"
    SUBVENTION = "subvention"
    ADHESION = "adhesion"
    COMMANDE = "commande"
    TEMPS_AGENT = "temps_agent"
    MECENAT = "mecenat"


LEGAL_FRAME_LABELS = {
    LegalFrame.NONE: _l("aucun (don, bénévolat)"),
    LegalFrame.SUBVENTION: _l("subvention"),
    LegalFrame.ADHESION: _l("adhésion"),
    LegalFrame.COMMANDE: _l("commande publique"),
    LegalFrame.TEMPS_AGENT: _l("temps d’agent"),
    LegalFrame.MECENAT: _l("mécénat de compétences"),
}


class CodeRights(StrEnum):
    """What is signed about rights on contributed code."""

    NONE = "none"
    DCO = "dco"
    CLA_INDIVIDUAL = "cla_individual"
    CLA_COMPANY = "cla_company"


CODE_RIGHTS_LABELS = {
    CodeRights.NONE: _l("rien à signer"),
    CodeRights.DCO: _l("certificat d’origine (DCO)"),
    CodeRights.CLA_INDIVIDUAL: _l("accord de contribution individuel (CLA)"),
    CodeRights.CLA_COMPANY: _l("accord de contribution d’entreprise (CLA)"),
}


class PriceVisibility(StrEnum):
    """Who reads the price besides the body that offers."""

    PUBLIC = "public"
    HOLDER = "holder"
    COUNCIL = "council"


PRICE_VISIBILITY_LABELS = {
    PriceVisibility.PUBLIC: _l("tout le monde"),
    PriceVisibility.HOLDER: _l("les porteurs des besoins seulement"),
    PriceVisibility.COUNCIL: _l("les porteurs des besoins et le conseil"),
}


class ContributionState(StrEnum):
    """Where a contribution is in its life; `lapsed` follows from `valid_until`, never stored."""

    DRAFT = "draft"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


STATE_LABELS = {
    ContributionState.DRAFT: _l("brouillon"),
    ContributionState.OFFERED: _l("proposée"),
    ContributionState.ACCEPTED: _l("acceptée"),
    ContributionState.UNDER_WAY: _l("en cours"),
    ContributionState.DELIVERED: _l("livrée"),
    ContributionState.CONFIRMED: _l("livraison confirmée"),
    ContributionState.DECLINED: _l("déclinée"),
    ContributionState.WITHDRAWN: _l("retirée"),
    ContributionState.LAPSED: _l("caduque"),
}

STATE_TONES = {
    ContributionState.DRAFT: "neutral",
    ContributionState.OFFERED: "new",
    ContributionState.ACCEPTED: "info",
    ContributionState.UNDER_WAY: "info",
    ContributionState.DELIVERED: "success",
    ContributionState.CONFIRMED: "success",
    ContributionState.DECLINED: "error",
    ContributionState.WITHDRAWN: "neutral",
    ContributionState.LAPSED: "warning",
}


@dataclass(frozen=True)
class Transition:
    """One way from states to another: who may take it, its button, what it asks for."""

    sources: tuple[str, ...]
    target: str
    who: str
    label: Any
    asks: tuple[str, ...] = ()


_S = ContributionState
TRANSITIONS = {
    "offer": Transition((_S.DRAFT,), _S.OFFERED, "giver", _l("Proposer")),
    "accept": Transition((_S.OFFERED,), _S.ACCEPTED, "receiver", _l("Accepter"), ("legal_frame",)),
    "decline": Transition((_S.OFFERED,), _S.DECLINED, "receiver", _l("Décliner"), ("reason",)),
    "start": Transition((_S.ACCEPTED,), _S.UNDER_WAY, "giver", _l("Commencer")),
    "deliver": Transition(
        (_S.ACCEPTED, _S.UNDER_WAY),
        _S.DELIVERED,
        "giver",
        _l("Dire que c’est livré"),
        ("delivered_on", "upstream_links"),
    ),
    "confirm": Transition(
        (_S.DELIVERED,),
        _S.CONFIRMED,
        "receiver",
        _l("Confirmer la livraison"),
        ("outcome", "reason"),
    ),
    "withdraw": Transition(
        (_S.OFFERED, _S.ACCEPTED, _S.UNDER_WAY),
        _S.WITHDRAWN,
        "giver",
        _l("Retirer"),
        ("reason",),
    ),
}


class Outcome(StrEnum):
    """What the need's holder says of a delivery."""

    MET = "met"
    PARTLY_MET = "partly_met"
    UNMET = "unmet"


OUTCOME_LABELS = {
    Outcome.MET: _l("répond au besoin"),
    Outcome.PARTLY_MET: _l("répond en partie au besoin"),
    Outcome.UNMET: _l("ne répond pas au besoin"),
}


class Contribution(RecordMixin, DueMixin, db.Model):
    """An offer that answers needs; its holder (an organization or a software) is its record's.

    The software it is about and the needs it answers are links of its record. What an import
    brings is kept as written: `offered_by_label`, `software_label`.
    """

    __tablename__ = "contributions"
    __table_args__ = (
        sentence("contributions_have_a_known_kind", "kind", ContributionKind),
        sentence("contributions_have_a_known_state", "state", ContributionState),
        sentence("contributions_have_a_known_tax", "tax", Tax),
        sentence("contributions_have_known_code_rights", "code_rights", CodeRights),
        sentence("contributions_have_a_known_price_audience", "price_visibility", PriceVisibility),
        CheckConstraint(
            "legal_frame = '' OR legal_frame IN "
            "('none', 'subvention', 'adhesion', 'commande', 'temps_agent', 'mecenat')",
            name="contributions_have_a_known_legal_frame",
        ),
        CheckConstraint(
            "outcome = '' OR outcome IN ('met', 'partly_met', 'unmet')",
            name="contributions_have_a_known_outcome",
        ),
        CheckConstraint("amount_cents IS NULL OR amount_cents >= 0", name="amounts_are_positive"),
        CheckConstraint(
            "days_hundredths IS NULL OR days_hundredths >= 0", name="offered_days_are_positive"
        ),
        CheckConstraint(
            "due_ends_on IS NULL OR due_starts_on IS NULL OR due_ends_on >= due_starts_on",
            name="contributions_end_after_they_start",
        ),
        CheckConstraint(
            "state <> 'confirmed' OR outcome <> ''", name="confirmed_contributions_have_an_outcome"
        ),
        Index("ix_contributions_state", "state"),
    )

    title: Mapped[str] = mapped_column(String(400))
    body: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(20))
    legal_frame: Mapped[str] = mapped_column(String(12), default="")
    code_rights: Mapped[str] = mapped_column(String(16), default=CodeRights.NONE)
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    tax: Mapped[str] = mapped_column(String(4), default=Tax.NONE)
    days_hundredths: Mapped[int | None]
    price_visibility: Mapped[str] = mapped_column(String(8), default=PriceVisibility.HOLDER)
    schedule: Mapped[str] = mapped_column(Text, default="")
    valid_until: Mapped[date | None]
    licence: Mapped[str] = mapped_column(String(120), default="")
    supplier: Mapped[str] = mapped_column(String(200), default="")
    contract_lot: Mapped[str] = mapped_column(String(120), default="")
    delivered_on: Mapped[date | None] = mapped_column(index=True)
    offered_by_label: Mapped[str] = mapped_column(String(200), default="")
    software_label: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default=ContributionState.DRAFT)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(10), default="")
    row_version: Mapped[int] = mapped_column(default=1)

    holder_organization: Mapped[Organization | None] = relationship(
        secondary="records",
        primaryjoin="Contribution.id == Record.id",
        secondaryjoin="Record.organization_id == Organization.id",
        viewonly=True,
        lazy="raise_on_sql",
    )
    holder_software: Mapped[Software | None] = relationship(
        secondary="records",
        primaryjoin="Contribution.id == Record.id",
        secondaryjoin="Record.software_id == Software.id",
        viewonly=True,
        lazy="raise_on_sql",
    )
    software: Mapped[list[Software]] = relationship(
        secondary="record_links",
        primaryjoin="and_(Contribution.id == RecordLink.from_id, RecordLink.kind == 'about')",
        secondaryjoin="RecordLink.to_id == Software.id",
        order_by="Software.name",
        viewonly=True,
        lazy="raise_on_sql",
    )

    links: Mapped[list[UpstreamLink]] = relationship(
        "UpstreamLink", order_by="UpstreamLink.position", viewonly=True
    )

    @property
    def upstream_links(self) -> list[str]:
        """The addresses in the project, in their order."""
        return [link.url for link in self.links]

    def state_on(self, day: date) -> ContributionState:
        """Return the state on a day (Paris): an offer whose validity has passed is lapsed."""
        lapsed = self.valid_until is not None and self.valid_until < day
        if self.state == ContributionState.OFFERED and lapsed:
            return ContributionState.LAPSED
        return ContributionState(self.state)

    @property
    def current_state(self) -> ContributionState:
        """The state today."""
        return self.state_on(today())

    @property
    def has_price(self) -> bool:
        """Say whether an amount or a number of days was written."""
        return self.amount_cents is not None or self.days_hundredths is not None


class ContributionVersion(VersionMixin, db.Model):
    """What a contribution said at one moment, price included: pages mask it like the price."""

    __tablename__ = "contribution_versions"
    __table_args__ = (
        Unique("contribution_id", "number", name="one_contribution_version_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"))


class ContributionMove(ActMixin, db.Model):
    """A contribution went to a state: who, for whom, when, why."""

    __tablename__ = "contribution_moves"
    __table_args__ = (
        sentence("contribution_moves_have_a_known_state", "state", ContributionState),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    # The vehicle that this acceptance named; empty for any other move.
    legal_frame: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
