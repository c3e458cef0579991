"""Catalogue records: software, services, databases, standards, and their versions."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from council.extensions import db
from council.records.models import RecordMixin, VersionMixin, sentence


class SoftwareKind(StrEnum):
    """What a catalogue record describes."""

    SOFTWARE = "software"
    SERVICE = "service"
    DATABASE = "database"
    STANDARD = "standard"


class SoftwareStatus(StrEnum):
    """What the State's catalogue says of it; empty when it does not list it."""

    NONE = ""
    RECOMMENDED = "R"
    OBSERVED = "O"
    ENDING = "FR"


KIND_LABELS = {
    SoftwareKind.SOFTWARE: _l("logiciel"),
    SoftwareKind.SERVICE: _l("service"),
    SoftwareKind.DATABASE: _l("base de données"),
    SoftwareKind.STANDARD: _l("standard"),
}

STATUS_LABELS = {
    SoftwareStatus.NONE: _l("non référencé"),
    SoftwareStatus.RECOMMENDED: _l("recommandé"),
    SoftwareStatus.OBSERVED: _l("en observation"),
    SoftwareStatus.ENDING: _l("fin de recommandation"),
}

STATUS_TONES = {
    SoftwareStatus.NONE: "neutral",
    SoftwareStatus.RECOMMENDED: "success",
    SoftwareStatus.OBSERVED: "info",
    SoftwareStatus.ENDING: "warning",
}


def name_key(name: str) -> str:
    """Return what two spellings of one name share: no case, accent, space or punctuation.

    « LemonLDAP ::NG », « lemonldap::ng » and « LemonLDAP NG » are one; « C++ » keeps its signs.
    """
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", kept.replace("+", "plus").replace("#", "sharp"))


class Software(RecordMixin, db.Model):
    """What the council knows about one software; its reference is a readable name.

    `source_json` keeps the catalogue's own entry, key by key, as it was imported.
    """

    __tablename__ = "software"
    __table_args__ = (
        sentence("software_has_a_known_kind", "kind", SoftwareKind),
        sentence("software_has_a_known_status", "status", SoftwareStatus),
        Index(
            "one_software_per_sill_id",
            "sill_id",
            unique=True,
            sqlite_where=text("sill_id <> ''"),
            postgresql_where=text("sill_id <> ''"),
        ),
    )

    name: Mapped[str] = mapped_column(String(200))
    # Not unique: the State's catalogue lists one name twice under two identifiers.
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[str] = mapped_column(String(12), default=SoftwareKind.SOFTWARE)
    status: Mapped[str] = mapped_column(String(2), default=SoftwareStatus.NONE)
    sill_id: Mapped[str] = mapped_column(String(40), default="")
    wikidata_id: Mapped[str] = mapped_column(String(20), default="")
    comptoir_id: Mapped[str] = mapped_column(String(40), default="")
    licence: Mapped[str] = mapped_column(String(400), default="")
    repository: Mapped[str] = mapped_column(String(500), default="")
    website: Mapped[str] = mapped_column(String(500), default="")
    documentation: Mapped[str] = mapped_column(String(500), default="")
    logo: Mapped[str] = mapped_column(String(500), default="")
    label_url: Mapped[str] = mapped_column(String(500), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    summary_en: Mapped[str] = mapped_column(Text, default="")
    function: Mapped[str] = mapped_column(String(300), default="")
    component: Mapped[str] = mapped_column(String(200), default="")
    sector: Mapped[str] = mapped_column(String(200), default="")
    working_group: Mapped[str] = mapped_column(String(100), default="")
    min_version: Mapped[str] = mapped_column(String(100), default="")
    max_version: Mapped[str] = mapped_column(String(100), default="")
    years: Mapped[str] = mapped_column(String(200), default="")
    parent_name: Mapped[str] = mapped_column(String(200), default="")
    similar_ids: Mapped[str] = mapped_column(String(200), default="")
    # The catalogue's « alias » and « support » columns: « Oui » or nothing, kept as written.
    alias: Mapped[str] = mapped_column(String(200), default="")
    support: Mapped[str] = mapped_column(String(200), default="")
    usage: Mapped[str] = mapped_column(Text, default="")
    source_json: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    to_complete: Mapped[bool] = mapped_column(default=False)
    row_version: Mapped[int] = mapped_column(default=1)

    def __init__(self, **columns: Any) -> None:
        columns.setdefault("name_key", name_key(columns.get("name", "")))
        super().__init__(**columns)


class SoftwareVersion(VersionMixin, db.Model):
    """One state of a catalogue record."""

    __tablename__ = "software_versions"
    __table_args__ = (
        UniqueConstraint("software_id", "number", name="one_software_version_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    software_id: Mapped[int] = mapped_column(ForeignKey("software.id"))
