"""Reads on juries: who judges, what awaits them, what their grades come to once closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from council.accounts.models import Account
from council.clock import now
from council.extensions import db
from council.organizations.viewer import REPRESENTING
from council.programs.grading import Appraisal, appraise
from council.programs.models import (
    Candidacy,
    CandidacyLink,
    CandidacyState,
    Criterion,
    Program,
    ProgramState,
)
from council.programs.models_jury import CandidacyGrade, Juror, JurorRecusal
from council.programs.queries import in_state, visible_to
from council.records.models import Record

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


def jurors_of(program_id: int) -> list[Juror]:
    """Return the jury of a programme with its people, in the order they were named."""
    return list(
        db.session.scalars(
            select(Juror)
            .where(Juror.program_id == program_id, Juror.removed_at.is_(None))
            .options(joinedload(Juror.account))
            .order_by(Juror.id)
        )
    )


def juror_for(program_id: int, viewer: Viewer) -> Juror | None:
    """Return the place of this person in a jury."""
    if viewer.account_id is None:
        return None
    return db.session.scalar(
        select(Juror).where(
            Juror.program_id == program_id,
            Juror.account_id == viewer.account_id,
            Juror.removed_at.is_(None),
        )
    )


def find_juror(program_id: int, number: int) -> Juror | None:
    """Return a place in a jury by its number."""
    return db.session.scalar(
        select(Juror).where(
            Juror.id == number, Juror.program_id == program_id, Juror.removed_at.is_(None)
        )
    )


def account_at(email: str) -> Account | None:
    """Return the active account of an address."""
    account = db.session.scalar(select(Account).where(Account.email == email.strip().lower()))
    return account if account is not None and account.is_active else None


def is_interested(candidacy: Candidacy, viewer: Viewer) -> bool:
    """Say whether a candidacy is of a body or software this person has a mandate for."""
    if candidacy.organization_id in viewer.organization_ids:
        return True
    if candidacy.software_id in viewer.software_ids:
        return True
    linked = select(CandidacyLink.record_id).where(
        CandidacyLink.candidacy_id == candidacy.id,
        CandidacyLink.record_id.in_(sorted(viewer.software_ids)),
    )
    return bool(viewer.software_ids) and db.session.scalar(linked.limit(1)) is not None


def recusal_of(juror_id: int, candidacy_id: int) -> JurorRecusal | None:
    """Return why a juror does not grade a candidacy, if they said so."""
    return db.session.get(JurorRecusal, (juror_id, candidacy_id))


def recusals_of(program_id: int) -> list[tuple[str, int, str]]:
    """Return who does not grade which candidacy, and why: name, candidacy's number, reason."""
    rows = db.session.execute(
        select(Account.name, Candidacy.number, JurorRecusal.reason)
        .join(Juror, Juror.id == JurorRecusal.juror_id)
        .join(Account, Account.id == Juror.account_id)
        .join(Candidacy, Candidacy.id == JurorRecusal.candidacy_id)
        .where(Juror.program_id == program_id, Juror.removed_at.is_(None))
        .order_by(Candidacy.number, Account.name)
    )
    return [(name, number, reason) for name, number, reason in rows]


def grades_by(juror_id: int, candidacy_id: int) -> dict[int, CandidacyGrade]:
    """Return what a juror gave a candidacy, by criterion."""
    rows = db.session.scalars(
        select(CandidacyGrade).where(
            CandidacyGrade.juror_id == juror_id, CandidacyGrade.candidacy_id == candidacy_id
        )
    )
    return {row.criterion_id: row for row in rows}


def graded_ids(juror_id: int) -> set[int]:
    """Return the candidacies that a juror has graded."""
    return set(
        db.session.scalars(
            select(CandidacyGrade.candidacy_id).where(CandidacyGrade.juror_id == juror_id)
        )
    )


Appraisals = dict[int, tuple[Appraisal, dict[int, Appraisal]]]


