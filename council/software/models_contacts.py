"""Where the maintainers of a software may be written to; kept private."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db


class SoftwareContact(db.Model):
    """The address by which the maintainers of a software receive questions; never published."""

    __tablename__ = "software_contacts"

    software_id: Mapped[int] = mapped_column(
        ForeignKey("software.id"), primary_key=True, autoincrement=False
    )
    email: Mapped[str] = mapped_column(String(254))
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
