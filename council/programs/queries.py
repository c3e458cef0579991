"""Reads on support programmes: the list, one programme, its versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from council.clock import now
from council.contributions.queries import Act, acts_of
from council.extensions import db
from council.organizations.viewer import ANONYMOUS
from council.programs.models import (
    Candidacy,
    CandidacyState,
    Program,
    ProgramState,
    ProgramVersion,
)
from council.records.models import Record
from council.records.queries import visible_to as record_visible_to

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def visible_to(viewer: Viewer) -> Select[tuple[Program]]:
    """Return the programmes this viewer may see."""
    return select(Program).join(Program.record).where(record_visible_to(viewer))


def in_state(state: str, moment: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition for a state at a moment, now by default."""
    moment = moment or now()
    running = and_(Program.cancelled_at.is_(None), Program.awarded_at.is_(None))
    conditions = {
        ProgramState.CANCELLED: Program.cancelled_at.is_not(None),
        ProgramState.AWARDED: Program.awarded_at.is_not(None),
        ProgramState.ANNOUNCED: and_(running, Program.opens_at > moment),
        ProgramState.OPEN: and_(running, Program.opens_at <= moment, Program.closes_at > moment),
        ProgramState.CLOSED: and_(running, Program.closes_at <= moment),
    }
    return conditions[ProgramState(state)]


def listed(viewer: Viewer, *, state: str = "", words: str = "") -> Select[tuple[Program]]:
    """Return the programmes, those that may be applied to first, then those to come."""
    query = visible_to(viewer)
    if state:
        query = query.where(in_state(state))
    for word in words.split()[:6]:
        query = query.where(
            or_(
                Program.title.icontains(word, autoescape=True),
                Program.body.icontains(word, autoescape=True),
            )
        )
    moment = now()
    place = case(
        *((in_state(known, moment), number) for number, known in enumerate(_ORDER)),
        else_=len(_ORDER),
    )
    nearest = case((in_state(ProgramState.OPEN, moment), Program.closes_at))
    return query.options(*_shown()).order_by(
        place, nearest.asc(), Program.opens_at.desc(), Program.id.desc()
    )


_ORDER = (
    ProgramState.OPEN,
    ProgramState.ANNOUNCED,
    ProgramState.CLOSED,
    ProgramState.AWARDED,
    ProgramState.CANCELLED,
)


def state_now() -> Any:
    """Return the state of today as an expression, for rows read without their object."""
    moment = now()
    return case(
        *((in_state(state, moment), state.value) for state in _ORDER), else_=ProgramState.CLOSED
    )


def _shown() -> Sequence[Any]:
    return (
        joinedload(Program.record),
        joinedload(Program.organization).raiseload("*"),
        raiseload("*"),
    )


def find_program(reference: str, viewer: Viewer) -> Program | None:
    """Return a visible programme by its reference, with its body and criteria."""
    query = visible_to(viewer).where(Record.reference == reference)
    return (
        db.session.scalars(
            query.options(joinedload(Program.organization), selectinload(Program.criteria))
        )
        .unique()
        .one_or_none()
    )


def versions_of(program: Program) -> list[Act]:
    """Return who changed what a programme says, newest first; one query."""
    return acts_of(ProgramVersion, ProgramVersion.program_id == program.id)[::-1]


def candidacy_count(program_id: int) -> int:
    """Return how many candidacies are in force: their number is public, never who they are."""
    query = select(func.count(Candidacy.id)).where(
        Candidacy.program_id == program_id, Candidacy.state == CandidacyState.SUBMITTED
    )
    return db.session.scalar(query) or 0


def held_by(organization_id: int, viewer: Viewer) -> list[Program]:
    """Return the programmes of an organization, newest first."""
    query = visible_to(viewer).where(Record.organization_id == organization_id)
    return list(db.session.scalars(query.options(*_shown()).order_by(Program.id.desc())).unique())


def all_public() -> list[Program]:
    """Return every programme that everybody may see, the latest openings first."""
    query = visible_to(ANONYMOUS).options(*_shown()).order_by(Program.opens_at.desc()).limit(200)
    return list(db.session.scalars(query).unique())
