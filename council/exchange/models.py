"""Which record an imported row became, so that importing twice changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db


class ImportKey(db.Model):
    """The nth row with these key columns in a file of that kind, and the record it became.

    `payload` is the row as last imported: a field changed here since is never overwritten.
    """

    __tablename__ = "import_keys"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    occurrence: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
