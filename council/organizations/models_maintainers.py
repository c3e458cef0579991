"""How the identity of maintainers is shown: a word on the pages of their software, or by whom."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.extensions import UtcDateTime, db
from council.organizations.models import Application
from council.records.models import Record, sentence


class MaintainerProof(db.Model):
    """What the worker saw of an applicant's word on the pages of the software they maintain.

    The word itself is derived from the application (`proofs.py`), never stored; `due_at` is when
    to look again, empty once there is nothing more to look for.
    """

    __tablename__ = "maintainer_proofs"
    __table_args__ = (
        CheckConstraint(
            "(found_at IS NULL) = (found_url = '')", name="a_proof_found_says_where_and_when"
        ),
        Index("ix_maintainer_proofs_due_at", "due_at"),
        Index("ix_maintainer_proofs_software_id", "software_id"),
    )

    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id"), primary_key=True, autoincrement=False
    )
    # A software's catalogue record is a higher feature's: its id is its record's.
    software_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    found_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    found_url: Mapped[str] = mapped_column(Text, default="")
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checks: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=now)

    application: Mapped[Application] = relationship()
    software: Mapped[Record] = relationship(foreign_keys=[software_id])


class ShownBy(StrEnum):
    """By what a maintainer's identity is known."""

    REPOSITORY = "repository"
    SECRETARIAT = "secretariat"
    MAINTAINER = "maintainer"


SHOWN_BY_LABELS = {
    ShownBy.REPOSITORY: _l("identité montrée par une page du projet"),
    ShownBy.SECRETARIAT: _l("identité vérifiée par le secrétariat"),
    ShownBy.MAINTAINER: _l("personne invitée par l’équipe"),
}


class MaintainerIdentity(db.Model):
    """By what the identity behind a maintainer's mandate was known when it was given."""

    __tablename__ = "maintainer_identities"
    __table_args__ = (
        sentence("maintainer_identities_are_shown_by_something_known", "shown_by", ShownBy),
        CheckConstraint(
            "shown_by <> 'secretariat' OR reason <> ''", name="the_secretariat_says_how_it_verified"
        ),
        CheckConstraint(
            "shown_by <> 'repository' OR url <> ''", name="a_page_that_shows_identity_is_named"
        ),
    )

    mandate_id: Mapped[int] = mapped_column(
        ForeignKey("mandates.id"), primary_key=True, autoincrement=False
    )
    shown_by: Mapped[str] = mapped_column(String(12))
    url: Mapped[str] = mapped_column(Text, default="")
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # How the secretariat verified; read by it alone.
    reason: Mapped[str] = mapped_column(Text, default="")