def appraisals_of(candidacy_ids: Iterable[int]) -> Appraisals:
    """Return what the grades of each candidacy come to: over all, weights counted, and by
    criterion; one query. Only who may read grades is given them.

    Grades of who left the jury, or recused themselves since, are not counted.
    """
    recused = exists().where(
        JurorRecusal.juror_id == CandidacyGrade.juror_id,
        JurorRecusal.candidacy_id == CandidacyGrade.candidacy_id,
    )
    rows = db.session.execute(
        select(
            CandidacyGrade.candidacy_id,
            CandidacyGrade.criterion_id,
            Criterion.weight,
            CandidacyGrade.grade,
        )
        .join(Juror, Juror.id == CandidacyGrade.juror_id)
        .join(Criterion, Criterion.id == CandidacyGrade.criterion_id)
        .where(
            CandidacyGrade.candidacy_id.in_(list(candidacy_ids)),
            Juror.removed_at.is_(None),
            ~recused,
        )
    )
    given: dict[int, dict[int, list[tuple[str, int]]]] = {}
    for candidacy, criterion, weight, grade in rows:
        given.setdefault(candidacy, {}).setdefault(criterion, []).append((grade, weight))
    return {
        candidacy: (
            appraise(pair for pairs in criteria.values() for pair in pairs),
            {key: appraise((grade, 1) for grade, _w in pairs) for key, pairs in criteria.items()},
        )
        for candidacy, criteria in given.items()
    }


def to_grade(viewer: Viewer) -> list[Candidacy]:
    """Return the candidacies that await this person's grades, the oldest programme first."""
    if viewer.account_id is None:
        return []
    graded = exists().where(
        CandidacyGrade.juror_id == Juror.id, CandidacyGrade.candidacy_id == Candidacy.id
    )
    recused = exists().where(
        JurorRecusal.juror_id == Juror.id, JurorRecusal.candidacy_id == Candidacy.id
    )
    interested = exists().where(
        CandidacyLink.candidacy_id == Candidacy.id,
        CandidacyLink.record_id.in_(sorted(viewer.software_ids)),
    )
    bodies, software = sorted(viewer.organization_ids), sorted(viewer.software_ids)
    return list(
        db.session.scalars(
            select(Candidacy)
            .join(Candidacy.program)
            .join(Record, Record.id == Program.id)
            .join(
                Juror,
                and_(
                    Juror.program_id == Program.id,
                    Juror.account_id == viewer.account_id,
                    Juror.removed_at.is_(None),
                ),
            )
            .where(
                Candidacy.state == CandidacyState.SUBMITTED,
                in_state(ProgramState.CLOSED, now()),
                Program.jury_closed_at.is_(None),
                or_(Candidacy.organization_id.is_(None), Candidacy.organization_id.not_in(bodies)),
                or_(Candidacy.software_id.is_(None), Candidacy.software_id.not_in(software)),
                ~graded,
                ~recused,
                ~interested,
            )
            .options(contains_eager(Candidacy.program).contains_eager(Program.record))
            .order_by(Program.closes_at, Candidacy.number)
        ).unique()
    )


def to_conclude(viewer: Viewer) -> list[Program]:
    """Return the closed programmes whose jury or awards await this person."""
    bodies = {m.organization_id for m in viewer.mandates if m.title in REPRESENTING}
    query = visible_to(viewer).where(in_state(ProgramState.CLOSED, now()))
    if not viewer.is_secretariat:
        if not bodies:
            return []
        query = query.where(Record.organization_id.in_(sorted(b for b in bodies if b)))
    return list(db.session.scalars(query.order_by(Program.closes_at)).unique())


def progress_of(program_id: int) -> dict[str, int]:
    """Return how many candidacies each juror has graded, by name, for who closes the jury."""
    rows = db.session.execute(
        select(Account.name, func.count(CandidacyGrade.candidacy_id.distinct()))
        .join(Juror, Juror.account_id == Account.id)
        .outerjoin(CandidacyGrade, CandidacyGrade.juror_id == Juror.id)
        .where(Juror.program_id == program_id, Juror.removed_at.is_(None))
        .group_by(Juror.id, Account.name)
        .order_by(Juror.id)
    )
    return dict(rows.all())
