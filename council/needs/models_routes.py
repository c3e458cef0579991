"""Routes to an answer: what somebody proposes for a need, and what its holder says of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.clock import now
from council.extensions import UtcDateTime, db
from council.needs.models import Need
from council.records.models import ActMixin, new_uid, sentence
from council.software.models import Software


class RouteKind(StrEnum):
    """What a recorded route is; those of other kinds are records linked to the need."""

    EXISTING = "existing"
    UPSTREAM = "upstream"
    CONTRACT = "contract"


KIND_LABELS = {
    RouteKind.EXISTING: _l("logiciel existant ou réutilisation"),
    RouteKind.UPSTREAM: _l("déjà présent en amont"),
    RouteKind.CONTRACT: _l("marché de support ou d’expertise"),
}


class RouteVerdict(StrEnum):
    """What the holder of the need says of a route."""

    ANSWERS = "answers"
    PARTLY = "partly"
    NO = "no"


VERDICT_LABELS = {
    RouteVerdict.ANSWERS: _l("cela répond"),
    RouteVerdict.PARTLY: _l("en partie"),
    RouteVerdict.NO: _l("non"),
}

VERDICT_TONES = {
    RouteVerdict.ANSWERS: "success",
    RouteVerdict.PARTLY: "info",
    RouteVerdict.NO: "neutral",
}


class NeedRoute(ActMixin, db.Model):
    """One route proposed for a need: by whom and for whom, judged by the holder, withdrawable."""

    __tablename__ = "need_routes"
    __table_args__ = (
        sentence("routes_have_a_known_kind", "kind", RouteKind),
        CheckConstraint(
            "verdict IN ('', 'answers', 'partly', 'no')", name="routes_have_a_known_verdict"
        ),
        CheckConstraint("(judged_at IS NULL) = (verdict = '')", name="a_judged_route_is_dated"),
        CheckConstraint("(verdict = '') = (verdict_reason = '')", name="a_verdict_says_why"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="a_withdrawn_route_says_why"
        ),
        CheckConstraint(
            "kind = 'contract' OR software_id IS NOT NULL", name="a_route_names_its_software"
        ),
        CheckConstraint(
            "kind <> 'contract' OR contract <> ''", name="a_contract_route_names_its_contract"
        ),
        CheckConstraint(
            "kind <> 'upstream' OR version <> ''", name="an_upstream_route_names_its_version"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    software_id: Mapped[int | None] = mapped_column(ForeignKey("software.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[str] = mapped_column(String(60), default="")
    contract: Mapped[str] = mapped_column(String(200), default="")
    lot: Mapped[str] = mapped_column(String(120), default="")
    contractor: Mapped[str] = mapped_column(String(200), default="")
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    verdict: Mapped[str] = mapped_column(String(10), default="")
    verdict_reason: Mapped[str] = mapped_column(Text, default="")
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    need: Mapped[Need] = relationship()
    software: Mapped[Software | None] = relationship()
