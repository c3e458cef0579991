"""Reads on candidacies: who may see them is asked here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from council.accounts.models import Account
from council.clock import now
from council.extensions import db
from council.organizations.models import Organization
from council.programs.models import (
    Candidacy,
    CandidacyLink,
    CandidacyState,
    Program,
    ProgramState,
)
from council.programs.models_jury import Award, AwardNote, Juror
from council.programs.queries import in_state
from council.records.models import Record, RecordKind
from council.records.queries import visible_to as record_visible_to
from council.software.models import Software

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def own(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a candidacy is of a body or software this person acts for."""
    return or_(
        Candidacy.organization_id.in_(sorted(viewer.organization_ids)),
        Candidacy.software_id.in_(sorted(viewer.software_ids)),
    )


def visible_to(viewer: Viewer) -> Select[tuple[Candidacy]]:
    """Return the candidacies this viewer may see, with their programme.

    A draft: its own people. Submitted: its own people, the programme's body, the jury and the
    secretariat; everybody after the awards, or when the programme says so from the start.
    """
    submitted = Candidacy.state == CandidacyState.SUBMITTED
    open_to_all = or_(Program.shows_candidacies, Program.awarded_at.is_not(None))
    allowed: list[ColumnElement[bool]] = [and_(submitted, open_to_all)]
    if viewer.account_id is not None:
        judged = exists().where(
            Juror.program_id == Candidacy.program_id,
            Juror.account_id == viewer.account_id,
            Juror.removed_at.is_(None),
        )
        held = Record.organization_id.in_(sorted(viewer.organization_ids))
        kept = Candidacy.state != CandidacyState.DRAFT
        allowed += [own(viewer), and_(submitted, judged), and_(kept, held)]
        if viewer.is_secretariat:
            allowed.append(kept)
    return (
        select(Candidacy)
        .join(Candidacy.program)
        .join(Record, Record.id == Program.id)
        .where(record_visible_to(viewer), or_(*allowed))
        .options(contains_eager(Candidacy.program).contains_eager(Program.record))
    )


def _whole(query: Select[tuple[Candidacy]]) -> Select[tuple[Candidacy]]:
    return query.options(joinedload(Candidacy.organization), joinedload(Candidacy.software))


def find_candidacy(program_id: int, uid: str, viewer: Viewer) -> Candidacy | None:
    """Return a visible candidacy of a programme by its random identifier."""
    query = visible_to(viewer).where(Candidacy.program_id == program_id, Candidacy.uid == uid)
    return db.session.scalars(_whole(query)).unique().one_or_none()


def candidacies_of(program_id: int, viewer: Viewer) -> list[Candidacy]:
    """Return the candidacies of a programme this viewer may see, drafts last."""
    query = visible_to(viewer).where(Candidacy.program_id == program_id)
    ordered = query.order_by(Candidacy.number.asc().nulls_last(), Candidacy.id)
    return list(db.session.scalars(_whole(ordered)).unique())


def drafts_of(viewer: Viewer) -> list[Candidacy]:
    """Return the drafts this person may still submit, the nearest closing first."""
    if not viewer.mandates:
        return []
    query = visible_to(viewer).where(
        Candidacy.state == CandidacyState.DRAFT, own(viewer), in_state(ProgramState.OPEN, now())
    )
    return list(db.session.scalars(query.order_by(Program.closes_at, Candidacy.id)).unique())


def linked_to(candidacy_id: int, viewer: Viewer) -> list[Record]:
    """Return the needs and software a candidacy is linked to, as this viewer may see them."""
    return list(
        db.session.scalars(
            select(Record)
            .join(CandidacyLink, CandidacyLink.record_id == Record.id)
            .where(CandidacyLink.candidacy_id == candidacy_id, record_visible_to(viewer))
            .order_by(Record.kind, Record.id)
        )
    )


def links_of(candidacy_ids: Iterable[int]) -> dict[int, list[Record]]:
    """Return the records linked to candidacies, whoever may see them; one query."""
    found: dict[int, list[Record]] = {}
    rows = db.session.execute(
        select(CandidacyLink.candidacy_id, Record)
        .join(Record, Record.id == CandidacyLink.record_id)
        .where(CandidacyLink.candidacy_id.in_(list(candidacy_ids)))
        .order_by(Record.id)
    )
    for number, record in rows:
        found.setdefault(number, []).append(record)
    return found


def needs_called(references: Sequence[str], viewer: Viewer) -> dict[str, Record]:
    """Return the visible needs of these references."""
    rows = db.session.scalars(
        select(Record).where(
            Record.kind == RecordKind.NEED,
            Record.reference.in_(list(references)),
            record_visible_to(viewer),
        )
    )
    return {str(record.reference): record for record in rows}


def awards_of(program: Program, viewer: Viewer) -> list[Award]:
    """Return the awards of a programme: before they are published, to nobody."""
    if program.awarded_at is None:
        return []
    return _awards(program.id)


def prepared_awards(program_id: int) -> list[Award]:
    """Return what the body prepares, for who publishes it."""
    return _awards(program_id)


def _awards(program_id: int) -> list[Award]:
    query: Any = (
        select(Award)
        .join(Award.candidacy)
        .where(Candidacy.program_id == program_id)
        .options(
            contains_eager(Award.candidacy).joinedload(Candidacy.organization),
            contains_eager(Award.candidacy).joinedload(Candidacy.software),
        )
        .order_by(Candidacy.number)
    )
    return list(db.session.scalars(query).unique())


def award_of(candidacy_id: int) -> Award | None:
    """Return the award of a candidacy, prepared or published."""
    return db.session.scalar(select(Award).where(Award.candidacy_id == candidacy_id))


def notes_of(award_id: int) -> list[tuple[AwardNote, str, str]]:
    """Return what became of an award, oldest first, with the person and the body who say it."""
    rows = db.session.execute(
        select(AwardNote, Account.name, Organization.name, Software.name)
        .outerjoin(Account, Account.id == AwardNote.account_id)
        .outerjoin(Organization, Organization.id == AwardNote.for_organization_id)
        .outerjoin(Software, Software.id == AwardNote.for_software_id)
        .where(AwardNote.award_id == award_id)
        .order_by(AwardNote.id)
    )
    return [(note, person or "", body or tool or "") for note, person, body, tool in rows]
