"""Organizations, the colleges they sit in, and the mandates people hold."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.accounts.models import Account, AccountState
from council.clock import now, today
from council.extensions import UtcDateTime, db
from council.records.models import Record, RecordMixin, new_uid, sentence


class OrganizationKind(StrEnum):
    """What an organization is."""

    ADMINISTRATION = "administration"
    LOCAL_AUTHORITY = "local_authority"
    OPERATOR = "operator"
    COMPANY = "company"
    ASSOCIATION = "association"
    COMMUNITY = "community"
    FOREIGN = "foreign"


KIND_LABELS = {
    OrganizationKind.ADMINISTRATION: _l("administration"),
    OrganizationKind.LOCAL_AUTHORITY: _l("collectivité territoriale"),
    OrganizationKind.OPERATOR: _l("opérateur de l’État"),
    OrganizationKind.COMPANY: _l("entreprise"),
    OrganizationKind.ASSOCIATION: _l("association"),
    OrganizationKind.COMMUNITY: _l("communauté"),
    OrganizationKind.FOREIGN: _l("organisme étranger"),
}


class Organization(RecordMixin, db.Model):
    """A body that acts and votes; its reference is a readable name (`/organismes/<reference>`)."""

    __tablename__ = "organizations"
    __table_args__ = (
        sentence("organizations_have_a_known_kind", "kind", OrganizationKind),
        CheckConstraint("siret = '' OR length(siret) = 14", name="a_siret_has_14_digits"),
    )

    name: Mapped[str] = mapped_column(String(160), unique=True)
    # Confusable-free form of the name: two names that look alike cannot both exist.
    skeleton: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    url: Mapped[str] = mapped_column(String(500), default="")
    country: Mapped[str] = mapped_column(String(2), default="FR")
    siret: Mapped[str] = mapped_column(String(14), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    to_complete: Mapped[bool] = mapped_column(default=False)
    row_version: Mapped[int] = mapped_column(default=1)


class College(db.Model):
    """A group of seats that counts together."""

    __tablename__ = "colleges"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    row_version: Mapped[int] = mapped_column(default=1)


class Seat(db.Model):
    """An organization's place in a college, proposed by the secretariat, confirmed by the chair."""

    __tablename__ = "seats"
    __table_args__ = (
        CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name="seats_end_after_they_start"
        ),
        Index(
            "one_open_seat_per_organization_and_college",
            "college_id",
            "organization_id",
            unique=True,
            sqlite_where=db.text("ends_on IS NULL"),
            postgresql_where=db.text("ends_on IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    college_id: Mapped[int] = mapped_column(ForeignKey("colleges.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    starts_on: Mapped[date] = mapped_column(default=today)
    ends_on: Mapped[date | None]
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    college: Mapped[College] = relationship(lazy="joined", innerjoin=True)
    organization: Mapped[Organization] = relationship()


class Title(StrEnum):
    """In what capacity a person acts for an organization or a software."""

    MEMBER = "member"
    ALTERNATE = "alternate"
    REPRESENTATIVE = "representative"
    MANAGER = "manager"
    MAINTAINER = "maintainer"
    SECRETARIAT = "secretariat"
    CHAIR = "chair"
    ENDORSER = "endorser"
    OBSERVER = "observer"
    ADMINISTRATOR = "administrator"


# Titles that make somebody part of the council's work: granted by the secretariat, in force once
# the chair has confirmed them (access.md).
COUNCIL_TITLES = frozenset({Title.MEMBER, Title.ALTERNATE, Title.CHAIR, Title.ENDORSER})


class Mandate(db.Model):
    """A person acts for an organization or a software, in a capacity, from a day to another."""

    __tablename__ = "mandates"
    __table_args__ = (
        sentence("mandates_have_a_known_title", "title", Title),
        CheckConstraint(
            "(organization_id IS NULL) <> (software_id IS NULL)",
            name="a_mandate_is_for_an_organization_or_a_software",
        ),
        CheckConstraint(
            "(title = 'maintainer') = (software_id IS NOT NULL)",
            name="maintainers_act_for_a_software",
        ),
        CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name="mandates_end_after_they_start"
        ),
        UniqueConstraint("uid", name="one_mandate_per_uid"),
        Index("ix_mandates_account", "account_id", "revoked_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), default=new_uid)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    # A software's catalogue record is a higher feature's: its id is its record's.
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    software_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"), index=True)
    title: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date] = mapped_column(default=today)
    ends_on: Mapped[date | None]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    organization: Mapped[Organization | None] = relationship()
    software: Mapped[Record | None] = relationship(foreign_keys=[software_id])

    def as_data(self) -> dict[str, str | None]:
        """Return the mandate as plain facts."""
        return {
            "uid": self.uid,
            "title": self.title,
            "organization": self.organization.name if self.organization else None,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
            "revoked_at": self.revoked_at.isoformat() if self.revoked_at else None,
        }

    @property
    def needs_confirmation(self) -> bool:
        """Say whether the chair has yet to confirm this mandate."""
        return self.title in COUNCIL_TITLES and self.confirmed_at is None

    @property
    def is_in_force(self) -> bool:
        """Say whether the person may act by this mandate today."""
        return self.is_current(today()) and self.account.is_active

    @property
    def is_pending(self) -> bool:
        """Say whether the mandate waits for the chair, or for the person to open an account."""
        ended = self.revoked_at is not None or (self.ends_on is not None and self.ends_on < today())
        waits = self.needs_confirmation or self.account.state == AccountState.INVITED
        return not ended and waits and self.account.state != AccountState.CLOSED

    def is_current(self, day: date) -> bool:
        """Say whether the mandate may be used on that day."""
        return (
            self.revoked_at is None
            and not self.needs_confirmation
            and self.starts_on <= day
            and (self.ends_on is None or day <= self.ends_on)
        )


class ApplicationKind(StrEnum):
    """What somebody asks for at the front door."""

    PERSONAL = "personal"
    ORGANIZATION = "organization"
    MAINTAINER = "maintainer"


class ApplicationState(StrEnum):
    """Where an application is; the secretariat sees it once the address is confirmed."""

    TO_CONFIRM = "to_confirm"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    ATTACHED = "attached"
    REFUSED = "refused"


APPLICATION_KIND_LABELS = {
    ApplicationKind.PERSONAL: _l("compte personnel"),
    ApplicationKind.ORGANIZATION: _l("compte d’organisme"),
    ApplicationKind.MAINTAINER: _l("compte de mainteneur"),
}
APPLICATION_STATE_LABELS = {
    ApplicationState.TO_CONFIRM: _l("adresse à confirmer"),
    ApplicationState.WAITING: _l("en attente"),
    ApplicationState.ACCEPTED: _l("acceptée"),
    ApplicationState.ATTACHED: _l("rattachée"),
    ApplicationState.REFUSED: _l("refusée"),
}
APPLICATION_STATE_TONES = {
    ApplicationState.TO_CONFIRM: "neutral",
    ApplicationState.WAITING: "warning",
    ApplicationState.ACCEPTED: "success",
    ApplicationState.ATTACHED: "success",
    ApplicationState.REFUSED: "neutral",
}


class Application(db.Model):
    """Somebody asks for a personal, an organization's or a maintainer's account."""

    __tablename__ = "applications"
    __table_args__ = (
        sentence("applications_have_a_known_kind", "kind", ApplicationKind),
        sentence("applications_have_a_known_state", "state", ApplicationState),
        CheckConstraint(
            "state <> 'refused' OR decision_reason <> ''", name="a_refused_application_says_why"
        ),
        Index("ix_applications_state_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default=ApplicationState.TO_CONFIRM)
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), index=True)
    message: Mapped[str] = mapped_column(Text, default="")
    organization_name: Mapped[str] = mapped_column(String(160), default="")
    organization_kind: Mapped[str] = mapped_column(String(20), default="")
    siret: Mapped[str] = mapped_column(String(14), default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    software_name: Mapped[str] = mapped_column(String(160), default="")
    # A page of the software's own repository that shows who asks: a profile, a file of owners.
    proof_url: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    # The organization or software the account was opened for.
    record_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"))

    opened_for: Mapped[Record | None] = relationship(foreign_keys=[record_id])

    def as_data(self) -> dict[str, str | None]:
        """Return what the applicant wrote and what became of it."""
        return {
            "number": self.number,
            "kind": self.kind,
            "state": self.state,
            "name": self.name,
            "email": self.email,
            "message": self.message,
            "organization_name": self.organization_name,
            "siret": self.siret,
            "url": self.url,
            "software_name": self.software_name,
            "proof_url": self.proof_url,
            "created_at": self.created_at.isoformat(),
            "decision_reason": self.decision_reason,
        }
