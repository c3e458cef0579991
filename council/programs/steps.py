"""Writes on programmes that several actions share; no commit, no journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import delete, func, select

from council.contributions.models import Tax
from council.contributions.steps import snapshot_of
from council.extensions import db
from council.markdown import RENDERER_VERSION, render_markdown
from council.programs.models import Candidacy, CandidacyLink, Criterion, Program, ProgramVersion
from council.records.canonical import digest
from council.records.models import Audience, Record, RecordKind
from council.records.steps import give_reference, new_record


@dataclass(frozen=True)
class Call:
    """What a programme says, rendered once when it is made, outside of any lock."""

    title: str
    body: str
    opens_at: datetime
    closes_at: datetime
    criteria: tuple[tuple[str, int], ...]
    supports: tuple[str, ...] = ()
    total_cents: int | None = None
    laureate_cents: int | None = None
    tax: str = Tax.NONE
    shows_candidacies: bool = False

    @cached_property
    def html(self) -> str:
        """The text as safe HTML."""
        return str(render_markdown(self.body).html) if self.body else ""


@dataclass(frozen=True)
class Application:
    """What a candidacy says, rendered once when it is made."""

    title: str
    body: str = ""
    supports: tuple[str, ...] = ()
    amount_cents: int | None = None

    @cached_property
    def html(self) -> str:
        """The text as safe HTML."""
        return str(render_markdown(self.body).html) if self.body else ""


def add_program(call: Call, *, organization_id: int) -> Program:
    """Add a numbered, public programme of a body."""
    record = new_record(
        RecordKind.PROGRAM, audience=Audience.PUBLIC, organization_id=organization_id
    )
    give_reference(record)
    program = Program(id=record.id)
    program.record = record
    write_call(program, call)
    db.session.add(program)
    db.session.flush()
    write_criteria(program, call.criteria)
    return program


def write_call(program: Program, call: Call) -> None:
    """Put what a programme says in its row; its criteria are written by `write_criteria`."""
    for name in Call.__dataclass_fields__:
        if name == "criteria":
            continue
        value = getattr(call, name)
        setattr(program, name, list(value) if name == "supports" else value)
    program.html, program.renderer_version = call.html, RENDERER_VERSION


def write_criteria(program: Program, criteria: Sequence[tuple[str, int]]) -> None:
    """Replace the criteria of a programme that nobody was graded on yet."""
    db.session.execute(delete(Criterion).where(Criterion.program_id == program.id))
    db.session.add_all(
        Criterion(program_id=program.id, position=position, label=label, weight=weight)
        for position, (label, weight) in enumerate(criteria, start=1)
    )
    db.session.flush()
    db.session.expire(program, ["criteria"])


def criteria_of(program_id: int) -> tuple[tuple[str, int], ...]:
    """Return the criteria of a programme as they are typed, in order."""
    rows = db.session.execute(
        select(Criterion.label, Criterion.weight)
        .where(Criterion.program_id == program_id)
        .order_by(Criterion.position)
    )
    return tuple((label, weight) for label, weight in rows)


def call_of(program: Program) -> Call:
    """Return what a programme says now."""
    names = [name for name in Call.__dataclass_fields__ if name != "criteria"]
    values: dict[str, Any] = {name: getattr(program, name) for name in names}
    values["supports"] = tuple(program.supports)
    return Call(**values, criteria=criteria_of(program.id))


def add_version(
    program: Program, *, reason: str = "", acted: dict[str, int | None] | None = None
) -> ProgramVersion:
    """Freeze what a programme says now as its next version."""
    last = db.session.scalar(
        select(func.max(ProgramVersion.number)).where(ProgramVersion.program_id == program.id)
    )
    call = call_of(program)
    snapshot = snapshot_of(call)
    snapshot["opens_at"], snapshot["closes_at"] = (
        moment.isoformat() for moment in (call.opens_at, call.closes_at)
    )
    version = ProgramVersion(
        program_id=program.id,
        number=(last or 0) + 1,
        snapshot=snapshot,
        reason=reason,
        sha256=digest(snapshot),
        renderer_version=program.renderer_version,
        **(acted or {}),
    )
    db.session.add(version)
    return version


def write_candidacy(candidacy: Candidacy, content: Application) -> None:
    """Put what a candidacy says in its row."""
    candidacy.title, candidacy.body = content.title, content.body
    candidacy.html, candidacy.renderer_version = content.html, RENDERER_VERSION
    candidacy.supports, candidacy.amount_cents = list(content.supports), content.amount_cents


def link_candidacy(candidacy: Candidacy, records: Sequence[Record]) -> None:
    """Link a candidacy to the needs and software it is about, and to no other."""
    db.session.execute(delete(CandidacyLink).where(CandidacyLink.candidacy_id == candidacy.id))
    ids = sorted({record.id for record in records})
    db.session.add_all(CandidacyLink(candidacy_id=candidacy.id, record_id=n) for n in ids)


def number_candidacy(candidacy: Candidacy) -> int:
    """Give a candidacy the next number of its programme, whose row is locked."""
    last = db.session.scalar(
        select(func.max(Candidacy.number)).where(Candidacy.program_id == candidacy.program_id)
    )
    candidacy.number = (last or 0) + 1
    return candidacy.number
