"""Decisions, their frozen versions, and the dated acts on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from council.clock import now
from council.extensions import UtcDateTime, db
from council.journal.models import make_append_only
from council.records.models import ActMixin, RecordMixin, VersionMixin, sentence


class DecisionKind(StrEnum):
    """What the council's output is."""

    AVIS = "avis"
    DECISION = "decision"
    RECOMMENDATION = "recommendation"
    MOTION = "motion"


KIND_LABELS = {
    DecisionKind.AVIS: _l("avis"),
    DecisionKind.DECISION: _l("décision"),
    DecisionKind.RECOMMENDATION: _l("recommandation"),
    DecisionKind.MOTION: _l("motion"),
}


class DecisionState(StrEnum):
    """Where a decision is in its life."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    DecisionState.DRAFT: _l("projet"),
    DecisionState.PROPOSED: _l("proposée"),
    DecisionState.ADOPTED: _l("adoptée, non publiée"),
    DecisionState.PUBLISHED: _l("publiée"),
    DecisionState.SUPERSEDED: _l("remplacée"),
    DecisionState.REPEALED: _l("abrogée"),
    DecisionState.WITHDRAWN: _l("retirée"),
}

STATE_TONES = {
    DecisionState.DRAFT: "neutral",
    DecisionState.PROPOSED: "info",
    DecisionState.ADOPTED: "new",
    DecisionState.PUBLISHED: "success",
    DecisionState.SUPERSEDED: "warning",
    DecisionState.REPEALED: "warning",
    DecisionState.WITHDRAWN: "error",
}

# States whose page everybody reads.
PUBLIC_STATES = (
    DecisionState.PUBLISHED,
    DecisionState.SUPERSEDED,
    DecisionState.REPEALED,
    DecisionState.WITHDRAWN,
)


class ApplicationState(StrEnum):
    """What became of a published decision; empty while nothing is followed."""

    TODO = "todo"
    UNDER_WAY = "under_way"
    APPLIED = "applied"
    DROPPED = "dropped"


APPLICATION_LABELS = {
    ApplicationState.TODO: _l("à appliquer"),
    ApplicationState.UNDER_WAY: _l("en cours d’application"),
    ApplicationState.APPLIED: _l("appliquée"),
    ApplicationState.DROPPED: _l("application abandonnée"),
}

APPLICATION_TONES = {
    ApplicationState.TODO: "new",
    ApplicationState.UNDER_WAY: "info",
    ApplicationState.APPLIED: "success",
    ApplicationState.DROPPED: "warning",
}

# States in which something is still awaited.
AWAITED = (ApplicationState.TODO, ApplicationState.UNDER_WAY)

# The texts of a decision beside its question, in the order of the page.
SECTIONS = {
    "context": _l("Contexte"),
    "body": _l("Décision"),
    "rationale": _l("Motifs"),
    "alternatives": _l("Autres voies examinées"),
    "consequences": _l("Conséquences"),
}


@dataclass(frozen=True)
class Transition:
    """One move of a decision: what the button says, whether a reason is asked."""

    source: DecisionState
    target: DecisionState
    label: Any
    asks_reason: bool = False


TRANSITIONS = (
    Transition(DecisionState.DRAFT, DecisionState.PROPOSED, _l("Proposer au conseil")),
    Transition(DecisionState.PROPOSED, DecisionState.DRAFT, _l("Reprendre le projet")),
    Transition(DecisionState.DRAFT, DecisionState.ADOPTED, _l("Constater l’adoption")),
    Transition(DecisionState.PROPOSED, DecisionState.ADOPTED, _l("Constater l’adoption")),
    Transition(DecisionState.ADOPTED, DecisionState.PUBLISHED, _l("Publier")),
    Transition(DecisionState.PUBLISHED, DecisionState.SUPERSEDED, _l("Remplacer"), True),
    Transition(DecisionState.PUBLISHED, DecisionState.REPEALED, _l("Abroger"), True),
    Transition(DecisionState.PUBLISHED, DecisionState.WITHDRAWN, _l("Retirer"), True),
    Transition(DecisionState.DRAFT, DecisionState.WITHDRAWN, _l("Abandonner le projet"), True),
    Transition(DecisionState.PROPOSED, DecisionState.WITHDRAWN, _l("Abandonner le projet"), True),
)


class Decision(RecordMixin, ActMixin, db.Model):
    """What the council says; its number CLL-YEAR-NNN is its record's, given at publication.

    `outcome` is what is known of the vote in words; `tally_published` false makes the page say
    « décompte non publié ». `links` are addresses of documents elsewhere. `sections_html` is the
    rendering of each text of SECTIONS but the body. Texts are as everybody reads them: passages
    blacked out are kept in `decision_originals`.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        sentence("decisions_have_a_known_kind", "kind", DecisionKind),
        sentence("decisions_have_a_known_state", "state", DecisionState),
        CheckConstraint(
            "state NOT IN ('adopted', 'published') OR adopted_on IS NOT NULL",
            name="adopted_decisions_have_a_day",
        ),
        CheckConstraint(
            "state NOT IN ('withdrawn', 'repealed') OR closing_reason <> ''",
            name="a_decision_taken_back_says_why",
        ),
        CheckConstraint(
            "application IN ('', 'todo', 'under_way', 'applied', 'dropped')",
            name="decisions_have_a_known_application",
        ),
        Index("ix_decisions_state_adopted", "state", "adopted_on"),
        Index("ix_decisions_application", "application", "application_due"),
    )

    kind: Mapped[str] = mapped_column(String(16), default=DecisionKind.AVIS)
    state: Mapped[str] = mapped_column(String(12), default=DecisionState.DRAFT)
    title: Mapped[str] = mapped_column(String(300))
    question: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[str] = mapped_column(String(20), default="")
    context: Mapped[str] = mapped_column(Text, default="")
    rationale: Mapped[str] = mapped_column(Text, default="")
    alternatives: Mapped[str] = mapped_column(Text, default="")
    consequences: Mapped[str] = mapped_column(Text, default="")
    sections_html: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # Who signs, by name and office; how and within which delay it can be contested.
    signatory: Mapped[str] = mapped_column(String(300), default="")
    remedies: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    tally_published: Mapped[bool] = mapped_column(default=False)
    college: Mapped[str] = mapped_column(String(40), default="")
    licence: Mapped[str] = mapped_column(String(100), default="etalab-2.0")
    links: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Where an imported text comes from, as written.
    source: Mapped[str] = mapped_column(String(500), default="")
    adopted_on: Mapped[date | None] = mapped_column(index=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closing_reason: Mapped[str] = mapped_column(Text, default="")
    application: Mapped[str] = mapped_column(String(12), default="")
    application_due: Mapped[date | None]
    application_holder_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"), index=True)
    review_on: Mapped[date | None] = mapped_column(index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    row_version: Mapped[int] = mapped_column(default=1)

    @property
    def is_public(self) -> bool:
        """Say whether everybody reads its page."""
        return self.state in PUBLIC_STATES and self.reference is not None

    def html_of(self, section: str) -> str:
        """Return the rendering of one text of SECTIONS, empty when it is empty."""
        return self.body_html if section == "body" else (self.sections_html or {}).get(section, "")


class DecisionVersion(VersionMixin, db.Model):
    """The text as frozen at one act; never changed, by the database's own refusal."""

    __tablename__ = "decision_versions"
    __table_args__ = (
        UniqueConstraint("decision_id", "number", name="one_decision_version_per_number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))


class ActKind(StrEnum):
    """The separate dated acts on a decision."""

    ADOPTION = "adoption"
    ENDORSEMENT = "endorsement"
    REFUSAL = "refusal"
    PUBLICATION_ASKED = "publication_asked"
    PUBLICATION = "publication"
    DISSENT = "dissent"
    APPLICATION = "application"
    REVIEW = "review"


# What a review concludes.
REVIEWS = {"kept": _l("maintenue"), "revise": _l("à réviser")}

ACT_LABELS = {
    ActKind.ADOPTION: _l("Adoption"),
    ActKind.ENDORSEMENT: _l("Soutien de l’État"),
    ActKind.REFUSAL: _l("Refus de soutien de l’État"),
    ActKind.PUBLICATION_ASKED: _l("Publication demandée"),
    ActKind.PUBLICATION: _l("Publication"),
    ActKind.DISSENT: _l("Note de désaccord"),
    ActKind.APPLICATION: _l("Application"),
    ActKind.REVIEW: _l("Réexamen"),
}
ACT_VALUES = {**APPLICATION_LABELS, **REVIEWS}


class DecisionAct(ActMixin, db.Model):
    """One dated act: who, for whom, on which day, with what text.

    `by_label` names who acted when an import says so without an account here; `value` is the state
    of an application, or what a review concludes.
    """

    __tablename__ = "decision_acts"
    __table_args__ = (
        sentence("decision_acts_have_a_known_kind", "kind", ActKind),
        Index(
            "one_adoption_and_one_publication_per_decision",
            "decision_id",
            "kind",
            unique=True,
            sqlite_where=text("kind IN ('adoption', 'publication')"),
            postgresql_where=text("kind IN ('adoption', 'publication')"),
        ),
        Index(
            "one_dissent_per_body_and_decision",
            "decision_id",
            "for_organization_id",
            unique=True,
            sqlite_where=text("kind = 'dissent'"),
            postgresql_where=text("kind = 'dissent'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    acted_on: Mapped[date | None]
    by_label: Mapped[str] = mapped_column(String(200), default="")
    value: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


make_append_only("decision_versions")
make_append_only("decision_acts")
